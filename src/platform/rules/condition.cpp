#include "platform/rules/condition.h"

#include "base/text.h"
#include "platform/rules/fields.h"

namespace rapport::rules {

Literal literal(const store::Value& value) {
  return std::visit(
      [](const auto& v) -> Literal {
        if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::string_view>)
          return std::string(v);
        else
          return v;
      },
      value.data);
}

store::Value view(const Literal& literal, store::ColumnType type) {
  store::Value out;
  out.type = type;
  std::visit(
      [&](const auto& v) {
        if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::string>)
          out.data = std::string_view(v);
        else
          out.data = v;
      },
      literal);
  return out;
}

namespace {
Condition join(Condition::Kind kind, std::vector<Condition> children) {
  Condition c;
  c.kind = kind;
  c.children = std::move(children);
  return c;
}
}  // namespace

Condition all(std::vector<Condition> children) { return join(Condition::Kind::all, std::move(children)); }
Condition any(std::vector<Condition> children) { return join(Condition::Kind::any, std::move(children)); }
Condition none(std::vector<Condition> children) { return join(Condition::Kind::none, std::move(children)); }
Condition test(std::string field, Op op, std::vector<Literal> values) {
  Condition c;
  c.kind = Condition::Kind::test;
  c.field = std::move(field);
  c.op = op;
  c.values = std::move(values);
  return c;
}

Fields& Fields::add(Field field) {
  auto name = field.name;
  fields_.insert_or_assign(std::move(name), std::move(field));
  return *this;
}

const Field* Fields::find(std::string_view name) const {
  const auto it = fields_.find(name);
  return it == fields_.end() ? nullptr : &it->second;
}

const Field& Fields::get(std::string_view name) const {
  if (const Field* field = find(name)) return *field;
  std::vector<std::string_view> names;
  for (const auto& [known, field] : fields_) names.push_back(known);
  const auto near = text::nearest(name, names);
  fail_field(std::string(name), "unknown_field",
             "is no known field" + (near ? "; did you mean " + std::string(*near) + "?" : std::string()));
}

}  // namespace rapport::rules
