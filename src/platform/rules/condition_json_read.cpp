#include <boost/json.hpp>
#include <cmath>

#include "base/text.h"
#include "platform/rules/condition_json.h"
#include "platform/rules/fields.h"

namespace rapport::rules {

namespace {

namespace bj = boost::json;

constexpr std::size_t max_text = 1'000;  // characters of one value

std::optional<Condition::Kind> group_kind(std::string_view key) {
  for (const auto kind : {Condition::Kind::all, Condition::Kind::any, Condition::Kind::none})
    if (group_name(kind) == key) return kind;
  return std::nullopt;
}

class Parser {
 public:
  Condition node(const bj::value& in, const std::string& path, int depth) {
    if (++nodes_ > max_nodes) {
      issue(path, "too_many_conditions", "makes more than 500 conditions", {{"max", "500"}});
      throw Stop{};
    }
    if (!in.is_object()) {
      issue(path, "not_an_object",
            "must be an object with all, any or none, or with field and op, history or segment");
      return {};
    }
    const auto& object = in.get_object();
    if (object.contains("segment")) return segment(object, path);
    if (object.contains("history")) return history(object, path, depth);
    if (object.contains("field") || object.contains("op")) return leaf(object, path);
    return group(object, path, depth);
  }

  [[noreturn]] void refuse() { json::fail_with(std::move(issues_)); }
  bool failed() const { return !issues_.empty(); }
  struct Stop {};

 private:
  void issue(std::string path, std::string code, std::string message,
             std::vector<std::pair<std::string, std::string>> params = {}) {
    if (issues_.size() < 20)
      issues_.push_back({std::move(path), std::move(code), std::move(message), std::move(params)});
  }

  Condition group(const bj::object& object, const std::string& path, int depth) {
    Condition out;
    int groups = 0;
    for (const auto& [key, value] : object) {
      if (depth == 0 && key == "version") {
        if (!value.is_int64() || value.get_int64() != 1)
          issue(path + ".version", "unknown_version", "is of a newer version than this server reads");
        continue;
      }
      const auto kind = group_kind(key);
      if (!kind) {
        issue(path + "." + std::string(key), "unknown_key", "is not known here; use all, any or none");
        continue;
      }
      if (++groups > 1) {
        issue(path, "two_groups", "may have only one of all, any and none");
        continue;
      }
      out.kind = *kind;
      children(value, path + "." + std::string(key), depth, out);
    }
    if (groups == 0) issue(path, "required", "needs all, any or none, field and op, history or segment");
    return out;
  }

  void children(const bj::value& in, const std::string& path, int depth, Condition& out) {
    if (!in.is_array()) {
      issue(path, "not_a_list", "must be a list of conditions");
      return;
    }
    if (depth + 1 > max_depth) {
      issue(path, "too_deep", "is deeper than 16 groups", {{"max", "16"}});
      return;
    }
    std::size_t i = 0;
    for (const auto& child : in.get_array())
      out.children.push_back(node(child, path + "[" + std::to_string(i++) + "]", depth + 1));
  }

  Condition leaf(const bj::object& object, const std::string& path) {
    Condition out;
    out.kind = Condition::Kind::test;
    const bj::value* value = nullptr;
    for (const auto& [key, member] : object) {
      if (key == "field")
        out.field = word(member, path + ".field");
      else if (key == "op")
        op(word(member, path + ".op"), path + ".op", out);
      else if (key == "value")
        value = &member;
      else
        issue(path + "." + std::string(key), "unknown_key", "is not known here; use field, op and value");
    }
    if (!object.contains("field")) issue(path + ".field", "required", "is required");
    if (!object.contains("op")) {
      issue(path + ".op", "required", "is required");
      return out;
    }
    values(value, path + ".value", out);
    return out;
  }

  Condition segment(const bj::object& object, const std::string& path) {
    for (const auto& [key, value] : object)
      if (key != "segment")
        issue(path + "." + std::string(key), "unknown_key", "is not known here; a segment stands alone");
    return member(word(object.at("segment"), path + ".segment"));
  }

  Condition history(const bj::object& object, const std::string& path, int depth) {
    Condition out;
    out.kind = Condition::Kind::history;
    const bj::value* value = nullptr;
    for (const auto& [key, part] : object) {
      const std::string place = path + "." + std::string(key);
      if (key == "history")
        out.source = word(part, place);
      else if (key == "names")
        names(part, place, out);
      else if (key == "measure")
        measure(word(part, place), place, out);
      else if (key == "field")
        out.field = word(part, place);
      else if (key == "where")
        where(part, place, depth, out);
      else if (key == "op")
        op(word(part, place), place, out);
      else if (key == "value")
        value = &part;
      else
        issue(place, "unknown_key",
              "is not known here; use history, names, measure, field, where, op and value");
    }
    for (const char* needed : {"measure", "op"})
      if (!object.contains(needed)) issue(path + "." + needed, "required", "is required");
    if (object.contains("op")) values(value, path + ".value", out);
    return out;
  }

  void where(const bj::value& in, const std::string& path, int depth, Condition& out) {
    if (depth + 1 > max_depth)
      issue(path, "too_deep", "is deeper than 16 groups", {{"max", "16"}});
    else
      out.children.push_back(node(in, path, depth + 1));
  }

  void names(const bj::value& in, const std::string& path, Condition& out) {
    if (!in.is_array() || in.get_array().empty() || in.get_array().size() > 100) {
      issue(path, "not_a_list", "must be a list of 1 to 100 names");
      return;
    }
    std::size_t i = 0;
    for (const auto& one : in.get_array())
      out.names.push_back(word(one, path + "[" + std::to_string(i++) + "]"));
  }

