#include "insight/scoring/bg_nbd.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/json.h"
#include "insight/scoring/derivatives_test.h"
#include "insight/scoring/population.h"
#include "insight/scoring/purchases.h"
#include "insight/scoring/special.h"

using namespace rapport;
using namespace rapport::scoring;
using doctest::Approx;

namespace {

constexpr BgNbd cdnow{.r = 0.243, .alpha = 4.414, .a = 0.793, .b = 2.426};

// Parameters and times from harmless to absurd.
std::vector<BgNbd> many_models() {
  std::vector<BgNbd> out;
  for (const double r : {0.02, 0.243, 1.0, 7.0})
    for (const double alpha : {0.05, 4.414, 300.0})
      for (const double a : {0.01, 0.793, 1.0, 1.0 + 1e-9, 6.0})
        for (const double b : {0.05, 1.0, 2.426, 40.0}) out.push_back({r, alpha, a, b});
  return out;
}

}  // namespace

TEST_CASE("BG/NBD gives the published and independently computed values of CDNOW") {
  const History two{2, 30.43, 38.86}, one{1, 1.71, 38.86}, none{0, 0, 38.86}, seven{7, 29.43, 38.86},
      ten{10, 35, 38.86};
  CHECK(expected_purchases(cdnow, two, 39) == Approx(1.2260).epsilon(5e-5));
  CHECK(p_alive(cdnow, two) == Approx(0.7266).epsilon(1e-4));
  CHECK(p_alive(cdnow, none) == 1);
  CHECK(p_alive(cdnow, one) == Approx(0.2121).epsilon(3e-4));
  CHECK(p_alive(cdnow, seven) == Approx(0.6418).epsilon(1e-4));
  CHECK(p_alive(cdnow, ten) == Approx(0.8469).epsilon(1e-4));
  CHECK(expected_purchases(cdnow, none, 39) == Approx(0.1951).epsilon(3e-4));
  CHECK(expected_purchases(cdnow, one, 39) == Approx(0.2032).epsilon(3e-4));
  CHECK(expected_purchases(cdnow, seven, 39) == Approx(3.3371).epsilon(3e-5));
  CHECK(expected_purchases(cdnow, ten, 39) == Approx(6.1636).epsilon(3e-5));
  const std::pair<double, double> new_customer[] = {{1.0 / 7, 0.0078}, {1, 0.0533},  {3, 0.1509},
                                                    {31.8571, 1.0420}, {32, 1.0452}, {78, 1.8605}};
  for (const auto& [t, purchases] : new_customer)
    CHECK(std::abs(expected_purchases(cdnow, t) - purchases) < 6e-5);
  CHECK(p_no_purchase(cdnow, 39) == Approx(0.5737864).epsilon(1e-7));
  CHECK(p_purchases(cdnow, 0, 39) == Approx(0.5737864).epsilon(1e-7));
  CHECK(p_purchases(cdnow, 10, 2) == Approx(1.07869e-07).epsilon(1e-5));
  const double counts[] = {0.0019995, 0.0015170, 0.0011633, 0.0009003};
  for (int n = 11; n <= 14; ++n) CHECK(std::abs(p_purchases(cdnow, n, 30) - counts[n - 11]) < 6e-8);
  CHECK(log_likelihood(cdnow, two) == Approx(-9.45861).epsilon(1e-6));
  CHECK(log_likelihood(cdnow, one) == Approx(-4.46909).epsilon(2e-6));
  CHECK(log_likelihood(cdnow, none) == Approx(-0.55471).epsilon(1e-5));
  CHECK(log_likelihood(cdnow, seven) == Approx(-21.86328).epsilon(1e-6));
}

TEST_CASE("the grouped likelihood is the sum over customers, and its derivatives are right") {
  const auto histories = testing::invent_histories(cdnow, 300, 0, 50, 1);
  const auto groups = group_histories(histories);
  double sum = 0;
  for (const History& one : histories) sum += log_likelihood(cdnow, one);
  CHECK(inner::bg_nbd_likelihood(groups, cdnow, 1).value == Approx(sum).epsilon(1e-12));
  for (const std::vector<double>& at : {std::vector<double>{0.243, 4.414, 0.793, 2.426}, {2, 0.3, 5, 0.2}})
    testing::check_derivatives(
        [&](const std::vector<double>& v) {
          return inner::bg_nbd_likelihood(groups, {v[0], v[1], v[2], v[3]}, 1);
        },
        at);
}

