#include "insight/analytics/accuracy.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "insight/analytics/value_check.h"
#include "insight/scoring/correlation.h"
#include "insight/scoring/intervals.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(analytics::Accuracy)
}

namespace rapport::analytics {

namespace {

using customer_base::LifecycleStage;

constexpr std::array stages = {LifecycleStage::new_,        LifecycleStage::active,  LifecycleStage::loyal,
                               LifecycleStage::reactivated, LifecycleStage::at_risk, LifecycleStage::churned};
constexpr int points = 12;
constexpr std::int64_t year = 365;

bool expects_order(LifecycleStage stage) {
  return stage != LifecycleStage::at_risk && stage != LifecycleStage::churned;
}

Measured share_of(std::int64_t hits, std::int64_t of) {
  Measured out{of, {}, {}, {}};
  if (of < fewest_people) return out;
  const auto interval = scoring::share_interval(hits, of);
  out.value = interval.value, out.low = interval.low, out.high = interval.high;
  return out;
}
template <class Check>
void put_share(Check& check, std::int64_t of) {
  if (of == 0) return;
  const auto interval = scoring::share_interval(check.ordered, of);
  check.share = interval.value, check.low = interval.low, check.high = interval.high;
}

// Where the data end: today, unless the orders ended long ago (a shop that was read from a file).
std::int64_t end_of(const Evidence& evidence) {
  const std::int64_t last = evidence.last_day();
  return evidence.today - last > held_out_days ? last + 1 : evidence.today;
}

// Of the customers who had ordered by the beginning of a day: where each stood, and who ordered after it.
struct Stood {
  std::array<StageCheck, stages.size()> of;
  std::int64_t customers = 0, ordered = 0, agreed = 0;
};

Stood stood(const Evidence& evidence, std::int64_t cut) {
  std::vector<customer_base::Customer> known;
  std::vector<bool> ordered;
  std::vector<customer_base::OrderRow> rows;
  std::vector<std::int64_t> gaps;
  for (std::size_t c = 0; c < evidence.customers.size(); ++c) {
    rows.clear();
    bool later = false;
    for (std::size_t i = evidence.begin[c]; i < evidence.begin[c + 1]; ++i) {
      if (evidence.days[i] < cut) rows.push_back(evidence.rows[i]);
      later = later || (evidence.days[i] >= cut && evidence.days[i] < cut + held_out_days);
    }
    if (rows.empty()) continue;
    known.push_back(customer_base::customer_of(evidence.customers[c], rows, *evidence.frame.zone,
                                               evidence.frame.minor_units));
    ordered.push_back(later);
    if (const auto gap = customer_base::mean_gap(known.back().orders)) gaps.push_back(gap->count());
  }
  std::sort(gaps.begin(), gaps.end());
  std::optional<Duration> median;
  if (!gaps.empty()) median = Duration((gaps[(gaps.size() - 1) / 2] + gaps[gaps.size() / 2]) / 2);
  const Instant at = evidence.start_of(cut);
  Stood out;
  for (std::size_t s = 0; s < stages.size(); ++s)
    out.of[s].stage = stages[s], out.of[s].expects_order = expects_order(stages[s]);
  for (std::size_t i = 0; i < known.size(); ++i) {
    const LifecycleStage stage = customer_base::stage_of(known[i].orders, median, evidence.lifecycle, at);
    StageCheck& check =
        out.of[static_cast<std::size_t>(std::find(stages.begin(), stages.end(), stage) - stages.begin())];
    ++check.customers;
    check.ordered += ordered[i];
    out.agreed += ordered[i] == expects_order(stage);
    out.ordered += ordered[i];
  }
  out.customers = std::ssize(known);
  for (StageCheck& check : out.of) put_share(check, check.customers);
  return out;
}

// Engagement at the beginning of a day, and the orders that followed, of everybody who was known.
struct Engaged {
  std::vector<double> scores, orders;
};
Engaged engaged(const Evidence& evidence, std::size_t cut) {
  Engaged out;
  const std::int64_t day = evidence.cuts[cut];
  const Instant at = evidence.start_of(day);
  std::size_t customer = 0;
  for (std::size_t k = 0; k < evidence.contacts.size(); ++k) {
    if (evidence.known_since[k] >= at) continue;
    while (customer < evidence.customers.size() && evidence.customers[customer] < evidence.contacts[k])
      ++customer;
    double orders = 0;
    if (customer < evidence.customers.size() && evidence.customers[customer] == evidence.contacts[k])
      for (std::size_t i = evidence.begin[customer]; i < evidence.begin[customer + 1]; ++i)
        orders += evidence.days[i] >= day && evidence.days[i] < day + held_out_days;
    out.scores.push_back(evidence.scores[cut * evidence.contacts.size() + k]);
    out.orders.push_back(orders);
  }
  return out;
}

bool varies(const std::vector<double>& values) {
  return std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) != values.end();
}

Measured correlation_of(const std::vector<double>& a, const std::vector<double>& b) {
  Measured out{std::ssize(a), {}, {}, {}};
  if (out.people < fewest_people || !varies(a) || !varies(b)) return out;
  const auto interval = scoring::rank_correlation_interval(scoring::spearman(a, b), out.people);
  out.value = interval.value, out.low = interval.low, out.high = interval.high;
  return out;
}

std::vector<EngagementBandCheck> bands_of(const Engaged& people) {
  constexpr std::array edges = {0, 1, 20, 40, 60, 80, 101};
  std::vector<EngagementBandCheck> out;
  for (std::size_t b = 0; b + 1 < edges.size(); ++b) {
    EngagementBandCheck band;
    band.from = edges[b], band.to = edges[b + 1] - 1;
    for (std::size_t i = 0; i < people.scores.size(); ++i) {
      if (people.scores[i] < edges[b] || people.scores[i] >= edges[b + 1]) continue;
      ++band.people;
      band.ordered += people.orders[i] > 0;
    }
    put_share(band, band.people);
    out.push_back(band);
  }
  return out;
}

AccuracyPoint point_of(const Stood& stood, const ValuesHeld& values, const Engaged& engagement,
                       std::int64_t cut) {
  AccuracyPoint out;
  out.from = date_from_days(cut);
  out.to = date_from_days(cut + held_out_days - 1);
  out.stages = share_of(stood.agreed, stood.customers);
  if (out.stages.value)
    out.majority =
        std::max(static_cast<double>(stood.ordered), static_cast<double>(stood.customers - stood.ordered)) /
        static_cast<double>(stood.customers);
  const StageCheck& risky = stood.of[4];
  out.retained = share_of(risky.ordered, risky.customers);
  out.clv = values.ratio;
  out.clv_rank = values.rank;
  out.churn_auc = values.churn_auc;
  out.engagement = correlation_of(engagement.scores, engagement.orders);
  return out;
}

ValueCheck check_of(const ValuesHeld& held, const Evidence& evidence, std::int64_t cut, std::int64_t days) {
  const auto money = [&](double units) {
    return Money{std::llround(units * evidence.frame.minor_units), evidence.frame.currency};
  };
  return {date_from_days(cut),
          date_from_days(cut + days - 1),
          money(held.predicted_sum()),
          money(held.actual_sum()),
          held.ratio,
          held.rank};
}

}  // namespace

