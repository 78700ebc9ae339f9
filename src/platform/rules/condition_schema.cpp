#include "platform/rules/condition_schema.h"

#include <boost/json.hpp>

#include "platform/rules/condition_json.h"
#include "platform/rules/fields.h"

namespace rapport::rules {

namespace {

namespace bj = boost::json;

bj::object reference(const char* name) { return {{"$ref", std::string("#/$defs/") + name}}; }

bj::array operators_that_take(Arity wanted) {
  bj::array out;
  for (const auto& name : type_info<Op>().names)
    if (arity(*parse_enum<Op>(name)) == wanted) out.emplace_back(name);
  return out;
}

bj::object object_of(bj::object properties, bj::array required) {
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

bj::value value_taken(Arity takes) {
  bj::object list{
      {"type", "array"}, {"items", reference("value")}, {"minItems", takes == Arity::two ? 2 : 1}};
  if (takes == Arity::one) return reference("value");
  list["maxItems"] = takes == Arity::two ? 2 : max_values;
  return list;
}

// The members that every test has, by how many values its operator takes: one schema each.
bj::object by_operator(const bj::object& properties, const bj::array& required) {
  bj::array variants;
  for (const Arity takes : {Arity::none, Arity::one, Arity::two, Arity::many}) {
    bj::object members = properties;
    bj::array needed = required;
    members["op"] = bj::object{{"enum", operators_that_take(takes)}};
    needed.emplace_back("op");
    if (takes != Arity::none) {
      members["value"] = value_taken(takes);
      needed.emplace_back("value");
    }
    variants.push_back(object_of(std::move(members), std::move(needed)));
  }
  return {{"oneOf", std::move(variants)}};
}

bj::object value_schema() {
  bj::array spans;
  for (const auto& unit : type_info<Span::Unit>().names)
    spans.push_back(object_of({{unit, bj::object{{"type", "integer"}, {"minimum", 1}}}}, {bj::string(unit)}));
  const bj::object amount =
      object_of({{"amount", bj::object{{"type", "integer"}, {"description", "Minor units"}}},
                 {"currency", bj::object{{"type", "string"}, {"description", "ISO 4217, or SAT"}}}},
                {"amount", "currency"});
  bj::array any{bj::object{{"type", "boolean"}}, bj::object{{"type", "number"}},
                bj::object{{"type", "string"}, {"minLength", 1}, {"maxLength", 1'000}}, amount};
  any.insert(any.end(), spans.begin(), spans.end());
  return {{"anyOf", std::move(any)}};
}

bj::object group_schema(bool outermost) {
  bj::array variants;
  for (const char* name : {"all", "any", "none"}) {
    bj::object members{{name, bj::object{{"type", "array"}, {"items", reference("condition")}}}};
    if (outermost) members["version"] = bj::object{{"const", 1}};
    variants.push_back(object_of(std::move(members), {bj::string(name)}));
  }
  return {{"oneOf", std::move(variants)}};
}

bj::object condition_of(const char* group) {
  return {
      {"oneOf", bj::array{reference(group), reference("test"), reference("history"), reference("segment")}}};
}

}  // namespace

std::string condition_schema() {
  bj::array measures;
  for (const auto& name : type_info<Measure>().names) measures.emplace_back(name);
  const bj::object history{
      {"history", reference("name")},
      {"names",
       bj::object{{"type", "array"}, {"items", reference("name")}, {"minItems", 1}, {"maxItems", 100}}},
      {"measure", bj::object{{"enum", std::move(measures)}}},
      {"field", reference("name")},
      {"where", reference("condition")}};
  bj::object schema = condition_of("outermost_group");
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["title"] = "A rule of Rapport";
  schema["$defs"] = bj::object{
      {"name", bj::object{{"type", "string"}, {"minLength", 1}, {"maxLength", 200}}},
      {"value", value_schema()},
      {"test", by_operator({{"field", reference("name")}}, {"field"})},
      {"history", by_operator(history, {"history", "measure"})},
      {"segment", object_of({{"segment", reference("name")}}, {"segment"})},
      {"group", group_schema(false)},
      {"outermost_group", group_schema(true)},
      {"condition", condition_of("group")},
  };
  return json::render(bj::value(std::move(schema)));
}

}  // namespace rapport::rules
