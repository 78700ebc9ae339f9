// Contacts by id and by number. It only grows: a removed contact keeps its number. One thread adds, any
// thread reads numbers of a version that it pinned.
#pragma once

#include "base/ids.h"
#include "customer/segments/columns/cells.h"
#include "customer/segments/columns/growing.h"

namespace rapport::segments::columns {

class Directory {
 public:
  Number add(const Uuid& id);   // writer: its number, a new one if need be
  void append(const Uuid& id);  // writer: the same for one that is known to be new
  void reserve(Number count) { index_.reserve(count); }
  std::optional<Number> find(const Uuid& id) const;
  const Uuid& id(Number number) const { return ids_[number]; }
  Number size() const { return size_.load(std::memory_order_acquire); }
  std::size_t bytes() const { return index_.bytes() + std::size_t{size()} * sizeof(Uuid); }

 private:
  std::atomic<Number> size_{0};
  Growing<Uuid> ids_;
  HashIndex index_;  // numbers + 1
};

}  // namespace rapport::segments::columns
