// What a column holds of one contact: a cell of 64 bits, or nothing. Every kind of value has an image among
// the whole numbers that keeps its order, so that one test serves all: is the cell within these ranges?
//
//   number, money (minor units), instant (ms), day (since 1970-01-01): itself; boolean: 0, 1
//   real number: cell_of(double), whose order is that of the numbers
//   text, id, set of tags: its code in a dictionary, from 1; codes have no order
//
// Contacts have dense numbers; 65,536 of them make a chunk, the unit of storage and of evaluation.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>

namespace rapport::segments::columns {

using Number = std::uint32_t;  // of a contact; stays its own until the engine is filled anew
using Cell = std::int64_t;
inline constexpr Cell missing = std::numeric_limits<Cell>::min();

inline constexpr std::uint32_t chunk_size = 65'536;
inline constexpr std::uint32_t chunk_of(Number number) { return number / chunk_size; }
inline constexpr std::uint16_t place_of(Number number) {
  return static_cast<std::uint16_t>(number % chunk_size);
}
inline constexpr std::size_t chunks_for(Number numbers) {
  return (std::size_t{numbers} + chunk_size - 1) / chunk_size;
}

// One bit a contact of a chunk.
struct alignas(64) Bits {
  std::array<std::uint64_t, chunk_size / 64> words{};
  bool get(std::uint32_t place) const { return (words[place / 64] >> (place % 64) & 1) != 0; }
  void set(std::uint32_t place) { words[place / 64] |= std::uint64_t{1} << (place % 64); }
  void clear(std::uint32_t place) { words[place / 64] &= ~(std::uint64_t{1} << (place % 64)); }
  void put(std::uint32_t place, bool value) { value ? set(place) : clear(place); }
  friend bool operator==(const Bits&, const Bits&) = default;
};
template <class Each>
void each_bit(const Bits& bits, Each&& each) {
  for (std::size_t w = 0; w < bits.words.size(); ++w)
    for (std::uint64_t left = bits.words[w]; left != 0; left &= left - 1)
      each(static_cast<std::uint32_t>(w * 64 + static_cast<std::size_t>(std::countr_zero(left))));
}

// Two values at the very end of the range are drawn in, so that a difference of two cells and one more fit in
// 64 bits.
inline constexpr Cell cell_of(std::int64_t value) { return std::max(value, missing + 2); }
inline Cell cell_of(double value) {
  const auto bits = std::bit_cast<std::int64_t>(value);
  return bits >= 0 ? bits : std::numeric_limits<std::int64_t>::min() - bits;  // −0 is 0
}
inline double real_of(Cell cell) {
  return std::bit_cast<double>(cell >= 0 ? cell : std::numeric_limits<std::int64_t>::min() - cell);
}

}  // namespace rapport::segments::columns
