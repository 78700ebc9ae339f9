// The cells of one column of one chunk, as narrow as they fit: the distance from the lowest one in 1, 2, 4, 6
// or 8 bytes, in two bitmaps where there are two neighbouring values, or none where all are the same. A
// distance of 0 stands for a missing cell. Never changes.
#pragma once

#include <span>

#include "customer/segments/columns/array.h"
#include "customer/segments/columns/cells.h"
#include "customer/segments/columns/ranges.h"

namespace rapport::segments::columns {

class CodeSet;

class Packed {
 public:
  static Packed of(std::span<const Cell> cells);  // at most a chunk; places beyond are missing

  Cell get(std::uint32_t place) const {
    if (place >= size_) return missing;
    switch (width_) {
      case 1:
        return cell(bytes_[place]);
      case 2:
        return cell(shorts_[place]);
      case 4:
        return cell(words_[place]);
      case 6:
        return cell(std::uint64_t{words_[place]} << 16 | shorts_[place]);
      case 8:
        return cell(longs_[place]);
      case bitmaps:
        return cell(bit(place) + bit(place + word_count() * 64));
      default:
        return filled_ == 0 ? missing : low_;
    }
  }
  void unpack(std::span<Cell> out) const;  // `out` beyond the size is made missing

  std::uint32_t size() const { return size_; }
  std::uint32_t filled() const { return filled_; }  // cells that are not missing
  Cell low() const { return low_; }                 // of those that are there
  Cell high() const { return high_; }
  unsigned width() const { return width_ == bitmaps ? 0 : width_; }  // bytes of a cell
  std::size_t bytes() const {
    return bytes_.bytes() + shorts_.bytes() + words_.bytes() + longs_.bytes() + sizeof *this;
  }

  // Adds to `out` the contacts of `in` whose cell passes.
  void test(const Ranges& ranges, const Bits& in, Bits& out) const noexcept;
  void test_missing(const Bits& in, Bits& out) const noexcept;
  void test(const CodeSet& codes, const Bits& in, Bits& out) const noexcept;

 private:
  friend struct PackedFile;
  // Who has a cell, then who has the higher one of two.
  static constexpr std::uint8_t bitmaps = 16;
  std::uint64_t bit(std::size_t i) const { return longs_[i / 64] >> (i % 64) & 1; }
  Cell cell(std::uint64_t distance) const {
    return distance == 0 ? missing
                         : static_cast<Cell>(static_cast<std::uint64_t>(low_) + (distance - bias()));
  }
  // The lowest cell's distance; of split ones such that no cell shares its upper part with missing ones.
  std::uint64_t bias() const { return width_ == 6 ? 65'536 : 1; }
  std::uint64_t distance(Cell c) const {
    return static_cast<std::uint64_t>(c) - static_cast<std::uint64_t>(low_) + bias();
  }
  std::size_t word_count() const { return (size_ + std::size_t{63}) / 64; }
  void in_distance(std::uint64_t first, std::uint64_t last, const Bits& in, Bits& out) const noexcept;

  std::uint32_t size_ = 0, filled_ = 0;
  std::uint8_t width_ = 0;
  Cell low_ = 0, high_ = 0;
  Array<std::uint8_t> bytes_;
  Array<std::uint16_t> shorts_;
  Array<std::uint32_t> words_;
  Array<std::uint64_t> longs_;
};

// Codes that pass a test, of the first `known` ones of a dictionary.
class CodeSet {
 public:
  CodeSet() = default;
  explicit CodeSet(std::uint32_t known) : known_(known), bits_(known / 64 + 1) {}
  void add(Cell code);
  void grow(std::uint32_t known) { known_ = known, bits_.resize(known / 64 + 1); }
  bool contains(Cell code) const {
    return code >= 1 && code <= known_ &&
           (bits_[static_cast<std::size_t>(code) / 64] >> (code % 64) & 1) != 0;
  }
  std::uint32_t known() const { return known_; }
  std::uint32_t count() const { return count_; }
  Ranges ranges(std::size_t most) const;  // the runs of codes; empty when there are more than `most`

 private:
  std::uint32_t known_ = 0, count_ = 0;
  std::vector<std::uint64_t> bits_ = {0};
};

}  // namespace rapport::segments::columns
