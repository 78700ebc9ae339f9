// The file: eight octets that name the format, then blocks, each its length, its checksum and its octets
// (little-endian). The first block is the head: what there is, from which follows how many blocks come after
// and what each holds, in this order:
//
//   ids of contacts · who is live · of each column: its three dictionaries, its values by chunk, its
//   currencies by chunk · of each series: its dictionary, its rows by chunk · of each list: its members · an
//   empty block
#pragma once

#include <bit>
#include <cstring>
#include <string>
#include <string_view>

#include "base/error.h"
#include "customer/segments/columns/array.h"
#include "customer/segments/columns/column.h"
#include "customer/segments/columns/series.h"

namespace rapport::segments::columns {

static_assert(std::endian::native == std::endian::little, "the file holds arrays as they stand in memory");

inline constexpr std::string_view snapshot_name = "RAPCOL02";  // changes with the format

// Octets of one block under construction.
class Out {
 public:
  template <class T>
  requires std::is_trivially_copyable_v<T>
  void put(const T& value) { bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void put_text(std::string_view text) {
    put(static_cast<std::uint64_t>(text.size()));
    bytes_ += text;
  }
  template <class T>
  void put_span(std::span<const T> items) {
    put(static_cast<std::uint64_t>(items.size()));
    bytes_.append(reinterpret_cast<const char*>(items.data()), items.size_bytes());
  }
  template <class T>
  void put_array(const Array<T>& array) {
    put_span(array.view());
  }
  std::string& bytes() { return bytes_; }

 private:
  std::string bytes_;
};

[[noreturn]] inline void damaged() { fail(ErrorCode::invalid, "The file of segment columns is damaged."); }
inline void sound(bool condition) {
  if (!condition) damaged();
}

// Octets of one block as they are read; never beyond its end.
class In {
 public:
  explicit In(std::string_view bytes) : left_(bytes) {}
  std::string_view take(std::uint64_t count) {
    sound(count <= left_.size());
    const std::string_view out = left_.substr(0, count);
    left_.remove_prefix(count);
    return out;
  }
  template <class T>
  T get() {
    T out;
    std::memcpy(&out, take(sizeof out).data(), sizeof out);
    return out;
  }
  template <class E>
  E get_enum(E last) {
    const auto raw = get<std::uint8_t>();
    sound(raw <= static_cast<std::uint8_t>(last));
    return static_cast<E>(raw);
  }
  bool get_flag() { return get<std::uint8_t>() != 0; }
  std::string_view get_text() { return take(get<std::uint64_t>()); }
  template <class T>
  std::uint64_t get_count() {  // of items of that size that follow
    const auto count = get<std::uint64_t>();
    sound(count <= left_.size() / sizeof(T));
    return count;
  }
  template <class T>
  Array<T> get_array() {
    const auto count = get_count<T>();
    Array<T> out(count);
    if (count > 0) std::memcpy(out.data(), take(count * sizeof(T)).data(), count * sizeof(T));
    return out;
  }
  template <class T>
  std::vector<T> get_vector() {
    const auto count = get_count<T>();
    std::vector<T> out(count);
    if (count > 0) std::memcpy(out.data(), take(count * sizeof(T)).data(), count * sizeof(T));
    return out;
  }
  void end() const { sound(left_.empty()); }

 private:
  std::string_view left_;
};

// The only code that knows what is inside a Packed beside itself.
struct PackedFile {
  static void write(const Packed& packed, Out& out);
  static Packed read(In& in);  // checked: every cell lies within its bounds
};

}  // namespace rapport::segments::columns
