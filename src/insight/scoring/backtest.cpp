#include "insight/scoring/backtest.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "insight/scoring/bg_nbd.h"
#include "insight/scoring/correlation.h"
#include "insight/scoring/gamma_gamma.h"
#include "insight/scoring/pareto_nbd.h"
#include "insight/scoring/score.h"

namespace rapport::scoring {

namespace {

constexpr double longest = 200 * 366;
constexpr std::int32_t last_class = 7;  // and more

// A customer of before the cut, and the days of their repeat occasions.
struct Known {
  Customer customer;
  std::vector<double> repeats;
  double actual = 0;    // repeats after the cut
  double revenue = 0;   // of them
  bool churned = true;  // none within the window
};

void check(std::span<const Occasion> occasions, const BacktestOptions& options) {
  if (!std::isfinite(options.cut) || !std::isfinite(options.end) || options.cut >= options.end)
    fail_field("cut", "out_of_range", "must be before the end");
  if (!(options.churn_days >= 1)) fail_field("churn_days", "out_of_range", "must be at least 1");
  for (const Occasion& one : occasions)
    if (!(std::abs(one.time - options.cut) <= longest))
      fail_field("occasions", "out_of_range", "must be within 200 years of the cut");
  if (options.end - options.cut > longest)
    fail_field("end", "out_of_range", "must be within 200 years of the cut");
}

std::vector<Known> known_customers(std::span<const Occasion> occasions, const BacktestOptions& options,
                                   double window) {
  std::vector<Occasion> sorted;
  for (const Occasion& one : occasions)
    if (std::floor(one.time) <= options.end)
      sorted.push_back({one.customer, std::floor(one.time), one.value});
  std::sort(sorted.begin(), sorted.end(), [](const Occasion& a, const Occasion& b) {
    return a.customer != b.customer ? a.customer < b.customer : a.time < b.time;
  });
  std::vector<Known> out;
  for (const Customer& customer : summarise(occasions, options.cut, 1)) out.push_back({.customer = customer});
  std::size_t at = 0;
  for (Known& one : out) {
    while (sorted[at].customer < one.customer.customer) ++at;
    double last = one.customer.first;
    for (; at < sorted.size() && sorted[at].customer == one.customer.customer; ++at) {
      if (sorted[at].time > options.cut) one.revenue += sorted[at].value;
      if (sorted[at].time <= last) continue;
      last = sorted[at].time;
      one.repeats.push_back(last);
      if (last <= options.cut) continue;
      ++one.actual;
      if (last <= options.cut + window) one.churned = false;
    }
  }
  return out;
}

std::vector<FrequencyClass> classes_of(const std::vector<Known>& known, const std::vector<double>& expected) {
  std::vector<FrequencyClass> all(last_class + 1);
  for (std::size_t i = 0; i < known.size(); ++i) {
    FrequencyClass& one = all[static_cast<std::size_t>(std::min(known[i].customer.history.x, last_class))];
    ++one.customers;
    one.actual += known[i].actual;
    one.expected += expected[i];
  }
  std::vector<FrequencyClass> out;
  for (std::int32_t x = 0; x <= last_class; ++x) {
    FrequencyClass one = all[static_cast<std::size_t>(x)];
    if (one.customers == 0) continue;
    one.from = x;
    if (x < last_class) one.to = x;
    one.actual /= static_cast<double>(one.customers);
    one.expected /= static_cast<double>(one.customers);
    out.push_back(one);
  }
  return out;
}

template <class M>
std::vector<TrackingPoint> track(const M& model, const std::vector<Known>& known, double end) {
  double first = end;
  for (const Known& one : known) first = std::min(first, one.customer.first);
  const auto days = static_cast<std::size_t>(end - first) + 1;
  std::vector<double> births(days), repeats(days), expected(days + 7);
  for (const Known& one : known) {
    births[static_cast<std::size_t>(one.customer.first - first)] += 1;
    for (const double day : one.repeats) repeats[static_cast<std::size_t>(day - first)] += 1;
  }
  for (std::size_t t = 1; t < expected.size(); ++t)
    expected[t] = expected_purchases(model, static_cast<double>(t));
  std::vector<TrackingPoint> out;
  TrackingPoint before;
  for (std::size_t begin = 0; begin < days; begin += 7) {
    const std::size_t last = std::min(begin + 6, days - 1);
    TrackingPoint now{.week = static_cast<std::int32_t>(begin / 7) + 1,
                      .day = first + static_cast<double>(last)};
    for (std::size_t day = begin; day <= last; ++day) now.actual += repeats[day];
    for (std::size_t day = 0; day <= last; ++day) now.expected_total += births[day] * expected[last - day];
    now.actual_total = before.actual_total + now.actual;
    now.expected = now.expected_total - before.expected_total;
    out.push_back(now);
    before = now;
  }
  return out;
}

template <class M>
void compare(Backtest& out, const M& model, const std::optional<GammaGamma>& values,
             const std::vector<Known>& known) {
  Terms terms;
  terms.churn_days = out.churn_days;
  Scorer<M> scorer(model, std::nullopt, terms);
  std::vector<double> expected, actual;
  std::vector<Prediction> churn;
  for (const Known& one : known) {
    const History& history = one.customer.history;
    actual.push_back(one.actual);
    expected.push_back(p_alive(model, history) *
                       expected_purchases(given_alive(model, history), out.end - out.cut));
    churn.push_back({scorer.score(history, 0).churn_risk, one.churned});
    out.actual += actual.back();
    out.revenue_actual += one.revenue;
    if (values)
      out.revenue_expected += expected.back() * expected_value(*values, {history.x, one.customer.mean});
    out.expected += expected.back();
    out.mean_absolute_error += std::abs(expected.back() - actual.back()) / static_cast<double>(known.size());
  }
  if (out.actual > 0) out.error = out.expected / out.actual - 1;
  if (values && out.revenue_actual > 0) out.revenue_error = out.revenue_expected / out.revenue_actual - 1;
  out.correlation = pearson(expected, actual);
  out.classes = classes_of(known, expected);
  out.tracking = track(model, known, out.end);
  out.churn = quality_of(churn);
}

template <class M>
std::map<std::string, double> named(const M& model) {
  std::map<std::string, double> out;
  M copy = model;
  for (const Field& field : type_info<M>().fields)
    out[std::string(field.name)] = *static_cast<const double*>(field.address(&copy));
  return out;
}

template <class Fit>
void take(Backtest& out, const Fit& fit, const std::vector<Known>& known, int threads) {
  out.fit = fit.report;
  if (!fit.parameters) return;
  out.parameters = named(*fit.parameters);
  std::vector<Spending> spending;
  for (const Known& one : known) spending.push_back({one.customer.history.x, one.customer.mean});
  const GammaGammaFit values = fit_gamma_gamma(spending, {.threads = threads});
  out.value_fit = values.report;
  if (values.parameters) out.value_parameters = named(*values.parameters);
  compare(out, *fit.parameters, values.parameters, known);
}

}  // namespace

Backtest backtest(std::span<const Occasion> occasions, const BacktestOptions& options) {
  check(occasions, options);
  Backtest out{.model = options.model, .cut = std::floor(options.cut), .end = std::floor(options.end)};
  BacktestOptions days = options;
  days.cut = out.cut;
  days.end = out.end;
  out.churn_days = std::min(options.churn_days, out.end - out.cut);
  const std::vector<Known> known = known_customers(occasions, days, out.churn_days);
  std::vector<History> histories;
  for (const Known& one : known) histories.push_back(one.customer.history);
  if (options.model == PurchaseModel::bg_nbd)
    take(out, fit_bg_nbd(histories, {.threads = options.threads}), known, options.threads);
  else
    take(out, fit_pareto_nbd(histories, {.threads = options.threads}), known, options.threads);
  return out;
}

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBE_HERE(scoring::FrequencyClass)
RAPPORT_DESCRIBE_HERE(scoring::TrackingPoint)
RAPPORT_DESCRIBE_HERE(scoring::Backtest)
}  // namespace rapport
