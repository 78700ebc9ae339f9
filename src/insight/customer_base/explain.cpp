#include "insight/customer_base/explain.h"

#include <algorithm>
#include <cmath>

#include "customer/people/histories.h"
#include "insight/customer_base/read_customers.h"
#include "insight/customer_base/sql.h"
#include "insight/customer_base/write_scores.h"
#include "insight/scoring/outlook.h"
#include "platform/rules/moments.h"

namespace rapport::customer_base {

namespace {

double days_of(Duration d) { return static_cast<double>(d.count()) / 86'400'000.0; }

LifecycleAnswer lifecycle_of(const Customer& customer, const Standing& standing, const Circumstances& given,
                             std::optional<Duration> median, Instant since, Instant now) {
  LifecycleAnswer out;
  const Expected expected = expected_interval(customer.orders, median, given.lifecycle);
  out.stage = stage_of(customer.orders, median, given.lifecycle, now);
  out.since = since;
  out.days_since_last_order = days_of(now - customer.orders.last);
  out.expected_interval_days = days_of(expected.interval);
  out.interval_source = expected.source;
  out.expected_at = standing.expected_at;
  out.overdue_days = days_of(now - standing.expected_at);
  out.next_change_at = next_change(customer.orders, median, given.lifecycle, now);
  if (out.next_change_at)
    out.next_stage = stage_of(customer.orders, median, given.lifecycle, *out.next_change_at);
  return out;
}

Money money(double minor, Currency currency) {
  return {static_cast<std::int64_t>(std::llround(std::clamp(minor, -9e15, 9e15))), currency};
}

ClvAnswer clv_of(const Customer& customer, const Standing& standing, const Population& all,
                 const Circumstances& given, Currency currency, Instant now) {
  ClvAnswer out;
  out.predicted = {standing.clv, currency};
  out.source = standing.clv_source;
  out.tier = standing.tier;
  out.rank = all.rank(standing.clv);
  out.customers = std::ssize(all.customers());
  out.average_order_value =
      money(static_cast<double>(customer.revenue) / static_cast<double>(customer.orders.count), currency);
  out.orders_per_year = formula_orders_per_year(customer.orders, now);
  out.lifespan_years = given.lifespan_years;
  if (const auto cost = given.acquisition.cost_of(customer.contact)) {
    out.acquisition_cost = Money{cost->minor, currency};
    out.acquisition = AcquisitionAnswer{.basis = cost->basis};
    if (cost->basis != CostBasis::own) {
      out.acquisition->name = cost->by.name;
      if (!cost->by.month.empty()) out.acquisition->month = cost->by.month;
      out.acquisition->spend = Money{cost->spend, currency};
      out.acquisition->customers = cost->customers;
    }
  }
  out.by_formula = {formula_value(customer, given, now), currency};
  return out;
}

void predict(ContactScores& out, const Customer& customer, const Circumstances& given, Currency currency) {
  if (!given.models) {
    out.no_prediction = "not_fitted";
    return;
  }
  scoring::History history;
  history.x = static_cast<std::int32_t>(std::min<std::int64_t>(customer.orders.occasions - 1, 1'000'000));
  history.T = static_cast<double>(std::max(given.today, customer.last_day) - customer.first_day);
  history.t_x = static_cast<double>(customer.last_day - customer.first_day);
  const Models& models = *given.models;
  const auto outlook =
      scoring::outlook(models.purchases, models.values, terms(), history, customer.repeat_mean);
  PredictionAnswer p;
  p.churn_risk = 100 * outlook.score.churn_risk;
  p.churn_low = 100 * outlook.churn_expectation.low;
  p.churn_high = 100 * outlook.churn_expectation.high;
  p.alive = 100 * outlook.score.p_alive;
  p.expected_orders = outlook.score.orders;
  p.orders_low = outlook.orders_outcome.low;
  p.orders_high = outlook.orders_outcome.high;
  p.fit_id = models.id;
  p.fitted_at = models.fitted_at;
  out.prediction = p;
  if (!models.values.parameters || !out.clv) return;
  out.clv->low = money(outlook.clv_outcome.low * given.minor_units, currency);
  out.clv->high = money(outlook.clv_outcome.high * given.minor_units, currency);
  out.clv->expected_order_value = money(outlook.score.value * given.minor_units, currency);
}

// How well the expected days held.
void look_back(ContactScores& out, const std::vector<OrderRow>& rows, const TimeZone& zone,
               const Population& all, const Circumstances& given, Instant now) {
  constexpr std::size_t most_shown = 24, fewest = 3;
  std::vector<double> misses;
  out.expectations = past_expectations(rows, zone, all.median_gap(), given.lifecycle, now);
  for (const auto& past : out.expectations)
    misses.push_back(std::abs(days_of(past.came_at - past.expected_at)));
  std::reverse(out.expectations.begin(), out.expectations.end());
  if (out.expectations.size() > most_shown) out.expectations.resize(most_shown);
  if (misses.size() < fewest) return;
  const auto middle = misses.begin() + std::ssize(misses) / 2;
  std::nth_element(misses.begin(), middle, misses.end());
  out.usual_miss_days = *middle;
}

}  // namespace

EngagementAnswer engagement_of(store::Reader& reader, const Uuid& contact) {
  const auto weights = people::engagement_weights();
  facts::TimelineQuery query;
  query.contact_id = contact;
  query.limit = 10'000;
  for (const auto& [type, weight] : weights) query.types.emplace_back(type);
  constexpr int weeks_back = 12;
  std::array<double, weeks_back + 1> sums{};
  std::map<std::string, EngagementPart> parts;
  EngagementAnswer out;
  const auto score_of = [](double sum) {
    return static_cast<std::int32_t>(std::lround(100 * (1 - std::exp(-sum / 30))));
  };
  for (const facts::Fact& fact : facts::timeline(reader, query)) {
    if (fact.occurred_at > reader.now()) continue;
    for (int week = 1; week <= weeks_back; ++week)
      if (const Duration age = reader.now() - hours(24 * 7 * week) - fact.occurred_at; age >= Duration{0})
        sums[static_cast<std::size_t>(week)] +=
            weights.find(fact.type)->second * std::exp2(-days_of(age) / 30);
    EngagementPart& part = parts[fact.type];
    part.type = fact.type;
    ++part.facts;
    const double points =
        weights.find(fact.type)->second * std::exp2(-days_of(reader.now() - fact.occurred_at) / 30);
    part.points += points;
    out.sum += points;
  }
  out.score = score_of(out.sum);
  for (int week = 1; week <= weeks_back; ++week)
    out.past.push_back({reader.now() - hours(24 * 7 * week), score_of(sums[static_cast<std::size_t>(week)])});
  for (auto& [type, part] : parts) out.parts.push_back(std::move(part));
  std::sort(out.parts.begin(), out.parts.end(),
            [](const auto& a, const auto& b) { return a.points > b.points; });
  return out;
}

ContactScores contact_scores(store::Reader& reader, const Keeper& keeper, ContactId id,
                             const people::Caller& caller) {
  const Uuid contact = people::get(reader, id, caller).id.uuid;
  ContactScores out;
  out.engagement = engagement_of(reader, contact);
  out.no_prediction = "no_orders";
  reader.each(sql::moves_of, {{"contact_id", contact}}, [&](const store::Row& row) {
    StageChange move;
    move.at = Instant{row.integer(0)};
    if (!row.is_null(1)) move.from = parse_enum<LifecycleStage>(row.text(1));
    if (!row.is_null(2)) move.to = parse_enum<LifecycleStage>(row.text(2));
    out.history.push_back(move);
  });
  out.past = past_scores(reader, contact);
  const auto stored = find_score(reader, contact);
  const Frame frame = read_frame(reader);
  const auto rows = stored ? orders_of(reader, frame, contact) : std::vector<OrderRow>();
  keeper.look([&](const Population& all, const Circumstances& given, Instant) {
    const Customer* customer = all.find(contact);
    const Standing* standing = all.standing(contact);
    if (!customer || !stored) return;
    const Instant now = reader.now();
    const Currency currency = stored->currency;
    out.is_customer = true;
    out.orders = customer->orders.count;
    out.occasions = customer->orders.occasions;
    out.revenue = Money{customer->revenue, currency};
    out.first_order_at = customer->orders.first;
    out.last_order_at = customer->orders.last;
    out.lifecycle = lifecycle_of(*customer, *standing, given, all.median_gap(), stored->since, now);
    out.rfm = RfmAnswer{standing->recency, standing->frequency, standing->monetary, standing->group};
    out.clv = clv_of(*customer, *standing, all, given, currency, now);
    out.days_to_next_purchase =
        static_cast<std::int32_t>(std::ceil(std::max(0.0, days_of(standing->expected_at - now))));
    look_back(out, rows, *frame.zone, all, given, now);
    out.no_prediction.clear();
    predict(out, *customer, given, currency);
  });
  return out;
}

}  // namespace rapport::customer_base
