// What a ranking is worth, judged by the log of another one: inverse propensity scoring (Horvitz and
// Thompson, JASA 47, 1952) and its self-normalised form (Swaminathan and Joachims, NIPS 28, 2015); and the
// difference between two groups of people. No database.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace rapport::next_actions {

struct Logged {
  double propensity = 1;  // with which it was done
  double target = 0;      // with which the ranking that is judged would have done the same
  double reward = 0;
};

struct Estimate {
  double value = 0, standard_error = 0;
  double low = 0, high = 0;  // 95 %, normal
  std::int64_t decisions = 0;
  double effective = 0;  // (sum w)² / sum w²: decisions that count as much
};
// Unbiased. nullopt with fewer than two.
std::optional<Estimate> inverse_propensity(std::span<const Logged> log);
// Weights that sum to 1: a little bias, much less variance; between the least and the highest reward.
std::optional<Estimate> self_normalised(std::span<const Logged> log);

// A person's mean over the decisions of theirs: one number a person, so that decisions of one do not count as
// independent.
struct Group {
  std::int64_t people = 0;
  double sum = 0, squares = 0;
  void add(double share) {
    ++people;
    sum += share;
    squares += share * share;
  }
  double mean() const { return people == 0 ? 0 : sum / static_cast<double>(people); }
};
struct Uplift {
  double difference = 0, standard_error = 0, low = 0, high = 0;  // of the means; 95 %, normal
};
// nullopt while a group has fewer than 30 people, or nobody in either did anything: not enough data.
inline constexpr std::int64_t fewest_people = 30;
std::optional<Uplift> uplift(const Group& treated, const Group& control);

}  // namespace rapport::next_actions