std::vector<std::int64_t> cuts_of(const Evidence& evidence) {
  const std::int64_t latest = end_of(evidence) - held_out_days;
  std::vector<std::int64_t> out{latest};
  Date month = date_from_days(latest);
  month.day = 1;
  for (int i = 0; i < points; ++i) {
    const std::int64_t day = days_since_epoch(month);
    if (day <= evidence.first_day()) break;
    out.push_back(day);
    if (--month.month == 0) month.month = 12, --month.year;
  }
  return out;
}

Accuracy measure_accuracy(const Evidence& evidence, const std::function<void(int done, int total)>& go_on) {
  Accuracy out;
  out.computed_at = evidence.read_at;
  const int total = static_cast<int>(evidence.cuts.size()) + 1;
  const Occasions occasions = occasions_of(evidence);
  for (std::size_t c = 0; c < evidence.cuts.size(); ++c) {
    go_on(static_cast<int>(c), total);
    const std::int64_t cut = evidence.cuts[c];
    const Stood at = stood(evidence, cut);
    const ValuesHeld values = hold_values(evidence, occasions, cut, held_out_days);
    const Engaged engagement = engaged(evidence, c);
    const AccuracyPoint point = point_of(at, values, engagement, cut);
    if (c > 0) {
      out.months.push_back(point);
      continue;
    }
    out.latest = point;
    out.stages.assign(at.of.begin(), at.of.end());
    out.bands = bands_of(engagement);
    out.tenths = tenths_of(values, evidence);
    out.quarter = check_of(values, evidence, cut, held_out_days);
  }
  std::reverse(out.months.begin(), out.months.end());
  go_on(total - 1, total);
  if (const std::int64_t cut = end_of(evidence) - year; evidence.first_day() + held_out_days <= cut)
    out.year = check_of(hold_values(evidence, occasions, cut, year), evidence, cut, year);
  return out;
}

}  // namespace rapport::analytics
