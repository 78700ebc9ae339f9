#include "insight/next_actions/learning.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "insight/scoring/sampler.h"

using namespace rapport;
using namespace rapport::next_actions;

namespace {

Uuid uuid_of(std::uint8_t n) {
  Uuid out;
  out.bytes[15] = n;
  return out;
}

Candidate option(std::uint8_t n, Beta chance, double value, double cost = 0) {
  return {uuid_of(n), chance, value, cost};
}

std::vector<Candidate> three() {
  return {option(1, {2, 18}, 100), option(2, {6, 14}, 100), option(3, {1, 9}, 200)};
}

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

}  // namespace

TEST_CASE(
    "before anything is known a chance is one in ten, and each success and failure moves it as Beta does") {
  CHECK(overall({}).mean() == doctest::Approx(0.1));
  Evidence evidence;
  evidence.by_stage["new"] = {3, 7};
  evidence.by_stage["loyal"] = {2, 8};
  const Beta all = overall(evidence);
  CHECK(all.a == 6);
  CHECK(all.b == 24);
  CHECK(all.mean() == doctest::Approx(0.2));
}

TEST_CASE("the quantiles of a belief are those of the beta distribution") {
  // Beta(1, b): 1 - (1 - q)^(1/b). Beta(2, 1): sqrt(q).
  CHECK(Beta{1, 9}.quantile(0.975) == doctest::Approx(1 - std::pow(0.025, 1.0 / 9)).epsilon(1e-9));
  CHECK(Beta{1, 9}.quantile(0.025) == doctest::Approx(1 - std::pow(0.975, 1.0 / 9)).epsilon(1e-9));
  CHECK(Beta{2, 1}.quantile(0.25) == doctest::Approx(0.5).epsilon(1e-9));
}

TEST_CASE("a stage of which nothing is known leans on the others, and its own data wins in the end") {
  Evidence evidence;
  evidence.by_stage["loyal"] = {400, 600};
  const Beta unknown = believed(evidence, "churned");
  CHECK(unknown.mean() == doctest::Approx(401.0 / 1010));
  CHECK(unknown.a + unknown.b == doctest::Approx(most_borrowed));
  evidence.by_stage["churned"] = {0, 180};
  const Beta known = believed(evidence, "churned");
  CHECK(known.mean() == doctest::Approx(most_borrowed * 401 / 1010 / 200));
  // Its own data are no prior of themselves.
  Evidence alone;
  alone.by_stage["churned"] = {5, 5};
  CHECK(believed(alone, "churned").a == 6);
  CHECK(believed(alone, "churned").b == 14);
}

TEST_CASE("propensities sum to one, leave no action without a chance, and are the same for the same seed") {
  const Policy policy{.draws = 500, .exploration = 0.05};
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const auto p = propensities(three(), policy, seed);
    CHECK(sum(p) == doctest::Approx(1));
    for (const double one : p) CHECK(one >= 0.05 / 3 - 1e-12);
    CHECK(p == propensities(three(), policy, seed));
  }
  CHECK(propensities(three(), policy, 1) != propensities(three(), policy, 2));
  CHECK(propensities({three()[0]}, policy, 1) == std::vector<double>{1.0});
  CHECK(propensities({}, policy, 1).empty());
  CHECK(rank({}, policy, 1).order.empty());
}

