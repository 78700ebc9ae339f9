// Models of purchases: fits, scores and outlooks of invented customers. bench/scoring_bench.sh runs it beside
// SciPy, for which it leaves the histories in FOLDER.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <string>
#include <thread>

#include "insight/scoring/outlook.h"
#include "insight/scoring/population.h"

using namespace rapport::scoring;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr BgNbd model{.r = 0.7, .alpha = 100, .a = 0.8, .b = 5};  // days
constexpr GammaGamma money{.p = 6.25, .q = 3.74, .gamma = 15.44};
constexpr double born = 600, end = 730;

// The fastest of several rounds, in milliseconds: others use the machine, too.
template <class Work>
double timed(int rounds, Work&& work) {
  double best = 1e300;
  for (int i = 0; i < rounds; ++i) {
    const auto begin = SteadyClock::now();
    work();
    best = std::min(best, std::chrono::duration<double, std::milli>(SteadyClock::now() - begin).count());
  }
  return best;
}

std::string shown(double ms) {
  char out[64];
  std::snprintf(out, sizeof out, ms < 10 ? "%.2f ms" : "%.0f ms", ms);
  return out;
}

void print(const std::string& measure, const std::string& value, const std::string& target = "") {
  std::printf("scoring: %s | %s | %s\n", measure.c_str(), value.c_str(), target.c_str());
  std::fflush(stdout);
}

std::string both(double one, double two) { return shown(one) + ", two threads " + shown(two); }

// First the time it took and the log-likelihood that was reached, then the different histories.
void save(const std::string& path, const std::vector<History>& histories, double took, double likelihood) {
  std::ofstream out(path);
  out << std::setprecision(12) << took << ' ' << likelihood << "\n";
  for (const auto& [history, customers] : group_histories(histories))
    out << history.x << ' ' << history.t_x << ' ' << history.T << ' ' << customers << "\n";
}

struct Population {
  std::vector<History> histories;
  std::vector<Spending> spending;
  std::vector<double> means;
};

Population invent(std::uint32_t count, const std::string& size) {
  std::vector<Occasion> orders = testing::invent_occasions(model, &money, count, born, end, 7);
  std::vector<Customer> customers;
  const double took = timed(1, [&] { customers = summarise(orders, end, 1); });
  print("summary of " + size, shown(took) + ", " + std::to_string(orders.size()) + " orders");
  Population out{.histories = histories_of(customers), .spending = spending_of(customers), .means = {}};
  for (const Customer& one : customers) out.means.push_back(one.mean);
  return out;
}

void fit_all(const Population& of, const std::string& size, const std::string& folder) {
  BgNbdFit fit;
  const double one = timed(3, [&] { fit = fit_bg_nbd(of.histories); });
  const double two = timed(3, [&] { fit = fit_bg_nbd(of.histories, {.threads = 2}); });
  print("BG/NBD fit, " + size,
        both(one, two) + ", " + std::to_string(fit.report.groups) + " histories, " +
            std::to_string(fit.report.evaluations) + " evaluations",
        "< 2 s for a million");
  if (!fit.report.converged) std::printf("did not converge: %s\n", fit.report.outcome.c_str());
  save(folder + "/bg_nbd_" + std::to_string(of.histories.size()) + ".txt", of.histories, one,
       fit.report.log_likelihood);
  GammaGammaFit values;
  const double value_one = timed(3, [&] { values = fit_gamma_gamma(of.spending); });
  const double value_two = timed(3, [&] { values = fit_gamma_gamma(of.spending, {.threads = 2}); });
  print("Gamma-Gamma fit, " + size, both(value_one, value_two), "< 1 s for a million");
}

void score_them(const Population& of, const std::string& size) {
  const double one = timed(2, [&] { score_all(model, money, Terms{}, of.histories, of.means, 1); });
  const double two = timed(2, [&] { score_all(model, money, Terms{}, of.histories, of.means, 2); });
  print("churn, orders, value and CLV of " + size, both(one, two));
}

void sample_of_cdnow(const std::string& folder) {
  const BgNbd weekly{.r = 0.2426, .alpha = 4.4136, .a = 0.7929, .b = 2.4259};
  const auto histories = testing::invent_histories(weekly, 2357, 27, 39, 3);
  BgNbdFit purchases;
  const double bg = timed(9, [&] { purchases = fit_bg_nbd(histories); });
  print("BG/NBD fit, 2357 customers", shown(bg));
  save(folder + "/bg_nbd_2357.txt", histories, bg, purchases.report.log_likelihood);
  const ParetoNbd pareto{.r = 0.553, .alpha = 10.58, .s = 0.606, .beta = 11.66};
  const auto others = testing::invent_histories(pareto, 2357, 27, 39, 3);
  ParetoNbdFit fit;
  const double one = timed(5, [&] { fit = fit_pareto_nbd(others); });
  const double two = timed(5, [&] { fit = fit_pareto_nbd(others, {.threads = 2}); });
  print("Pareto/NBD fit, 2357 customers", both(one, two));

  const GammaGammaFit values = fit_gamma_gamma(testing::invent_spending(money, histories, 4));
  Terms terms;
  terms.unit = TimeUnit::weeks;
  const double took = timed(5, [&] { outlook(purchases, values, terms, {3, 30, 39}, 30); });
  print("outlook of a customer, 2000 futures", shown(took));
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    std::fprintf(stderr, "usage: bench_scoring FOLDER CUSTOMERS\n");
    return 2;
  }
  const std::string folder = words[1];
  sample_of_cdnow(folder);
  const auto customers = static_cast<std::uint32_t>(std::strtoul(words[2], nullptr, 10));
  for (const std::uint32_t n : {customers / 10, customers}) {
    const std::string size = std::to_string(n) + " customers";
    const Population of = invent(n, size);
    fit_all(of, size, folder);
    score_them(of, size);
  }
}
