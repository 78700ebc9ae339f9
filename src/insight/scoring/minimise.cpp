#include "insight/scoring/minimise.h"

#include <algorithm>
#include <cmath>

namespace rapport::scoring {

namespace {

double largest(std::span<const double> v) {
  double out = 0;
  for (const double x : v) out = std::max(out, std::abs(x));
  return out;
}

bool is_finite(const Derivatives& d) {
  const auto finite = [](double x) { return std::isfinite(x); };
  return finite(d.value) && std::all_of(d.gradient.begin(), d.gradient.end(), finite) &&
         std::all_of(d.hessian.cells().begin(), d.hessian.cells().end(), finite);
}

// The step that goes down furthest in the model g·s + s|H|s/2 with |s| <= radius, and how far down.
struct Step {
  std::vector<double> by;
  double length = 0, hoped = 0;
};

Step step_within(const Derivatives& here, double radius) {
  const std::size_t n = here.gradient.size();
  const Eigen parts = eigen(here.hessian);
  const double floor = std::max(1e-12 * largest(parts.values), 1e-100);
  std::vector<double> slope(n), curve(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < n; ++k) slope[i] += parts.vectors(k, i) * here.gradient[k];
    curve[i] = std::max(std::abs(parts.values[i]), floor);
  }
  const auto length_with = [&](double more) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += std::pow(slope[i] / (curve[i] + more), 2);
    return std::sqrt(sum);
  };
  double more = 0;
  if (length_with(0) > radius) {
    double low = 0, high = 1e-6;
    while (length_with(high) > radius) high *= 4;
    for (int i = 0; i < 60; ++i) (length_with((low + high) / 2) > radius ? low : high) = (low + high) / 2;
    more = high;
  }
  Step out{.by = std::vector<double>(n), .length = length_with(more)};
  for (std::size_t i = 0; i < n; ++i) {
    const double along = -slope[i] / (curve[i] + more);
    out.hoped -= slope[i] * along + curve[i] * along * along / 2;
    for (std::size_t k = 0; k < n; ++k) out.by[k] += parts.vectors(k, i) * along;
  }
  return out;
}

}  // namespace

Minimum minimise(const Objective& function, std::vector<double> start, const MinimiseOptions& options) {
  Minimum out;
  out.at = std::move(start);
  out.there = function(out.at);
  out.evaluations = 1;
  if (!is_finite(out.there)) {
    out.outcome = "The likelihood is not finite where the search begins.";
    return out;
  }
  double radius = std::min(1.0, options.longest_step);
  std::int32_t refused = 0;
  while (true) {
    out.gradient = largest(out.there.gradient);
    if (out.gradient <= options.gradient) {
      out.converged = true;
      out.outcome = "converged";
      return out;
    }
    if (out.iterations == options.iterations) {
      out.outcome =
          "No peak of the likelihood was found within " + std::to_string(options.iterations) + " iterations.";
      return out;
    }
    ++out.iterations;
    const Step step = step_within(out.there, radius);
    std::vector<double> next = out.at;
    for (std::size_t i = 0; i < next.size(); ++i) next[i] += step.by[i];
    const Derivatives there = function(next);
    ++out.evaluations;
    const double won = is_finite(there) ? out.there.value - there.value : -1.0;
    const double noise = 1e-14 * (1 + std::abs(out.there.value));
    // Below the rounding of the value, the gradient alone tells whether a step is good.
    const bool better = won > noise
                            ? won > 1e-4 * step.hoped
                            : is_finite(there) && won >= -noise && largest(there.gradient) < out.gradient;
    if (better) {
      out.at = std::move(next);
      out.there = there;
      refused = 0;
      if (won > 0.6 * step.hoped && step.length > 0.8 * radius)
        radius = std::min(2 * radius, options.longest_step);
      else if (won > noise && won < 0.25 * step.hoped)
        radius = step.length / 2;
      continue;
    }
    radius = step.length / 4;
    if (++refused < 40) continue;
    // No step leads down: as far as doubles go, when Newton's step promises next to nothing.
    out.converged = step_within(out.there, options.longest_step).hoped <= options.rounding;
    out.outcome = out.converged ? "converged" : "The search for the peak of the likelihood came to a halt.";
    return out;
  }
}

}  // namespace rapport::scoring