  void measure(const std::string& name, const std::string& path, Condition& out) {
    if (name.empty()) return;
    if (const auto known = parse_enum<Measure>(name))
      out.measure = *known;
    else
      issue(path, "unknown_measure",
            "is no measure; use count, sum, average, minimum, maximum, distinct, first, last or decayed");
  }

  std::string word(const bj::value& in, const std::string& path) {
    if (in.is_string() && !in.get_string().empty() && in.get_string().size() <= 200)
      return std::string(in.get_string());
    issue(path, "not_a_text", "must be a name");
    return {};
  }

  void op(const std::string& name, const std::string& path, Condition& out) {
    if (name.empty()) return;
    if (const auto known = parse_enum<Op>(name)) {
      out.op = *known;
      return;
    }
    std::vector<std::string_view> names;
    for (const auto& one : type_info<Op>().names) names.push_back(one);
    const auto near = text::nearest(name, names);
    issue(path, "unknown_operator",
          "is no known operator" + (near ? "; did you mean " + std::string(*near) + "?" : std::string()));
  }

  void values(const bj::value* in, const std::string& path, Condition& out) {
    switch (arity(out.op)) {
      case Arity::none:
        if (in) issue(path, "not_allowed", "is not taken by this operator");
        return;
      case Arity::one:
        if (!in)
          issue(path, "required", "is required");
        else
          add(*in, path, out);
        return;
      case Arity::two:
      case Arity::many:
        break;
    }
    if (!in || !in->is_array()) {
      issue(path, in ? "not_a_list" : "required", in ? "must be a list of values" : "is required");
      return;
    }
    const auto& list = in->get_array();
    if (arity(out.op) == Arity::two ? list.size() != 2 : list.empty()) {
      issue(path, "wrong_number", arity(out.op) == Arity::two ? "must be two values" : "must name a value");
      return;
    }
    std::size_t i = 0;
    for (const auto& one : list) add(one, path + "[" + std::to_string(i++) + "]", out);
  }

  void add(const bj::value& in, const std::string& path, Condition& out) {
    if (++values_ > max_values) {
      issue(path, "too_many_values", "makes more than 1,000 values", {{"max", "1000"}});
      throw Stop{};
    }
    switch (in.kind()) {
      case bj::kind::bool_:
        out.values.emplace_back(in.get_bool());
        return;
      case bj::kind::int64:
        out.values.emplace_back(in.get_int64());
        return;
      case bj::kind::double_:
        out.values.push_back(number(in.get_double()));
        return;
      case bj::kind::uint64:
        issue(path, "too_large", "is too large a number");
        return;
      case bj::kind::string:
        text_value(in.get_string(), path, out);
        return;
      case bj::kind::object:
        object_value(in.get_object(), path, out);
        return;
      default:
        issue(path, "not_a_value", "must be a text, a number, true or false, an amount or a span of time");
    }
  }

  // 3.0 and 3 are one value.
  static Literal number(double value) {
    if (std::nearbyint(value) == value && std::abs(value) < 9e15) return static_cast<std::int64_t>(value);
    return value;
  }

  void text_value(std::string_view in, const std::string& path, Condition& out) {
    const auto trimmed = text::trim(in);
    if (trimmed.empty())
      issue(path, "required", "must not be empty; use is_null to ask for a missing value");
    else if (text::length(trimmed) > max_text)
      issue(path, "too_long", "must have at most 1000 characters", {{"max", "1000"}});
    else
      out.values.emplace_back(std::string(trimmed));
  }

  void object_value(const bj::object& in, const std::string& path, Condition& out) {
    if (in.contains("amount")) {
      const auto* amount = in.if_contains("amount");
      const auto* code = in.if_contains("currency");
      const auto currency =
          code && code->is_string() ? parse_currency(std::string_view(code->get_string())) : std::nullopt;
      if (!amount->is_int64() || in.size() > 2)
        issue(path, "not_an_amount", "must be {\"amount\": minor units, \"currency\": \"EUR\"}");
      else if (!currency)
        issue(path + ".currency", "unknown_currency", "is no known currency");
      else
        out.values.emplace_back(Money{amount->get_int64(), *currency});
      return;
    }
    const auto unit =
        in.size() == 1 ? parse_enum<Span::Unit>(std::string_view(in.begin()->key())) : std::nullopt;
    if (!unit)
      issue(path, "not_a_value", "must be an amount, or a span of time as {\"days\": 30}");
    else if (!in.begin()->value().is_int64() || in.begin()->value().get_int64() < 1)
      issue(path, "too_small", "must be a whole number above 0");
    else
      out.values.emplace_back(Span{*unit, in.begin()->value().get_int64()});
  }

  std::vector<Issue> issues_;
  int nodes_ = 0;
  int values_ = 0;
};

}  // namespace

Condition parse_condition(const bj::value& in, const std::string& path) {
  Parser parser;
  try {
    Condition out = parser.node(in, path, 0);
    if (!parser.failed()) return out;
  } catch (const Parser::Stop&) {
  }
  parser.refuse();
}

Condition parse_condition(std::string_view text, const std::string& path) {
  if (text.size() > max_json) fail_field(path, "too_long", "is longer than 64 kB");
  bj::value in;
  try {
    in = json::parse(text);
  } catch (const Error& error) {
    fail_field(path, "not_json", "is no JSON: " + error.message());
  }
  return parse_condition(in, path);
}

}  // namespace rapport::rules
