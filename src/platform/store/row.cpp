// Rows into values and described structs.
#include <limits>

#include "base/error.h"
#include "platform/store/store.h"

namespace rapport::store {

namespace {

[[noreturn]] void bad_value(const Row& row, int column, std::string_view wanted) {
  fail(ErrorCode::internal,
       "The column " + std::string(row.name(column)) + " holds no " + std::string(wanted) + ".");
}

void read_enum(const Row& row, int column, const TypeInfo& type, void* out) {
  const std::string_view text = row.text(column);
  for (std::size_t i = 0; i < type.names.size(); ++i) {
    if (type.names[i] != text) continue;
    type.set_enum(out, static_cast<std::int64_t>(i));
    return;
  }
  bad_value(row, column, "known value");
}

std::int32_t read_int32(const Row& row, int column) {
  const std::int64_t wide = row.integer(column);
  if (wide < std::numeric_limits<std::int32_t>::min() || wide > std::numeric_limits<std::int32_t>::max())
    bad_value(row, column, "number of 32 bits");
  return static_cast<std::int32_t>(wide);
}

template <class T>
T parsed(const Row& row, int column, std::optional<T> value, std::string_view wanted) {
  if (!value) bad_value(row, column, wanted);
  return *value;
}

}  // namespace

int Row::find(std::string_view column) const {
  const int count = columns();
  for (int i = 0; i < count; ++i)
    if (name(i) == column) return i;
  return -1;
}

int Row::index(std::string_view column) const {
  const int i = find(column);
  if (i < 0) fail(ErrorCode::internal, "The result has no column " + std::string(column) + ".");
  return i;
}

void Row::read_value(int column, const TypeInfo& type, void* out) const {
  if (is_null(column)) {
    if (type.kind == Kind::optional) type.reset(out);
    return;
  }
  switch (type.kind) {
    case Kind::boolean:
      *static_cast<bool*>(out) = boolean(column);
      break;
    case Kind::int32:
      *static_cast<std::int32_t*>(out) = read_int32(*this, column);
      break;
    case Kind::int64:
      *static_cast<std::int64_t*>(out) = integer(column);
      break;
    case Kind::number:
      *static_cast<double*>(out) = number(column);
      break;
    case Kind::text:
      *static_cast<std::string*>(out) = text(column);
      break;
    case Kind::instant:
      static_cast<Instant*>(out)->ms = integer(column);
      break;
    case Kind::date:
      *static_cast<Date*>(out) = parsed(*this, column, parse_date(text(column)), "date");
      break;
    case Kind::uuid:
      *static_cast<Uuid*>(out) = uuid(column);
      break;
    case Kind::currency:
      *static_cast<Currency*>(out) = parsed(*this, column, parse_currency(text(column)), "currency");
      break;
    case Kind::json:
      *static_cast<Json*>(out) = Json::trusted(std::string(text(column)));
      break;
    case Kind::enumeration:
      read_enum(*this, column, type, out);
      break;
    case Kind::optional:
      read_value(column, type.element(), type.emplace(out));
      break;
    case Kind::money:
      static_cast<Money*>(out)->minor = integer(column);
      break;
    case Kind::object:
    case Kind::list:
    case Kind::map:
      json::read_text(text(column), type, out, json::Mode::stored);
      break;
  }
}

void Row::fill_layout(const TypeInfo& type, RowLayout& layout) const {
  layout.type = &type;
  layout.columns.clear();
  layout.currencies.clear();
  for (const Field& field : type.fields) {
    layout.columns.push_back(static_cast<std::int16_t>(find(field.name)));
    const TypeInfo& info = field.type();
    int currency = -1;
    if ((info.kind == Kind::optional ? info.element() : info).kind == Kind::money) {
      currency = find(std::string(field.name) + "_currency");
      if (currency < 0) currency = find("currency");
    }
    layout.currencies.push_back(static_cast<std::int16_t>(currency));
  }
}

void Row::read_object(const TypeInfo& type, void* out) const {
  RowLayout local;
  RowLayout* known = layout();
  if (known == nullptr) known = &local;
  if (known->type != &type) fill_layout(type, *known);
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    const int column = known->columns[i];
    if (column < 0) continue;
    const Field& field = type.fields[i];
    const TypeInfo& info = field.type();
    void* address = field.address(out);
    read_value(column, info, address);
    const int currency = known->currencies[i];
    if (currency < 0 || is_null(currency) || is_null(column)) continue;
    void* money = info.kind == Kind::optional ? info.item(address, 0) : address;
    static_cast<Money*>(money)->currency =
        parsed(*this, currency, parse_currency(text(currency)), "currency");
  }
}

}  // namespace rapport::store
