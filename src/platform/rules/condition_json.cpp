#include "platform/rules/condition_json.h"

#include <boost/json.hpp>

#include "platform/rules/fields.h"

namespace rapport::rules {

namespace {

namespace bj = boost::json;

bj::value value_of(const Literal& literal) {
  return std::visit(
      [](const auto& v) -> bj::value {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          return nullptr;
        else if constexpr (std::is_same_v<T, Uuid>)
          return bj::value(bj::string(rapport::render(v)));
        else if constexpr (std::is_same_v<T, std::string>)
          return bj::value(bj::string(v));
        else if constexpr (std::is_same_v<T, Money>)
          return bj::object{{"amount", v.minor}, {"currency", v.currency.code()}};
        else if constexpr (std::is_same_v<T, Span>)
          return bj::object{{enum_name(v.unit), v.count}};
        else
          return v;
      },
      literal);
}

void put_value(bj::object& out, const Condition& c) {
  const Arity takes = arity(c.op);
  if (takes == Arity::none) return;
  if (takes == Arity::one) {
    out["value"] = c.values.empty() ? bj::value() : value_of(c.values.front());
    return;
  }
  bj::array values;
  for (const auto& value : c.values) values.push_back(value_of(value));
  out["value"] = std::move(values);
}

bj::object history_of(const Condition& c) {
  bj::object out;
  out["history"] = c.source;
  if (!c.names.empty()) out["names"] = bj::array(c.names.begin(), c.names.end());
  out["measure"] = enum_name(c.measure);
  if (!c.field.empty()) out["field"] = c.field;
  if (!c.children.empty()) out["where"] = to_json(c.children.front());
  return out;
}

}  // namespace

std::string_view group_name(Condition::Kind kind) {
  switch (kind) {
    case Condition::Kind::any:
      return "any";
    case Condition::Kind::none:
      return "none";
    default:
      return "all";
  }
}

bj::value to_json(const Condition& c) {
  bj::object out;
  switch (c.kind) {
    case Condition::Kind::member:
      out["segment"] = c.field;
      return out;
    case Condition::Kind::history:
      out = history_of(c);
      break;
    case Condition::Kind::test:
      out["field"] = c.field;
      break;
    default: {
      bj::array children;
      for (const auto& child : c.children) children.push_back(to_json(child));
      out[group_name(c.kind)] = std::move(children);
      return out;
    }
  }
  out["op"] = enum_name(c.op);
  put_value(out, c);
  return out;
}

std::string render(const Condition& condition) { return json::render(to_json(condition)); }

}  // namespace rapport::rules
