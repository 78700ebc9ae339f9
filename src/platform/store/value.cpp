#include "platform/store/value.h"

#include <mutex>
#include <shared_mutex>
#include <unordered_map>

namespace rapport::store {

Value to_value(bool v) { return {ColumnType::boolean, v}; }
Value to_value(std::int32_t v) { return {ColumnType::integer, std::int64_t{v}}; }
Value to_value(std::int64_t v) { return {ColumnType::integer, v}; }
Value to_value(double v) { return {ColumnType::number, v}; }
Value to_value(std::string_view v) { return {ColumnType::text, v}; }
Value to_value(const std::string& v) { return {ColumnType::text, std::string_view(v)}; }
Value to_value(std::string&& v) { return {ColumnType::text, std::move(v)}; }
Value to_value(const char* v) { return {ColumnType::text, std::string_view(v)}; }
Value to_value(Instant v) { return {ColumnType::integer, v.ms}; }
Value to_value(Date v) { return {ColumnType::text, render(v)}; }
Value to_value(const Uuid& v) { return {ColumnType::uuid, v}; }
Value to_value(const Currency& v) { return {ColumnType::text, std::string(v.code())}; }
Value to_value(const Json& v) { return {ColumnType::json, std::string_view(v.text())}; }
Value to_value(Json&& v) { return {ColumnType::json, std::string(v.text())}; }
Value to_value(std::span<const std::uint8_t> bytes) {
  return {ColumnType::bytes, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size())};
}

Value null_of(ColumnType type) { return {type, std::monostate{}}; }

ColumnType column_type(const TypeInfo& type) {
  switch (type.kind) {
    case Kind::boolean:
      return ColumnType::boolean;
    case Kind::int32:
    case Kind::int64:
    case Kind::instant:
    case Kind::money:
      return ColumnType::integer;
    case Kind::number:
      return ColumnType::number;
    case Kind::text:
    case Kind::date:
    case Kind::currency:
    case Kind::enumeration:
      return ColumnType::text;
    case Kind::uuid:
      return ColumnType::uuid;
    case Kind::optional:
      return column_type(type.element());
    case Kind::json:
    case Kind::object:
    case Kind::list:
    case Kind::map:
      return ColumnType::json;
  }
  return ColumnType::text;
}

namespace {

// `total` → `total_currency`, kept for as long as the program runs because a Param only looks at its name.
std::string_view currency_name(std::string_view field) {
  static std::shared_mutex mutex;
  static std::unordered_map<std::string_view, std::string> names;
  {
    std::shared_lock lock(mutex);
    if (const auto it = names.find(field); it != names.end()) return it->second;
  }
  std::unique_lock lock(mutex);
  return names.try_emplace(field, std::string(field) + "_currency").first->second;
}

Value value_of(const TypeInfo& type, const void* address) {
  switch (type.kind) {
    case Kind::boolean:
      return to_value(*static_cast<const bool*>(address));
    case Kind::int32:
      return to_value(*static_cast<const std::int32_t*>(address));
    case Kind::int64:
      return to_value(*static_cast<const std::int64_t*>(address));
    case Kind::number:
      return to_value(*static_cast<const double*>(address));
    case Kind::text:
      return to_value(*static_cast<const std::string*>(address));
    case Kind::instant:
      return to_value(*static_cast<const Instant*>(address));
    case Kind::date:
      return to_value(*static_cast<const Date*>(address));
    case Kind::uuid:
      return to_value(*static_cast<const Uuid*>(address));  // an Id is its Uuid
    case Kind::money:
      return to_value(static_cast<const Money*>(address)->minor);
    case Kind::currency:
      return to_value(*static_cast<const Currency*>(address));
    case Kind::json:
      return to_value(*static_cast<const Json*>(address));
    case Kind::enumeration:
      return to_value(std::string_view(type.names.at(static_cast<std::size_t>(type.get_enum(address)))));
    case Kind::optional:
      if (!type.has_value(address)) return null_of(column_type(type.element()));
      return value_of(type.element(), type.item(const_cast<void*>(address), 0));
    case Kind::object:
    case Kind::list:
    case Kind::map: {
      std::string text;
      json::write(type, address, text);
      return {ColumnType::json, std::move(text)};
    }
  }
  return null_of(ColumnType::text);
}

}  // namespace

Params& Params::set_value(std::string_view name, Value value) {
  params_.emplace_back(name, std::move(value));
  return *this;
}

const Value* Params::find(std::string_view name) const {
  for (auto it = params_.rbegin(); it != params_.rend(); ++it)
    if (it->name == name) return &it->value;
  return nullptr;
}

void Params::add_object(const TypeInfo& type, const void* object) {
  params_.reserve(params_.size() + type.fields.size() + 2);
  for (const Field& field : type.fields) {
    const TypeInfo& info = field.type();
    const void* address = field.address(const_cast<void*>(object));
    params_.emplace_back(field.name, value_of(info, address));
    const TypeInfo& inner = info.kind == Kind::optional ? info.element() : info;
    if (inner.kind != Kind::money) continue;
    if (info.kind == Kind::optional) {
      if (!info.has_value(address)) {
        params_.emplace_back(currency_name(field.name), null_of(ColumnType::text));
        continue;
      }
      address = info.item(const_cast<void*>(address), 0);
    }
    params_.emplace_back(currency_name(field.name), to_value(static_cast<const Money*>(address)->currency));
  }
}

}  // namespace rapport::store
