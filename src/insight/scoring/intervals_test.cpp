#include "insight/scoring/intervals.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "insight/scoring/correlation.h"

using namespace rapport::scoring;
using doctest::Approx;

TEST_CASE("the interval of a share is Wilson's, at the edges too") {
  const EstimatedInterval half = share_interval(15, 30);
  CHECK(half.value == Approx(0.5));
  CHECK(half.low == Approx(0.3315).epsilon(0.001));
  CHECK(half.high == Approx(0.6685).epsilon(0.001));
  const EstimatedInterval none = share_interval(0, 10);
  CHECK(none.low == 0);
  CHECK(none.high == Approx(0.2775).epsilon(0.001));
  const EstimatedInterval all = share_interval(10, 10);
  CHECK(all.low == Approx(0.7225).epsilon(0.001));
  CHECK(all.high == 1);
}

TEST_CASE("the interval of a correlation is narrower with more pairs and stays within -1 and 1") {
  const EstimatedInterval few = rank_correlation_interval(0.6, 28);
  CHECK(few.low == Approx(std::tanh(std::atanh(0.6) - 1.959964 * std::sqrt(1.18 / 25))).epsilon(1e-6));
  CHECK(few.high < 1);
  const EstimatedInterval many = rank_correlation_interval(0.6, 2'800);
  CHECK(many.high - many.low < (few.high - few.low) / 8);
  CHECK(rank_correlation_interval(1, 10).low == 1);
}

TEST_CASE("the interval of an AUC is that of Hanley and McNeil") {
  // Their table: AUC 0.893 with 51 and 58 cases has a standard error of 0.032 and some.
  const EstimatedInterval found = auc_interval(0.893, 51, 58);
  CHECK((found.high - found.low) / 2 / 1.959964 == Approx(0.0324).epsilon(0.02));
  CHECK(auc_interval(1, 5, 5).high == 1);
}

TEST_CASE("of a hundred samples about 95 intervals hold the true figure") {
  std::mt19937_64 dice(7);
  std::normal_distribution<double> normal;
  int ratio_held = 0, share_held = 0, rank_held = 0;
  constexpr int samples = 400;
  for (int sample = 0; sample < samples; ++sample) {
    std::vector<double> above, below;
    int hits = 0;
    for (int i = 0; i < 200; ++i) {
      const double common = normal(dice);
      below.push_back(10 + common);
      above.push_back(20 + 3 * common + 2 * normal(dice));
      hits += dice() % 10 < 3;
    }
    const EstimatedInterval ratio = ratio_interval(above, below), share = share_interval(hits, 200);
    const EstimatedInterval rank = rank_correlation_interval(spearman(above, below), 200);
    ratio_held += ratio.low <= 2 && 2 <= ratio.high;
    share_held += share.low <= 0.3 && 0.3 <= share.high;
    // Pearson's is 3 / sqrt(13); Spearman's of two normal columns is 6/π asin(r / 2).
    const double truth = 6 / 3.14159265358979 * std::asin(3 / std::sqrt(13.0) / 2);
    rank_held += rank.low <= truth && truth <= rank.high;
  }
  for (const int held : {ratio_held, share_held, rank_held}) {
    CHECK(held >= samples * 0.91);
    CHECK(held <= samples * 0.99);
  }
}
