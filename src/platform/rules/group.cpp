#include "platform/rules/list_plan.h"

namespace rapport::rules {

namespace {

// Every hit of a search is counted.
Plan plan_of_all(const ListQuery& query) {
  Plan out;
  if (has_words(query.search)) out.kind = Plan::Kind::searched;
  out.depth = all_hits;
  return out;
}

}  // namespace

std::vector<Group> group_counts(store::Reader& reader, const ListQuery& query, std::string_view field_name,
                                int limit) {
  const auto& source = *query.source;
  const Field& field = source.fields->get(field_name);
  const Plan plan = plan_of_all(query);
  const bool searched = plan.kind == Plan::Kind::searched;
  // Tags go with their record; other related rows may outlast it.
  const bool own = field.relation.empty() || field.kind == FieldKind::tags;
  const bool everything =
      own && !searched && query.where.kind == Condition::Kind::all && query.where.children.empty();
  SqlText sql(reader.engine());
  write_picked(query, plan, sql);
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
  if (searched) sql << " and " << source.key << " in (select picked_key from picked)";
  if (!everything) {
    sql << " and ";
    compile(query.where, *source.fields, Access::any_index, "", sql);
  }
  sql << " group by " << field.column << " order by n desc, value limit " << std::to_string(limit);
  std::vector<Group> out;
  reader.each(sql.sql(), sql.params(), [&](const store::Row& row) {
    out.push_back({std::string(row.text(0)), row.integer(1)});
  });
  return out;
}

void group_figures(store::Reader& reader, const ListQuery& query, std::string_view field_name,
                   std::string_view figures, const store::Params& params, const store::EachRow& row) {
  const auto& source = *query.source;
  const Field& field = source.fields->get(field_name);
  const Plan plan = plan_of_all(query);
  SqlText sql(reader.engine());
  write_picked(query, plan, sql);
  sql << "select " << field.column << ", " << figures << " from " << source.table << " where ";
  write_where(query, plan, sql);
  sql << " group by " << field.column;
  store::Params all = sql.params();
  for (const auto& param : params.all()) all.set_value(param.name, store::Value(param.value));
  reader.each(sql.sql(), all, row);
}

}  // namespace rapport::rules
