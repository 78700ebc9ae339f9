#include "platform/rules/list.h"

#include "platform/rules/found.h"
#include "platform/rules/list_plan.h"

namespace rapport::rules {

namespace {

using store::Engine;

// One of the two parts of an order: the rows that have the sort value, then those without.
struct Part {
  bool missing = false;
  const Position* after = nullptr;
  int limit = 0;
  bool counts = false;  // all records are found, then sorted: two columns at the end say how many
};

class PageSql {
 public:
  PageSql(Engine engine, const ListQuery& query, const Plan& plan, const Part& part)
      : query_(query), order_(*query.order), source_(*query.source), plan_(plan), part_(part), out_(engine) {}

  SqlText write() {
    write_picked(query_, plan_, out_);
    out_ << (plan_.kind == Plan::Kind::order ? "with " : ", ") << (part_.counts ? "matched" : "page")
         << " as materialized (select " << source_.key << " as row_key";
    if (!part_.missing) out_ << ", " << order_.column << " as order_value";
    out_ << " from " << source_.table << " ";
    if (!part_.missing) out_ << order_.join << " ";
    out_ << "where ";
    write_where(query_, plan_, out_);
    write_position();
    if (part_.counts) out_ << "), page as materialized (select row_key, order_value from matched";
    out_ << " order by ";
    if (!part_.missing) out_ << (part_.counts ? "order_value" : sorted(order_.column)) << direction() << ", ";
    out_ << (part_.counts ? "row_key" : sorted(source_.key)) << direction() << " limit "
         << std::to_string(part_.limit) << ") select page.row_key, "
         << (part_.missing ? "" : "page.order_value, ") << source_.columns;
    if (part_.counts)
      out_ << ", (select count(*) from matched) as matched_count, (select count(*) from picked) as "
              "picked_count";
    out_ << " from page " << (sqlite() ? "cross join " : "join ") << source_.table << " on " << source_.key
         << " = page.row_key " << source_.joins << " order by ";
    if (!part_.missing) out_ << "page.order_value" << direction() << ", ";
    out_ << "page.row_key" << direction();
    return std::move(out_);
  }

 private:
  bool sqlite() const { return out_.engine() == Engine::sqlite; }
  std::string_view direction() const { return order_.descending ? " desc" : " asc"; }
  // Rows that were picked are sorted; the index of the order would be read from end to end.
  std::string sorted(const std::string& column) const {
    return sqlite() && plan_.kind != Plan::Kind::order ? "+" + column : column;
  }

  void write_position() {
    const std::string_view sign = order_.descending ? " < " : " > ";
    if (part_.missing) {
      out_ << " and " << (order_.absent.empty() ? order_.column + " is null" : order_.absent);
      if (part_.after)
        (out_ << " and " << source_.key << sign).bind(part_.after->key, store::ColumnType::uuid);
      return;
    }
    if (order_.nullable) out_ << " and " << order_.column << " is not null";
    if (!part_.after) return;
    out_ << " and (" << sorted(order_.column) << ", " << source_.key << ")" << sign << "(";
    out_.bind(part_.after->value, order_.type) << ", ";
    out_.bind(part_.after->key, store::ColumnType::uuid) << ")";
  }

