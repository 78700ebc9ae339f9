#include "insight/scoring/score.h"

#include <bit>
#include <thread>

namespace rapport::scoring {

template <class M>
Scorer<M>::Scorer(const M& model, std::optional<GammaGamma> values, const Terms& terms)
    : model_(model),
      values_(values),
      window_(churn_window(terms)),
      month_(month_length(terms.unit)),
      margin_(terms.margin),
      discounts_(discounts(terms)) {}

template <class M>
std::size_t Scorer<M>::Hash::operator()(const Key& key) const noexcept {
  const std::uint64_t mixed =
      (std::bit_cast<std::uint64_t>(key.T) ^ (static_cast<std::uint64_t>(key.x) << 17)) * 0x9E3779B97F4A7C15u;
  return static_cast<std::size_t>(mixed ^ (mixed >> 32));
}

template <class M>
const typename Scorer<M>::IfAlive& Scorer<M>::if_alive(const History& history) {
  // Where times are not whole days, histories hardly come twice.
  if (known_.size() > 500'000) known_.clear();
  const auto [it, fresh] = known_.try_emplace({history.x, history.T});
  if (!fresh) return it->second;
  IfAlive& out = it->second;
  const M future = given_alive(model_, history);
  out.none = p_no_purchase(future, window_);
  for (std::size_t i = 0; i < discounts_.size(); ++i) {
    const double until = expected_purchases(future, month_ * static_cast<double>(i + 1));
    out.discounted += (until - out.orders) * discounts_[i];
    out.orders = until;
  }
  return out;
}

template <class M>
Score Scorer<M>::score(const History& history, double mean_value) {
  const IfAlive& future = if_alive(history);
  Score out;
  out.p_alive = p_alive(model_, history);
  out.churn_risk = std::clamp(1 - out.p_alive * (1 - future.none), 0.0, 1.0);
  out.orders = out.p_alive * future.orders;
  if (!values_) return out;
  out.value = expected_value(*values_, {history.x, mean_value});
  out.clv = margin_ * out.value * out.p_alive * future.discounted;
  return out;
}

template <class M>
std::vector<Score> score_all(const M& model, const std::optional<GammaGamma>& values, const Terms& terms,
                             std::span<const History> histories, std::span<const double> means, int threads) {
  std::vector<Score> out(histories.size());
  const auto work = [&](std::size_t begin, std::size_t end) {
    Scorer<M> scorer(model, values, terms);
    for (std::size_t i = begin; i < end; ++i)
      out[i] = scorer.score(histories[i], means.empty() ? 0 : means[i]);
  };
  const std::size_t used = threads > 1 && histories.size() > 10'000 ? static_cast<std::size_t>(threads) : 1;
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < used; ++i)
    others.emplace_back(work, histories.size() * i / used, histories.size() * (i + 1) / used);
  work(0, histories.size() / used);
  others.clear();  // waits for them
  return out;
}

template class Scorer<BgNbd>;
template class Scorer<ParetoNbd>;
template std::vector<Score> score_all(const BgNbd&, const std::optional<GammaGamma>&, const Terms&,
                                      std::span<const History>, std::span<const double>, int);
template std::vector<Score> score_all(const ParetoNbd&, const std::optional<GammaGamma>&, const Terms&,
                                      std::span<const History>, std::span<const double>, int);

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBE_HERE(scoring::Score)
}
