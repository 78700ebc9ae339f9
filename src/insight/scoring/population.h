// Invented customers of whom the parameters are known, for tests and benchmarks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "insight/scoring/bg_nbd.h"
#include "insight/scoring/gamma_gamma.h"
#include "insight/scoring/pareto_nbd.h"
#include "insight/scoring/sampler.h"
#include "insight/scoring/summary.h"

namespace rapport::scoring::testing {

// How the purchases of one customer go on: the times after the first, in order, before `end`.
std::vector<double> invent_purchases(Sampler& sampler, const BgNbd& model, double end);
std::vector<double> invent_purchases(Sampler& sampler, const ParetoNbd& model, double end);

// Purchases of customers 0 … count - 1, who came on days 0 … days - 1 in turn, until day `end`, with times
// and values as they fall (several in one day are not merged). Values are 0 without a model of them.
template <class M>
std::vector<Occasion> invent_occasions(const M& model, const GammaGamma* values, std::uint32_t count,
                                       double days, double end, std::uint64_t seed) {
  Sampler sampler(seed);
  std::vector<Occasion> out;
  for (std::uint32_t i = 0; i < count; ++i) {
    const double first = static_cast<double>(i % static_cast<std::uint32_t>(days));
    const double rate = values ? sampler.gamma(values->q, values->gamma) : 0;
    const auto value = [&] { return values ? sampler.gamma(values->p, rate) : 0.0; };
    out.push_back({i, first, value()});
    for (const double after : invent_purchases(sampler, model, end - first))
      out.push_back({i, first + after, value()});
  }
  return out;
}

// Histories as the model has them, with times as they fall: T between `youngest` and `oldest`.
template <class M>
std::vector<History> invent_histories(const M& model, std::size_t count, double youngest, double oldest,
                                      std::uint64_t seed) {
  Sampler sampler(seed);
  std::vector<History> out;
  for (std::size_t i = 0; i < count; ++i) {
    const double T = youngest + (oldest - youngest) * sampler.uniform();
    const auto times = invent_purchases(sampler, model, T);
    out.push_back({static_cast<std::int32_t>(times.size()), times.empty() ? 0 : times.back(), T});
  }
  return out;
}

std::vector<Spending> invent_spending(const GammaGamma& model, std::span<const History> histories,
                                      std::uint64_t seed);

}  // namespace rapport::scoring::testing
