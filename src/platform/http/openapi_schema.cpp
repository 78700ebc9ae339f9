#include "platform/http/openapi_schema.h"

#include <cmath>

namespace rapport::http {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

const char* format_name(Format format) {
  switch (format) {
    case Format::email:
      return "email";
    case Format::phone:
      return "phone";
    case Format::url:
      return "uri";
    case Format::country:
      return "country";
    case Format::locale:
      return "locale";
    case Format::timezone:
      return "timezone";
    case Format::domain:
      return "hostname";
    case Format::slug:
      return "slug";
    case Format::none:
      break;
  }
  return nullptr;
}

value number(double n) {
  if (n == std::floor(n) && std::abs(n) < 9e15) return static_cast<std::int64_t>(n);
  return n;
}

object money_schema() {
  return {{"type", "object"},
          {"description", "An exact amount: whole minor units (cents) of a currency."},
          {"required", array{"amount", "currency"}},
          {"additionalProperties", false},
          {"properties",
           object{{"amount", object{{"type", "integer"}, {"format", "int64"}}},
                  {"currency",
                   object{{"type", "string"}, {"pattern", "^[A-Z]{3,4}$"}, {"examples", array{"EUR"}}}}}}};
}

// Null is allowed beside a schema.
object nullable(object schema) {
  if (auto* type = schema.if_contains("type"); type && type->is_string()) {
    schema["type"] = array{type->as_string(), "null"};
    if (auto* names = schema.if_contains("enum")) names->as_array().push_back(nullptr);
    return schema;
  }
  if (schema.empty()) return schema;
  return {{"anyOf", array{std::move(schema), object{{"type", "null"}}}}};
}

const TypeInfo& without_optional(const TypeInfo& type) {
  return type.kind == Kind::optional ? without_optional(type.element()) : type;
}

}  // namespace

std::string schema_name(const TypeInfo& type) {
  const auto open = type.name.find('<');
  if (open == std::string::npos) return type.name;
  std::string element;
  for (const Field& field : type.fields) {
    const TypeInfo& inner = without_optional(field.type());
    if (inner.kind == Kind::list && inner.element().kind == Kind::object) {
      element = schema_name(inner.element());
      break;
    }
  }
  if (element.empty()) {
    for (const char c : type.name.substr(open))
      if (std::isalnum(static_cast<unsigned char>(c))) element += c;
  }
  return element + type.name.substr(0, open);
}

void SchemaBook::announce(const TypeInfo& type, Use use, const std::string& tag) {
  if (type.element) announce(type.element(), use, tag);
  if (type.kind != Kind::object) return;
  auto& entry = known_[&type];
  const bool fresh = entry.name.empty();
  if (!fresh && entry.uses.contains(use)) return;
  if (fresh) {
    std::string name = schema_name(type);
    if (is_taken(name)) {
      std::string prefix;
      for (const char c : tag)
        if (std::isalnum(static_cast<unsigned char>(c))) prefix += c;
      if (!prefix.empty()) prefix[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(prefix[0])));
      name = prefix + name;
    }
    for (int n = 2; is_taken(name); ++n) name = schema_name(type) + std::to_string(n);
    entry.name = name;
  }
  entry.uses.insert(use);
  // What stands inside a patch is given whole.
  for (const Field& field : type.fields) announce(field.type(), use == Use::patch ? Use::input : use, tag);
}

bool SchemaBook::is_taken(const std::string& name) const {
  if (name == "Problem" || name == "Issue" || name == "Money") return true;
  return std::any_of(known_.begin(), known_.end(), [&](const auto& k) { return k.second.name == name; });
}

std::string SchemaBook::name_for(const TypeInfo& type, Use use) const {
  const Known& entry = known_.at(&type);
  if (use == Use::patch) return entry.name + "Patch";
  if (use == Use::input && entry.uses.contains(Use::answer)) return entry.name + "Input";
  return entry.name;
}

value SchemaBook::reference(const TypeInfo& type, Use use) {
  if (type.kind != Kind::object) return plain(type, use);
  const std::string name = name_for(type, use);
  if (!components_.contains(name)) {
    components_[name] = nullptr;  // a type may hold itself
    components_[name] = object_schema(type, use);
  }
  return object{{"$ref", "#/components/schemas/" + name}};
}

