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

// The Newton step of H + damping · diag, no longer than allowed; `damping` grows until that is convex.
std::vector<double> damped_step(const Derivatives& here, double& damping, double longest) {
  double scale = 0;
  for (std::size_t i = 0; i < here.hessian.size(); ++i) scale = std::max(scale, std::abs(here.hessian(i, i)));
  scale = std::max(scale, 1e-12);
  for (;;) {
    Matrix h = here.hessian;
    for (std::size_t i = 0; i < h.size(); ++i) h(i, i) += damping * (0.1 * scale + std::abs(h(i, i)));
    const auto lower = cholesky(h);
    if (!lower) {
      damping = std::max(damping * 10, 1e-6);
      continue;
    }
    std::vector<double> step = solve(*lower, here.gradient);
    const double length = largest(step);
    const double factor = length > longest ? longest / length : 1.0;
    for (double& x : step) x *= -factor;
    return step;
  }
}

double predicted_change(const Derivatives& here, std::span<const double> step) {
  double slope = 0;
  for (std::size_t i = 0; i < step.size(); ++i) slope += here.gradient[i] * step[i];
  return slope + quadratic_form(here.hessian, step) / 2;
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
  double damping = 1e-3;
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
    const std::vector<double> step = damped_step(out.there, damping, options.longest_step);
    std::vector<double> next = out.at;
    for (std::size_t i = 0; i < next.size(); ++i) next[i] += step[i];
    const Derivatives there = function(next);
    ++out.evaluations;
    const double hoped = -predicted_change(out.there, step);
    const double won = is_finite(there) ? out.there.value - there.value : -1.0;
    const double noise = 1e-14 * (1 + std::abs(out.there.value));
    // Below the rounding of the value, the gradient alone tells whether a step is good.
    const bool better = won > noise
                            ? won > 1e-4 * hoped
                            : is_finite(there) && won >= -noise && largest(there.gradient) < out.gradient;
    if (better) {
      out.at = std::move(next);
      out.there = there;
      refused = 0;
      damping = won > 0.5 * hoped || won <= noise ? damping / 8 : damping;
      if (damping < 1e-10) damping = 0;
      continue;
    }
    damping = std::max(damping * 8, 1e-6);
    if (++refused < 30) continue;
    // No step in any direction leads down: as far as doubles go.
    out.converged = out.gradient <= 1e4 * options.gradient;
    out.outcome = out.converged ? "converged" : "The search for the peak of the likelihood came to a halt.";
    return out;
  }
}

}  // namespace rapport::scoring
