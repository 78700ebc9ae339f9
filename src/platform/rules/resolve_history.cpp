#include "platform/rules/resolve_history.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "platform/store/store.h"

namespace rapport::rules {

namespace {

constexpr std::size_t max_property = 200;

// A property's name goes into SQL as a part of a path: what could end it is refused.
bool is_property(std::string_view name) {
  return !name.empty() && name.size() <= max_property && text::is_utf8(name) &&
         std::none_of(name.begin(), name.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == '\'' || c == '"' || c == '\\' || c == '#' ||
                  c == ':' || c == '{' || c == '}' || c == ',';
         });
}

// What a property is compared with says what it is.
FieldKind kind_of(const Condition& test) {
  if (test.values.empty() || test.op == Op::contains || test.op == Op::not_contains ||
      test.op == Op::starts_with || test.op == Op::ends_with)
    return FieldKind::text;
  if (std::holds_alternative<bool>(test.values.front())) return FieldKind::boolean;
  const bool number = std::holds_alternative<std::int64_t>(test.values.front()) ||
                      std::holds_alternative<double>(test.values.front());
  return number ? FieldKind::number : FieldKind::text;
}

std::string_view word_of(FieldKind kind) {
  return kind == FieldKind::boolean ? "boolean" : kind == FieldKind::number ? "number" : "text";
}

// Live rules are resolved many times a second: fields are copied only where one is added to them.
bool names_property(const Condition& c, const Fields& fields) {
  if (c.kind == Condition::Kind::test) return !fields.find(c.field) && is_property(c.field);
  return std::any_of(c.children.begin(), c.children.end(),
                     [&](const Condition& child) { return names_property(child, fields); });
}

Field property_field(std::string name, FieldKind kind) {
  Field out;
  out.name = std::move(name);
  out.kind = kind;
  out.type = kind == FieldKind::boolean  ? store::ColumnType::boolean
             : kind == FieldKind::number ? store::ColumnType::number
                                         : store::ColumnType::text;
  return out;
}

class HistoryResolver {
 public:
  HistoryResolver(const Condition& c, const Source& source, const Context& context, const std::string& path,
                  std::vector<Issue>& issues, const ResolveWith& resolve)
      : c_(c), source_(source), context_(context), path_(path), issues_(issues), resolve_(resolve) {}

  Condition run() {
    Condition out = c_;
    out.op = Op::equal;
    out.values.clear();
    if (!c_.names.empty() && source_.names.empty())
      issue(path_ + ".names", "not_allowed", "is not taken by " + c_.source);
    if (c_.measure == Measure::decayed) out.as_of = context_.now.ms;
    measured(out);
    rows(out);
    if (!issues_.empty()) return {};
    return compared(out);
  }

 private:
  void issue(std::string path, std::string code, std::string message) {
    if (issues_.size() < 20) issues_.push_back({std::move(path), std::move(code), std::move(message)});
  }

  bool needs_field() const {
    return c_.measure != Measure::count && c_.measure != Measure::first && c_.measure != Measure::last;
  }

  // The field that is summed up, and what kind its measure is of.
  void measured(Condition& out) {
    value_.name = "value";
    value_.kind = FieldKind::number;
    value_.type = store::ColumnType::integer;
    if (!needs_field()) {
      if (!c_.field.empty()) issue(path_ + ".field", "not_allowed", "is not taken by this measure");
      if (c_.measure != Measure::count) value_.kind = FieldKind::instant;
      return;
    }
    if (c_.field.empty()) {
      issue(path_ + ".field", "required", "is required by this measure");
      return;
    }
    const Field* field = source_.fields.find(c_.field);
    if (!field && source_.property && is_property(c_.field)) {
      const FieldKind kind = c_.measure == Measure::distinct ? FieldKind::text : FieldKind::number;
      out.field = c_.field + "#" + std::string(word_of(kind));
      if (c_.measure != Measure::distinct) value_.type = store::ColumnType::number;
      return;
    }
    if (!field) {
      const auto near = source_.fields.nearest(c_.field);
      issue(path_ + ".field", "unknown_field",
            "unknown field `" + c_.field + "`" + (near ? "; did you mean `" + *near + "`?" : std::string()));
      return;
    }
    if (c_.measure == Measure::distinct) return;
    if (field->kind == FieldKind::money) {
      value_.kind = FieldKind::money;
      value_.currency = field->currency.value_or(context_.currency);
    } else if (field->kind != FieldKind::number) {
      issue(path_ + ".field", "not_a_number", "must be a number or an amount to be summed up");
    }
    if (c_.measure == Measure::average || c_.measure == Measure::decayed ||
        field->type == store::ColumnType::number)
      value_.type = value_.kind == FieldKind::money ? store::ColumnType::integer : store::ColumnType::number;
  }

