// Sets of cells as sorted, disjoint, closed intervals: what a test of numbers, days or instants comes to.
// The missing cell is in none of them, nor in the complement: a missing value passes no comparison.
#pragma once

#include <span>
#include <vector>

#include "customer/segments/columns/cells.h"

namespace rapport::segments::columns {

struct Range {
  Cell low = 0, high = 0;  // both belong to it
  friend bool operator==(const Range&, const Range&) = default;
};

class Ranges {
 public:
  static constexpr Cell lowest = missing + 1, highest = std::numeric_limits<Cell>::max();
  static Ranges none() { return {}; }
  static Ranges everything() { return between(lowest, highest); }
  static Ranges between(Cell low, Cell high);   // empty when high < low
  static Ranges half_open(Cell from, Cell to);  // [from, to)
  static Ranges below(Cell edge);               // < edge
  static Ranges at_least(Cell edge) { return between(edge, highest); }

  Ranges united(const Ranges& other) const;
  Ranges common(const Ranges& other) const;
  Ranges complement() const;

  bool contains(Cell cell) const {
    for (const Range& r : list_)
      if (cell >= r.low && cell <= r.high) return true;
    return false;
  }
  bool empty() const { return list_.empty(); }
  std::span<const Range> list() const { return list_; }
  friend bool operator==(const Ranges&, const Ranges&) = default;

 private:
  std::vector<Range> list_;
};

}  // namespace rapport::segments::columns
