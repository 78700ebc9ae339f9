#include "customer/segments/columns/packed.h"

#include "customer/segments/columns/kernels.h"

namespace rapport::segments::columns {

namespace {

std::uint8_t width_for(std::uint64_t span, bool whole, std::uint8_t bitmaps) {
  if (span == 0 && whole) return 0;
  if (span <= 1) return bitmaps;
  if (span < 0xFF) return 1;
  if (span < 0xFFFF) return 2;
  if (span < 0xFFFF'FFFF) return 4;
  if (span < 0xFFFF'FFFF'0000) return 6;
  return 8;
}

}  // namespace

Packed Packed::of(std::span<const Cell> cells) {
  Packed out;
  out.size_ = static_cast<std::uint32_t>(cells.size());
  Cell low = Ranges::highest, high = missing;
  for (const Cell c : cells) {
    if (c == missing) continue;
    ++out.filled_;
    low = std::min(low, c);
    high = std::max(high, c);
  }
  if (out.filled_ == 0) return out;
  out.low_ = low;
  out.high_ = high;
  out.width_ = width_for(static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low),
                         out.filled_ == out.size_, bitmaps);
  const auto write = [&](auto& array) {
    using T = std::decay_t<decltype(array[0])>;
    array = std::decay_t<decltype(array)>(out.size_);
    for (std::size_t i = 0; i < cells.size(); ++i)
      array[i] = cells[i] == missing ? T{0} : static_cast<T>(out.distance(cells[i]));
  };
  switch (out.width_) {
    case 1:
      write(out.bytes_);
      break;
    case 2:
      write(out.shorts_);
      break;
    case 4:
      write(out.words_);
      break;
    case 6:
      out.words_ = Array<std::uint32_t>(out.size_);
      out.shorts_ = Array<std::uint16_t>(out.size_);
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::uint64_t d = cells[i] == missing ? 0 : out.distance(cells[i]);
        out.words_[i] = static_cast<std::uint32_t>(d >> 16);
        out.shorts_[i] = static_cast<std::uint16_t>(d);
      }
      break;
    case 8:
      write(out.longs_);
      break;
    case bitmaps:
      out.longs_ = Array<std::uint64_t>(out.word_count() * 2);
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i] == missing) continue;
        out.longs_[i / 64] |= std::uint64_t{1} << (i % 64);
        if (cells[i] != out.low_) out.longs_[out.word_count() + i / 64] |= std::uint64_t{1} << (i % 64);
      }
      break;
    default:
      break;
  }
  return out;
}

void Packed::unpack(std::span<Cell> out) const {
  for (std::uint32_t i = 0; i < out.size(); ++i) out[i] = get(i);
}

void Packed::in_distance(std::uint64_t first, std::uint64_t last, const Bits& in, Bits& out) const noexcept {
  const std::uint64_t span = last - first;
  const auto* from = in.words.data();
  auto* to = out.words.data();
  switch (width_) {
    case 1:
      return kernels::in_range(bytes_.data(), word_count(), static_cast<std::uint8_t>(first),
                               static_cast<std::uint8_t>(span), from, to);
    case 2:
      return kernels::in_range(shorts_.data(), word_count(), static_cast<std::uint16_t>(first),
                               static_cast<std::uint16_t>(span), from, to);
    case 4:
      return kernels::in_range(words_.data(), word_count(), static_cast<std::uint32_t>(first),
                               static_cast<std::uint32_t>(span), from, to);
    case 6:
      return kernels::in_range(words_.data(), shorts_.data(), word_count(), first, last, from, to);
    case 8:
      return kernels::in_range(longs_.data(), word_count(), first, span, from, to);
    case bitmaps: {
      const bool none = first == 0, lower = first <= 1 && last >= 1, higher = last >= 2;
      const std::uint64_t *const there = longs_.data(), *const high = there + word_count();
      for (std::size_t w = 0; w < word_count(); ++w)
        to[w] |=
            from[w] & ((none ? ~there[w] : 0) | (lower ? there[w] & ~high[w] : 0) | (higher ? high[w] : 0));
      return;
    }
    default: {  // all cells are the same one
      for (std::uint32_t w = 0; w < size_ / 64; ++w) to[w] |= from[w];
      if (size_ % 64 != 0) to[size_ / 64] |= from[size_ / 64] & ((std::uint64_t{1} << size_ % 64) - 1);
    }
  }
}

void Packed::test(const Ranges& ranges, const Bits& in, Bits& out) const noexcept {
  if (filled_ == 0) return;
  for (const Range& r : ranges.list()) {
    const Cell first = std::max(r.low, low_), last = std::min(r.high, high_);
    if (first <= last) in_distance(distance(first), distance(last), in, out);
  }
}

void Packed::test_missing(const Bits& in, Bits& out) const noexcept {
  if (filled_ == size_ || filled_ == 0) {
    const std::uint32_t from = filled_ == 0 ? 0 : size_;
    for (std::uint32_t w = from / 64; w < in.words.size(); ++w) {
      const bool part = w == from / 64 && from % 64 != 0;
      out.words[w] |= in.words[w] & (part ? ~std::uint64_t{0} << from % 64 : ~std::uint64_t{0});
    }
    return;
  }
  // The padding of the last word is missing as well.
  in_distance(0, 0, in, out);
  for (std::size_t w = word_count(); w < in.words.size(); ++w) out.words[w] |= in.words[w];
}

void Packed::test(const CodeSet& codes, const Bits& in, Bits& out) const noexcept {
  if (filled_ == 0 || codes.count() == 0) return;
  for (std::size_t w = 0; w < word_count(); ++w)
    for (std::uint64_t left = in.words[w]; left != 0; left &= left - 1) {
      const auto place =
          static_cast<std::uint32_t>(w * 64 + static_cast<std::size_t>(std::countr_zero(left)));
      if (codes.contains(get(place))) out.words[w] |= left & -left;
    }
}

void CodeSet::add(Cell code) {
  std::uint64_t& word = bits_[static_cast<std::size_t>(code) / 64];
  const std::uint64_t bit = std::uint64_t{1} << (code % 64);
  count_ += (word & bit) == 0;
  word |= bit;
}

Ranges CodeSet::ranges(std::size_t most) const {
  Ranges out;
  std::size_t runs = 0;
  for (Cell code = 1; code <= known_; ++code) {
    if (bits_[static_cast<std::size_t>(code) / 64] == 0) {
      code |= 63;
      continue;
    }
    if (!contains(code)) continue;
    const Cell first = code;
    while (contains(code + 1)) ++code;
    if (++runs > most) return Ranges::none();
    out = out.united(Ranges::between(first, code));
  }
  return out;
}

}  // namespace rapport::segments::columns