  void rows(Condition& out) {
    if (c_.children.empty()) return;
    if (c_.children.size() > 1) {
      issue(path_ + ".where", "too_many", "must be one condition");
      return;
    }
    const Condition& asked = c_.children.front();
    Condition resolved;
    if (source_.property && names_property(asked, source_.fields)) {
      Fields fields = source_.fields;
      Condition where = asked;
      name_properties(where, fields);
      resolved = resolve_(where, fields, path_ + ".where");
    } else {
      resolved = resolve_(asked, source_.fields, path_ + ".where");
    }
    if (resolved.kind == Condition::Kind::all && resolved.children.empty())
      out.children.clear();
    else
      out.children = {std::move(resolved)};
  }

  Condition compared(const Condition& out) {
    Fields fields;
    fields.add(value_);
    Condition tests = resolve_(test("value", c_.op, c_.values), fields, path_);
    if (out.field.ends_with("#number")) scale(tests);
    return rebase(std::move(tests), out);
  }

  // Numbers that rows say of themselves are whole ten-thousandths from here on.
  static void scale(Condition& c) {
    for (Condition& child : c.children) scale(child);
    for (Literal& v : c.values) {
      const auto* real = std::get_if<double>(&v);
      const auto* whole = std::get_if<std::int64_t>(&v);
      if (!real && !whole) continue;
      const double scaled =
          (real ? *real : static_cast<double>(*whole)) * static_cast<double>(property_scale);
      v = static_cast<std::int64_t>(std::llround(std::clamp(scaled, -9e18, 9e18)));
    }
  }

  // Tests of the measure as tests of the history.
  static Condition rebase(Condition tests, const Condition& history) {
    if (tests.kind == Condition::Kind::test) {
      Condition out = history;
      out.op = tests.op;
      out.values = std::move(tests.values);
      return out;
    }
    for (Condition& child : tests.children) child = rebase(std::move(child), history);
    return tests;
  }

  const Condition& c_;
  const Source& source_;
  const Context& context_;
  const std::string& path_;
  std::vector<Issue>& issues_;
  const ResolveWith& resolve_;
  Field value_;
};

void add_property(Fields& fields, const Source& source, const std::string& name, store::Engine engine) {
  const auto hash = name.rfind('#');
  if (hash == std::string::npos || fields.find(name)) return;
  const std::string word = name.substr(hash + 1);
  const FieldKind kind = word == "boolean"  ? FieldKind::boolean
                         : word == "number" ? FieldKind::number
                                            : FieldKind::text;
  Field field = property_field(name, kind);
  field.column = source.property(name.substr(0, hash), kind, engine);
  fields.add(std::move(field));
}

void add_properties(Fields& fields, const Source& source, const Condition& c, store::Engine engine) {
  if (c.kind == Condition::Kind::test) add_property(fields, source, c.field, engine);
  for (const Condition& child : c.children) add_properties(fields, source, child, engine);
}

}  // namespace

void name_properties(Condition& c, Fields& fields) {
  for (Condition& child : c.children) name_properties(child, fields);
  if (c.kind != Condition::Kind::test || fields.find(c.field) || !is_property(c.field)) return;
  const FieldKind kind = kind_of(c);
  c.field += "#" + std::string(word_of(kind));
  if (!fields.find(c.field)) fields.add(property_field(c.field, kind));
}

Condition resolve_history(const Condition& history, const Fields& fields, const Context& context,
                          const std::string& path, std::vector<Issue>& issues, const ResolveWith& resolve) {
  const Source* source = fields.find_source(history.source);
  if (!source) {
    std::string known;
    for (const Source& one : fields.sources()) known += (known.empty() ? "" : ", ") + one.name;
    issues.push_back({path + ".history", "unknown_history",
                      "names no history: " + history.source +
                          (known.empty() ? "; there is none here" : "; use one of " + known)});
    return {};
  }
  std::vector<Issue> own;
  Condition out = HistoryResolver(history, *source, context, path, own, resolve).run();
  std::move(own.begin(), own.end(), std::back_inserter(issues));
  return out;
}

Fields row_fields(const Source& source, const Condition& history, store::Engine engine) {
  Fields out = source.fields;
  if (!source.property) return out;
  add_property(out, source, history.field, engine);
  for (const Condition& child : history.children) add_properties(out, source, child, engine);
  return out;
}

}  // namespace rapport::rules
