// All customers in memory: what is known of their orders, and where each stands among the others. Knows no
// database.
//
// Not for several threads at once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/money.h"
#include "insight/customer_base/acquisition.h"
#include "insight/customer_base/answers.h"
#include "insight/scoring/score.h"
#include "insight/scoring/summary.h"

namespace rapport::customer_base {

// An order that counts, in the reporting currency.
struct OrderRow {
  Instant at{};
  std::int64_t net = 0;  // minor units
};

struct Customer {
  Uuid contact;
  Orders orders;
  std::int64_t revenue = 0;    // minor units
  std::int64_t first_day = 0;  // of the workspace, since 1970-01-01
  std::int64_t last_day = 0;
  double repeat_mean = 0;  // value of the occasions after the first, in whole currency units
};
// `rows` in the order of their times, at least one.
Customer customer_of(const Uuid& contact, const std::vector<OrderRow>& rows, const TimeZone& zone,
                     double minor_units);

// The stages that somebody went through until `now`, each with the instant from which on.
struct PastStage {
  Instant at{};
  LifecycleStage stage{};
  bool by_order = false;
};
std::vector<PastStage> past_stages(const std::vector<OrderRow>& rows, const TimeZone& zone,
                                   std::optional<Duration> median, const Lifecycle& settings, Instant now);

// When each occasion but the first was expected, by what was known of the orders before it, and when it came;
// the oldest first.
std::vector<ExpectationAnswer> past_expectations(const std::vector<OrderRow>& rows, const TimeZone& zone,
                                                 std::optional<Duration> median, const Lifecycle& settings,
                                                 Instant now);

struct Standing {
  LifecycleStage stage{};
  Instant expected_at{};
  int recency = 1, frequency = 1, monetary = 1;
  RfmGroup group = RfmGroup::lost;
  std::int64_t clv = 0, at_stake = 0;  // minor units
  ClvSource clv_source = ClvSource::formula;
  Tier tier = Tier::low;
  std::optional<double> churn_risk, expected_orders;  // per cent; within the months of the terms
  bool operator==(const Standing&) const = default;
};

struct Models {
  FitId id;
  Instant fitted_at{};
  scoring::BgNbdFit purchases;
  scoring::GammaGammaFit values;
};

// What the standing of everybody depends on beside the orders.
struct Circumstances {
  Lifecycle lifecycle;
  std::shared_ptr<const Models> models;  // null: the formula
  double lifespan_years = 3;
  double minor_units = 100;  // of the reporting currency
  std::int64_t today = 0;    // day of the workspace
  Acquisition acquisition;   // in minor units
};
scoring::Terms terms();

class Population {
 public:
  void put(Customer customer);
  void remove(const Uuid& contact);
  const Customer* find(const Uuid& contact) const;
  const std::vector<Customer>& customers() const { return customers_; }

  // Everybody, by rank among all; in the order of customers().
  const std::vector<Standing>& assess(const Circumstances& given, Instant now);
  // One of them among the ranks of the last assess().
  Standing assess(const Customer& customer, const Circumstances& given, Instant now);
  const Standing* standing(const Uuid& contact) const;  // of the last assess(), or of the one
  std::optional<Duration> median_gap() const { return median_; }
  std::int64_t rank(std::int64_t clv) const;  // 1: the highest
  std::vector<std::int64_t> values() const;   // of all, ascending

 private:
  Standing alone(const Customer& customer, const Circumstances& given, Instant now);
  void rank_one(const Customer& customer, Standing& standing, Instant now) const;
  Tier tier_of(std::int64_t clv) const;

  std::vector<Customer> customers_;
  std::vector<Standing> standings_;
  std::unordered_map<Uuid, std::uint32_t, UuidHash> places_;
  Ranks recency_, frequency_, monetary_;
  std::array<std::int64_t, 3> tiers_{};  // the least value of vip, high, medium
  std::optional<Duration> median_;
  std::unique_ptr<scoring::Scorer<scoring::BgNbd>> scorer_;
  std::shared_ptr<const Models> scored_by_;
  std::int64_t scored_day_ = 0;  // the scorer remembers what it found for the histories of a day
};

double formula_orders_per_year(const Orders& orders, Instant now);
std::int64_t formula_value(const Customer& customer, const Circumstances& given, Instant now);

}  // namespace rapport::customer_base
