#include "insight/scoring/quality.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "insight/scoring/calibration.h"
#include "insight/scoring/correlation.h"
#include "insight/scoring/logistic.h"
#include "insight/scoring/sampler.h"
#include "insight/scoring/special.h"

using namespace rapport;
using namespace rapport::scoring;
using doctest::Approx;

namespace {

const std::vector<Prediction> worked = {{.9, true},  {.8, false},  {.7, true}, {.6, true},
                                        {.4, false}, {.35, false}, {.3, true}, {.1, false}};

}  // namespace

TEST_CASE("the worked example has its AUC, Brier score and log-loss") {
  const Quality q = quality_of(worked);
  CHECK(q.count == 8);
  CHECK(q.base_rate == 0.5);
  CHECK(*q.auc == 0.6875);
  CHECK(q.brier == Approx(0.2103125).epsilon(1e-12));
  CHECK(*q.brier_skill == Approx(1 - 0.2103125 / 0.25).epsilon(1e-12));
  CHECK(q.log_loss == Approx(0.604155).epsilon(1e-6));
  CHECK(*q.lift == 2);
  CHECK(q.bins.size() == 8);
  // Bins of width 0.1: each customer alone but .35 and .3, who share one.
  CHECK(q.calibration_error == Approx((.1 + .8 + .3 + .4 + .4 + std::abs(.65 - 1) + .1) / 8).epsilon(1e-12));
}

TEST_CASE("ties count half, in proportion, and stand in one bin") {
  std::vector<Prediction> flat(100, {0.25, false});
  for (int i = 0; i < 25; ++i) flat[static_cast<std::size_t>(i)].happened = true;
  const Quality q = quality_of(flat);
  CHECK(*q.auc == 0.5);
  CHECK(*q.lift == Approx(1));
  CHECK(q.bins.size() == 1);
  CHECK(q.bins[0].count == 100);
  CHECK(q.bins[0].observed == 0.25);
  CHECK(*q.brier_skill == Approx(0));
  CHECK(q.calibration_error == Approx(0));
}

TEST_CASE("AUC is the share of pairs in the right order") {
  Sampler sampler(3);
  std::vector<Prediction> some;
  for (int i = 0; i < 300; ++i) {
    const double p = std::floor(sampler.uniform() * 20) / 20;
    some.push_back({p, sampler.uniform() < p});
  }
  double right = 0, pairs = 0;
  for (const auto& a : some)
    for (const auto& b : some)
      if (a.happened && !b.happened) {
        ++pairs;
        right += a.p > b.p ? 1 : a.p == b.p ? 0.5 : 0;
      }
  CHECK(*quality_of(some).auc == Approx(right / pairs).epsilon(1e-12));
}

TEST_CASE("what does not exist is absent, and what is no probability is refused") {
  CHECK(quality_of({}).count == 0);
  const Quality never = quality_of(std::vector<Prediction>(5, {0.5, false}));
  CHECK_FALSE(never.auc);
  CHECK_FALSE(never.brier_skill);
  CHECK_FALSE(never.lift);
  CHECK(std::isfinite(quality_of(std::vector<Prediction>{{0, true}, {1, false}}).log_loss));
  CHECK_THROWS_AS(quality_of(std::vector<Prediction>{{1.1, true}}), Error);
  CHECK_THROWS_AS(quality_of(std::vector<Prediction>{{NAN, true}}), Error);
}

TEST_CASE("probabilities that are true are calibrated by tenth") {
  Sampler sampler(4);
  std::vector<Prediction> some;
  for (int i = 0; i < 50'000; ++i) {
    const double p = sampler.beta(0.8, 1.5);
    some.push_back({p, sampler.uniform() < p});
  }
  const Quality q = quality_of(some);
  REQUIRE(q.bins.size() == 10);
  for (const CalibrationBin& bin : q.bins) {
    CHECK(bin.count == 5000);
    CHECK(std::abs(bin.predicted - bin.observed) < 0.03);
    CHECK(bin.lowest <= bin.highest);
  }
  CHECK(q.calibration_error < 0.02);
}

