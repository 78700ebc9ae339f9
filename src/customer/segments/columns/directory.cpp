#include "customer/segments/columns/directory.h"

#include <cstring>

#include "base/error.h"

namespace rapport::segments::columns {

namespace {

// Half of a UUIDv7 is the clock: both halves are mixed.
std::uint64_t hash_of(const Uuid& id) {
  std::uint64_t a, b;
  std::memcpy(&a, id.bytes.data(), 8);
  std::memcpy(&b, id.bytes.data() + 8, 8);
  std::uint64_t x = (a ^ (b * 0x9E37'79B9'7F4A'7C15u)) * 0xBF58'476D'1CE4'E5B9u;
  x ^= x >> 32;
  x *= 0x94D0'49BB'1331'11EBu;
  return x ^ (x >> 29);
}

}  // namespace

std::optional<Number> Directory::find(const Uuid& id) const {
  const auto found = index_.find(hash_of(id), [&](std::uint32_t n) { return ids_[n - 1] == id; });
  return found ? std::optional<Number>(*found - 1) : std::nullopt;
}

Number Directory::add(const Uuid& id) {
  if (const auto found = find(id)) return *found;
  append(id);
  return size() - 1;
}

void Directory::append(const Uuid& id) {
  const Number number = size();
  if (number == 0xFFFF'FF00) fail(ErrorCode::too_large, "There are more contacts than numbers for them.");
  ids_.make_room(number);
  ids_[number] = id;
  size_.store(number + 1, std::memory_order_release);
  index_.insert(hash_of(id), number + 1, [&](std::uint32_t n) { return hash_of(ids_[n - 1]); });
}

}  // namespace rapport::segments::columns
