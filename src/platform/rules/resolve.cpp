#include "platform/rules/resolve.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "platform/rules/resolve_history.h"
#include "platform/rules/resolve_time.h"

namespace rapport::rules {

namespace {

using store::ColumnType;

constexpr std::size_t max_nested_segments = 16;
constexpr std::size_t max_resolved_nodes = 20'000;

std::size_t count_nodes(const Condition& c) {
  std::size_t out = 1;
  for (const Condition& child : c.children) out += count_nodes(child);
  return out;
}

class Resolver {
 public:
  Resolver(const Fields& fields, const Context& context, std::vector<Issue>& issues)
      : fields_(fields), context_(context), issues_(issues) {}

  Condition node(const Condition& c, const std::string& path) {
    if (c.kind == Condition::Kind::test) return leaf(c, path);
    if (c.kind == Condition::Kind::history)
      return resolve_history(c, fields_, context_, path, issues_,
                             [&](const Condition& test, const Fields& fields, const std::string& place) {
                               Context rows = context_;
                               rows.find_segment = nullptr;  // a row is in no segment
                               Resolver inner(fields, rows, issues_);
                               return inner.node(test, place);
                             });
    if (c.kind == Condition::Kind::member) return segment(c, path);
    const std::string word = c.kind == Condition::Kind::all   ? ".all["
                             : c.kind == Condition::Kind::any ? ".any["
                                                              : ".none[";
    Condition out;
    out.kind = c.kind;
    for (std::size_t i = 0; i < c.children.size(); ++i) {
      Condition child = node(c.children[i], path + word + std::to_string(i) + "]");
      if (c.kind == Condition::Kind::all && child.kind == Condition::Kind::all)
        std::move(child.children.begin(), child.children.end(), std::back_inserter(out.children));
      else
        out.children.push_back(std::move(child));
    }
    return out;
  }

  // The segments within which this rule stands, the outermost first.
  void inside(std::vector<NamedSegment> segments) { segments_ = std::move(segments); }

 private:
  // A rule's condition stands in place of its segment; a fixed list is asked for by its id.
  Condition segment(const Condition& c, const std::string& path) {
    if (!context_.find_segment) {
      issue(path + ".segment", "unknown_segment", "cannot be asked here: only people are in segments");
      return {};
    }
    const auto found = context_.find_segment(c.field);
    if (!found) {
      issue(path + ".segment", "unknown_segment", "names no segment: " + c.field);
      return {};
    }
    const auto again = std::find_if(segments_.begin(), segments_.end(),
                                    [&](const NamedSegment& one) { return one.id == found->id; });
    if (again != segments_.end()) {
      std::string way;
      for (auto it = again; it != segments_.end(); ++it) way += it->name + " → ";
      issue(path + ".segment", "segment_cycle", "leads back to itself: " + way + found->name);
      return {};
    }
    if (!found->rule) return member(rapport::render(found->id));
    if (segments_.size() >= max_nested_segments) {
      issue(path + ".segment", "too_deep", "is nested deeper than 16 segments");
      return {};
    }
    std::vector<Issue> within;
    Resolver inner(fields_, context_, within);
    inner.segments_ = segments_;
    inner.segments_.push_back(*found);
    Condition out = inner.node(*found->rule, path);
    for (const Issue& one : within) {
      const bool own = one.path.ends_with(".segment") && one.code != "unknown_segment";
      issue(path + ".segment", own ? one.code : "segment_broken",
            own ? one.message : "is the segment " + found->name + ", whose rule " + one.message);
      break;
    }
    return out;
  }

  Condition leaf(const Condition& c, const std::string& path) {
    const Field* field = fields_.find(c.field);
    if (!field) {
      const auto near = fields_.nearest(c.field);
      issue(path + ".field", "unknown_field",
            "unknown field `" + c.field + "`" + (near ? "; did you mean `" + *near + "`?" : std::string()));
      return {};
    }
    if (!offers(field->kind, c.op)) {
      std::string known;
      for (const Op op : operators(field->kind))
        known += (known.empty() ? "" : ", ") + std::string(enum_name(op));
      issue(path + ".op", "operator_not_offered", "is not offered by " + c.field + "; use one of " + known);
      return {};
    }
    if (!right_number(c)) {
      issue(path + ".value", "wrong_number",
            "has not the number of values that " + std::string(enum_name(c.op)) + " takes");
      return {};
    }
    if (field->expand) {
      const std::size_t before = issues_.size();
      const Condition meant = field->expand(c, context_, path, issues_);
      return issues_.size() == before ? node(meant, path) : Condition{};
    }
    if (field->kind == FieldKind::date || field->kind == FieldKind::instant)
      return resolve_time(c, *field, context_, path, issues_);
    Condition out = c;
    bool never = false;
    for (std::size_t i = 0; i < out.values.size(); ++i) {
      const bool list = arity(c.op) == Arity::two || arity(c.op) == Arity::many;
      value(out.values[i], *field, path + ".value" + (list ? "[" + std::to_string(i) + "]" : ""), never);
    }
    one_currency(out, path);
    // No amount of the field is in that currency.
    if (never) return c.op == Op::not_equal ? all({}) : any({});
    if (c.op != Op::all_of) return out;
    std::vector<Condition> each;
    for (auto& v : out.values) each.push_back(test(c.field, Op::any_of, {std::move(v)}));
    return all(std::move(each));
  }

