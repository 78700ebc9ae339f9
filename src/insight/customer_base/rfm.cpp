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

Ranks::Ranks(std::vector<std::int64_t> values) : sorted_(std::move(values)) {
  std::sort(sorted_.begin(), sorted_.end());
}

int Ranks::score(std::int64_t value) const {
  if (sorted_.empty()) return 1;
  const auto worse = std::lower_bound(sorted_.begin(), sorted_.end(), value) - sorted_.begin();
  return std::min(5, 1 + static_cast<int>(5 * worse / std::ssize(sorted_)));
}

}  // namespace rapport::customer_base
