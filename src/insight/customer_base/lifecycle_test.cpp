#include "insight/customer_base/lifecycle.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

#include "insight/customer_base/population.h"
#include "insight/customer_base/rfm.h"
#include "platform/rules/moments.h"

using namespace rapport;
using namespace rapport::customer_base;

namespace {

constexpr std::int64_t day = 86'400'000;
const Instant start{1'700'000'000'000 / day * day + day / 2};
Instant at(double days) { return {start.ms + static_cast<std::int64_t>(days * static_cast<double>(day))}; }

std::vector<OrderRow> rows_of(const std::vector<double>& days) {
  std::vector<OrderRow> out;
  for (const double d : days) out.push_back({at(d), 1'000});
  return out;
}
Customer customer(const std::vector<double>& days) {
  return customer_of(Uuid{}, rows_of(days), *TimeZone::utc(), 100);
}
LifecycleStage stage(const std::vector<double>& days, double now, Lifecycle settings = {}) {
  return stage_of(customer(days).orders, std::nullopt, settings, at(now));
}

// The table of the definitions, read slowly: from the list of orders, with nothing kept between.
struct Slow {
  std::vector<Instant> orders;
  std::optional<std::int64_t> median;
  Lifecycle s;

  std::vector<Instant> occasions(std::size_t n) const {
    std::vector<Instant> out;
    std::set<std::int64_t> days;
    for (std::size_t i = 0; i < n; ++i)
      if (days.insert(orders[i].ms / day).second) out.push_back(orders[i]);
    return out;
  }
  std::int64_t interval(std::size_t n) const {
    const auto found = occasions(n);
    if (found.size() >= 3) {
      std::int64_t sum = 0;
      for (std::size_t i = 1; i < found.size(); ++i) sum += found[i].ms - found[i - 1].ms;
      return sum / static_cast<std::int64_t>(found.size() - 1);
    }
    return median.value_or(s.usual_interval_days * day);
  }
  bool churned(std::size_t n, std::int64_t now) const {
    const std::int64_t last = orders[n - 1].ms;
    if (now - last < 90 * day) return false;
    return s.churn_rule == ChurnRule::fixed || now - (last + interval(n)) > 60 * day;
  }
  LifecycleStage stage(std::int64_t now) const {
    std::size_t n = 0;
    while (n < orders.size() && orders[n].ms <= now) ++n;
    const std::int64_t last = orders[n - 1].ms;
    if (now - orders[0].ms <= 30 * day) return LifecycleStage::new_;
    const auto found = occasions(n);
    if (found.size() >= 2 && now - last <= 30 * day) {
      std::size_t before = 0;
      while (orders[before].ms < found.back().ms) ++before;
      if (churned(before, found.back().ms)) return LifecycleStage::reactivated;
    }
    if (churned(n, now)) return LifecycleStage::churned;
    const std::int64_t overdue = now - (last + interval(n));
    if (overdue >= 30 * day) return LifecycleStage::at_risk;
    if (n >= 5 && now - last <= 60 * day) return LifecycleStage::loyal;
    return LifecycleStage::active;
  }
};

}  // namespace

TEST_CASE("a stage holds up to its very boundary") {
  using S = LifecycleStage;
  const double moment = 1.0 / static_cast<double>(day);
  CHECK(stage({0}, 0) == S::new_);
  CHECK(stage({0}, 30) == S::new_);
  CHECK(stage({0}, 30 + 2 * moment) == S::active);
  CHECK(stage({0}, 90 - 2 * moment) == S::active);  // expected after 60 days
  CHECK(stage({0}, 90) == S::at_risk);              // 30 past that
  CHECK(stage({0}, 120) == S::at_risk);             // 60 past: not more
  CHECK(stage({0}, 120 + 2 * moment) == S::churned);
  CHECK(stage({0, 10, 20, 30, 40}, 45) == S::loyal);
  CHECK(stage({0, 10, 20, 30, 40}, 80 - 2 * moment) == S::loyal);
  CHECK(stage({0, 10, 20, 30, 40}, 80) == S::at_risk);
  CHECK(stage({0, 10, 20, 30, 40}, 130 - 2 * moment) == S::at_risk);
  CHECK(stage({0, 10, 20, 30, 40}, 130) == S::churned);
  CHECK(stage({0, 200}, 201) == S::reactivated);
  CHECK(stage({0, 200}, 230) == S::reactivated);
  CHECK(stage({0, 200}, 230 + 2 * moment) == S::active);
  CHECK(stage({0, 100}, 101) == S::active);  // was at risk, not churned
  CHECK(stage({0, 100}, 101, {.churn_rule = ChurnRule::fixed}) == S::reactivated);
  CHECK(stage({0}, 90, {.churn_rule = ChurnRule::fixed}) == S::churned);
}

TEST_CASE("orders of one day are one occasion, and an order of the future is not counted before its time") {
  const Customer c = customer({0, 0.1, 0.2, 10, 10.1});
  CHECK(c.orders.count == 5);
  CHECK(c.orders.occasions == 2);
  CHECK_FALSE(mean_gap(c.orders));
  CHECK(c.repeat_mean == doctest::Approx(20));
  const auto past = past_stages(rows_of({0, 400}), *TimeZone::utc(), std::nullopt, {}, at(100));
  REQUIRE(past.size() == 3);
  CHECK(past[2].stage == LifecycleStage::at_risk);
  CHECK(past[2].at == at(90));
}

TEST_CASE("each order but the first is set beside the day on which it was expected") {
  // Two occasions: the usual interval; a third one and more: the mean gap of those before.
  const auto past = past_expectations(rows_of({0, 10, 30, 36}), *TimeZone::utc(), std::nullopt, {}, at(400));
  REQUIRE(past.size() == 3);
  CHECK(past[0].expected_at == at(60));
  CHECK(past[0].came_at == at(10));
  CHECK(past[1].expected_at == at(70));
  CHECK(past[2].expected_at == at(45));
  CHECK(past[2].came_at == at(36));
  CHECK(past[0].days_late == -50);
  CHECK(past[2].days_late == -9);
  // Orders of one day are one occasion, and what lies ahead counts for nothing.
  CHECK(past_expectations(rows_of({0, 0, 5}), *TimeZone::utc(), std::nullopt, {}, at(4)).empty());
  CHECK(past_expectations(rows_of({0, 0, 5}), *TimeZone::utc(), Duration{hours(48)}, {}, at(5)).size() == 1);
  CHECK(past_expectations({}, *TimeZone::utc(), std::nullopt, {}, at(5)).empty());
}

TEST_CASE("a slow reading of the table finds the same stages, then and at fifty instants") {
  std::mt19937_64 random(3);
  const auto below = [&](std::uint64_t n) { return random() % n; };
  for (int round = 0; round < 400; ++round) {
    Slow slow;
    if (below(2) == 0) slow.median = static_cast<std::int64_t>(below(80) + 1) * day;
    if (below(3) == 0) slow.s.churn_rule = ChurnRule::fixed;
    std::int64_t when = start.ms;
    std::vector<OrderRow> rows;
    for (std::uint64_t i = 0, n = 1 + below(9); i < n; ++i) {
      slow.orders.push_back({when});
      rows.push_back({Instant{when}, 100});
      // Whole days often, so that boundaries are met exactly.
      when += below(3) == 0 ? static_cast<std::int64_t>(below(200)) * day
                            : static_cast<std::int64_t>(below(150 * static_cast<std::uint64_t>(day)) + 1);
    }
    const std::optional<Duration> median = slow.median ? std::optional(Duration(*slow.median)) : std::nullopt;
    const Instant end{when + 300 * day};
    const auto past = past_stages(rows, *TimeZone::utc(), median, slow.s, end);
    for (int instant = 0; instant < 50; ++instant) {
      const auto n = static_cast<std::size_t>(below(slow.orders.size()));
      Instant now{slow.orders[n].ms + static_cast<std::int64_t>(below(250)) * day +
                  static_cast<std::int64_t>(below(3)) - 1};
      if (below(3) == 0) now.ms += static_cast<std::int64_t>(below(static_cast<std::uint64_t>(day)));
      if (now < slow.orders[0] || now > end) continue;
      const LifecycleStage expected = slow.stage(now.ms);
      std::vector<OrderRow> known;
      for (const OrderRow& row : rows)
        if (row.at <= now) known.push_back(row);
      const Orders orders = customer_of(Uuid{}, known, *TimeZone::utc(), 100).orders;
      CHECK(stage_of(orders, median, slow.s, now) == expected);
      auto reached =
          std::find_if(past.rbegin(), past.rend(), [&](const PastStage& p) { return p.at <= now; });
      REQUIRE(reached != past.rend());
      CHECK(reached->stage == expected);
    }
  }
}

TEST_CASE("RFM scores are those of counting who is worse, and equal values have equal scores") {
  std::mt19937_64 random(9);
  for (const std::size_t n : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{500}}) {
    std::vector<std::int64_t> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(static_cast<std::int64_t>(random() % 40) - 20);
    const Ranks ranks(values);
    for (const std::int64_t value : values) {
      const auto worse =
          std::count_if(values.begin(), values.end(), [&](std::int64_t v) { return v < value; });
      CHECK(ranks.score(value) == std::min<std::int64_t>(5, 1 + 5 * worse / static_cast<std::int64_t>(n)));
    }
  }
  CHECK(rfm_group(5, 5) == RfmGroup::champions);
  CHECK(rfm_group(3, 4) == RfmGroup::loyal);
  CHECK(rfm_group(4, 2) == RfmGroup::potential_loyalist);
  CHECK(rfm_group(5, 1) == RfmGroup::new_);
  CHECK(rfm_group(4, 1) == RfmGroup::promising);
  CHECK(rfm_group(3, 3) == RfmGroup::need_attention);
  CHECK(rfm_group(3, 2) == RfmGroup::about_to_sleep);
  CHECK(rfm_group(1, 3) == RfmGroup::at_risk);
  CHECK(rfm_group(2, 5) == RfmGroup::cannot_lose);
  CHECK(rfm_group(2, 2) == RfmGroup::hibernating);
  CHECK(rfm_group(1, 1) == RfmGroup::lost);
}

TEST_CASE("tiers are shares of the customers by value, and ties go to the better one") {
  Population all;
  Circumstances given;
  for (int i = 0; i < 100; ++i) {
    std::vector<OrderRow> rows{{at(0), 1'000 + (i < 90 ? i * 10 : 5'000)}};
    Uuid id;
    id.bytes[15] = static_cast<std::uint8_t>(i);
    all.put(customer_of(id, rows, *TimeZone::utc(), 100));
  }
  const auto& standings = all.assess(given, at(100));
  std::map<Tier, int> tiers;
  for (const Standing& s : standings) ++tiers[s.tier];
  CHECK(tiers[Tier::vip] == 10);  // ten share the highest value
  CHECK(tiers[Tier::high] == 10);
  CHECK(tiers[Tier::medium] == 50);
  CHECK(tiers[Tier::low] == 30);
}

