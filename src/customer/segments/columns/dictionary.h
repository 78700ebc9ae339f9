// Different texts (or ids, or sets of codes: any bytes) and their codes, from 1. It only grows; a code keeps
// its text for ever. One thread adds, any thread reads codes of a version that it pinned.
#pragma once

#include <string_view>

#include "customer/segments/columns/cells.h"
#include "customer/segments/columns/growing.h"

namespace rapport::segments::columns {

class Dictionary {
 public:
  Cell intern(std::string_view text);  // writer
  // Writer, while it is filled for the first time: the next code, for a text that is known to be new; an
  // empty one leaves a code that no text has.
  void append(std::string_view text);
  void reserve(std::uint32_t count) { index_.reserve(count); }

  std::optional<Cell> find(std::string_view text) const;
  std::string_view text(Cell code) const;
  std::uint32_t size() const { return size_.load(std::memory_order_acquire); }
  std::size_t bytes() const;

 private:
  // Texts stand one after the other, each after its length, at multiples of four bytes: an address counts
  // units of four.
  std::uint32_t store(std::string_view text);

  std::atomic<std::uint32_t> size_{0};
  std::uint64_t end_ = 0;             // the writer's: first free unit
  Growing<std::uint32_t> addresses_;  // by code
  Growing<std::uint32_t> units_;
  HashIndex index_;
};

}  // namespace rapport::segments::columns