TEST_CASE("propensities are the frequencies with which draws put an action first") {
  // Of two beliefs the probability is known: P(A > B) by the sum over whole parameters (here by integration).
  const std::vector<Candidate> two = {option(1, {2, 8}, 1), option(2, {3, 7}, 1)};
  double exact = 0;  // P(Beta(2, 8) > Beta(3, 7))
  const int steps = 20'000;
  for (int i = 0; i < steps; ++i) {
    const double x = (i + 0.5) / steps;
    const double density = 72 * x * std::pow(1 - x, 7);  // Beta(2, 8)
    double below = 0;                                    // P(Beta(3, 7) < x) = P(Binomial(9, x) >= 3)
    const double choose[] = {1, 9, 36};
    for (int k = 0; k < 3; ++k) below += choose[k] * std::pow(x, k) * std::pow(1 - x, 9 - k);
    exact += density * (1 - below) / steps;
  }
  const auto p = propensities(two, {.draws = 200'000, .exploration = 0}, 7);
  CHECK(p[0] == doctest::Approx(exact).epsilon(0.01));
  CHECK(p[1] == doctest::Approx(1 - exact).epsilon(0.01));
}

TEST_CASE("the first is drawn with exactly the probability that is logged") {
  // For a fixed table of probabilities the choice of the first follows it: chi-square with 2 degrees of
  // freedom.
  const Policy policy{.draws = 500, .exploration = 0.05};
  double expected[3] = {0, 0, 0}, seen[3] = {0, 0, 0};
  const int n = 3'000;
  for (int i = 0; i < n; ++i) {
    const Ranking r = rank(three(), policy, 1'000 + static_cast<std::uint64_t>(i));
    for (std::size_t a = 0; a < 3; ++a) expected[a] += r.propensities[a];
    ++seen[r.order.front()];
    // The others follow by expected value: 0.1 × 100, 0.3 × 100, 0.1 × 200.
    if (r.order.front() == 0) CHECK(r.order == std::vector<std::size_t>{0, 1, 2});
    if (r.order.front() == 2) CHECK(r.order == std::vector<std::size_t>{2, 1, 0});
  }
  double chi = 0;
  for (int a = 0; a < 3; ++a) chi += std::pow(seen[a] - expected[a], 2) / expected[a];
  CHECK(chi < 13.8);  // 0.1 %
}

TEST_CASE("what costs more than it brings comes last, and a higher value can outweigh a lower chance") {
  const std::vector<Candidate> some = {option(1, {20, 80}, 100, 50), option(2, {10, 90}, 1'000),
                                       option(3, {30, 70}, 100)};
  const auto p = propensities(some, {.draws = 2'000, .exploration = 0}, 3);
  CHECK(p[1] > 0.99);
  CHECK(p[0] < 0.001);
}

TEST_CASE("the ranking finds the better action: regret falls as it learns") {
  scoring::Sampler world(99);
  const double truth[3] = {0.05, 0.20, 0.10};
  std::vector<Evidence> evidence(3);
  int late_best = 0;
  for (int t = 0; t < 3'000; ++t) {
    std::vector<Candidate> candidates;
    for (std::uint8_t a = 0; a < 3; ++a) candidates.push_back(option(a, believed(evidence[a], "new"), 100));
    const std::size_t first =
        rank(candidates, {.draws = 40, .exploration = 0.05}, static_cast<std::uint64_t>(t)).order.front();
    Tally& tally = evidence[first].by_stage["new"];
    if (world.uniform() < truth[first])
      ++tally.successes;
    else
      ++tally.failures;
    if (t >= 2'000 && first == 1) ++late_best;
  }
  CHECK(late_best > 850);  // of 1,000; a random ranking has 333
}

TEST_CASE("held out at random every order is as likely") {
  int firsts[4] = {0, 0, 0, 0};
  const int n = 8'000;
  for (int i = 0; i < n; ++i) {
    const Ranking r = rank_at_random(4, static_cast<std::uint64_t>(i));
    CHECK(r.propensities == std::vector<double>(4, 0.25));
    ++firsts[r.order.front()];
  }
  double chi = 0;
  for (const int seen : firsts) chi += std::pow(seen - n / 4.0, 2) / (n / 4.0);
  CHECK(chi < 16.3);  // 0.1 %, 3 degrees of freedom
  CHECK(rank_at_random(0, 1).order.empty());
}

TEST_CASE("the hold-out has its share, nobody changes sides, and another experiment draws anew") {
  SeededRandom random(5);
  TestClock clock;
  IdSource ids(clock, random);
  int in = 0, both = 0;
  const int n = 20'000;
  for (int i = 0; i < n; ++i) {
    const Uuid contact = ids.next();
    const bool held = in_holdout("1", contact, 10);
    CHECK(held == in_holdout("1", contact, 10));
    if (held) CHECK(in_holdout("1", contact, 20));  // a larger share keeps those who were in
    in += held;
    both += held && in_holdout("2", contact, 10);
    CHECK_FALSE(in_holdout("1", contact, 0));
  }
  const double deviation = std::sqrt(n * 0.1 * 0.9);
  CHECK(std::abs(in - n * 0.1) < 4 * deviation);
  CHECK(std::abs(both - n * 0.01) < 4 * std::sqrt(n * 0.01 * 0.99));
}