TEST_CASE("the isotonic function pools what falls") {
  const std::vector<Scored> some = {{1, false}, {2, true}, {3, false}, {4, false}, {5, true}, {6, true}};
  const Isotonic fit = fit_isotonic(some);
  CHECK(fit.scores == std::vector<double>{1, 2, 4, 5, 6});
  CHECK(fit.predict(0) == 0);
  CHECK(fit.predict(3) == Approx(1.0 / 3));
  CHECK(fit.predict(4.5) == Approx(2.0 / 3));
  CHECK(fit.predict(9) == 1);
  CHECK(fit_isotonic({}).predict(5) == 0);
  const Isotonic tied =
      fit_isotonic(std::vector<Scored>{{1, true}, {1, false}, {1, false}, {2, true}, {2, false}});
  CHECK(tied.predict(1) == Approx(1.0 / 3));
  CHECK(tied.predict(2) == 0.5);
  const Isotonic late =
      fit_isotonic(std::vector<Scored>{{1, true}, {1, false}, {1, false}, {2, false}, {2, true}});
  CHECK(late.values == tied.values);
  CHECK_THROWS_AS(fit_isotonic(std::vector<Scored>{{NAN, true}}), Error);
}

TEST_CASE("the isotonic function never falls and beats every other by squares") {
  Sampler sampler(5);
  std::vector<Scored> some;
  for (int i = 0; i < 2'000; ++i) {
    const double s = std::floor(sampler.normal() * 50) / 10;
    some.push_back({s, sampler.uniform() < logistic(s)});
  }
  const Isotonic fit = fit_isotonic(some);
  CHECK(std::is_sorted(fit.values.begin(), fit.values.end()));
  CHECK(std::is_sorted(fit.scores.begin(), fit.scores.end()));
  double squares = 0, of_truth = 0;
  for (const auto& [s, happened] : some) {
    squares += std::pow(fit.predict(s) - happened, 2);
    of_truth += std::pow(logistic(s) - happened, 2);
  }
  CHECK(squares <= of_truth);
}

TEST_CASE("Platt's scaling finds slope and constant; its ends are not certain") {
  Sampler sampler(6);
  std::vector<Scored> some;
  for (int i = 0; i < 40'000; ++i) {
    const double s = 3 * sampler.normal() + 10;
    some.push_back({s, sampler.uniform() < logistic(0.7 * s - 8)});
  }
  const Platt fit = fit_platt(some);
  CHECK(fit.slope == Approx(0.7).epsilon(0.03));
  CHECK(fit.constant == Approx(-8).epsilon(0.03));
  const Platt apart = fit_platt(std::vector<Scored>{{0, false}, {1, true}});
  CHECK(apart.predict(1) == Approx(2.0 / 3).epsilon(1e-6));
  CHECK(fit_platt({}).predict(3) == 0.5);
  const Platt flat = fit_platt(std::vector<Scored>(10, {4, true}));
  CHECK(flat.predict(4) == Approx(11.0 / 12).epsilon(1e-6));
}

TEST_CASE("logistic regression finds its coefficients within its standard errors") {
  Sampler sampler(7);
  std::vector<double> rows, targets;
  for (int i = 0; i < 20'000; ++i) {
    const double a = sampler.normal() * 100 + 500, b = sampler.uniform(), nothing = sampler.normal();
    rows.insert(rows.end(), {a, b, nothing});
    targets.push_back(sampler.uniform() < logistic(-6 + 0.01 * a + 1.5 * b));
  }
  const Logistic fit = fit_logistic(rows, targets, 0);
  REQUIRE(fit.converged);
  REQUIRE(fit.standard_errors.size() == 4);
  const double truth[] = {-6, 0.01, 1.5, 0};
  for (std::size_t i = 0; i < 4; ++i)
    CHECK(std::abs(fit.coefficients[i] - truth[i]) < 3.5 * fit.standard_errors[i]);
  CHECK(fit.standard_errors[1] < 0.001);
  const double features[] = {500, 0.5, 0};
  CHECK(fit.predict(features) == Approx(logistic(-0.25)).epsilon(0.05));
}