object SchemaBook::plain(const TypeInfo& type, Use use) {
  switch (type.kind) {
    case Kind::boolean:
      return {{"type", "boolean"}};
    case Kind::int32:
      return {{"type", "integer"}, {"format", "int32"}};
    case Kind::int64:
      return {{"type", "integer"}, {"format", "int64"}};
    case Kind::number:
      return {{"type", "number"}, {"format", "double"}};
    case Kind::text:
      return {{"type", "string"}};
    case Kind::instant:
      return {{"type", "string"}, {"format", "date-time"}};
    case Kind::date:
      return {{"type", "string"}, {"format", "date"}};
    case Kind::uuid:
      return {{"type", "string"}, {"format", "uuid"}};
    case Kind::currency:
      return {{"type", "string"}, {"pattern", "^[A-Z]{3,4}$"}};
    case Kind::json:
      return {};
    case Kind::money:
      if (!components_.contains("Money")) components_["Money"] = money_schema();
      return {{"$ref", "#/components/schemas/Money"}};
    case Kind::enumeration: {
      array names;
      for (const auto& name : type.names) names.emplace_back(name);
      return {{"type", "string"}, {"enum", std::move(names)}};
    }
    case Kind::optional:
      return nullable(reference(type.element(), use).as_object());
    case Kind::list:
      return {{"type", "array"}, {"items", reference(type.element(), use)}};
    case Kind::map:
      return {{"type", "object"}, {"additionalProperties", reference(type.element(), use)}};
    case Kind::object:
      return reference(type, use).as_object();
  }
  return {};
}

object SchemaBook::of_field(const Field& field, Use use) {
  const TypeInfo& type = without_optional(field.type());
  const bool optional = field.type().kind == Kind::optional;
  object schema = plain(type, use);
  if (type.kind == Kind::text && !schema.contains("$ref")) {
    if (field.min_size > 0) schema["minLength"] = field.min_size;
    if (use != Use::answer) schema["maxLength"] = field.max_size;
    if (const char* format = format_name(field.form)) schema["format"] = format;
  } else if (type.kind == Kind::list) {
    if (field.min_size > 0) schema["minItems"] = field.min_size;
    if (use != Use::answer) schema["maxItems"] = field.max_size;
    if (const char* format = format_name(field.form); format && type.element().kind == Kind::text)
      schema["items"].as_object()["format"] = format;
  } else if (type.kind == Kind::int32 || type.kind == Kind::int64 || type.kind == Kind::number) {
    if (std::isfinite(field.min_value)) schema["minimum"] = number(field.min_value);
    if (std::isfinite(field.max_value)) schema["maximum"] = number(field.max_value);
  }
  // Members named by the workspace's own fields.
  if (type.kind == Kind::json && field.name == "custom")
    schema = {{"type", "object"}, {"additionalProperties", true}};
  if (optional) schema = nullable(std::move(schema));
  if (!field.help.empty()) schema["description"] = field.help;
  return schema;
}

object SchemaBook::object_schema(const TypeInfo& type, Use use) {
  object properties;
  array required;
  const Use inner = use == Use::patch ? Use::input : use;
  for (const Field& field : type.fields) {
    if (use == Use::answer ? field.secret : field.read_only) continue;
    object schema = of_field(field, inner);
    if (field.secret) schema["writeOnly"] = true;
    properties[field.name] = std::move(schema);
    if (use == Use::answer || (use == Use::input && field.required)) required.emplace_back(field.name);
  }
  object out{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) out["required"] = std::move(required);
  const Field* custom = type.find("custom");
  const bool is_open = custom != nullptr && custom->type().kind == Kind::json && !custom->read_only;
  if (use != Use::answer && !is_open) out["additionalProperties"] = false;
  if (use == Use::patch) out["description"] = "Only what is named changes; null clears a field.";
  return out;
}

object SchemaBook::take_components() { return std::move(components_); }

}  // namespace rapport::http
