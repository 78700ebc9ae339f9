#include "platform/rules/list.h"

namespace rapport::rules {

std::vector<Group> group_counts(store::Reader& reader, const ListSource& source, const Condition& where,
                                std::string_view field_name, int limit) {
  const Field& field = source.fields->get(field_name);
  // Tags go with their record; other related rows may outlast it.
  const bool own = field.relation.empty() || field.kind == FieldKind::tags;
  const bool everything = own && where.kind == Condition::Kind::all && where.children.empty();
  SqlText sql(reader.engine());
  sql << "select " << field.column << " as value, count(*) as n from ";
  if (field.relation.empty()) {
    sql << source.table << " where " << source.where << " and " << field.column << " is not null";
  } else {
    sql << field.relation_table << " ";
    if (!everything)
      sql << "join " << source.table << " on " << source.key << " = " << field.relation_key << " ";
    sql << "where " << (field.relation_where.empty() ? "1 = 1" : field.relation_where);
    if (!everything) sql << " and " << source.where;
  }
  if (!everything) {
    sql << " and ";
    compile(where, *source.fields, Access::any_index, "", sql);
  }
  sql << " group by " << field.column << " order by n desc, value limit " << std::to_string(limit);
  std::vector<Group> out;
  reader.each(sql.sql(), sql.params(), [&](const store::Row& row) {
    out.push_back({std::string(row.text(0)), row.integer(1)});
  });
  return out;
}

void group_figures(store::Reader& reader, const ListSource& source, const Condition& where,
                   std::string_view field_name, std::string_view figures, const store::Params& params,
                   const store::EachRow& row) {
  const Field& field = source.fields->get(field_name);
  SqlText sql(reader.engine());
  sql << "select " << field.column << ", " << figures << " from " << source.table << " where " << source.where
      << " and ";
  compile(where, *source.fields, Access::filter_only, "", sql);
  sql << " group by " << field.column;
  store::Params all = sql.params();
  for (const auto& param : params.all()) all.set_value(param.name, store::Value(param.value));
  reader.each(sql.sql(), all, row);
}

}  // namespace rapport::rules
