#include "insight/customer_base/rfm.h"

#include <algorithm>

namespace rapport::customer_base {

RfmGroup rfm_group(int recency, int frequency) {
  using G = RfmGroup;
  const int r = recency, f = frequency;
  if (f >= 4) {
    if (r == 5) return G::champions;
    if (r >= 3) return G::loyal;
    return f == 5 ? G::cannot_lose : G::at_risk;
  }
  if (f >= 2 && r >= 4) return G::potential_loyalist;
  if (r == 5) return G::new_;
  if (r == 4) return G::promising;
  if (r == 3) return f == 3 ? G::need_attention : G::about_to_sleep;
  if (f == 3) return G::at_risk;
  return r == 2 ? G::hibernating : G::lost;
}

// A score of k + 1 is for values of which at least k fifths of all are strictly less.
Ranks::Ranks(std::vector<std::int64_t> values) {
  const std::size_t n = values.size();
  for (std::size_t k = 1; k <= 4 && n > 0; ++k) {
    const std::size_t worse = (k * n + 4) / 5;
    if (worse >= n) break;
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(worse);
    std::nth_element(values.begin(), at, values.end());
    std::int64_t least = *at;
    if (std::find(values.begin(), at, least) != at) {
      // Equal ones stand before it: the next greater value is the first that is good enough.
      const std::int64_t tied = least;
      least = nobody;
      for (auto it = at; it != values.end(); ++it)
        if (*it > tied) least = std::min(least, *it);
    }
    least_[k - 1] = least;
  }
}

}  // namespace rapport::customer_base
