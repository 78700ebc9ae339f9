#include "insight/scoring/pareto_nbd.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/special_functions/hypergeometric_pFq.hpp>
#include <cmath>

#include "base/json.h"
#include "insight/scoring/cdnow.h"
#include "insight/scoring/derivatives_test.h"
#include "insight/scoring/population.h"
#include "insight/scoring/purchases.h"
#include "insight/scoring/special.h"

using namespace rapport;
using namespace rapport::scoring;
using doctest::Approx;

namespace {

constexpr ParetoNbd cdnow{.r = 0.553, .alpha = 10.578, .s = 0.606, .beta = 11.669};

std::vector<ParetoNbd> many_models() {
  std::vector<ParetoNbd> out;
  for (const double r : {0.02, 0.553, 7.0})
    for (const double alpha : {0.05, 10.578, 300.0})
      for (const double s : {0.01, 0.606, 1.0, 1.0 + 1e-9, 30.0})
        for (const double beta : {0.05, 10.578, 900.0}) out.push_back({r, alpha, s, beta});
  return out;
}

// The published form: A0 as a difference of Gauss's hypergeometric functions, here Boost.Math's.
double published_p_alive(const ParetoNbd& m, const History& h) {
  const double all = m.r + m.s + h.x, larger = std::max(m.alpha, m.beta);
  const double second = m.alpha >= m.beta ? m.s + 1 : m.r + h.x;
  const auto part = [&](double t) {
    const double z = std::abs(m.alpha - m.beta) / (larger + t);
    return boost::math::hypergeometric_pFq({all, second}, {all + 1}, z) / std::pow(larger + t, all);
  };
  const double a0 = part(h.t_x) - part(h.T);
  return 1 / (1 + m.s / all * std::pow(m.alpha + h.T, m.r + h.x) * std::pow(m.beta + h.T, m.s) * a0);
}

}  // namespace

TEST_CASE("Pareto/NBD gives the published and independently computed values of CDNOW") {
  const History keen{26, 30.86, 31};
  CHECK(p_alive(cdnow, keen) == Approx(0.9979).epsilon(5e-5));
  CHECK(std::abs(expected_purchases(cdnow, keen, 52) - 25.46) < 5e-3);
  const ParetoNbd digits{.r = 0.5534, .alpha = 10.5802, .s = 0.6061, .beta = 11.6562};
  CHECK(p_alive(digits, keen) == Approx(0.9979).epsilon(5e-5));
  CHECK(std::abs(expected_purchases(digits, keen, 52) - 25.455) < 6e-4);
  CHECK(std::abs(expected_purchases(digits, 1) - 0.0510) < 6e-5);
  CHECK(std::abs(expected_purchases(digits, 2) - 0.0996) < 6e-5);
  CHECK(std::abs(expected_purchases(digits, 9) - 0.3913) < 6e-5);
}

TEST_CASE("Pareto/NBD fits the CDNOW sample as published") {
  const auto occasions = testing::cdnow_sample();
  if (!occasions) return;
  const ParetoNbdFit fit = fit_pareto_nbd(histories_of(summarise(*occasions, testing::cdnow_cut, 7)));
  REQUIRE(fit.parameters);
  CHECK(fit.report.converged);
  CHECK(fit.report.shrinkage == "");
  CHECK(fit.parameters->r == Approx(0.5534).epsilon(3e-4));
  CHECK(fit.parameters->alpha == Approx(10.5802).epsilon(3e-4));
  CHECK(fit.parameters->s == Approx(0.6061).epsilon(1e-3));
  CHECK(fit.parameters->beta == Approx(11.6562).epsilon(1e-3));
  CHECK(fit.report.log_likelihood == Approx(-9594.98).epsilon(1e-5));
  REQUIRE(fit.standard_errors);
  CHECK(fit.standard_errors->r > 0);
}

TEST_CASE("the integral and the published hypergeometric form agree to 1e-9") {
  for (const ParetoNbd& m :
       {cdnow, ParetoNbd{0.8, 4, 0.5, 9}, ParetoNbd{2, 30, 1.5, 5}, ParetoNbd{1, 7, 2, 7}})
    for (const History& h : {History{0, 0, 30}, History{1, 2, 30}, History{3, 20, 30}, History{9, 12, 40}}) {
      INFO(json::write(m) << " x " << h.x);
      CHECK(p_alive(m, h) == Approx(published_p_alive(m, h)).epsilon(1e-9));
    }
}

TEST_CASE("the grouped likelihood of Pareto/NBD is the sum over customers, and its derivatives are right") {
  const auto histories = testing::invent_histories(cdnow, 200, 0, 50, 1);
  const auto groups = group_histories(histories);
  double sum = 0;
  for (const History& one : histories) sum += log_likelihood(cdnow, one);
  CHECK(inner::pareto_nbd_likelihood(groups, cdnow, 1).value == Approx(sum).epsilon(1e-12));
  CHECK(inner::pareto_nbd_likelihood(groups, cdnow, 2).value ==
        inner::pareto_nbd_likelihood(groups, cdnow, 1).value);
  for (const std::vector<double>& at : {std::vector<double>{0.553, 10.578, 0.606, 11.669}, {2, 0.3, 5, 20}})
    testing::check_derivatives(
        [&](const std::vector<double>& v) {
          return inner::pareto_nbd_likelihood(groups, {v[0], v[1], v[2], v[3]}, 1);
        },
        at);
}

