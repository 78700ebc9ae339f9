#include "customer/segments/columns/ranges.h"

namespace rapport::segments::columns {

Ranges Ranges::between(Cell low, Cell high) {
  Ranges out;
  low = std::max(low, lowest);
  if (low <= high) out.list_.push_back({low, high});
  return out;
}

Ranges Ranges::half_open(Cell from, Cell to) { return to <= lowest ? none() : between(from, to - 1); }

Ranges Ranges::below(Cell edge) { return half_open(lowest, edge); }

Ranges Ranges::united(const Ranges& other) const {
  std::vector<Range> all(list_);
  all.insert(all.end(), other.list_.begin(), other.list_.end());
  std::sort(all.begin(), all.end(), [](const Range& a, const Range& b) { return a.low < b.low; });
  Ranges out;
  for (const Range& r : all) {
    if (!out.list_.empty() && (out.list_.back().high == highest || r.low <= out.list_.back().high + 1))
      out.list_.back().high = std::max(out.list_.back().high, r.high);
    else
      out.list_.push_back(r);
  }
  return out;
}

Ranges Ranges::common(const Ranges& other) const {
  Ranges out;
  std::size_t i = 0, j = 0;
  while (i < list_.size() && j < other.list_.size()) {
    const Range &a = list_[i], &b = other.list_[j];
    const Cell low = std::max(a.low, b.low), high = std::min(a.high, b.high);
    if (low <= high) out.list_.push_back({low, high});
    a.high < b.high ? ++i : ++j;
  }
  return out;
}

Ranges Ranges::complement() const {
  Ranges out;
  Cell from = lowest;
  for (const Range& r : list_) {
    if (r.low > from) out.list_.push_back({from, r.low - 1});
    if (r.high == highest) return out;
    from = r.high + 1;
  }
  out.list_.push_back({from, highest});
  return out;
}

}  // namespace rapport::segments::columns