  const ListQuery& query_;
  const Order& order_;
  const ListSource& source_;
  const Plan& plan_;
  const Part& part_;
  SqlText out_;
};

Literal read_literal(const store::Row& row, int column, store::ColumnType type) {
  switch (type) {
    case store::ColumnType::integer:
      return row.integer(column);
    case store::ColumnType::number:
      return row.number(column);
    case store::ColumnType::boolean:
      return row.boolean(column);
    case store::ColumnType::uuid:
      return row.uuid(column);
    default:
      return std::string(row.text(column));
  }
}

}  // namespace

namespace {

Plan picked(std::vector<Uuid> keys) {
  return {.kind = Plan::Kind::picked,
          .picked_field = {},
          .free_field = {},
          .depth = search_depth,
          .keys = std::move(keys)};
}

// The rows of a page whose records are known, in their order; those that have changed meanwhile so that they
// do not belong there any more are left out.
void read_found(store::Reader& reader, const ListQuery& query, const std::vector<Uuid>& keys,
                const store::EachRow& each) {
  if (keys.empty()) return;
  const ListSource& source = *query.source;
  SqlText sql(reader.engine());
  sql << "with picked(picked_key, place) as materialized (values ";
  for (std::size_t i = 0; i < keys.size(); ++i) {
    sql << (i > 0 ? ", (" : "(");
    sql.bind(keys[i], store::ColumnType::uuid) << ", " << std::to_string(i) << ")";
  }
  sql << ") select " << source.key << " as row_key, " << source.columns << " from picked "
      << (sql.engine() == Engine::sqlite ? "cross join " : "join ") << source.table << " on " << source.key
      << " = picked.picked_key " << source.joins << " where "
      << (source.where.empty() ? "" : source.where + " and ");
  compile(query.where, *source.fields, Access::filter_only, "", sql);
  sql << " order by picked.place";
  reader.each(sql.sql(), sql.params(), each);
}

}  // namespace

Order order_of(const Field& field, std::string name, bool descending) {
  Order out{.name = std::move(name),
            .column = field.column,
            .type = field.type,
            .descending = descending,
            .nullable = true,
            .join = {},
            .absent = {},
            .field = field.name};
  if (field.relation.empty()) return out;
  if (field.kind == FieldKind::tags || field.kind == FieldKind::multi_choice)
    fail(ErrorCode::internal, "A field of several values gives no order.");
  // The related rows as a join: "contact_values v where v.contact_id = …" → "join contact_values v on …".
  const auto where = field.relation.find(" where ");
  out.join = "join " + field.relation.substr(0, where) + " on " + field.relation.substr(where + 7);
  out.absent = "not exists (select 1 from " + field.relation + " and " + field.column + " is not null)";
  return out;
}

std::optional<Position> list_page(store::Reader& reader, const ListQuery& query, const store::EachRow& each,
                                  std::optional<Count>* counted) {
  if (query.found) {
    if (counted && !query.after) *counted = Count{query.found->count(), true};
    if (const auto page = page_of_found(reader, query)) {
      read_found(reader, query, page->keys, each);
      return page->next;
    }
  }
  Plan chosen =
      query.found && query.found->count() <= few_found ? picked(query.found->keys()) : plan(reader, query);
  const Order& order = *query.order;
  // The hits come newest first: the first page of them needs no more than it shows.
  const bool bare = query.where.kind == Condition::Kind::all && query.where.children.empty();
  if (bare && !query.after && order.name == "newest") chosen.depth = query.limit + 1;
  const bool counts =
      counted && !query.found && chosen.kind != Plan::Kind::order && !bare && !query.after && !order.nullable;
  int seen = 0;
  std::optional<Position> last;
  bool more = false;
  const auto run = [&](const Part& part) {
    SqlText sql = PageSql(reader.engine(), query, chosen, part).write();
    reader.each(sql.sql(), sql.params(), [&](const store::Row& row) {
      if (seen == query.limit) {
        more = true;
        return;
      }
      ++seen;
      if (part.counts && seen == 1)
        *counted = Count{.value = row.get<std::int64_t>("matched_count"),
                         .exact = chosen.kind == Plan::Kind::picked ||
                                  row.get<std::int64_t>("picked_count") < chosen.depth};
      Position at{.missing = part.missing, .value = {}, .key = row.uuid(0)};
      if (!part.missing) at.value = read_literal(row, 1, order.type);
      last = std::move(at);
      each(row);
    });
  };
  const bool in_missing = query.after && query.after->missing;
  if (!in_missing)
    run({.missing = false,
         .after = query.after ? &*query.after : nullptr,
         .limit = query.limit + 1,
         .counts = counts});
  if (order.nullable && !more)
    run({.missing = true, .after = in_missing ? &*query.after : nullptr, .limit = query.limit - seen + 1});
  return more ? last : std::nullopt;
}

namespace {

// The one test of related rows that a count may start from: their index is shorter than all records, a record
// that goes takes them along, and no record passes by two of them.
const Condition* relation_test(const ListQuery& query) {
  if (query.where.kind != Condition::Kind::all) return nullptr;
  for (const auto& c : query.where.children) {
    if (c.kind != Condition::Kind::test) continue;
    const Field* field = query.source->fields->find(c.field);
    if (!field || field->relation.empty() || !field->goes_along) continue;
    const bool several = field->kind == FieldKind::tags || field->kind == FieldKind::multi_choice;
    const bool one = c.op == Op::equal || (c.values.size() == 1 && (c.op == Op::any_of || c.op == Op::in));
    if (one || (!several && uses_index(*field, c))) return &c;
  }
  return nullptr;
}

// Writes the rows of the one test that a count starts from, joined with their records where `joined`.
void write_related(const ListQuery& query, const Condition& related, bool joined, SqlText& sql) {
  const ListSource& source = *query.source;
  const Field& field = source.fields->get(related.field);
  sql << field.relation_table;
  if (joined) sql << " cross join " << source.table << " on " << source.key << " = " << field.relation_key;
  sql << " where " << (field.relation_where.empty() ? "" : field.relation_where + " and ");
  Field column = field;  // of the table that is read
  column.relation.clear();
  Fields plain;
  plain.add(std::move(column));
  compile(related, plain, Access::any_index, "", sql);
}

// The order in which a count reads the records when no test leads it: that of the index which holds most.
std::string scan_of(const ListQuery& query, const Plan& chosen, const SqlText& sql) {
  const bool scanned = sql.engine() == store::Engine::sqlite && chosen.kind == Plan::Kind::order &&
                       chosen.free_field.empty() && !query.source->scan.empty();
  return scanned ? " order by " + query.source->scan : "";
}

// Writes what is counted, after "select 1 from ".
void write_counted(const ListQuery& query, const Plan& chosen, const Condition* related, SqlText& sql) {
  if (related) {
    const bool alone = query.where.children.size() == 1;
    write_related(query, *related, !alone, sql);
    if (!alone) sql << " and ";
    if (!alone) write_where(query, chosen, sql);
    return;
  }
  sql << query.source->table << " where ";
  write_where(query, chosen, sql);
  sql << scan_of(query, chosen, sql);
}

// Writes the records that a count looks at before it gives up, each with whether it meets the condition.
void write_looked_at(const ListQuery& query, const Plan& chosen, const Condition* related,
                     std::string_view column, SqlText& sql) {
  sql << "(select ";
  if (column.empty()) {
    sql << "case when ";
    write_where(query, chosen, sql);
    sql << " then 1 else 0 end as hit";
  } else {
    sql << column;
  }
  sql << " from ";
  if (related) {
    write_related(query, *related, column.empty(), sql);
  } else {
    const ListSource& source = *query.source;
    sql << source.table << " where " << (source.where.empty() ? "1 = 1" : source.where);
    for (const auto& c : query.where.children) {
      if (chosen.free_field.empty() || c.kind != Condition::Kind::test || c.field != chosen.free_field)
        continue;
      sql << " and ";
      compile(c, *source.fields, Access::any_index, "", sql);
    }
    sql << scan_of(query, chosen, sql);
  }
  sql << " limit " << std::to_string(count_looks + 1) << ") as looked_at";
}

Count count_within(store::Reader& reader, const ListQuery& query, const Plan& chosen,
                   const Condition* related, std::int64_t depth) {
  SqlText sql(reader.engine());
  sql << "select (select count(*) from (select 1 from ";
  write_looked_at(query, chosen, related, "", sql);
  sql << " where hit = 1 limit " << std::to_string(depth + 1) << ") as hits), (select count(*) from ";
  write_looked_at(query, chosen, related, "1", sql);
  sql << ")";
  Count out;
  reader.each(sql.sql(), sql.params(), [&](const store::Row& row) {
    out.value = row.integer(0);
    out.exact = row.integer(1) <= count_looks;
  });
  if (out.value > depth) out = {depth, false};
  return out;
}

}  // namespace

Count count_records(store::Reader& reader, const ListQuery& query, std::int64_t depth) {
  if (query.found) return {query.found->count(), true};
  Plan chosen = plan(reader, query);
  const bool bare = query.where.kind == Condition::Kind::all && query.where.children.empty();
  if (depth > 0 && bare) chosen.depth = search_count_depth;
  const bool steered = reader.engine() == store::Engine::sqlite && chosen.kind == Plan::Kind::order;
  const Condition* related = steered ? relation_test(query) : nullptr;
  const bool needs_looks = !bare && !(related && query.where.children.size() == 1);
  if (depth > 0 && chosen.kind == Plan::Kind::order && needs_looks)
    return count_within(reader, query, chosen, related, depth);
  SqlText sql(reader.engine());
  const std::string limit = depth > 0 ? " limit " + std::to_string(depth + 1) : "";
  write_picked(query, chosen, sql);
  sql << "select count(*), " << (chosen.kind == Plan::Kind::searched ? "(select count(*) from picked)" : "0")
      << " from (select 1 from ";
  write_counted(query, chosen, related, sql);
  sql << limit << ") as counted";
  Count out;
  reader.each(sql.sql(), sql.params(), [&](const store::Row& row) {
    out.value = row.integer(0);
    out.exact = row.integer(1) < chosen.depth;
  });
  if (depth > 0 && out.value > depth) out = {depth, false};
  return out;
}

}  // namespace rapport::rules
