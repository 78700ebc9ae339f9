// Described values to JSON, and what differs between two of them.
#include "base/json.h"
#include "base/json_text.h"

namespace rapport::json {

namespace {

struct MapState {
  const TypeInfo* element;
  std::string* out;
  bool first = true;
};

void write_object(const TypeInfo& type, void* in, std::string& out) {
  out += '{';
  bool first = true;
  for (const Field& f : type.fields) {
    if (f.secret) continue;
    if (!first) out += ',';
    first = false;
    out += '"';
    out += f.name;  // an identifier: needs no escapes
    out += "\":";
    write(f.type(), f.address(in), out);
  }
  out += '}';
}

void write_list(const TypeInfo& type, void* in, std::string& out) {
  out += '[';
  const std::size_t n = type.size(in);
  for (std::size_t i = 0; i < n; ++i) {
    if (i > 0) out += ',';
    write(type.element(), type.item(in, i), out);
  }
  out += ']';
}

void write_map(const TypeInfo& type, void* in, std::string& out) {
  out += '{';
  MapState state{&type.element(), &out};
  type.each(in, &state, [](void* s, const std::string& key, void* value) {
    auto& map = *static_cast<MapState*>(s);
    if (!map.first) *map.out += ',';
    map.first = false;
    write_text(key, *map.out);
    *map.out += ':';
    write(*map.element, value, *map.out);
  });
  out += '}';
}

void write_enum(const TypeInfo& type, const void* in, std::string& out) {
  const auto value = static_cast<std::size_t>(type.get_enum(in));
  if (value < type.names.size())
    write_text(type.names[value], out);
  else
    out += "null";
}

void write_money(const Money& money, std::string& out) {
  out += "{\"amount\":";
  write_number(money.minor, out);
  out += ",\"currency\":";
  write_text(money.currency.code(), out);
  out += '}';
}

}  // namespace

void write(const TypeInfo& type, const void* in, std::string& out) {
  void* value = const_cast<void*>(in);  // the table's accessors serve reading and writing; nothing is changed
  switch (type.kind) {
    case Kind::boolean:
      out += *static_cast<const bool*>(in) ? "true" : "false";
      break;
    case Kind::int32:
      write_number(std::int64_t{*static_cast<const std::int32_t*>(in)}, out);
      break;
    case Kind::int64:
      write_number(*static_cast<const std::int64_t*>(in), out);
      break;
    case Kind::number:
      write_number(*static_cast<const double*>(in), out);
      break;
    case Kind::text:
      write_text(*static_cast<const std::string*>(in), out);
      break;
    case Kind::instant:
      write_text(rapport::render(*static_cast<const Instant*>(in)), out);
      break;
    case Kind::date:
      write_text(rapport::render(*static_cast<const Date*>(in)), out);
      break;
    case Kind::uuid:
      write_text(rapport::render(*static_cast<const Uuid*>(in)), out);
      break;
    case Kind::money:
      write_money(*static_cast<const Money*>(in), out);
      break;
    case Kind::currency:
      write_text(static_cast<const Currency*>(in)->code(), out);
      break;
    case Kind::json:
      out += static_cast<const Json*>(in)->text();
      break;
    case Kind::enumeration:
      write_enum(type, in, out);
      break;
    case Kind::object:
      write_object(type, value, out);
      break;
    case Kind::optional:
      if (type.has_value(in))
        write(type.element(), type.item(value, 0), out);
      else
        out += "null";
      break;
    case Kind::list:
      write_list(type, value, out);
      break;
    case Kind::map:
      write_map(type, value, out);
      break;
  }
}

Json to_json(const TypeInfo& type, const void* value) {
  std::string out;
  write(type, value, out);
  return Json::trusted(std::move(out));
}

std::vector<Change> diff(const TypeInfo& type, const void* before, const void* after) {
  std::vector<Change> out;
  for (const Field& f : type.fields) {
    if (f.secret) continue;
    Json from = to_json(f.type(), f.address(const_cast<void*>(before)));
    Json to = to_json(f.type(), f.address(const_cast<void*>(after)));
    if (from != to) out.push_back({std::string(f.name), std::move(from), std::move(to)});
  }
  return out;
}

}  // namespace rapport::json
