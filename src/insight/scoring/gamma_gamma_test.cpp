#include "insight/scoring/gamma_gamma.h"

#include <doctest/doctest.h>

#include <cmath>

#include "insight/scoring/derivatives_test.h"
#include "insight/scoring/population.h"

using namespace rapport;
using namespace rapport::scoring;
using doctest::Approx;

namespace {
constexpr GammaGamma cdnow{.p = 6.25, .q = 3.74, .gamma = 15.44};
}

TEST_CASE("Gamma-Gamma gives the published and independently computed values of CDNOW") {
  CHECK(expected_value(cdnow) == Approx(35.22).epsilon(1e-4));
  CHECK(expected_value(cdnow, {2, 22.35}) == Approx(24.664).epsilon(2e-5));
  CHECK(expected_value(cdnow, {1, 11.77}) == Approx(18.917).epsilon(2e-5));
  CHECK(expected_value(cdnow, {0, 0}) == Approx(35.219).epsilon(1e-5));
  CHECK(expected_value(cdnow, {7, 73.74}) == Approx(71.470).epsilon(1e-5));
}

TEST_CASE("the sum of Gamma-Gamma likelihoods is that of its customers, and its derivatives are right") {
  const auto histories = testing::invent_histories(BgNbd{1, 5, 1, 3}, 300, 10, 30, 1);
  const auto spending = testing::invent_spending(cdnow, histories, 2);
  double sum = 0;
  for (const Spending& one : spending)
    if (one.x > 0) sum += log_likelihood(cdnow, one);
  CHECK(inner::gamma_gamma_likelihood(spending, cdnow, 1).value == Approx(sum).epsilon(1e-12));
  for (const std::vector<double>& at : {std::vector<double>{6.25, 3.74, 15.44}, {0.4, 1.2, 90}})
    testing::check_derivatives(
        [&](const std::vector<double>& v) {
          return inner::gamma_gamma_likelihood(spending, {v[0], v[1], v[2]}, 1);
        },
        at);
}

TEST_CASE("Gamma-Gamma finds the parameters of an invented population within its standard errors") {
  const auto histories = testing::invent_histories(BgNbd{1, 5, 1, 3}, 60'000, 10, 30, 3);
  for (const GammaGamma& m : {cdnow, GammaGamma{1.5, 2.5, 40'000}}) {
    const GammaGammaFit fit = fit_gamma_gamma(testing::invent_spending(m, histories, 4), {.threads = 2});
    REQUIRE(fit.standard_errors);
    CHECK(fit.report.converged);
    CHECK(fit.report.shrinkage == "");
    CHECK(std::abs(fit.parameters->p - m.p) < 3.5 * fit.standard_errors->p);
    CHECK(std::abs(fit.parameters->q - m.q) < 3.5 * fit.standard_errors->q);
    CHECK(std::abs(fit.parameters->gamma - m.gamma) < 3.5 * fit.standard_errors->gamma);
    CHECK(fit.standard_errors->p < 0.1 * m.p);
    CHECK(std::abs(fit.correlation) < 0.03);
    CHECK(expected_value(*fit.parameters) == Approx(expected_value(m)).epsilon(0.02));
  }
}

TEST_CASE("values of 0 and below are left out and counted; the mean of the population is theirs") {
  std::vector<Spending> spending = testing::invent_spending(cdnow, std::vector<History>(500, {3, 5, 10}), 5);
  spending.push_back({2, 0});
  spending.push_back({1, -12.5});
  spending.push_back({1, NAN});
  spending.push_back({0, 0});
  const GammaGammaFit fit = fit_gamma_gamma(spending);
  REQUIRE(fit.parameters);
  CHECK(fit.report.left_out == 3);
  CHECK(fit.report.customers == 504);
  CHECK(fit.report.repeat_customers == 500);
  CHECK(expected_value(*fit.parameters, {2, 0}) == expected_value(*fit.parameters));
  CHECK(expected_value(*fit.parameters, {1, -12.5}) == expected_value(*fit.parameters));
}

TEST_CASE("absurd values give a sound fit or a reason") {
  CHECK_FALSE(fit_gamma_gamma({}).parameters);
  CHECK(fit_gamma_gamma(std::vector<Spending>(500, {3, -1})).report.outcome.starts_with("Not enough data"));
  const auto sound = [](const std::vector<Spending>& spending) {
    const GammaGammaFit fit = fit_gamma_gamma(spending);
    REQUIRE(fit.parameters);
    CHECK(fit.report.converged);
    INFO(fit.report.outcome << " gradient " << fit.report.gradient << " p " << fit.parameters->p << " q "
                            << fit.parameters->q << " gamma " << fit.parameters->gamma << " "
                            << fit.report.shrinkage);
    CHECK(fit.report.converged);
    CHECK(fit.parameters->q > 1);
    for (const Spending& one : {Spending{0, 0}, Spending{1, 1e-6}, Spending{100'000, 1e9}}) {
      const double value = expected_value(*fit.parameters, one);
      CHECK((std::isfinite(value) && value > 0));
    }
    return fit;
  };
  CHECK(sound(std::vector<Spending>(1000, {3, 20})).report.shrinkage != "");  // all the same
  sound(std::vector<Spending>(50, {1, 1e12}));
  std::vector<Spending> wild;  // so wide that no mean exists
  Sampler sampler(6);
  for (int i = 0; i < 3000; ++i) wild.push_back({1, std::exp(4 * sampler.normal())});
  sound(wild);
  wild.assign(300, {1, 1e-9});
  wild.resize(600, {100'000, 1e12});
  sound(wild);
  CHECK(expected_value(GammaGamma{2, 0.8, 10}) == 0);
}

TEST_CASE("the expected value lies between the customer's own mean and the population's") {
  for (const std::int32_t x : {1, 2, 10, 1000})
    for (const double mean : {1.0, 35.0, 900.0}) {
      const double value = expected_value(cdnow, {x, mean}), all = expected_value(cdnow);
      CHECK(value >= std::min(mean, all) * (1 - 1e-12));
      CHECK(value <= std::max(mean, all) * (1 + 1e-12));
    }
}
