// A set of contacts: the answer of a rule, the members of a segment, a fixed list. Stored by chunk, as sorted
// places below 6 % of the chunk, else as one bit a contact.
//
//   Matches entered = now; entered -= before;      Matches changed = now; changed ^= before;
//
// A value: copied as one, shared between threads only while nobody changes it.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "customer/segments/columns/cells.h"

namespace rapport::segments::columns {

class Matches {
 public:
  static Matches of(std::span<const Number> numbers);  // in any order, repeated or not

  std::uint64_t count() const;
  bool empty() const { return count() == 0; }
  bool contains(Number number) const;
  void insert(Number number);
  void erase(Number number);
  std::vector<Number> numbers() const;  // ascending
  template <class Each>
  void for_each(Each&& each) const {  // ascending
    for (std::size_t chunk = 0; chunk < parts_.size(); ++chunk) {
      const auto base = static_cast<Number>(chunk * chunk_size);
      const Part& part = parts_[chunk];
      if (part.places)
        for (const std::uint16_t place : *part.places) each(base + place);
      if (!part.bits) continue;
      for (std::size_t w = 0; w < part.bits->words.size(); ++w)
        for (std::uint64_t word = part.bits->words[w]; word != 0; word &= word - 1)
          each(base + static_cast<Number>(w * 64 + static_cast<std::size_t>(std::countr_zero(word))));
    }
  }

  Matches& operator&=(const Matches& other);
  Matches& operator|=(const Matches& other);
  Matches& operator^=(const Matches& other);
  Matches& operator-=(const Matches& other);
  friend bool operator==(const Matches& a, const Matches& b);

  std::size_t bytes() const;

  // By chunk, for the evaluation.
  std::size_t chunks() const { return parts_.size(); }
  void put_chunk(std::size_t chunk, const Bits& bits);  // replaces what the chunk held
  void get_chunk(std::size_t chunk, Bits& bits) const;  // all clear where there is none
  std::uint32_t count_of_chunk(std::size_t chunk) const {
    return chunk < parts_.size() ? parts_[chunk].count : 0;
  }
  void resize(std::size_t chunks) { parts_.resize(chunks); }

 private:
  // Either places or bits; empty: neither. Never changed, only replaced: copies of a set share them.
  struct Part {
    std::uint32_t count = 0;
    std::shared_ptr<const std::vector<std::uint16_t>> places;
    std::shared_ptr<const Bits> bits;
  };
  static constexpr std::uint32_t most_places = chunk_size * 6 / 100;
  static Part part_of(const Bits& bits);
  template <class Word>
  Matches& combine(const Matches& other, Word&& word);

  std::vector<Part> parts_;
};

}  // namespace rapport::segments::columns
