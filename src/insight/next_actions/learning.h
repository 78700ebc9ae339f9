// How actions are ranked: Thompson sampling over Beta-Bernoulli beliefs (Thompson, Biometrika 25, 1933;
// Chapelle and Li, NIPS 24, 2011; Russo et al., Foundations and Trends in Machine Learning 11, 2018), with
// the probability of what was done, so that another ranking can be judged by the same log. No database.
//
// A success of an action: it was accepted, done, and the contact did something within the days set. Before
// anything is known its chance is Beta(1, 9): one in ten, worth ten trials. What the other stages of the
// lifecycle have shown makes the prior of one stage, worth at most 20 trials, so that a stage of which much
// is known stands on its own and another one leans on the rest.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/ids.h"

namespace rapport::next_actions {

struct Beta {
  double a = 1, b = 9;
  double mean() const { return a / (a + b); }
  double quantile(double share) const;
};

struct Tally {
  std::int64_t successes = 0, failures = 0;
};
struct Evidence {
  std::map<std::string, Tally, std::less<>> by_stage;
  Tally total() const;
};

inline constexpr double most_borrowed = 20;  // trials that other stages stand for at most
Beta overall(const Evidence& evidence);
Beta believed(const Evidence& evidence, std::string_view stage);

struct Candidate {
  Uuid action;
  Beta chance;
  double value = 0, cost = 0;  // of a success; of the attempt
  double expected() const { return chance.mean() * value - cost; }
};

struct Policy {
  int draws = 500;
  double exploration = 0.05;  // share of decisions whose first is any of them, each as likely
};

// For each candidate the probability of being first: how often it was among the draws, mixed with the share
// of exploration. They sum to 1. The same seed gives the same.
std::vector<double> propensities(const std::vector<Candidate>& candidates, const Policy& policy,
                                 std::uint64_t seed);
std::vector<double> uniform_propensities(std::size_t candidates);

struct Ranking {
  std::vector<std::size_t>
      order;  // of the candidates; the first is drawn, the others follow by expected value
  std::vector<double> propensities;  // of the candidates, in their own order
};
// The first is drawn from the propensities, by a stream of its own: what is logged is exactly the probability
// with which it was done.
Ranking rank(const std::vector<Candidate>& candidates, const Policy& policy, std::uint64_t seed);
// The hold-out: every order is as likely.
Ranking rank_at_random(std::size_t candidates, std::uint64_t seed);

std::uint64_t decision_seed(std::string_view experiment, const Uuid& contact, std::int64_t number);
// By the hash of the contact and the experiment, so that nobody changes sides.
bool in_holdout(std::string_view experiment, const Uuid& contact, double percent);

}  // namespace rapport::next_actions
