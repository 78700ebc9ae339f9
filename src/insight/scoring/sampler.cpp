#include "insight/scoring/sampler.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "insight/scoring/special.h"

namespace rapport::scoring {

double Sampler::uniform() { return (static_cast<double>(engine_() >> 11) + 0.5) * 0x1.0p-53; }

double Sampler::normal() {
  const double radius = std::sqrt(-2 * std::log(uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

double Sampler::exponential(double rate) { return -std::log(uniform()) / rate; }

double Sampler::log_gamma_variate(double shape) {
  if (shape < 1) return log_gamma_variate(shape + 1) + std::log(uniform()) / shape;
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double z = normal(), t = 1 + c * z;
    if (t <= 0) continue;
    const double v = t * t * t;
    if (std::log(uniform()) < z * z / 2 + d - d * v + d * std::log(v)) return std::log(d) + std::log(v);
  }
}

double Sampler::gamma(double shape, double rate) { return std::exp(log_gamma_variate(shape)) / rate; }

double Sampler::beta(double a, double b) {
  const double first = log_gamma_variate(a);
  return logistic(first - log_gamma_variate(b));
}

std::int64_t Sampler::poisson(double mean) {
  if (!(mean > 0)) return 0;
  if (mean < 10) {
    std::int64_t n = 0;
    for (double product = uniform(), end = std::exp(-mean); product > end; product *= uniform()) ++n;
    return n;
  }
  const double root = std::sqrt(mean), b = 0.931 + 2.53 * root, a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), peak = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const double u = uniform() - 0.5, v = uniform(), us = 0.5 - std::abs(u);
    const double k = std::floor((2 * a / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= peak) return static_cast<std::int64_t>(k);
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (std::log(v) + std::log(inverse_alpha) - std::log(a / (us * us) + b) <=
        -mean + k * std::log(mean) - log_gamma(k + 1))
      return static_cast<std::int64_t>(k);
  }
}

std::int64_t Sampler::trials(double success, std::int64_t most) {
  if (success >= 1) return 1;
  const double n = 1 + std::floor(std::log(uniform()) / std::log1p(-success));
  return n < static_cast<double>(most) ? static_cast<std::int64_t>(n) : most;
}

}  // namespace rapport::scoring
