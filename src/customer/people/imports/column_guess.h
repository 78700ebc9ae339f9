// Inside people: what the cells of a column look like.
#pragma once

#include "customer/people/imports/analysis.h"

namespace rapport::people {

class ColumnGuess {
 public:
  explicit ColumnGuess(std::string country) : country_(std::move(country)) {}
  void add(std::string_view cell);  // trimmed, not empty
  CellKind kind() const;
  std::int64_t either_order() const { return either_; }
  std::int64_t day_first() const { return day_; }
  std::int64_t month_first() const { return month_; }

 private:
  std::string country_;
  std::int64_t seen_ = 0, looked_ = 0;
  std::array<std::int64_t, 9> counts_{};  // by CellKind, of those that were looked at
  std::int64_t either_ = 0, day_ = 0, month_ = 0;
};

}  // namespace rapport::people
