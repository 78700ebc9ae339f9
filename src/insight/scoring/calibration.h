// Scores made into probabilities, by what happened.
//
// - Isotonic: the best rising function, with straight lines between its steps (pool adjacent violators;
//   Ayer et al., Annals of Mathematical Statistics 26, 1955).
// - Platt: 1 / (1 + exp(-(slope s + constant))), fitted to the targets (n+ + 1)/(n+ + 2) and 1/(n- + 2)
//   (Platt 1999).
#pragma once

#include <span>
#include <vector>

#include "base/describe.h"

namespace rapport::scoring {

struct Scored {
  double score = 0;
  bool happened = false;
};

struct Isotonic {
  std::vector<double> scores;  // rising; the first and the last of each step
  std::vector<double> values;  // not falling, in [0, 1]
  // Beyond the ends, the end's value. 0 when fitted on nothing.
  double predict(double score) const;
};
template <class = void>
constexpr auto describe(Type<Isotonic>) {
  return fields(field<&Isotonic::scores>(), field<&Isotonic::values>());
}
Isotonic fit_isotonic(std::span<const Scored> scored);

struct Platt {
  double slope = 0, constant = 0;
  double predict(double score) const;
};
template <class = void>
constexpr auto describe(Type<Platt>) {
  return fields(field<&Platt::slope>(), field<&Platt::constant>());
}
// 0.5 for everybody when fitted on nothing.
Platt fit_platt(std::span<const Scored> scored);

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBED(scoring::Isotonic)
RAPPORT_DESCRIBED(scoring::Platt)
}  // namespace rapport