TEST_CASE("Pareto/NBD's expected purchases are the mean of their distribution") {
  for (const ParetoNbd& m : {ParetoNbd{0.8, 4, 0.5, 9}, ParetoNbd{5, 3, 1, 2}, ParetoNbd{1, 30, 3, 5}})
    for (const double t : {0.5, 10.0}) {
      double mean = 0, total = 0;
      for (int n = 0; n < 500; ++n) {
        const double p = p_purchases(m, n, t);
        mean += n * p;
        total += p;
      }
      CHECK(total == Approx(1).epsilon(1e-9));
      CHECK(mean == Approx(expected_purchases(m, t)).epsilon(1e-8));
    }
}

TEST_CASE("Pareto/NBD's chance of no purchase is the ratio of two likelihoods") {
  for (const ParetoNbd& m : many_models())
    for (const History& h : {History{0, 0, 20}, History{1, 3, 20}, History{4, 20, 20}, History{30, 19, 20}})
      for (const double t : {1.0, 13.0, 400.0}) {
        const double ratio = std::exp(log_likelihood(m, {h.x, h.t_x, h.T + t}) - log_likelihood(m, h));
        INFO(json::write(m) << " x " << h.x << " t " << t);
        CHECK(p_no_purchase(m, h, t) == Approx(ratio).epsilon(1e-9));
      }
}

TEST_CASE("what follows a history under Pareto/NBD agrees with a simulation of customers who have it") {
  const ParetoNbd m{1.2, 6, 0.9, 30};
  Sampler sampler(5);
  double customers = 0, none = 0, none_expected = 0, later = 0, later_expected = 0, squares = 0;
  for (int i = 0; i < 200'000; ++i) {
    const auto times = testing::invent_purchases(sampler, m, 40);
    const auto before = std::count_if(times.begin(), times.end(), [](double at) { return at <= 30; });
    if (before != 2 || times[1] < 15 || times[1] > 25) continue;
    const History history{2, times[1], 30};
    const auto after = static_cast<double>(std::ssize(times) - before);
    ++customers;
    none += after == 0;
    later += after;
    squares += after * after;
    none_expected += p_no_purchase(m, history, 10);
    later_expected += expected_purchases(m, history, 10);
  }
  REQUIRE(customers > 3000);
  const double share = none_expected / customers;
  CHECK(std::abs(none - none_expected) < 4 * std::sqrt(customers * share * (1 - share)));
  CHECK(std::abs(later - later_expected) < 4 * std::sqrt(squares));
}

TEST_CASE("Pareto/NBD keeps probabilities in [0, 1] and numbers finite, however absurd the history") {
  const std::vector<History> histories = {{0, 0, 0},           {0, 0, 1e7},         {1, 1e-9, 1e-9},
                                          {1, 1, 1e7},         {100'000, 364, 365}, {100'000, 1e-3, 365},
                                          {3, 365, 365 + 1e-9}};
  for (const ParetoNbd& m : many_models())
    for (const History& h : histories)
      for (const double t : {0.0, 1e-9, 90.0, 1e6}) {
        INFO(json::write(m) << " x " << h.x << " t_x " << h.t_x << " T " << h.T << " t " << t);
        const double alive = p_alive(m, h), none = p_no_purchase(m, h, t),
                     expected = expected_purchases(m, h, t);
        CHECK((alive >= 0 && alive <= 1));
        CHECK((none >= 0 && none <= 1));
        CHECK((std::isfinite(expected) && expected >= 0));
        CHECK(none + expected >= 1 - 1e-9);
        CHECK(std::isfinite(log_likelihood(m, h)));
      }
  for (const ParetoNbd& m : many_models())
    for (const std::int32_t n : {1, 5, 3000}) {
      const double p = p_purchases(m, n, 90);
      CHECK((p >= 0 && p <= 1));
    }
}

TEST_CASE("Pareto/NBD finds the parameters of an invented population within its standard errors") {
  const ParetoNbd m{0.9, 8, 0.8, 15};
  const ParetoNbdFit fit = fit_pareto_nbd(testing::invent_histories(m, 6'000, 20, 100, 11), {.threads = 2});
  REQUIRE(fit.standard_errors);
  CHECK(fit.report.converged);
  CHECK(fit.report.shrinkage == "");
  CHECK(std::abs(fit.parameters->r - m.r) < 3.5 * fit.standard_errors->r);
  CHECK(std::abs(fit.parameters->alpha - m.alpha) < 3.5 * fit.standard_errors->alpha);
  CHECK(std::abs(fit.parameters->s - m.s) < 3.5 * fit.standard_errors->s);
  CHECK(std::abs(fit.parameters->beta - m.beta) < 3.5 * fit.standard_errors->beta);
  CHECK(fit.standard_errors->r < 0.1 * m.r);
  CHECK(fit.standard_errors->s < 0.3 * m.s);
}

TEST_CASE("Pareto/NBD without enough data says so, and shrinks what the data leave open") {
  CHECK(fit_pareto_nbd({}).report.outcome.starts_with("Not enough data: no customer has"));
  const auto sound = [](std::span<const History> histories) {
    const ParetoNbdFit fit = fit_pareto_nbd(histories);
    REQUIRE(fit.parameters);
    INFO(fit.report.outcome);
    CHECK(fit.report.converged);
    CHECK(fit.report.shrinkage != "");
    CHECK(std::isfinite(fit.report.log_likelihood));
  };
  sound(testing::invent_histories(cdnow, 120, 10, 50, 3));
  sound(std::vector<History>(1000, {2, 3, 5}));
  sound(std::vector<History>(1000, {1, 5, 5}));
  sound(std::vector<History>(200, {100'000, 364, 365}));
}
