// Random numbers of the distributions that the models are made of. The same seed gives the same numbers with
// every compiler (the standard's distributions do not promise that).
#pragma once

#include <cstdint>
#include <random>

namespace rapport::scoring {

class Sampler {
 public:
  explicit Sampler(std::uint64_t seed) : engine_(seed) {}

  double uniform();  // in (0, 1)
  double normal();
  double exponential(double rate);
  double gamma(double shape, double rate);  // Marsaglia and Tsang, ACM TOMS 26 (2000)
  double beta(double a, double b);
  std::int64_t poisson(double mean);  // Hörmann's PTRS, Insurance: Mathematics and Economics 12 (1993)
  // Trials until the first success, from 1 on; at most `most`.
  std::int64_t trials(double success, std::int64_t most);

 private:
  double log_gamma_variate(double shape);  // ln of gamma(shape, 1): does not underflow for small shapes

  std::mt19937_64 engine_;
};

}  // namespace rapport::scoring
