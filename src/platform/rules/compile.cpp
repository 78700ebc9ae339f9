#include "platform/rules/compile.h"

#include <array>

#include "base/text.h"

namespace rapport::rules {

namespace {

constexpr std::size_t max_values = 250;

// Parameter names with static storage: Params keep views.
std::string_view parameter_name(std::size_t i) {
  static const auto names = [] {
    std::array<std::string, max_values> out;
    for (std::size_t k = 0; k < max_values; ++k) out[k] = "v" + std::to_string(k);
    return out;
  }();
  return names[i];
}

[[noreturn]] void refuse(const Condition& c, std::string message) {
  fail_field(c.field, "invalid_condition", std::move(message));
}

bool fits(const Literal& v, store::ColumnType type) {
  using store::ColumnType;
  switch (type) {
    case ColumnType::boolean:
      return std::holds_alternative<bool>(v);
    case ColumnType::integer:
      return std::holds_alternative<std::int64_t>(v);
    case ColumnType::number:
      return std::holds_alternative<double>(v) || std::holds_alternative<std::int64_t>(v);
    case ColumnType::uuid:
      return std::holds_alternative<Uuid>(v);
    default:
      return std::holds_alternative<std::string>(v);
  }
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
    if (c.op == Op::not_equal) {
      out_ << "not coalesce(";
      Condition positive = c;
      positive.op = Op::equal;
      compile_positive(positive, field);
      out_ << ", false)";
    } else if (!field.relation.empty() && c.op == Op::is_null) {
      out_ << "not exists (select 1 from " << field.relation << ")";
    } else {
      compile_positive(c, field);
    }
  }

  void compile_positive(const Condition& c, const Field& field) {
    if (field.relation.empty()) {
      compare(c, field);
      return;
    }
    out_ << "exists (select 1 from " << field.relation << " and ";
    compare(c, field);
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
        compare_in(c, field);
        return;
      case Op::contains:
      case Op::starts_with:
        compare_folded(c, field);
        return;
      default:
        break;
    }
    if (c.values.size() != 1) refuse(c, "takes one value");
    out_ << steered(field) << sign(c.op);
    value(c, field, c.values.front());
  }

  void compare_in(const Condition& c, const Field& field) {
    if (c.values.empty()) {
      out_ << "(1 = 0)";
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
    if (field.folded.empty()) refuse(c, "cannot be searched within");
    if (c.values.size() != 1 || !std::holds_alternative<std::string>(c.values.front()))
      refuse(c, "takes one text");
    const std::string pattern = like_pattern(text::fold(std::get<std::string>(c.values.front())));
    out_ << field.folded << " like ";
    out_.bind((c.op == Op::contains ? "%" : "") + pattern + "%", store::ColumnType::text);
    out_ << " escape '\\'";
  }

  void value(const Condition& c, const Field& field, const Literal& v) {
    if (!fits(v, field.type)) refuse(c, "is compared with a value of another type");
    if (field.type == store::ColumnType::number && std::holds_alternative<std::int64_t>(v))
      out_.bind(static_cast<double>(std::get<std::int64_t>(v)), field.type);
    else if (field.normalise && std::holds_alternative<std::string>(v))
      out_.bind(field.normalise(std::get<std::string>(v)), field.type);
    else
      out_.bind(v, field.type);
  }

  // SQLite has no statistics of our data: a unary plus keeps its planner from an index that we know to be
  // wrong.
  std::string steered(const Field& field) const {
    const bool filter = access_ == Access::filter_only && field.name != free_field_ && field.relation.empty();
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
  if (values_.size() >= max_values) fail(ErrorCode::invalid, "A condition may hold at most 250 values.");
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
