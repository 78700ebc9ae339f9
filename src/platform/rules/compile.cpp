#include "platform/rules/compile.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "platform/rules/compile_history.h"

namespace rapport::rules {

namespace {

constexpr std::size_t max_bound = 3'000;

// Parameter names with static storage: Params keep views.
std::string_view parameter_name(std::size_t i) {
  static const auto names = [] {
    std::array<std::string, max_bound> out;
    for (std::size_t k = 0; k < max_bound; ++k) out[k] = "v" + std::to_string(k);
    return out;
  }();
  return names[i];
}

[[noreturn]] void refuse(const Condition& c, std::string message) {
  fail_field(c.field, "invalid_condition", std::move(message));
}

bool fits(const Literal& v, const Field& field) {
  using store::ColumnType;
  switch (field.type) {
    case ColumnType::boolean:
      return std::holds_alternative<bool>(v);
    case ColumnType::integer:
      return std::holds_alternative<std::int64_t>(v) || std::holds_alternative<Money>(v);
    case ColumnType::number:
      return std::holds_alternative<double>(v) || std::holds_alternative<std::int64_t>(v) ||
             std::holds_alternative<Money>(v) || std::holds_alternative<bool>(v);
    case ColumnType::uuid:
      return std::holds_alternative<Uuid>(v);
    default:
      return std::holds_alternative<std::string>(v);
  }
}

// What a column of numbers holds.
double as_number(const Literal& v) {
  if (const auto* flag = std::get_if<bool>(&v)) return *flag ? 1 : 0;
  if (const auto* money = std::get_if<Money>(&v)) return static_cast<double>(money->minor);
  if (const auto* whole = std::get_if<std::int64_t>(&v)) return static_cast<double>(*whole);
  return std::get<double>(v);
}

// The text of a column without case and accents, as text::fold makes it.
std::string folded_column(const std::string& column, store::Engine engine) {
  if (engine == store::Engine::sqlite) return "fold_text(" + column + ")";
  // U&'' would need another string syntax: the marks are named by the regular expression's own escapes.
  const std::string plain =
      "replace(replace(replace(replace(translate(lower(regexp_replace(normalize(" + column +
      ", NFKD), '[\\u00ad\\u0300-\\u036f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u200b-\\u200f\\u2060\\u20d0-\\u20ff"
      "\\ufe00-\\ufe0f\\ufe20-\\ufe2f\\ufeff]', '', 'g') collate \"und-x-icu\"), 'đðłøħıŧŋƀǥς', "
      "'ddlohitnbgσ'), "
      "'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')";
  return "btrim(regexp_replace(case when octet_length(" + column + ") = char_length(" + column +
         ") then lower(" + column + ") else " + plain + " end, '\\s+', ' ', 'g'))";
}

class Compiler {
 public:
  Compiler(const Fields& fields, Access access, std::string_view free_field, SqlText& out)
      : fields_(fields), access_(access), free_field_(free_field), out_(out) {}

  void compile(const Condition& c, int depth) {
    if (depth > 32) fail(ErrorCode::invalid, "A condition may have at most 32 levels.");
    switch (c.kind) {
      case Condition::Kind::all:
        join(c, " and ", "1 = 1", depth);
        return;
      case Condition::Kind::any:
        join(c, " or ", "1 = 0", depth);
        return;
      case Condition::Kind::none:
        out_ << "not coalesce(";
        join(c, " or ", "1 = 0", depth);
        out_ << ", false)";
        return;
      case Condition::Kind::test:
        compile_test(c);
        return;
      case Condition::Kind::history:
        compile_history(c, fields_, out_);
        return;
      case Condition::Kind::member:
        compile_member(c, fields_, out_);
        return;
    }
  }

 private:
  void join(const Condition& c, std::string_view word, std::string_view empty, int depth) {
    if (c.children.empty()) {
      out_ << "(" << empty << ")";
      return;
    }
    out_ << "(";
    for (std::size_t i = 0; i < c.children.size(); ++i) {
      if (i > 0) out_ << word;
      compile(c.children[i], depth + 1);
    }
    out_ << ")";
  }

  void compile_test(const Condition& c) {
    const Field& field = fields_.get(c.field);
    if (const auto op = negated(c.op)) {
      Condition positive = c;
      positive.op = *op;
      if (positive.op == Op::is_null) {
        out_ << "not ";
        compile_positive(positive, field);
        return;
      }
      out_ << "not coalesce(";
      compile_positive(positive, field);
      out_ << ", false)";
    } else if (c.op == Op::all_of) {
      out_ << "(";
      for (std::size_t i = 0; i < c.values.size(); ++i) {
        if (i > 0) out_ << " and ";
        compile_positive(test(c.field, Op::equal, {c.values[i]}), field);
      }
      out_ << (c.values.empty() ? "1 = 1)" : ")");
    } else {
      compile_positive(c, field);
    }
  }

