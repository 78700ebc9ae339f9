#include "platform/rules/list.h"

namespace rapport::rules {

std::vector<Group> group_counts(store::Reader& reader, const ListSource& source, const Condition& where,
                                std::string_view field_name, int limit) {
  const Field& field = source.fields->get(field_name);
  const bool everything = where.kind == Condition::Kind::all && where.children.empty();
  SqlText sql(reader.engine());
  sql << "select " << field.column << " as value, count(*) as n from ";
  if (field.relation.empty()) {
    sql << source.table << " where " << source.where << " and " << field.column << " is not null";
  } else {
    sql << field.relation_table << " ";
    if (everything)
      sql << "where 1 = 1";
    else
      sql << "join " << source.table << " on " << source.key << " = " << field.relation_key << " where "
          << source.where;
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

}  // namespace rapport::rules
