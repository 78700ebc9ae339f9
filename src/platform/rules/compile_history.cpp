#include "platform/rules/compile_history.h"

#include <algorithm>

#include "platform/rules/resolve_history.h"

namespace rapport::rules {

namespace {

bool is_property(const Condition& c) { return c.field.find('#') != std::string::npos; }

class HistoryCompiler {
 public:
  HistoryCompiler(const Condition& c, const Source& source, SqlText& out)
      : c_(c), source_(source), out_(out), column_(measured_column(c, source, out.engine())) {}

  void run() {
    if (c_.measure == Measure::count && c_.values.size() == 1) {
      const auto* n = std::get_if<std::int64_t>(&c_.values.front());
      if (n && ((c_.op == Op::greater_equal && *n == 1) || (c_.op == Op::greater && *n == 0)))
        return exists("");
      if (n && ((c_.op == Op::equal && *n == 0) || (c_.op == Op::less && *n == 1))) return exists("not ");
    }
    if (const auto op = negated(c_.op)) {
      out_ << "not coalesce(";
      positive(*op);
      out_ << ", false)";
      return;
    }
    positive(c_.op);
  }

 private:
  void exists(std::string_view word) {
    out_ << word << "exists (select 1 from ";
    write_rows(c_, source_, "c.contact_id", out_);
    out_ << ")";
  }

  void positive(Op op) {
    out_ << "exists (select 1 from (select ";
    columns();
    out_ << " from ";
    write_rows(c_, source_, "c.contact_id", out_);
    out_ << ") m where ";
    if (c_.measure == Measure::average)
      average(op);
    else
      compare(op);
    out_ << ")";
  }

  void columns() {
    switch (c_.measure) {
      case Measure::count:
        out_ << "count(*) as value";
        return;
      case Measure::sum:
        out_ << "coalesce(sum(" << column_ << "), 0) as value";
        return;
      case Measure::average:
        out_ << "sum(" << column_ << ") as total, count(" << column_ << ") as rows_count";
        return;
      case Measure::minimum:
      case Measure::first:
        out_ << "min(" << column_ << ") as value";
        return;
      case Measure::maximum:
      case Measure::last:
        out_ << "max(" << column_ << ") as value";
        return;
      case Measure::distinct:
        out_ << "count(distinct " << column_ << ") as value";
        return;
      case Measure::decayed:
        out_ << "coalesce(sum(" << column_ << " * power(cast(0.5 as double precision), cast(";
        out_.bind(c_.as_of, store::ColumnType::integer);
        out_ << " - " << source_.fields.get(source_.time).column << " as double precision) / cast("
             << std::to_string(half_life) << ".0 as double precision))), 0) as value";
        return;
    }
  }

  void compare(Op op) {
    Fields fields;
    Field value;
    value.name = value.column = "m.value";
    const bool time = c_.measure == Measure::first || c_.measure == Measure::last;
    value.kind = time ? FieldKind::instant : FieldKind::number;  // of instants an interval is half-open
    const bool real = c_.measure == Measure::decayed;
    value.type = real ? store::ColumnType::number : store::ColumnType::integer;
    fields.add(value);
    Condition test = rules::test("m.value", op, c_.values);
    compile(test, fields, Access::any_index, "", out_);
  }

  // total / rows against v, without dividing.
  void average(Op op) {
    if (op == Op::is_null) {
      out_ << "m.rows_count = 0";
      return;
    }
    out_ << "m.rows_count > 0 and ";
    const auto one = [&](std::string_view sign, const Literal& v) {
      out_ << "m.total" << sign << "m.rows_count * ";
      const bool real = std::holds_alternative<double>(v);
      out_.bind(v, real ? store::ColumnType::number : store::ColumnType::integer);
    };
    if (op == Op::between) {
      one(" >= ", c_.values.at(0));
      out_ << " and ";
      one(" <= ", c_.values.at(1));
      return;
    }
    one(op == Op::less            ? " < "
        : op == Op::less_equal    ? " <= "
        : op == Op::greater       ? " > "
        : op == Op::greater_equal ? " >= "
                                  : " = ",
        c_.values.at(0));
  }

  const Condition& c_;
  const Source& source_;
  SqlText& out_;
  std::string column_;
};

const Source& source_of(const Condition& c, const Fields& fields) {
  if (const Source* source = fields.find_source(c.source)) return *source;
  fail(ErrorCode::internal, "A condition was compiled that was not resolved.");
}

}  // namespace

std::string measured_column(const Condition& c, const Source& source, store::Engine engine) {
  switch (c.measure) {
    case Measure::count:
      return "1";
    case Measure::first:
    case Measure::last:
      return source.fields.get(source.time).column;
    default:
      break;
  }
  const Fields fields = row_fields(source, c, engine);
  const std::string column = fields.get(c.field).column;
  if (!is_property(c) || c.measure == Measure::distinct) return column;
  const std::string exact = engine == store::Engine::sqlite ? column : "cast(" + column + " as numeric)";
  return "cast(round(" + exact + " * " + std::to_string(property_scale) +
         (engine == store::Engine::sqlite ? ".0) as integer)" : ") as bigint)");
}

void write_rows(const Condition& c, const Source& source, std::string_view record, SqlText& out) {
  // A field of related rows is measured over all of them: the lines of orders.
  const Field* measured = c.field.empty() ? nullptr : source.fields.find(c.field);
  const bool joined = measured && !measured->relation.empty();
  out << source.from;
  if (joined) out << " cross join " << measured->relation_table;
  out << " where ";
  if (joined) out << measured->relation.substr(measured->relation.find(" where ") + 7) << " and ";
  if (record.empty())
    out << "1 = 1";
  else
    out << source.key << " = " << record;
  if (!source.where.empty()) out << " and " << source.where;
  if (!c.names.empty()) {
    out << " and " << source.names << " in (";
    for (std::size_t i = 0; i < c.names.size(); ++i) {
      if (i > 0) out << ", ";
      out.bind(c.names[i], store::ColumnType::text);
    }
    out << ")";
  }
  if (c.children.empty()) return;
  out << " and ";
  compile(c.children.front(), row_fields(source, c, out.engine()), Access::any_index, "", out);
}

void compile_rows(const Condition& rows, const Source& source, SqlText& out) {
  Condition around;
  around.children = {rows};
  compile(rows, row_fields(source, around, out.engine()), Access::any_index, "", out);
}

void compile_history(const Condition& c, const Fields& fields, SqlText& out) {
  HistoryCompiler(c, source_of(c, fields), out).run();
}

void compile_member(const Condition& c, const Fields& fields, SqlText& out) {
  const Source* lists = fields.find_source(lists_source);
  const auto id = parse_uuid(c.field);
  if (!lists || !id) fail(ErrorCode::internal, "A condition was compiled that was not resolved.");
  out << "exists (select 1 from " << lists->from << " where " << lists->key << " = c.contact_id and "
      << lists->names << " = ";
  out.bind(*id, store::ColumnType::uuid) << ")";
}

}  // namespace rapport::rules
