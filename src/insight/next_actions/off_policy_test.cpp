#include "insight/next_actions/off_policy.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "insight/scoring/sampler.h"

using namespace rapport;
using namespace rapport::next_actions;

namespace {

// A world of two actions and two kinds of people; the log was made with these probabilities of action 1.
struct World {
  double reward[2][2] = {{0.10, 0.30}, {0.25, 0.05}};  // by person, action
  double logged[2] = {0.8, 0.3};                       // probability of action 1, by person
  double judged[2] = {0.1, 0.9};
  double truth() const {
    double out = 0;
    for (int p = 0; p < 2; ++p) out += 0.5 * (judged[p] * reward[p][1] + (1 - judged[p]) * reward[p][0]);
    return out;
  }
  std::vector<Logged> log(int n, std::uint64_t seed) const {
    scoring::Sampler sampler(seed);
    std::vector<Logged> out;
    for (int i = 0; i < n; ++i) {
      const int person = sampler.uniform() < 0.5 ? 0 : 1;
      const int action = sampler.uniform() < logged[person] ? 1 : 0;
      out.push_back({action == 1 ? logged[person] : 1 - logged[person],
                     action == 1 ? judged[person] : 1 - judged[person],
                     sampler.uniform() < reward[person][action] ? 1.0 : 0.0});
    }
    return out;
  }
};

}  // namespace

TEST_CASE("a ranking that did not make the log is valued without bias, with errors as large as they are") {
  const World world;
  const int runs = 400;
  double ips = 0, snips = 0, squares = 0, told = 0, covered = 0, snips_covered = 0;
  for (int run = 0; run < runs; ++run) {
    const auto log = world.log(500, 1'000 + static_cast<std::uint64_t>(run));
    const Estimate a = *inverse_propensity(log), b = *self_normalised(log);
    ips += a.value / runs;
    snips += b.value / runs;
    squares += std::pow(a.value - world.truth(), 2) / runs;
    told += a.standard_error / runs;
    covered += a.low <= world.truth() && world.truth() <= a.high;
    snips_covered += b.low <= world.truth() && world.truth() <= b.high;
  }
  const double error = std::sqrt(squares);
  CHECK(std::abs(ips - world.truth()) < 4 * error / std::sqrt(runs));
  CHECK(std::abs(snips - world.truth()) < 0.01);
  CHECK(told == doctest::Approx(error).epsilon(0.15));
  CHECK(covered / runs > 0.90);
  CHECK(snips_covered / runs > 0.90);
}

TEST_CASE("judged by its own log a ranking is worth its mean reward, and every decision counts") {
  std::vector<Logged> log;
  for (int i = 0; i < 100; ++i) log.push_back({0.4, 0.4, i % 5 == 0 ? 1.0 : 0.0});
  const Estimate a = *inverse_propensity(log), b = *self_normalised(log);
  CHECK(a.value == doctest::Approx(0.2));
  CHECK(b.value == doctest::Approx(0.2));
  CHECK(a.standard_error == doctest::Approx(std::sqrt(0.16 * 100 / 99 / 100)));
  CHECK(a.effective == doctest::Approx(100));
  CHECK(a.decisions == 100);
}

TEST_CASE("a ranking that would have done nothing of the log cannot be valued by it") {
  const std::vector<Logged> log(10, Logged{0.5, 0, 1});
  CHECK_FALSE(self_normalised(log));
  CHECK(inverse_propensity(log)->value == 0);
  CHECK_FALSE(inverse_propensity(std::vector<Logged>{{0.5, 0.5, 1}}));
}

TEST_CASE("two groups are compared by people, and not before there are enough of them") {
  Group treated, control;
  for (int i = 0; i < 100; ++i) treated.add(i % 4 == 0 ? 1 : 0);
  for (int i = 0; i < 29; ++i) control.add(i % 10 == 0 ? 1 : 0);
  CHECK_FALSE(uplift(treated, control));
  control.add(0);
  const Uplift found = *uplift(treated, control);
  CHECK(found.difference == doctest::Approx(0.25 - 0.1));
  const double error = std::sqrt(0.25 * 0.75 * 100 / 99 / 100 + 0.1 * 0.9 * 30 / 29 / 30);
  CHECK(found.standard_error == doctest::Approx(error));
  CHECK(found.low == doctest::Approx(0.15 - 1.959964 * error));
  Group none, nobody;
  for (int i = 0; i < 50; ++i) none.add(0), nobody.add(0);
  CHECK_FALSE(uplift(none, nobody));
}