TEST_CASE("logistic regression with one yes-or-no feature has its closed form") {
  // 30 of 40 with the feature, 10 of 60 without: log odds ln 3 and ln 0.2; errors by Woolf.
  std::vector<double> rows, targets;
  const auto add = [&](double x, int yes, int no) {
    for (int i = 0; i < yes + no; ++i) {
      rows.push_back(x);
      targets.push_back(i < yes ? 1 : 0);
    }
  };
  add(1, 30, 10);
  add(0, 10, 50);
  const Logistic fit = fit_logistic(rows, targets, 0);
  CHECK(fit.coefficients[0] == Approx(std::log(0.2)).epsilon(1e-8));
  CHECK(fit.coefficients[1] == Approx(std::log(3) - std::log(0.2)).epsilon(1e-8));
  CHECK(fit.standard_errors[0] == Approx(std::sqrt(1.0 / 10 + 1.0 / 50)).epsilon(1e-6));
  CHECK(fit.standard_errors[1] == Approx(std::sqrt(1.0 / 30 + 1.0 / 10 + 1.0 / 10 + 1.0 / 50)).epsilon(1e-6));
  CHECK(fit.log_likelihood ==
        Approx(30 * std::log(.75) + 10 * std::log(.25) + 10 * std::log(1.0 / 6) + 50 * std::log(5.0 / 6))
            .epsilon(1e-9));
}

TEST_CASE("separated, constant and missing data have an answer or a reason") {
  const Logistic apart = fit_logistic(std::vector<double>{1, 2, 3, 4}, std::vector<double>{0, 0, 1, 1}, 1);
  CHECK(apart.converged);
  CHECK(apart.coefficients[1] > 0);
  const Logistic same = fit_logistic(std::vector<double>{7, 7, 7, 7}, std::vector<double>{0, 1, 1, 1}, 1);
  CHECK(same.converged);
  CHECK(same.coefficients[1] == Approx(0));
  CHECK(same.predict(std::vector<double>{7}) == Approx(0.75).epsilon(1e-6));
  CHECK(fit_logistic({}, {}).outcome == "Not enough data: there are no outcomes.");
  const Logistic sure = fit_logistic(std::vector<double>{1, 2}, std::vector<double>{1, 1});
  CHECK(sure.outcome == "Not enough data: all outcomes are the same.");
  CHECK(sure.predict(std::vector<double>{1}) == 0.5);
  CHECK_THROWS_AS(fit_logistic(std::vector<double>{1, 2, 3}, std::vector<double>{0, 1}), Error);
  CHECK_THROWS_AS(fit_logistic(std::vector<double>{1, INFINITY}, std::vector<double>{0, 1}), Error);
}

TEST_CASE("correlations know straight lines, ranks, ties and columns that do not vary") {
  const std::vector<double> x = {1, 2, 3, 4, 5}, line = {3, 5, 7, 9, 11}, curve = {1, 8, 27, 64, 125};
  CHECK(pearson(x, line) == Approx(1).epsilon(1e-14));
  CHECK(pearson(x, curve) == Approx(0.9431175).epsilon(1e-6));
  CHECK(spearman(x, curve) == Approx(1).epsilon(1e-14));
  CHECK(spearman(x, std::vector<double>{5, 4, 3, 2, 1}) == Approx(-1).epsilon(1e-14));
  CHECK(ranks(std::vector<double>{3, 1, 3, 2}) == std::vector<double>{3.5, 1, 3.5, 2});
  CHECK(pearson(x, std::vector<double>(5, 0.1)) == 0);
  CHECK(pearson({}, {}) == 0);
}
