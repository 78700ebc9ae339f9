#include "insight/analytics/value_check.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "insight/scoring/bg_nbd.h"
#include "insight/scoring/correlation.h"
#include "insight/scoring/gamma_gamma.h"
#include "insight/scoring/intervals.h"
#include "insight/scoring/quality.h"

namespace rapport::analytics {

namespace {

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

void put(Measured& out, const scoring::EstimatedInterval& interval) {
  out.value = interval.value, out.low = interval.low, out.high = interval.high;
}

// What a model says of somebody who is alive depends on x and T alone.
class IfAlive {
 public:
  IfAlive(const scoring::BgNbd& model, double days) : model_(model), days_(days) {}
  struct Future {
    double orders = 0, none = 1;
  };
  Future of(const scoring::History& history) {
    const auto key = static_cast<std::uint64_t>(history.x) << 32 | static_cast<std::uint32_t>(history.T);
    const auto [it, fresh] = known_.try_emplace(key);
    if (fresh) {
      const scoring::BgNbd alive = scoring::given_alive(model_, history);
      it->second = {scoring::expected_purchases(alive, days_), scoring::p_no_purchase(alive, days_)};
    }
    return it->second;
  }

 private:
  scoring::BgNbd model_;
  double days_;
  std::unordered_map<std::uint64_t, Future> known_;
};

struct Came {
  double value = 0;
  bool ordered = false;
};
Came came(const Evidence& evidence, std::uint32_t customer, std::int64_t from, std::int64_t to) {
  Came out;
  for (std::size_t i = evidence.begin[customer]; i < evidence.begin[customer + 1]; ++i) {
    if (evidence.days[i] < from || evidence.days[i] >= to) continue;
    out.value += static_cast<double>(evidence.rows[i].net) / evidence.frame.minor_units;
    out.ordered = true;
  }
  return out;
}

void measure(ValuesHeld& out, const std::vector<scoring::Prediction>& churn) {
  const std::int64_t people = std::ssize(out.actual);
  if (people >= fewest_people && sum(out.actual) > 0) {
    put(out.ratio, scoring::ratio_interval(out.predicted, out.actual));
    const double rank = scoring::spearman(out.predicted, out.actual);
    if (rank != 0) put(out.rank, scoring::rank_correlation_interval(rank, people));
  }
  const auto gone = std::count_if(churn.begin(), churn.end(), [](const auto& one) { return one.happened; });
  const auto stayed = people - gone;
  if (gone >= fewest_people && stayed >= fewest_people)
    put(out.churn_auc, scoring::auc_interval(*scoring::quality_of(churn).auc, gone, stayed));
}

}  // namespace

double ValuesHeld::predicted_sum() const { return sum(predicted); }
double ValuesHeld::actual_sum() const { return sum(actual); }

Occasions occasions_of(const Evidence& evidence) {
  Occasions out;
  out.reserve(evidence.rows.size());
  for (std::size_t c = 0; c < evidence.customers.size(); ++c)
    for (std::size_t i = evidence.begin[c]; i < evidence.begin[c + 1]; ++i)
      out.push_back({static_cast<std::uint32_t>(c), static_cast<double>(evidence.days[i]),
                     static_cast<double>(evidence.rows[i].net) / evidence.frame.minor_units});
  return out;
}

ValuesHeld hold_values(const Evidence& evidence, const Occasions& occasions, std::int64_t cut,
                       std::int64_t days) {
  ValuesHeld out;
  const auto customers = scoring::summarise(occasions, static_cast<double>(cut - 1), 1);
  out.ratio.people = out.rank.people = out.churn_auc.people = std::ssize(customers);
  const auto fit = scoring::fit_bg_nbd(scoring::histories_of(customers), {.threads = 2});
  const bool usable = fit.parameters && fit.report.converged &&
                      fit.report.repeat_customers >= scoring::enough_repeat_customers;
  const auto values = usable ? scoring::fit_gamma_gamma(scoring::spending_of(customers), {.threads = 2})
                             : scoring::GammaGammaFit{};
  if (!values.parameters) return out;
  IfAlive if_alive(*fit.parameters, static_cast<double>(days));
  std::vector<scoring::Prediction> churn;
  for (const scoring::Customer& one : customers) {
    const double alive = scoring::p_alive(*fit.parameters, one.history);
    const auto future = if_alive.of(one.history);
    const Came then = came(evidence, one.customer, cut, cut + days);
    out.predicted.push_back(alive * future.orders *
                            scoring::expected_value(*values.parameters, {one.history.x, one.mean}));
    out.actual.push_back(then.value);
    churn.push_back({std::clamp(1 - alive * (1 - future.none), 0.0, 1.0), !then.ordered});
  }
  measure(out, churn);
  return out;
}

std::vector<ValueTenth> tenths_of(const ValuesHeld& held, const Evidence& evidence) {
  const std::size_t people = held.predicted.size();
  if (people < 10 * static_cast<std::size_t>(fewest_people)) return {};
  std::vector<std::size_t> order(people);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return held.predicted[a] > held.predicted[b]; });
  std::vector<ValueTenth> out;
  for (std::size_t tenth = 0; tenth < 10; ++tenth) {
    const std::size_t from = people * tenth / 10, to = people * (tenth + 1) / 10;
    double predicted = 0, actual = 0;
    for (std::size_t i = from; i < to; ++i)
      predicted += held.predicted[order[i]], actual += held.actual[order[i]];
    const auto mean = [&](double all) {
      return Money{std::llround(all * evidence.frame.minor_units / static_cast<double>(to - from)),
                   evidence.frame.currency};
    };
    out.push_back({static_cast<std::int64_t>(to - from), mean(predicted), mean(actual)});
  }
  return out;
}

}  // namespace rapport::analytics
