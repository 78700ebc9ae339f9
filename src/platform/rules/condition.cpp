#include "platform/rules/condition.h"

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
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::string>)
          out.data = std::string_view(v);
        else if constexpr (std::is_same_v<T, Money>)
          out.data = v.minor;
        else if constexpr (std::is_same_v<T, Span>)
          fail(ErrorCode::internal, "A span of time cannot be bound.");
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

Condition history(std::string source, std::vector<std::string> names, Measure measure, std::string field,
                  std::vector<Condition> where, Op op, std::vector<Literal> values) {
  Condition c = test(std::move(field), op, std::move(values));
  c.kind = Condition::Kind::history;
  c.source = std::move(source);
  c.names = std::move(names);
  c.measure = measure;
  c.children = std::move(where);
  return c;
}

Condition member(std::string segment) {
  Condition c = test(std::move(segment), Op::equal);
  c.kind = Condition::Kind::member;
  return c;
}

}  // namespace rapport::rules