  void compile_positive(const Condition& c, const Field& field) {
    if (field.relation.empty()) {
      compare(c, field);
    } else if (c.op == Op::is_null) {
      missing(field);
    } else if (passes_when_absent(field, c)) {
      out_ << "not exists (select 1 from " << field.relation << " and not coalesce(";
      compare(c, field);
      out_ << ", false))";
    } else {
      out_ << "exists (select 1 from " << field.relation << " and ";
      compare(c, field);
      out_ << ")";
    }
  }

  // A related row may stand there without the value.
  void missing(const Field& field) {
    if (field.when_absent) {
      out_ << "(1 = 0)";
      return;
    }
    out_ << "not exists (select 1 from " << field.relation;
    if (field.kind != FieldKind::tags && field.kind != FieldKind::multi_choice)
      out_ << " and " << steered(field) << " is not null";
    out_ << ")";
  }

  void compare(const Condition& c, const Field& field) {
    switch (c.op) {
      case Op::is_null:
        out_ << "(" << field.column << " is null";
        if (field.type == store::ColumnType::text) out_ << " or " << field.column << " = ''";
        out_ << ")";
        return;
      case Op::in:
      case Op::any_of:
        compare_in(c, field);
        return;
      case Op::between:
        compare_between(c, field);
        return;
      case Op::contains:
      case Op::starts_with:
      case Op::ends_with:
        compare_folded(c, field);
        return;
      case Op::equal:
      case Op::less:
      case Op::less_equal:
      case Op::greater:
      case Op::greater_equal:
        break;
      default:
        fail(ErrorCode::internal, "A condition was compiled that was not resolved.");
    }
    if (c.values.size() != 1) refuse(c, "takes one value");
    in_currency(c, field, [&] {
      out_ << steered(field) << sign(c.op);
      value(c, field, c.values.front());
    });
  }

  // An amount is compared with amounts of its own currency.
  template <class Write>
  void in_currency(const Condition& c, const Field& field, const Write& write) {
    const auto* money = c.values.empty() ? nullptr : std::get_if<Money>(&c.values.front());
    if (!money || field.currency_column.empty()) {
      write();
      return;
    }
    out_ << "(";
    write();
    out_ << " and " << field.currency_column << " = ";
    out_.bind(std::string(money->currency.code()), store::ColumnType::text) << ")";
  }

  // Pairs of ends; of days and instants the second does not belong to it.
  void compare_between(const Condition& c, const Field& field) {
    if (c.values.size() % 2 != 0) refuse(c, "takes two values");
    if (c.values.empty()) {
      out_ << "(1 = 0)";
      return;
    }
    const bool half_open = field.kind == FieldKind::date || field.kind == FieldKind::instant;
    in_currency(c, field, [&] {
      out_ << "(";
      for (std::size_t i = 0; i < c.values.size(); i += 2) {
        if (i > 0) out_ << " or ";
        out_ << steered(field) << " >= ";
        value(c, field, c.values[i]);
        out_ << " and " << steered(field) << (half_open ? " < " : " <= ");
        value(c, field, c.values[i + 1]);
      }
      out_ << ")";
    });
  }

  void compare_in(const Condition& c, const Field& field) {
    if (c.values.empty()) {
      out_ << "(1 = 0)";
      return;
    }
    if (c.values.size() == 1) {
      out_ << steered(field) << " = ";
      value(c, field, c.values.front());
      return;
    }
    out_ << steered(field) << " in (";
    for (std::size_t i = 0; i < c.values.size(); ++i) {
      if (i > 0) out_ << ", ";
      value(c, field, c.values[i]);
    }
    out_ << ")";
  }

  void compare_folded(const Condition& c, const Field& field) {
    const auto* given = c.values.size() == 1 ? std::get_if<std::string>(&c.values.front()) : nullptr;
    if (!given || field.type != store::ColumnType::text) refuse(c, "takes one text");
    const std::string wanted = text::fold(field.normalise ? field.normalise(*given) : *given);
    if (c.op == Op::contains && !field.folded.empty() && out_.engine() == store::Engine::sqlite) {
      out_ << "instr(" << field.folded << ", ";  // five times as quick as a pattern
      out_.bind(wanted, store::ColumnType::text) << ") > 0";
      return;
    }
    const std::string pattern = like_pattern(wanted);
    out_ << (field.folded.empty() ? folded_column(field.column, out_.engine()) : field.folded) << " like ";
    out_.bind((c.op == Op::starts_with ? "" : "%") + pattern + (c.op == Op::ends_with ? "" : "%"),
              store::ColumnType::text);
    out_ << " escape '\\'";
  }

