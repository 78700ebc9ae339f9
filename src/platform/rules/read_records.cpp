#include "platform/rules/read_records.h"

#include <algorithm>

#include "platform/rules/compile_history.h"

namespace rapport::rules {

namespace {

void write_ids(SqlText& sql, std::string_view key, RecordIds ids) {
  if (!ids) return;
  sql << " and " << key << " in (";
  for (std::size_t i = 0; i < ids->size(); ++i) {
    if (i > 0) sql << ", ";
    sql.bind((*ids)[i], store::ColumnType::uuid);
  }
  sql << ")";
}

void write_columns(SqlText& sql, std::span<const Field* const> fields) {
  for (const Field* field : fields) {
    sql << ", " << field->column;
    if (!field->currency_column.empty()) sql << ", " << field->currency_column;
  }
}

void run(store::Reader& reader, const SqlText& sql, const store::EachRow& row) {
  reader.each(sql.sql(), sql.params(), row);
}

const Source& source_of(const Fields& fields, const Condition& history) {
  if (const Source* source = fields.find_source(history.source)) return *source;
  fail(ErrorCode::internal, "A history was read that does not exist.");
}

}  // namespace

std::vector<const Field*> own_fields(const Fields& fields) {
  std::vector<const Field*> out;
  for (const Field& field : fields.all())
    if (!field.expand && field.relation.empty()) out.push_back(&field);
  return out;
}

void each_record(store::Reader& reader, const ListSource& source, std::span<const Field* const> fields,
                 RecordIds ids, const store::EachRow& row) {
  if (ids && ids->empty()) return;
  SqlText sql(reader.engine());
  sql << "select " << source.key;
  write_columns(sql, fields);
  sql << " from " << source.table << " where " << source.where;
  write_ids(sql, source.key, ids);
  run(reader, sql, row);
}

void each_record_that(store::Reader& reader, const ListSource& source, const Condition& resolved,
                      const Uuid& id, const store::EachRow& row) {
  SqlText sql(reader.engine());
  sql << "select " << source.key << " from " << source.table << " where " << source.where << " and "
      << source.key << " = ";
  sql.bind(id, store::ColumnType::uuid) << " and ";
  compile(resolved, *source.fields, Access::filter_only, "", sql);
  run(reader, sql, row);
}

std::vector<RelatedFields> related_fields(const Fields& fields) {
  std::vector<RelatedFields> out;
  for (const Field& field : fields.all()) {
    if (field.expand || field.relation.empty()) continue;
    const bool several = field.kind == FieldKind::tags || field.kind == FieldKind::multi_choice;
    const auto same = std::find_if(out.begin(), out.end(), [&](const RelatedFields& one) {
      return !several && !one.several && one.fields.front()->relation == field.relation;
    });
    if (same == out.end())
      out.push_back({{&field}, several});
    else
      same->fields.push_back(&field);
  }
  return out;
}

void each_related(store::Reader& reader, const RelatedFields& related, RecordIds ids,
                  const store::EachRow& row) {
  if (ids && ids->empty()) return;
  const Field& first = *related.fields.front();
  SqlText sql(reader.engine());
  sql << "select " << first.relation_key;
  write_columns(sql, related.fields);
  sql << " from " << first.relation_table << " where "
      << (first.relation_where.empty() ? "1 = 1" : first.relation_where);
  write_ids(sql, first.relation_key, ids);
  sql << " order by " << first.relation_key;
  run(reader, sql, row);
}

void each_history_row(store::Reader& reader, const Fields& fields, const Condition& history, RecordIds ids,
                      const store::EachRow& row) {
  if (ids && ids->empty()) return;
  const Source& source = source_of(fields, history);
  SqlText sql(reader.engine());
  sql << "select " << source.key << ", " << source.fields.get(source.time).column << ", "
      << measured_column(history, source, reader.engine()) << " from ";
  write_rows(history, source, "", sql);
  write_ids(sql, source.key, ids);
  sql << " order by " << source.key;
  run(reader, sql, row);
}

void each_named_row(store::Reader& reader, const Source& source, RecordIds ids, const store::EachRow& row) {
  if (ids && ids->empty()) return;
  SqlText sql(reader.engine());
  sql << "select " << source.key << ", " << source.fields.get(source.time).column << ", " << source.names
      << " from " << source.from << " where " << (source.where.empty() ? "1 = 1" : source.where);
  write_ids(sql, source.key, ids);
  sql << " order by " << source.key;
  run(reader, sql, row);
}

}  // namespace rapport::rules
