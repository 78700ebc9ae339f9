#include "insight/customer_base/population.h"

#include <algorithm>
#include <cmath>

#include "platform/rules/moments.h"

namespace rapport::customer_base {

namespace {

constexpr double a_day = 86'400'000.0;
constexpr double year_days = 365.25;

std::int64_t day_number(Instant at, const TimeZone& zone) {
  return days_since_epoch(rules::day_of(at, zone));
}

// Adds the next order to what is known.
void add(Orders& orders, Instant at, bool same_day) {
  if (!same_day || orders.occasions == 0) {
    orders.before = orders.last_occasion;
    orders.last_before = orders.last;
    orders.count_before = orders.count;
    orders.last_occasion = at;
    ++orders.occasions;
  }
  if (orders.count++ == 0) orders.first = at;
  orders.last = at;
}

std::int64_t whole_days(Instant now, Instant then) {
  return static_cast<std::int64_t>(std::floor(static_cast<double>((now - then).count()) / a_day));
}

// Values that no number holds are of nobody.
std::int64_t minor_of(double value, double minor_units) {
  const double minor = value * minor_units;
  return std::isfinite(minor) ? static_cast<std::int64_t>(std::llround(std::clamp(minor, -9e15, 9e15))) : 0;
}

}  // namespace

Customer customer_of(const Uuid& contact, const std::vector<OrderRow>& rows, const TimeZone& zone,
                     double minor_units) {
  Customer out;
  out.contact = contact;
  std::int64_t first_occasion = 0;
  for (const OrderRow& row : rows) {
    const std::int64_t day = day_number(row.at, zone);
    if (out.orders.count == 0) out.first_day = day;
    add(out.orders, row.at, out.orders.count > 0 && day == out.last_day);
    out.last_day = day;
    out.revenue += row.net;
    if (out.orders.occasions == 1) first_occasion += row.net;
  }
  if (out.orders.occasions > 1)
    out.repeat_mean = static_cast<double>(out.revenue - first_occasion) / minor_units /
                      static_cast<double>(out.orders.occasions - 1);
  return out;
}

std::vector<PastStage> past_stages(const std::vector<OrderRow>& rows, const TimeZone& zone,
                                   std::optional<Duration> median, const Lifecycle& settings, Instant now) {
  std::vector<PastStage> out;
  Orders orders;
  std::int64_t last_day = 0;
  const auto reach = [&](Instant at, bool by_order) {
    const LifecycleStage stage = stage_of(orders, median, settings, at);
    if (out.empty() || out.back().stage != stage) out.push_back({at, stage, by_order});
  };
  for (std::size_t i = 0; i < rows.size() && rows[i].at <= now; ++i) {
    const std::int64_t day = day_number(rows[i].at, zone);
    add(orders, rows[i].at, i > 0 && day == last_day);
    last_day = day;
    reach(rows[i].at, true);
    const Instant end = i + 1 < rows.size() ? std::min(rows[i + 1].at, now) : now;
    Instant at = rows[i].at;
    while (const auto next = next_change(orders, median, settings, at)) {
      if (*next > end) break;
      at = *next;
      reach(at, false);
    }
  }
  return out;
}

std::vector<ExpectationAnswer> past_expectations(const std::vector<OrderRow>& rows, const TimeZone& zone,
                                                 std::optional<Duration> median, const Lifecycle& settings,
                                                 Instant now) {
  std::vector<ExpectationAnswer> out;
  Orders orders;
  std::int64_t last_day = 0;
  for (std::size_t i = 0; i < rows.size() && rows[i].at <= now; ++i) {
    const std::int64_t day = day_number(rows[i].at, zone);
    const bool same_day = i > 0 && day == last_day;
    if (i > 0 && !same_day) {
      const Instant expected = orders.last + expected_interval(orders, median, settings).interval;
      out.push_back({expected, rows[i].at, static_cast<std::int32_t>(day - day_number(expected, zone))});
    }
    add(orders, rows[i].at, same_day);
    last_day = day;
  }
  return out;
}

scoring::Terms terms() { return {}; }

void Population::put(Customer customer) {
  const auto [it, fresh] =
      places_.try_emplace(customer.contact, static_cast<std::uint32_t>(customers_.size()));
  if (fresh) {
    customers_.push_back(std::move(customer));
    standings_.emplace_back();
  } else {
    customers_[it->second] = std::move(customer);
  }
}

void Population::remove(const Uuid& contact) {
  const auto it = places_.find(contact);
  if (it == places_.end()) return;
  const std::uint32_t place = it->second;
  places_.erase(it);
  if (place + 1 != customers_.size()) {
    customers_[place] = std::move(customers_.back());
    standings_[place] = standings_.back();
    places_[customers_[place].contact] = place;
  }
  customers_.pop_back();
  standings_.pop_back();
}

const Customer* Population::find(const Uuid& contact) const {
  const auto it = places_.find(contact);
  return it == places_.end() ? nullptr : &customers_[it->second];
}
const Standing* Population::standing(const Uuid& contact) const {
  const auto it = places_.find(contact);
  return it == places_.end() ? nullptr : &standings_[it->second];
}

double formula_orders_per_year(const Orders& orders, Instant now) {
  const double days = std::max(30.0, static_cast<double>((now - orders.first).count()) / a_day);
  return static_cast<double>(orders.count) / days * year_days;
}

std::int64_t formula_value(const Customer& customer, const Circumstances& given, Instant now) {
  const double average = static_cast<double>(customer.revenue) / static_cast<double>(customer.orders.count);
  const auto paid = static_cast<double>(given.acquisition.minor_of(customer.contact).value_or(0));
  return minor_of(average * formula_orders_per_year(customer.orders, now) * given.lifespan_years - paid, 1);
}

// All but the ranks.
Standing Population::alone(const Customer& customer, const Circumstances& given, Instant now) {
  Standing out;
  out.stage = stage_of(customer.orders, median_, given.lifecycle, now);
  out.expected_at =
      customer.orders.last + expected_interval(customer.orders, median_, given.lifecycle).interval;
  if (!scorer_) {
    out.clv = formula_value(customer, given, now);
    return out;
  }
  scoring::History history;
  history.x = static_cast<std::int32_t>(std::min<std::int64_t>(customer.orders.occasions - 1, 1'000'000));
  history.T = static_cast<double>(std::max(given.today, customer.last_day) - customer.first_day);
  history.t_x = static_cast<double>(customer.last_day - customer.first_day);
  const scoring::Score score = scorer_->score(history, customer.repeat_mean);
  // A tenth of a per cent and a hundredth of an order: finer changes tell nobody anything.
  out.churn_risk = std::round(std::clamp(score.churn_risk, 0.0, 1.0) * 1'000) / 10;
  out.expected_orders = std::round(score.orders * 100) / 100;
  if (given.models->values.parameters) {
    out.clv = minor_of(score.clv, given.minor_units);
    out.clv_source = ClvSource::model;
  } else {
    out.clv = formula_value(customer, given, now);
  }
  out.at_stake = minor_of(static_cast<double>(out.clv) * *out.churn_risk / 100, 1);
  return out;
}

void Population::rank_one(const Customer& customer, Standing& standing, Instant now) const {
  standing.recency = recency_.score(-whole_days(now, customer.orders.last));
  standing.frequency = frequency_.score(customer.orders.count);
  standing.monetary = monetary_.score(customer.revenue);
  standing.group = rfm_group(standing.recency, standing.frequency);
  standing.tier = tier_of(standing.clv);
}

std::int64_t Population::rank(std::int64_t clv) const {
  return 1 +
         std::count_if(standings_.begin(), standings_.end(), [&](const Standing& s) { return s.clv > clv; });
}

std::vector<std::int64_t> Population::values() const {
  std::vector<std::int64_t> out;
  out.reserve(standings_.size());
  for (const Standing& s : standings_) out.push_back(s.clv);
  std::sort(out.begin(), out.end());
  return out;
}

// Who is as valuable as the last of a tier is in it.
Tier Population::tier_of(std::int64_t clv) const {
  if (clv >= tiers_[0]) return Tier::vip;
  if (clv >= tiers_[1]) return Tier::high;
  return clv >= tiers_[2] ? Tier::medium : Tier::low;
}

const std::vector<Standing>& Population::assess(const Circumstances& given, Instant now) {
  if (scored_by_ != given.models || scored_day_ != given.today) {
    scorer_.reset();
    scored_by_ = given.models;
    scored_day_ = given.today;
    if (given.models && given.models->purchases.parameters)
      scorer_ = std::make_unique<scoring::Scorer<scoring::BgNbd>>(*given.models->purchases.parameters,
                                                                  given.models->values.parameters, terms());
  }
  std::vector<std::int64_t> gaps, recency, frequency, monetary;
  for (const Customer& customer : customers_) {
    if (const auto gap = mean_gap(customer.orders)) gaps.push_back(gap->count());
    recency.push_back(-whole_days(now, customer.orders.last));
    frequency.push_back(customer.orders.count);
    monetary.push_back(customer.revenue);
  }
  median_.reset();
  if (!gaps.empty()) {
    const auto middle = gaps.begin() + std::ssize(gaps) / 2;
    std::nth_element(gaps.begin(), middle, gaps.end());
    std::int64_t median = *middle;
    if (gaps.size() % 2 == 0) median = (median + *std::max_element(gaps.begin(), middle)) / 2;
    median_ = Duration(median);
  }
  recency_ = Ranks(std::move(recency));
  frequency_ = Ranks(std::move(frequency));
  monetary_ = Ranks(std::move(monetary));
  std::vector<std::int64_t> values;
  values.reserve(customers_.size());
  for (std::size_t i = 0; i < customers_.size(); ++i) {
    standings_[i] = alone(customers_[i], given, now);
    values.push_back(standings_[i].clv);
  }
  const std::array shares = {0.05, 0.20, 0.70};
  for (std::size_t tier = 0; tier < shares.size() && !values.empty(); ++tier) {
    const auto last =
        static_cast<std::ptrdiff_t>(std::ceil(shares[tier] * static_cast<double>(values.size()))) - 1;
    std::nth_element(values.begin(), values.begin() + last, values.end(), std::greater<>());
    tiers_[tier] = values[static_cast<std::size_t>(last)];
  }
  for (std::size_t i = 0; i < customers_.size(); ++i) rank_one(customers_[i], standings_[i], now);
  return standings_;
}

Standing Population::assess(const Customer& customer, const Circumstances& given, Instant now) {
  Standing out = alone(customer, given, now);
  rank_one(customer, out, now);
  if (const auto it = places_.find(customer.contact); it != places_.end()) standings_[it->second] = out;
  return out;
}

}  // namespace rapport::customer_base
