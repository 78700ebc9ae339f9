#include "insight/scoring/minimise.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace rapport::scoring;
using doctest::Approx;

TEST_CASE("the search finds the bottom of Rosenbrock's valley") {
  const auto valley = [](std::span<const double> v) {
    const double x = v[0], y = v[1], off = y - x * x;
    Derivatives out(2);
    out.value = 100 * off * off + (1 - x) * (1 - x);
    out.gradient = {-400 * x * off - 2 * (1 - x), 200 * off};
    out.hessian(0, 0) = 1200 * x * x - 400 * y + 2;
    out.hessian.add(0, 1, -400 * x);
    out.hessian(1, 1) = 200;
    return out;
  };
  for (const std::vector<double>& start : {std::vector<double>{-1.2, 1}, {8, -30}, {0, 0}}) {
    const Minimum found = minimise(valley, start);
    CHECK(found.converged);
    CHECK(found.at[0] == Approx(1).epsilon(1e-9));
    CHECK(found.at[1] == Approx(1).epsilon(1e-9));
    CHECK(found.iterations < 100);
  }
}

TEST_CASE("the search leaves a saddle, and reports where there is no bottom") {
  const auto saddle = [](std::span<const double> v) {  // x⁴/4 - x²/2 + y²: minima at ±1
    Derivatives out(2);
    out.value = std::pow(v[0], 4) / 4 - v[0] * v[0] / 2 + v[1] * v[1];
    out.gradient = {std::pow(v[0], 3) - v[0], 2 * v[1]};
    out.hessian(0, 0) = 3 * v[0] * v[0] - 1;
    out.hessian(1, 1) = 2;
    return out;
  };
  CHECK(minimise(saddle, {1e-3, 5}).at[0] == Approx(1).epsilon(1e-8));
  const auto slope = [](std::span<const double> v) {
    Derivatives out(1);
    out.value = -v[0];
    out.gradient = {-1};
    return out;
  };
  const Minimum found = minimise(slope, {0});
  CHECK_FALSE(found.converged);
  CHECK(found.outcome == "No peak of the likelihood was found within 100 iterations.");
}

TEST_CASE("the search keeps away from where the function is not finite") {
  const auto well = [](std::span<const double> v) {  // x - ln x, only for x > 0
    Derivatives out(1);
    out.value = v[0] - std::log(v[0]);
    out.gradient = {1 - 1 / v[0]};
    out.hessian(0, 0) = 1 / (v[0] * v[0]);
    return out;
  };
  const Minimum found = minimise(well, {9});
  CHECK(found.converged);
  CHECK(found.at[0] == Approx(1).epsilon(1e-8));
  CHECK_FALSE(minimise(well, {-1}).converged);
}

TEST_CASE("a positive definite matrix is inverted, another refused") {
  Matrix a(3);
  a(0, 0) = 4, a(1, 1) = 5, a(2, 2) = 6;
  a.add(0, 1, 1), a.add(0, 2, -2), a.add(1, 2, 0.5);
  const auto b = inverse(a);
  REQUIRE(b);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      double cell = 0;
      for (std::size_t k = 0; k < 3; ++k) cell += a(i, k) * (*b)(k, j);
      CHECK(std::abs(cell - (i == j ? 1.0 : 0.0)) < 1e-14);
    }
  a(2, 2) = 0.9;
  CHECK_FALSE(cholesky(a));
}
