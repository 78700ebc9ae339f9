// What grows in the writing thread while others read it: elements never move, and readers ask only for those
// whose place came to them through something that the writer published afterwards.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace rapport::segments::columns {

// An array in pieces that double: 1,024 elements, 2,048, … Untouched parts of a piece cost no memory.
template <class T>
class Growing {
 public:
  static constexpr unsigned first_bits = 10;

  T& operator[](std::uint64_t i) { return *at(i); }
  const T& operator[](std::uint64_t i) const { return *at(i); }
  const T* at(std::uint64_t i) const {
    const auto [piece, offset] = split(i);
    return pieces_[piece].load(std::memory_order_acquire) + offset;
  }
  T* at(std::uint64_t i) {
    const auto [piece, offset] = split(i);
    return pieces_[piece].load(std::memory_order_relaxed) + offset;
  }
  // Writer: room for element i. Elements begin without a value.
  void make_room(std::uint64_t i) {
    const auto [piece, offset] = split(i);
    if (pieces_[piece].load(std::memory_order_relaxed) != nullptr) return;
    owned_[piece].reset(new T[std::size_t{1} << (piece + first_bits)]);
    pieces_[piece].store(owned_[piece].get(), std::memory_order_release);
  }
  // How many elements follow i (itself included) before the next piece begins.
  static std::uint64_t left_in_piece(std::uint64_t i) {
    const auto [piece, offset] = split(i);
    return (std::uint64_t{1} << (piece + first_bits)) - offset;
  }

 private:
  struct Place {
    unsigned piece;
    std::uint64_t offset;
  };
  static Place split(std::uint64_t i) {
    const std::uint64_t j = i + (std::uint64_t{1} << first_bits);
    const auto top = static_cast<unsigned>(std::bit_width(j)) - 1;
    return {top - first_bits, j - (std::uint64_t{1} << top)};
  }
  static constexpr std::size_t most_pieces = 32 - first_bits + 1;
  std::array<std::unique_ptr<T[]>, most_pieces> owned_;
  std::array<std::atomic<T*>, most_pieces> pieces_{};
};

// Hash places for numbers from 1, open addressing. Outgrown tables are kept for readers that still look at
// them: together they are smaller than the one in use.
class HashIndex {
 public:
  HashIndex() { grow(1'024); }

  template <class Equal>
  std::optional<std::uint32_t> find(std::uint64_t hash, Equal&& equal) const {
    const Table& table = *table_.load(std::memory_order_acquire);
    for (std::uint64_t at = hash & table.mask;; at = (at + 1) & table.mask) {
      const std::uint32_t found = table.slots[at].load(std::memory_order_acquire);
      if (found == 0) return std::nullopt;
      if (equal(found)) return found;
    }
  }
  // Writer: a number that is not there yet; `hash_of` gives the hash of one that is.
  template <class HashOf>
  void insert(std::uint64_t hash, std::uint32_t number, HashOf&& hash_of) {
    if ((used_ + 1) * 3 > tables_.back()->mask * 2) {
      const Table& old = *tables_.back();
      auto fresh = std::make_unique<Table>((old.mask + 1) * 2);
      for (std::uint64_t i = 0; i <= old.mask; ++i)
        if (const std::uint32_t n = old.slots[i].load(std::memory_order_relaxed); n != 0)
          place(*fresh, hash_of(n), n);
      tables_.push_back(std::move(fresh));
      table_.store(tables_.back().get(), std::memory_order_release);
    }
    place(*tables_.back(), hash, number);
    ++used_;
  }
  // Writer, before anything stands in it: room for so many without growing.
  void reserve(std::uint64_t count) {
    if (used_ == 0) grow(std::bit_ceil(count * 3 / 2 + 1'024));
  }
  std::size_t bytes() const {
    std::size_t out = 0;
    for (const auto& table : tables_) out += (table->mask + 1) * sizeof(std::uint32_t);
    return out;
  }

 private:
  struct Table {
    explicit Table(std::uint64_t size) : mask(size - 1), slots(new std::atomic<std::uint32_t>[size]()) {}
    std::uint64_t mask;
    std::unique_ptr<std::atomic<std::uint32_t>[]> slots;
  };
  static void place(Table& table, std::uint64_t hash, std::uint32_t number) {
    std::uint64_t at = hash & table.mask;
    while (table.slots[at].load(std::memory_order_relaxed) != 0) at = (at + 1) & table.mask;
    table.slots[at].store(number, std::memory_order_release);
  }
  void grow(std::uint64_t size) {
    tables_.clear();
    tables_.push_back(std::make_unique<Table>(size));
    table_.store(tables_.back().get(), std::memory_order_release);
  }

  std::vector<std::unique_ptr<Table>> tables_;  // the writer's
  std::atomic<Table*> table_{nullptr};
  std::uint64_t used_ = 0;  // the writer's
};

}  // namespace rapport::segments::columns
