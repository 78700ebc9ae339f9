// C++ values as parameters of PostgreSQL: with their type's OID, binary where that is the plain form.
#include <bit>
#include <cstring>

#include "platform/store/postgres/connection.h"

namespace rapport::store::postgres {

namespace {

Oid oid_of(ColumnType type) {
  switch (type) {
    case ColumnType::boolean:
      return 16;
    case ColumnType::integer:
      return 20;
    case ColumnType::number:
      return 701;
    case ColumnType::text:
      return 25;
    case ColumnType::uuid:
      return 2950;
    case ColumnType::bytes:
      return 17;
    case ColumnType::json:
      return 3802;
  }
  return 25;
}

void store_big_endian(std::array<char, 8>& out, std::uint64_t value) {
  for (std::size_t i = 0; i < 8; ++i) out[i] = static_cast<char>(value >> (56 - 8 * i));
}

}  // namespace

void Connection::load(const Params& params, const std::vector<int>& places) {
  const std::size_t count = places.size();
  types_.resize(count);
  values_.assign(count, nullptr);
  lengths_.assign(count, 0);
  formats_.assign(count, 1);
  binary_.resize(count);
  texts_.clear();
  text_starts_.assign(count, std::string::npos);
  for (std::size_t i = 0; i < count; ++i)
    load_value(i, params.all()[static_cast<std::size_t>(places[i])].value);
  for (std::size_t i = 0; i < count; ++i)  // only now: texts_ grew and moved
    if (text_starts_[i] != std::string::npos) values_[i] = texts_.data() + text_starts_[i];
}

void Connection::load_value(std::size_t index, const Value& value) {
  types_[index] = oid_of(value.type);
  auto& scratch = binary_[index];
  const auto binary = [&](const char* data, std::size_t size) {
    values_[index] = data;
    lengths_[index] = static_cast<int>(size);
  };
  std::visit(
      [&](const auto& v) {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::monostate>) {
        } else if constexpr (std::is_same_v<T, bool>) {
          scratch[0] = v ? 1 : 0;
          binary(scratch.data(), 1);
        } else if constexpr (std::is_same_v<T, std::int64_t>) {
          store_big_endian(scratch, static_cast<std::uint64_t>(v));
          binary(scratch.data(), 8);
        } else if constexpr (std::is_same_v<T, double>) {
          store_big_endian(scratch, std::bit_cast<std::uint64_t>(v));
          binary(scratch.data(), 8);
        } else if constexpr (std::is_same_v<T, Uuid>) {
          binary(reinterpret_cast<const char*>(v.bytes.data()), v.bytes.size());
        } else if (value.type == ColumnType::json) {
          formats_[index] = 0;
          text_starts_[index] = texts_.size();
          texts_.append(v).push_back('\0');
        } else {  // text and bytes are their own binary form, of any length
          binary(v.data() == nullptr ? "" : v.data(), v.size());
        }
      },
      value.data);
}

}  // namespace rapport::store::postgres
