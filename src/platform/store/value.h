// What goes into a statement and comes out of a row. Values are always bound, never pasted into SQL, and
// carry their type from C++, null included, so that PostgreSQL prepares the same statement that SQLite does.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/describe.h"
#include "base/json.h"

namespace rapport::store {

enum class ColumnType : std::uint8_t { boolean, integer, number, text, uuid, bytes, json };

// Stored as: boolean 0/1 or boolean; integer (also Instant in ms, money in minor units) bigint; number
// double; text; uuid 16-byte blob or uuid; bytes; json text or jsonb. A Date is text "2026-11-20"; an enum
// its wire name. Text, bytes and json given as lvalues are views: they must outlive the call they are bound
// for. Temporaries are kept.
struct Value {
  ColumnType type = ColumnType::text;
  std::variant<std::monostate, bool, std::int64_t, double, std::string_view, Uuid, std::string> data;
  bool is_null() const { return std::holds_alternative<std::monostate>(data); }
};

Value to_value(bool v);
Value to_value(std::int32_t v);
Value to_value(std::int64_t v);
Value to_value(double v);
Value to_value(std::string_view v);
Value to_value(const std::string& v);
Value to_value(std::string&& v);
Value to_value(const char* v);
Value to_value(Instant v);
Value to_value(Date v);
Value to_value(const Uuid& v);
Value to_value(const Currency& v);
Value to_value(const Json& v);
Value to_value(Json&& v);
Value to_value(std::span<const std::uint8_t> bytes);
template <class Tag>
Value to_value(const Id<Tag>& v) {
  return to_value(v.uuid);
}
template <class E>
requires std::is_enum_v<E> Value to_value(E v) { return to_value(enum_name(v)); }
Value null_of(ColumnType type);
ColumnType column_type(const TypeInfo& type);
template <class T>
Value to_value(const std::optional<T>& v) {
  return v ? to_value(*v) : null_of(column_type(type_info<T>()));
}
template <class T>
Value to_value(std::optional<T>&& v) {
  return v ? to_value(*std::move(v)) : null_of(column_type(type_info<T>()));
}

struct Param {
  std::string_view name;  // without the colon
  Value value;
  template <class T>
  Param(std::string_view n, T&& v) : name(n), value(to_value(std::forward<T>(v))) {}
  Param(std::string_view n, Value&& v) : name(n), value(std::move(v)) {}
};

// The named parameters of one execution. A statement uses the names it needs; a name it needs and does not
// find is Error(internal).
class Params {
 public:
  Params() = default;
  Params(std::initializer_list<Param> params) : params_(params) {}
  // One parameter for each member of a described struct: Money gives `x` (minor units) and `x_currency`;
  // lists, maps and nested structs give their JSON. The struct must outlive the call.
  template <class T>
  static Params of(const T& described) {
    Params p;
    p.add_object(type_info<T>(), &described);
    return p;
  }
  template <class T>
  Params& set(std::string_view name, T&& value) {
    params_.emplace_back(name, std::forward<T>(value));
    return *this;
  }
  Params& set_value(std::string_view name, Value value);
  const Value* find(std::string_view name) const;  // the last one set wins
  std::span<const Param> all() const { return params_; }
  void reserve(std::size_t count) { params_.reserve(count); }

 private:
  void add_object(const TypeInfo& type, const void* object);
  std::vector<Param> params_;
};

}  // namespace rapport::store
