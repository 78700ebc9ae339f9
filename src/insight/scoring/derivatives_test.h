// Checks a likelihood's gradient and Hessian against differences of its values.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "insight/scoring/minimise.h"

namespace rapport::scoring::testing {

inline void check_derivatives(const std::function<Derivatives(const std::vector<double>&)>& f,
                              const std::vector<double>& at) {
  const Derivatives here = f(at);
  for (std::size_t i = 0; i < at.size(); ++i) {
    const double h = 1e-5 * at[i];
    const auto moved = [&](double by) {
      std::vector<double> v = at;
      v[i] += by * h;
      return f(v);
    };
    const Derivatives more = moved(1), less = moved(-1), more2 = moved(2), less2 = moved(-2);
    const auto slope = [&](double plus, double minus, double plus2, double minus2) {
      return (8 * (plus - minus) - (plus2 - minus2)) / (12 * h);
    };
    INFO("parameter " << i);
    const double size = std::abs(here.value) / at[i];
    CHECK(std::abs(here.gradient[i] - slope(more.value, less.value, more2.value, less2.value)) < 1e-8 * size);
    for (std::size_t j = 0; j < at.size(); ++j) {
      const double by_differences =
          slope(more.gradient[j], less.gradient[j], more2.gradient[j], less2.gradient[j]);
      CHECK(std::abs(here.hessian(i, j) - by_differences) < 1e-8 * size / at[j]);
    }
  }
}

}  // namespace rapport::scoring::testing
