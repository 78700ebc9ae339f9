#include "customer/segments/columns/dictionary.h"

#include <cstring>

#include "base/error.h"
#include "base/hash.h"

namespace rapport::segments::columns {

std::string_view Dictionary::text(Cell code) const {
  const std::uint32_t* const at = units_.at(addresses_[static_cast<std::uint64_t>(code)]);
  return {reinterpret_cast<const char*>(at + 1), *at};
}

std::optional<Cell> Dictionary::find(std::string_view wanted) const {
  const auto found =
      index_.find(hash::fast(wanted), [&](std::uint32_t code) { return text(code) == wanted; });
  return found ? std::optional<Cell>(*found) : std::nullopt;
}

Cell Dictionary::intern(std::string_view wanted) {
  if (const auto found = find(wanted)) return *found;
  append(wanted);
  return size();
}

void Dictionary::append(std::string_view wanted) {
  const std::uint32_t code = size() + 1;
  const std::uint32_t address = store(wanted);
  addresses_.make_room(code);
  addresses_[code] = address;
  size_.store(code, std::memory_order_release);
  if (!wanted.empty())
    index_.insert(hash::fast(wanted), code, [&](std::uint32_t n) { return hash::fast(text(n)); });
}

std::uint32_t Dictionary::store(std::string_view text) {
  const std::uint64_t wanted = 1 + (text.size() + 3) / 4;
  while (Growing<std::uint32_t>::left_in_piece(end_) < wanted)
    end_ += Growing<std::uint32_t>::left_in_piece(end_);
  if (end_ + wanted >= 0xFFFF'FFFF)
    fail(ErrorCode::too_large, "A column has more than 16 GB of different texts.");
  units_.make_room(end_);
  std::uint32_t* const at = units_.at(end_);
  at[wanted - 1] = 0;
  at[0] = static_cast<std::uint32_t>(text.size());
  if (!text.empty()) std::memcpy(at + 1, text.data(), text.size());
  const auto out = static_cast<std::uint32_t>(end_);
  end_ += wanted;
  return out;
}

std::size_t Dictionary::bytes() const {
  return index_.bytes() + (std::size_t{size()} + static_cast<std::size_t>(end_)) * sizeof(std::uint32_t);
}

}  // namespace rapport::segments::columns