TEST_CASE("two threads give the same likelihood to the last bit") {
  const auto groups = group_histories(testing::invent_histories(cdnow, 60'000, 0, 50, 2));
  const Derivatives one = inner::bg_nbd_likelihood(groups, cdnow, 1);
  const Derivatives two = inner::bg_nbd_likelihood(groups, cdnow, 2);
  CHECK(one.value == two.value);
  CHECK(one.gradient == two.gradient);
}

TEST_CASE("series and integral agree on expected purchases to 1e-9") {
  for (const BgNbd& m : many_models())
    for (const double share : {1e-6, 0.01, 0.3, 0.7, 0.9}) {
      const double t = m.alpha * share / (1 - share);
      const double series = inner::expected_by_series(m, t), integral = inner::expected_by_integral(m, t);
      INFO(json::write(m) << " t " << t);
      CHECK(std::abs(series - integral) <= 1e-9 * integral);
    }
}

TEST_CASE("expected purchases are the mean of their distribution") {
  for (const BgNbd& m : {cdnow, BgNbd{2, 10, 1, 3}, BgNbd{1, 3, 4, 0.5}})
    for (const double t : {0.5, 10.0}) {
      double mean = 0, total = 0;
      for (int n = 0; n < 2000; ++n) {
        const double p = p_purchases(m, n, t);
        mean += n * p;
        total += p;
      }
      CHECK(total == Approx(1).epsilon(1e-9));
      CHECK(mean == Approx(expected_purchases(m, t)).epsilon(1e-8));
    }
}

TEST_CASE("the chance of no purchase is the ratio of two likelihoods") {
  for (const BgNbd& m : many_models())
    for (const History& h : {History{0, 0, 20}, History{1, 3, 20}, History{4, 20, 20}, History{30, 19, 20}})
      for (const double t : {1.0, 13.0, 400.0}) {
        const double ratio = std::exp(log_likelihood(m, {h.x, h.t_x, h.T + t}) - log_likelihood(m, h));
        INFO(json::write(m) << " x " << h.x << " t " << t);
        CHECK(p_no_purchase(m, h, t) == Approx(ratio).epsilon(1e-9));
      }
}

TEST_CASE("what follows a history agrees with a simulation of customers who have it") {
  // Customers are drawn from the model; those with exactly 2 purchases, the last in [20, 25], are followed.
  const BgNbd m{1.2, 6, 0.9, 3};
  Sampler sampler(5);
  double customers = 0, none = 0, none_expected = 0, later = 0, later_expected = 0, squares = 0;
  for (int i = 0; i < 400'000; ++i) {
    const auto times = testing::invent_purchases(sampler, m, 40);
    const auto before = std::count_if(times.begin(), times.end(), [](double at) { return at <= 30; });
    if (before != 2 || times[1] < 20 || times[1] > 25) continue;
    const History history{2, times[1], 30};
    const auto after = static_cast<double>(std::ssize(times) - before);
    ++customers;
    none += after == 0;
    later += after;
    squares += after * after;
    none_expected += p_no_purchase(m, history, 10);
    later_expected += expected_purchases(m, history, 10);
  }
  REQUIRE(customers > 4000);
  const double share = none_expected / customers;
  CHECK(std::abs(none - none_expected) < 4 * std::sqrt(customers * share * (1 - share)));
  CHECK(std::abs(later - later_expected) < 4 * std::sqrt(squares));
}

TEST_CASE("no probability leaves [0, 1] and nothing is not a number, however absurd the history") {
  std::vector<History> histories = {
      {0, 0, 0},           {0, 0, 1e7},          {1, 1e-9, 1e-9},       {1, 1, 1e7},
      {100'000, 364, 365}, {100'000, 1e-3, 365}, {10'000'000, 9e6, 1e7}};
  for (BgNbd m : many_models())
    for (const History& h : histories)
      for (const double t : {0.0, 1e-9, 1.0, 90.0, 1e6}) {
        INFO(json::write(m) << " x " << h.x << " t_x " << h.t_x << " T " << h.T << " t " << t);
        const double alive = p_alive(m, h), none = p_no_purchase(m, h, t),
                     expected = expected_purchases(m, h, t);
        const double five = p_purchases(m, h, 5, t);
        CHECK((alive >= 0 && alive <= 1));
        CHECK((none >= 0 && none <= 1));
        CHECK((five >= 0 && five <= 1));
        CHECK((std::isfinite(expected) && expected >= 0));
        CHECK(none + expected >= 1 - 1e-9);  // Markov: P(Y >= 1) <= E[Y]
        CHECK(std::isfinite(log_likelihood(m, h)));
      }
}

TEST_CASE("what grows with time and recency grows") {
  for (const BgNbd& m : many_models()) {
    double last = 0, last_none = 1, last_alive = 0;
    for (const double t : {0.1, 1.0, 5.0, 20.0, 80.0, 300.0, 2000.0}) {
      const double expected = expected_purchases(m, t), none = p_no_purchase(m, {3, 10, 20}, t);
      CHECK(expected >= last * (1 - 1e-9));
      CHECK(none <= last_none);
      last = expected;
      last_none = none;
    }
    for (const double t_x : {1.0, 5.0, 10.0, 19.0, 20.0}) {
      const double alive = p_alive(m, {3, t_x, 20});
      CHECK(alive >= last_alive);
      last_alive = alive;
    }
  }
}

TEST_CASE("a fit finds the parameters of an invented population within its standard errors") {
  for (const BgNbd& m : {cdnow, BgNbd{1.5, 20, 0.4, 3}}) {
    const BgNbdFit fit = fit_bg_nbd(testing::invent_histories(m, 60'000, 10, 80, 11), {.threads = 2});
    REQUIRE(fit.parameters);
    REQUIRE(fit.standard_errors);
    CHECK(fit.report.converged);
    CHECK(fit.report.shrinkage == "");
    CHECK(fit.covariance.size() == 16);
    const auto near = [](double found, double true_value, double error) {
      INFO(found << " instead of " << true_value << ", standard error " << error);
      CHECK(std::abs(found - true_value) < 3.5 * error);
      CHECK(error < 0.2 * true_value);
    };
    near(fit.parameters->r, m.r, fit.standard_errors->r);
    near(fit.parameters->alpha, m.alpha, fit.standard_errors->alpha);
    near(fit.parameters->a, m.a, fit.standard_errors->a);
    near(fit.parameters->b, m.b, fit.standard_errors->b);
  }
}

TEST_CASE(
    "a fit that cannot be made says why; little data and flat likelihoods are shrunk, and that is said") {
  CHECK(fit_bg_nbd({}).report.outcome ==
        "Not enough data: no customer has a repeat purchase that counts, and at least 10 are needed.");
  CHECK_FALSE(fit_bg_nbd({}).parameters);
  CHECK_FALSE(fit_bg_nbd(std::vector<History>{{1, 3, 5}}).parameters);
  const BgNbdFit no_repeats = fit_bg_nbd(std::vector<History>(5000, {0, 0, 50}));
  CHECK_FALSE(no_repeats.parameters);
  CHECK(no_repeats.report.customers == 5000);
  const BgNbdFit nine = fit_bg_nbd(std::vector<History>(9, {2, 3, 5}));
  CHECK(nine.report.outcome ==
        "Not enough data: 9 customers have a repeat purchase that counts, and at least 10 are needed.");

  const auto sound = [](const BgNbdFit& fit) {
    REQUIRE(fit.parameters);
    CHECK(fit.report.converged);
    CHECK(fit.report.shrinkage.find("a weak prior was added") != std::string::npos);
    for (const double v : {fit.parameters->r, fit.parameters->alpha, fit.parameters->a, fit.parameters->b,
                           fit.report.log_likelihood, expected_purchases(*fit.parameters, {2, 3, 5}, 10)})
      CHECK(std::isfinite(v));
    CHECK(fit.standard_errors);
  };
  sound(fit_bg_nbd(testing::invent_histories(cdnow, 120, 10, 50, 3)));
  sound(fit_bg_nbd(std::vector<History>(1000, {2, 3, 5})));  // all the same
  sound(fit_bg_nbd(std::vector<History>(1000, {1, 5, 5})));  // nobody can have left
  sound(fit_bg_nbd(std::vector<History>(200, {100'000, 364, 365})));
  std::vector<History> outlier = testing::invent_histories(cdnow, 5000, 10, 50, 4);
  outlier.push_back({100'000, 49.9, 50});
  const BgNbdFit fit = fit_bg_nbd(outlier);
  REQUIRE(fit.parameters);
  CHECK(fit.report.converged);
}

TEST_CASE("a history that cannot be is refused by its number") {
  const History wrong[] = {{-1, 0, 5},  {0, 1, 5},        {2, 0, 5}, {2, 6, 5},
                           {2, NAN, 5}, {0, 0, INFINITY}, {0, 0, -1}};
  for (const History& one : wrong) {
    const std::vector<History> histories = {{0, 0, 5}, one};
    CHECK_THROWS_WITH_AS(fit_bg_nbd(histories), doctest::Contains("histories[1]"), Error);
  }
}

TEST_CASE("a fit travels as JSON") {
  const BgNbdFit fit = fit_bg_nbd(testing::invent_histories(cdnow, 2000, 10, 50, 3));
  const BgNbdFit back = json::read<BgNbdFit>(json::write(fit), json::Mode::stored);
  CHECK(back.parameters->alpha == fit.parameters->alpha);
  CHECK(back.covariance == fit.covariance);
  CHECK(back.report.outcome == fit.report.outcome);
  CHECK_FALSE(json::read<BgNbdFit>(json::write(fit_bg_nbd({})), json::Mode::stored).parameters);
}
