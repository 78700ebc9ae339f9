#include "insight/scoring/backtest.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/json.h"
#include "insight/scoring/cdnow.h"
#include "insight/scoring/population.h"

using namespace rapport;
using namespace rapport::scoring;
using doctest::Approx;

TEST_CASE("the back-test of CDNOW gives the published conditional expectations") {
  const auto occasions = testing::cdnow_sample();
  if (!occasions) return;
  // As the authors of the models and the R package BTYD publish them, for 0, 1, … 6, and 7 or more repeat
  // purchases.
  const double actual[] = {0.2367116, 0.6970387, 1.392523, 1.560000, 2.532258, 2.947368, 3.862069, 6.359375};
  const double pareto[] = {0.138, 0.600, 1.196, 1.714, 2.399, 2.907, 3.819, 6.403};
  const std::int64_t customers[] = {1411, 439, 214, 100, 62, 38, 29, 64};
  const BacktestOptions options{.model = PurchaseModel::pareto_nbd,
                                .cut = testing::cdnow_cut,
                                .end = testing::cdnow_end,
                                .churn_days = 90};
  const Backtest test = backtest(*occasions, options);
  REQUIRE(test.classes.size() == 8);
  for (std::size_t i = 0; i < 8; ++i) {
    CHECK(test.classes[i].customers == customers[i]);
    CHECK(test.classes[i].actual == Approx(actual[i]).epsilon(1e-6));
    CHECK(std::abs(test.classes[i].expected - pareto[i]) < 1.1e-3);
  }
  CHECK_FALSE(test.classes[7].to);
  CHECK(test.parameters.at("alpha") == Approx(7 * 10.578).epsilon(1e-3));
  CHECK(test.actual == 1882);
  CHECK(test.value_parameters.at("p") == Approx(6.25).epsilon(1e-3));
  REQUIRE(test.revenue_error);
  CHECK(test.revenue_expected / test.expected == Approx(test.revenue_actual / test.actual).epsilon(0.15));
  CHECK(std::abs(*test.error) < 0.13);
}

TEST_CASE("BG/NBD tracks CDNOW's purchases week by week, and its churn risk is calibrated") {
  const auto occasions = testing::cdnow_sample();
  if (!occasions) return;
  const Backtest test = backtest(*occasions, {.cut = testing::cdnow_cut, .end = testing::cdnow_end});
  REQUIRE(test.tracking.size() == 78);
  CHECK(test.tracking[38].day == testing::cdnow_cut);
  CHECK(test.tracking[77].day == testing::cdnow_end);
  CHECK(test.tracking[38].actual_total == 2457);
  CHECK(test.tracking[77].actual_total - test.tracking[38].actual_total == test.actual);
  CHECK(test.tracking[38].expected_total == Approx(test.tracking[38].actual_total).epsilon(0.02));
  CHECK(test.tracking[77].expected_total == Approx(test.tracking[77].actual_total).epsilon(0.05));
  REQUIRE(test.churn);
  CHECK(test.churn->count == 2357);
  CHECK(*test.churn->auc > 0.78);
  CHECK(*test.churn->brier_skill > 0.2);
  CHECK(test.churn->calibration_error < 0.03);
  CHECK(test.correlation > 0.6);
}

TEST_CASE("on customers of the model itself the back-test finds nothing amiss") {
  const BgNbd model{1.1, 60, 0.6, 4};
  const GammaGamma money{6, 4, 15};
  const auto occasions = testing::invent_occasions(model, &money, 4'000, 90, 730, 21);
  const Backtest test = backtest(occasions, {.cut = 365, .end = 730, .churn_days = 90, .threads = 2});
  CHECK(test.fit.converged);
  CHECK(std::abs(*test.error) < 0.05);
  CHECK(std::abs(*test.revenue_error) < 0.08);
  for (const FrequencyClass& one : test.classes)
    if (one.customers > 200) CHECK(one.expected == Approx(one.actual).epsilon(0.25));
  CHECK(test.churn->calibration_error < 0.03);
  const TrackingPoint& last = test.tracking.back();
  CHECK(last.expected_total == Approx(last.actual_total).epsilon(0.05));
  double weeks = 0;
  for (const TrackingPoint& one : test.tracking) {
    CHECK(one.expected >= -1e-9);
    weeks += one.expected;
  }
  CHECK(weeks == Approx(last.expected_total));
  CHECK(last.day == 730);
  const Backtest back = json::read<Backtest>(json::write(test), json::Mode::stored);
  CHECK(back.tracking.size() == test.tracking.size());
  CHECK(back.parameters == test.parameters);
}

TEST_CASE(
    "customers after the cut and purchases after the end play no part; the window is no longer than the "
    "hold-out") {
  std::vector<Occasion> occasions;
  for (std::uint32_t i = 0; i < 40; ++i)
    for (const double day : {1.0, 20.0 + i / 2, 45.0 + i}) occasions.push_back({i, day + 0.4, 1});
  const BacktestOptions options{.cut = 60, .end = 80, .churn_days = 90};
  const Backtest test = backtest(occasions, options);
  auto more = occasions;
  more.push_back({99, 70, 1});
  more.push_back({3, 81, 1});
  more.push_back({3, 1.9, 1});  // the same day again
  std::reverse(more.begin(), more.end());
  CHECK(json::write(*backtest(more, options).churn) == json::write(*test.churn));
  CHECK(backtest(more, options).actual == test.actual);
  CHECK(test.churn_days == 20);
  CHECK(test.actual == 20);  // days 61 to 80
  CHECK(test.churn->base_rate == 0.5);
  CHECK(test.fit.shrinkage != "");
}

TEST_CASE("a back-test without data says so, and one without sense is refused") {
  const Backtest none = backtest({}, {.cut = 10, .end = 20});
  CHECK(none.fit.outcome.starts_with("Not enough data"));
  CHECK(none.parameters.empty());
  CHECK_FALSE(none.churn);
  CHECK_FALSE(none.error);
  CHECK_THROWS_WITH_AS(backtest({}, {.cut = 20, .end = 20}), doctest::Contains("must be before the end"),
                       Error);
  CHECK_THROWS_AS(backtest({}, {.cut = 0, .end = std::numeric_limits<double>::infinity()}), Error);
  CHECK_THROWS_AS(backtest(std::vector<Occasion>{{1, 1e12, 1}}, {.cut = 0, .end = 5}), Error);
  CHECK_THROWS_AS(backtest(std::vector<Occasion>{{1, NAN, 1}}, {.cut = 0, .end = 5}), Error);
}
