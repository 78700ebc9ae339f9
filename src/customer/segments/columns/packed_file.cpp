#include "customer/segments/columns/snapshot_format.h"

namespace rapport::segments::columns {

void PackedFile::write(const Packed& packed, Out& out) {
  out.put(packed.size_);
  out.put(packed.filled_);
  out.put(packed.width_);
  out.put(packed.low_);
  out.put(packed.high_);
  out.put_array(packed.bytes_);
  out.put_array(packed.shorts_);
  out.put_array(packed.words_);
  out.put_array(packed.longs_);
}

Packed PackedFile::read(In& in) {
  Packed out;
  out.size_ = in.get<std::uint32_t>();
  out.filled_ = in.get<std::uint32_t>();
  out.width_ = in.get<std::uint8_t>();
  out.low_ = in.get<Cell>();
  out.high_ = in.get<Cell>();
  out.bytes_ = in.get_array<std::uint8_t>();
  out.shorts_ = in.get_array<std::uint16_t>();
  out.words_ = in.get_array<std::uint32_t>();
  out.longs_ = in.get_array<std::uint64_t>();
  sound(out.size_ <= chunk_size && out.filled_ <= out.size_);
  const auto holds = [&](bool wanted, std::size_t size) { sound(size == (wanted ? out.size_ : 0)); };
  holds(out.width_ == 1, out.bytes_.size());
  holds(out.width_ == 2 || out.width_ == 6, out.shorts_.size());
  holds(out.width_ == 4 || out.width_ == 6, out.words_.size());
  if (out.width_ == Packed::bitmaps)
    sound(out.longs_.size() == out.word_count() * 2);
  else
    holds(out.width_ == 8, out.longs_.size());
  if (out.filled_ == 0) {
    sound(out.width_ == 0);
    return out;
  }
  sound(out.low_ > missing && out.low_ <= out.high_);
  if (out.width_ == 0) {
    sound(out.filled_ == out.size_ && out.low_ == out.high_);
    return out;
  }
  const std::uint64_t least = out.bias(), most = out.distance(out.high_);
  sound(most >= least);
  std::uint32_t filled = 0;
  std::uint64_t wrong = 0;
  const auto look = [&](auto&& distance_at) {
    for (std::uint32_t i = 0; i < out.size_; ++i) {
      const std::uint64_t d = distance_at(i);
      filled += d != 0;
      wrong |= static_cast<std::uint64_t>(d != 0 && (d < least || d > most));
    }
  };
  if (out.width_ == 1) look([&](std::uint32_t i) { return std::uint64_t{out.bytes_[i]}; });
  if (out.width_ == 2) look([&](std::uint32_t i) { return std::uint64_t{out.shorts_[i]}; });
  if (out.width_ == 4) look([&](std::uint32_t i) { return std::uint64_t{out.words_[i]}; });
  if (out.width_ == 6)
    look([&](std::uint32_t i) { return std::uint64_t{out.words_[i]} << 16 | out.shorts_[i]; });
  if (out.width_ == 8) look([&](std::uint32_t i) { return out.longs_[i]; });
  if (out.width_ == Packed::bitmaps) {
    look([&](std::uint32_t i) { return out.bit(i) == 0 ? 0 : 1 + out.bit(i + out.word_count() * 64); });
    // Nobody has the higher cell and none at once, or stands beyond the last place.
    for (std::size_t w = 0; w < out.word_count(); ++w) {
      const bool last = w + 1 == out.word_count() && out.size_ % 64 != 0;
      const std::uint64_t beyond = last ? ~std::uint64_t{0} << out.size_ % 64 : 0;
      wrong |= (out.longs_[out.word_count() + w] & ~out.longs_[w]) | (out.longs_[w] & beyond);
    }
  }
  sound(wrong == 0 && filled == out.filled_);
  return out;
}

}  // namespace rapport::segments::columns
