// The predictions of one customer, and of all.
// What a model says of somebody alive depends on x and T alone; a Scorer keeps it, so that customers of the
// same day and count cost a few logarithms.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "insight/scoring/bg_nbd.h"
#include "insight/scoring/gamma_gamma.h"
#include "insight/scoring/pareto_nbd.h"
#include "insight/scoring/terms.h"

namespace rapport::scoring {

struct Score {
  double p_alive = 0;
  double churn_risk = 0;  // P(no order within the churn window | history)
  double orders = 0;      // expected over the months of the terms
  double value = 0;       // expected value of a future order; 0 without a model of values
  double clv = 0;         // discounted, margin applied
};
template <class = void>
constexpr auto describe(Type<Score>) {
  using S = Score;
  return fields(field<&S::p_alive>().text("Probability that the customer still buys at all"),
                field<&S::churn_risk>().text("Probability of no order within the window of churn"),
                field<&S::orders>().text("Orders expected over the months of the terms"),
                field<&S::value>().text("Expected value of an order"), field<&S::clv>());
}

// M is BgNbd or ParetoNbd. Not for several threads at once.
template <class M>
class Scorer {
 public:
  // Values may have no model: then value and clv are 0.
  Scorer(const M& model, std::optional<GammaGamma> values, const Terms& terms);
  Score score(const History& history, double mean_value);

 private:
  struct IfAlive {
    double none = 1, orders = 0, discounted = 0;
  };
  struct Key {
    std::int32_t x;
    double T;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const noexcept;
  };
  const IfAlive& if_alive(const History& history);

  M model_;
  std::optional<GammaGamma> values_;
  double window_, month_, margin_;
  std::vector<double> discounts_;
  std::unordered_map<Key, IfAlive, Hash> known_;
};

// In the order of the histories; `means` are the mean values of repeat orders, as long as histories or empty.
template <class M>
std::vector<Score> score_all(const M& model, const std::optional<GammaGamma>& values, const Terms& terms,
                             std::span<const History> histories, std::span<const double> means,
                             int threads = 1);

extern template class Scorer<BgNbd>;
extern template class Scorer<ParetoNbd>;

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBED(scoring::Score)
}