TEST_CASE("nothing that a customer may have ordered gives a value that is none") {
  Population all;
  Circumstances given;
  std::vector<std::vector<OrderRow>> odd = {{{at(0), 0}},
                                            {{at(0), -500}},
                                            {{at(500), 100}},
                                            {{at(0), 9'000'000'000'000'000}, {at(1), 9'000'000'000'000'000}}};
  std::vector<OrderRow> many;
  for (int i = 0; i < 100'000; ++i) many.push_back({at(i / 300.0), 5});
  odd.push_back(many);
  auto models = std::make_shared<Models>();
  models->purchases.parameters = scoring::BgNbd{0.3, 20, 2, 30};
  models->values.parameters = scoring::GammaGamma{2, 8, 300};
  for (const auto& with : {std::shared_ptr<const Models>(), std::shared_ptr<const Models>(models)}) {
    given.models = with;
    for (std::size_t i = 0; i < odd.size(); ++i) {
      Uuid id;
      id.bytes[15] = static_cast<std::uint8_t>(i);
      all.put(customer_of(id, odd[i], *TimeZone::utc(), 100));
    }
    given.today = days_since_epoch(rules::day_of(at(400), *TimeZone::utc()));
    for (const Standing& s : all.assess(given, at(400))) {
      CHECK(std::abs(s.clv) <= 9'000'000'000'000'000);
      if (s.churn_risk) CHECK((*s.churn_risk >= 0 && *s.churn_risk <= 100));
      CHECK(s.churn_risk.has_value() == (with != nullptr));
    }
  }
}