  static bool right_number(const Condition& c) {
    switch (arity(c.op)) {
      case Arity::none:
        return c.values.empty();
      case Arity::one:
        return c.values.size() == 1;
      case Arity::two:
        return c.values.size() == 2;
      case Arity::many:
        return !c.values.empty();
    }
    return false;
  }

  void value(Literal& v, const Field& field, const std::string& path, bool& never) {
    switch (field.kind) {
      case FieldKind::number:
        number(v, field, path);
        return;
      case FieldKind::money:
        money(v, field, path, never);
        return;
      case FieldKind::boolean:
        if (!std::holds_alternative<bool>(v)) issue(path, "not_a_boolean", "must be true or false");
        return;
      case FieldKind::reference:
        reference(v, field, path);
        return;
      default:
        text(v, field, path);
    }
  }

  void number(Literal& v, const Field& field, const std::string& path) {
    const auto* real = std::get_if<double>(&v);
    if (!real && !std::holds_alternative<std::int64_t>(v))
      issue(path, "not_a_number", "must be a number");
    else if (real && field.type == ColumnType::integer)
      issue(path, "not_a_whole_number", "must be a whole number");
  }

  void money(Literal& v, const Field& field, const std::string& path, bool& never) {
    const Currency usual = field.currency.value_or(context_.currency);
    const auto* minor = std::get_if<std::int64_t>(&v);
    if (context_.amounts_name_currency && (minor || std::holds_alternative<double>(v))) {
      issue(path, "not_an_amount", "must name its currency: 500 " + std::string(usual.code()));
      return;
    }
    if (minor) v = Money{*minor, usual};
    const auto* amount = std::get_if<Money>(&v);
    if (!amount)
      issue(path, "not_an_amount", "must be an amount: {\"amount\": 1250, \"currency\": \"EUR\"}");
    else if (field.currency_column.empty() && amount->currency != usual)
      never = true;
  }

  void one_currency(const Condition& c, const std::string& path) {
    if (c.values.size() != 2) return;
    const auto *first = std::get_if<Money>(&c.values[0]), *last = std::get_if<Money>(&c.values[1]);
    if (first && last && first->currency != last->currency)
      issue(path + ".value[1]", "another_currency", "must be in the currency of the first amount");
  }

  void reference(Literal& v, const Field& field, const std::string& path) {
    const auto* name = std::get_if<std::string>(&v);
    auto id = name ? parse_uuid(*name) : std::nullopt;
    if (const auto* given = std::get_if<Uuid>(&v)) id = *given;
    if (name && *name == "me" && context_.me) id = *context_.me;
    if (!id)
      issue(path, "invalid_id", "must be an id");
    else if (field.type == ColumnType::text)  // fields of a workspace's own keep ids as text
      v = render(*id);
    else
      v = *id;
  }

  void text(const Literal& v, const Field& field, const std::string& path) {
    const auto* given = std::get_if<std::string>(&v);
    if (!given || given->empty()) {
      issue(path, "not_a_text", "must be a text");
      return;
    }
    if (field.kind != FieldKind::choice || field.custom || field.options.empty()) return;
    std::vector<std::string_view> known;
    for (const auto& option : field.options) known.push_back(option.value);
    if (std::find(known.begin(), known.end(), *given) != known.end()) return;
    const auto near = text::nearest(*given, known);
    issue(path, "unknown_value",
          "is no value of " + field.name +
              (near ? "; did you mean " + std::string(*near) + "?" : std::string()));
  }

  void issue(std::string path, std::string code, std::string message) {
    if (issues_.size() < 20) issues_.push_back({std::move(path), std::move(code), std::move(message)});
  }

  const Fields& fields_;
  const Context& context_;
  std::vector<Issue>& issues_;
  std::vector<NamedSegment> segments_;
};

}  // namespace

Condition resolve(const Condition& condition, const Fields& fields, const Context& context,
                  const std::string& path) {
  std::vector<Issue> issues;
  Resolver resolver(fields, context, issues);
  if (context.within) resolver.inside({*context.within});
  Condition out = resolver.node(condition, path);
  if (!issues.empty()) json::fail_with(std::move(issues));
  if (count_nodes(out) > max_resolved_nodes)
    fail_field(path, "too_many_conditions", "makes more than 20,000 conditions with its segments");
  return out;
}

Condition resolve_rows(const Condition& condition, const Source& source, const Context& context,
                       const std::string& path) {
  Fields fields = source.fields;
  Condition named = condition;
  if (source.property) name_properties(named, fields);
  Context rows = context;
  rows.find_segment = nullptr;
  return resolve(named, fields, rows, path);
}

}  // namespace rapport::rules
