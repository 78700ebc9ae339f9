// Sums over many rows, in chunks, by one or more threads. The chunks are added in their order, so the result
// does not depend on the number of threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <thread>
#include <vector>

#include "insight/scoring/minimise.h"

namespace rapport::scoring {

// add(sum, begin, end) adds the rows of a chunk to a Sum that began as Sum{}; it must not throw.
template <class Sum, std::size_t chunk = 4096, class Add>
Sum sum_over(std::size_t rows, int threads, Add add) {
  const std::size_t chunks = (rows + chunk - 1) / chunk;
  std::vector<Sum> parts(chunks);
  const auto work = [&](std::size_t first, std::size_t step) {
    for (std::size_t c = first; c < chunks; c += step)
      add(parts[c], c * chunk, std::min(rows, (c + 1) * chunk));
  };
  const std::size_t used = std::clamp<std::size_t>(threads > 0 ? static_cast<std::size_t>(threads) : 1, 1,
                                                   std::max<std::size_t>(chunks / 4, 1));
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < used; ++i) others.emplace_back(work, i, used);
  work(0, used);
  others.clear();  // waits for them
  Sum out{};
  for (const Sum& part : parts) out += part;
  return out;
}

// Value, gradient and Hessian of N parameters while they are being summed.
template <std::size_t N>
struct DerivativeSum {
  double value = 0;
  double gradient[N] = {};
  double hessian[N * (N + 1) / 2] = {};  // upper triangle, row by row

  DerivativeSum& operator+=(const DerivativeSum& other) {
    value += other.value;
    for (std::size_t i = 0; i < N; ++i) gradient[i] += other.gradient[i];
    for (std::size_t i = 0; i < N * (N + 1) / 2; ++i) hessian[i] += other.hessian[i];
    return *this;
  }
  Derivatives derivatives() const {
    Derivatives out(N);
    out.value = value;
    std::size_t cell = 0;
    for (std::size_t i = 0; i < N; ++i) {
      out.gradient[i] = gradient[i];
      for (std::size_t j = i; j < N; ++j) out.hessian.add(i, j, hessian[cell++]);
    }
    return out;
  }
};

}  // namespace rapport::scoring
