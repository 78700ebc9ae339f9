#include "insight/next_actions/learning.h"

#include <algorithm>
#include <numeric>

#include "base/hash.h"
#include "insight/scoring/sampler.h"
#include "insight/scoring/special.h"

namespace rapport::next_actions {

namespace {

constexpr std::uint64_t choice_stream = 0x9e3779b97f4a7c15;  // far from the stream of the draws

std::uint64_t hash_of(std::string_view what, std::string_view experiment, const Uuid& contact,
                      std::int64_t number) {
  return hash::fast(std::string(what) + "\n" + std::string(experiment) + "\n" + rapport::render(contact) +
                    "\n" + std::to_string(number));
}

}  // namespace

double Beta::quantile(double share) const {
  double low = 0, high = 1;
  for (int step = 0; step < 50; ++step) {
    const double middle = (low + high) / 2;
    (scoring::incomplete_beta(a, b, middle) < share ? low : high) = middle;
  }
  return (low + high) / 2;
}

Tally Evidence::total() const {
  Tally out;
  for (const auto& [stage, tally] : by_stage) {
    out.successes += tally.successes;
    out.failures += tally.failures;
  }
  return out;
}

Beta overall(const Evidence& evidence) {
  const Tally all = evidence.total();
  Beta out;
  out.a += static_cast<double>(all.successes);
  out.b += static_cast<double>(all.failures);
  return out;
}

Beta believed(const Evidence& evidence, std::string_view stage) {
  Beta out = overall(evidence);
  const auto own = evidence.by_stage.find(stage);
  const Tally here = own == evidence.by_stage.end() ? Tally{} : own->second;
  out.a -= static_cast<double>(here.successes);  // nothing counts twice
  out.b -= static_cast<double>(here.failures);
  const double scale = std::min(1.0, most_borrowed / (out.a + out.b));
  out.a = out.a * scale + static_cast<double>(here.successes);
  out.b = out.b * scale + static_cast<double>(here.failures);
  return out;
}

std::vector<double> uniform_propensities(std::size_t candidates) {
  return std::vector<double>(candidates, 1 / static_cast<double>(candidates));
}

std::vector<double> propensities(const std::vector<Candidate>& candidates, const Policy& policy,
                                 std::uint64_t seed) {
  if (candidates.size() < 2) return std::vector<double>(candidates.size(), 1.0);
  scoring::Sampler sampler(seed);
  std::vector<std::int64_t> wins(candidates.size());
  for (int draw = 0; draw < policy.draws; ++draw) {
    std::size_t best = 0;
    double highest = 0;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const Candidate& c = candidates[i];
      const double worth = sampler.beta(c.chance.a, c.chance.b) * c.value - c.cost;
      if (i > 0 && worth <= highest) continue;
      best = i;
      highest = worth;
    }
    ++wins[best];
  }
  std::vector<double> out = uniform_propensities(candidates.size());
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = policy.exploration * out[i] +
             (1 - policy.exploration) * static_cast<double>(wins[i]) / static_cast<double>(policy.draws);
  return out;
}

Ranking rank(const std::vector<Candidate>& candidates, const Policy& policy, std::uint64_t seed) {
  Ranking out;
  out.propensities = propensities(candidates, policy, seed);
  out.order.resize(candidates.size());
  std::iota(out.order.begin(), out.order.end(), 0);
  if (candidates.empty()) return out;
  double left = scoring::Sampler(seed ^ choice_stream).uniform();
  std::size_t first = candidates.size() - 1;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    left -= out.propensities[i];
    if (left > 0) continue;
    first = i;
    break;
  }
  std::stable_sort(out.order.begin(), out.order.end(), [&](std::size_t a, std::size_t b) {
    if ((a == first) != (b == first)) return a == first;
    return candidates[a].expected() > candidates[b].expected();
  });
  return out;
}

Ranking rank_at_random(std::size_t candidates, std::uint64_t seed) {
  Ranking out;
  if (candidates == 0) return out;
  out.propensities = uniform_propensities(candidates);
  out.order.resize(candidates);
  std::iota(out.order.begin(), out.order.end(), 0);
  scoring::Sampler sampler(seed ^ choice_stream);
  for (std::size_t i = candidates - 1; i > 0; --i) {
    const auto other = static_cast<std::size_t>(sampler.uniform() * static_cast<double>(i + 1));
    std::swap(out.order[i], out.order[std::min(other, i)]);
  }
  return out;
}

std::uint64_t decision_seed(std::string_view experiment, const Uuid& contact, std::int64_t number) {
  return hash_of("decision", experiment, contact, number);
}

bool in_holdout(std::string_view experiment, const Uuid& contact, double percent) {
  return static_cast<double>(hash_of("holdout", experiment, contact, 0) % 10'000) < percent * 100;
}

}  // namespace rapport::next_actions
