#include "insight/scoring/population.h"

namespace rapport::scoring::testing {

std::vector<double> invent_purchases(Sampler& sampler, const BgNbd& model, double end) {
  const double rate = sampler.gamma(model.r, model.alpha), leaves = sampler.beta(model.a, model.b);
  std::vector<double> out;
  for (double at = sampler.exponential(rate); at < end; at += sampler.exponential(rate)) {
    out.push_back(at);
    if (sampler.uniform() < leaves) break;
  }
  return out;
}

std::vector<double> invent_purchases(Sampler& sampler, const ParetoNbd& model, double end) {
  const double rate = sampler.gamma(model.r, model.alpha), leaving = sampler.gamma(model.s, model.beta);
  const double gone = std::min(end, sampler.exponential(leaving));
  std::vector<double> out;
  for (double at = sampler.exponential(rate); at < gone; at += sampler.exponential(rate)) out.push_back(at);
  return out;
}

std::vector<Spending> invent_spending(const GammaGamma& model, std::span<const History> histories,
                                      std::uint64_t seed) {
  Sampler sampler(seed);
  std::vector<Spending> out;
  for (const History& history : histories) {
    const double rate = sampler.gamma(model.q, model.gamma);
    const double mean = history.x > 0 ? sampler.gamma(model.p * history.x, rate) / history.x : 0;
    out.push_back({history.x, mean});
  }
  return out;
}

}  // namespace rapport::scoring::testing