  void value(const Condition& c, const Field& field, const Literal& v) {
    if (!fits(v, field)) refuse(c, "is compared with a value of another type");
    if (field.type == store::ColumnType::number)
      out_.bind(as_number(v), field.type);
    else if (field.normalise && std::holds_alternative<std::string>(v))
      out_.bind(field.normalise(std::get<std::string>(v)), field.type);
    else
      out_.bind(v, field.type);
  }

  // SQLite has no statistics of our data: a unary plus keeps its planner from an index that we know to be
  // wrong: all rows of a value where those of one record are wanted, too.
  std::string steered(const Field& field) const {
    const bool filter = access_ == Access::filter_only && field.name != free_field_;
    return filter && out_.engine() == store::Engine::sqlite ? "+" + field.column : field.column;
  }

  static std::string_view sign(Op op) {
    switch (op) {
      case Op::less:
        return " < ";
      case Op::less_equal:
        return " <= ";
      case Op::greater:
        return " > ";
      case Op::greater_equal:
        return " >= ";
      default:
        return " = ";
    }
  }

  const Fields& fields_;
  Access access_;
  std::string_view free_field_;
  SqlText& out_;
};

}  // namespace

SqlText& SqlText::bind(Literal value, store::ColumnType type) {
  if (values_.size() >= max_bound) fail(ErrorCode::invalid, "A condition may hold at most 3,000 values.");
  sql_ += ":";
  sql_ += parameter_name(values_.size());
  values_.emplace_back(std::move(value), type);
  return *this;
}

store::Params SqlText::params() const {
  store::Params out;
  for (std::size_t i = 0; i < values_.size(); ++i)
    out.set_value(parameter_name(i), view(values_[i].first, values_[i].second));
  return out;
}

std::optional<Op> negated(Op op) {
  switch (op) {
    case Op::not_equal:
      return Op::equal;
    case Op::not_in:
      return Op::in;
    case Op::not_contains:
      return Op::contains;
    case Op::none_of:
      return Op::any_of;
    case Op::is_not_null:
      return Op::is_null;
    default:
      return std::nullopt;
  }
}

namespace {

bool number_passes(const Condition& c, double value) {
  const auto at = [&](std::size_t i) { return as_number(c.values[i]); };
  switch (c.op) {
    case Op::equal:
      return value == at(0);
    case Op::less:
      return value < at(0);
    case Op::less_equal:
      return value <= at(0);
    case Op::greater:
      return value > at(0);
    case Op::greater_equal:
      return value >= at(0);
    case Op::between:
      return c.values.size() == 2 && at(0) <= value && value <= at(1);
    case Op::in:
      return std::any_of(c.values.begin(), c.values.end(),
                         [&](const Literal& v) { return as_number(v) == value; });
    default:
      return false;
  }
}

bool text_passes(const Condition& c, const Field& field, const std::string& value) {
  const auto given = [&](const Literal& v) {
    const auto* text = std::get_if<std::string>(&v);
    if (!text) return std::string();
    return field.normalise ? field.normalise(*text) : *text;
  };
  const std::string stored = text::fold(value), first = text::fold(given(c.values.front()));
  switch (c.op) {
    case Op::equal:
      return given(c.values.front()) == value;
    case Op::in:
    case Op::any_of:
      return std::any_of(c.values.begin(), c.values.end(),
                         [&](const Literal& v) { return given(v) == value; });
    case Op::contains:
      return stored.find(first) != std::string::npos;
    case Op::starts_with:
      return stored.starts_with(first);
    case Op::ends_with:
      return stored.ends_with(first);
    default:
      return false;
  }
}

}  // namespace

bool passes_when_absent(const Field& field, const Condition& c) {
  if (!field.when_absent || c.values.empty()) return false;
  if (const auto* text = std::get_if<std::string>(&*field.when_absent)) return text_passes(c, field, *text);
  return number_passes(c, as_number(*field.when_absent));
}

void compile(const Condition& condition, const Fields& fields, Access access, std::string_view free_field,
             SqlText& out) {
  Compiler(fields, access, free_field, out).compile(condition, 0);
}

std::string like_pattern(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace rapport::rules
