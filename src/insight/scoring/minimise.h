// The lowest point of a smooth function of a few variables whose gradient and Hessian are known: Newton's
// method within a radius of trust that grows and shrinks with its success. Where the function curves
// downwards the absolute value of the curvature is taken, so that the search leaves saddles. (Nocedal and
// Wright, Numerical Optimization, 2nd ed., chapter 4; Dauphin et al., NIPS 2014.)
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "insight/scoring/matrix.h"

namespace rapport::scoring {

struct Derivatives {
  double value = 0;
  std::vector<double> gradient;
  Matrix hessian;

  Derivatives() = default;
  explicit Derivatives(std::size_t variables) : gradient(variables), hessian(variables) {}
};
using Objective = std::function<Derivatives(std::span<const double>)>;

struct MinimiseOptions {
  std::int32_t iterations = 100;
  double gradient = 1e-9;   // converged when no component is larger; the function should be of size 1
  double rounding = 1e-10;  // or when no step helps and Newton's promises no more than this
  double longest_step = 3;  // in one iteration
};

struct Minimum {
  std::vector<double> at;
  Derivatives there;
  std::int32_t iterations = 0;
  std::int32_t evaluations = 0;
  double gradient = 0;  // the largest component
  bool converged = false;
  std::string outcome;  // "converged", or a sentence why not
};

// Never throws for what the function gives: a value that is not finite counts as infinitely high.
Minimum minimise(const Objective& function, std::vector<double> start, const MinimiseOptions& options = {});

}  // namespace rapport::scoring
