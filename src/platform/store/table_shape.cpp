#include "platform/store/table_shape.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "base/error.h"
#include "base/hash.h"
#include "platform/store/migrations.h"

namespace rapport::store {

namespace {

constexpr int rows_a_fetch = 2'000;

constexpr Statement columns_of{
    "backup.columns", Reach::local,
    "select name, lower(type) as type from pragma_table_info(:table) order by name",
    "select column_name as name, data_type as type from information_schema.columns "
    "where table_schema = current_schema() and table_name = :table order by 1"};
constexpr Statement facts_before{"backup.facts_before", Reach::everywhere,
                                 "select count(*) from events where seq <= :seq",
                                 "select count(*) from events where xid < cast(:xid as xid8) or "
                                 "(xid = cast(:xid as xid8) and seq <= :seq)"};

ColumnType parse_type(const std::string& declared) {
  static const std::map<std::string, ColumnType> types = {{"uuid", ColumnType::uuid},
                                                          {"bigint", ColumnType::integer},
                                                          {"integer", ColumnType::integer},
                                                          {"boolean", ColumnType::boolean},
                                                          {"double precision", ColumnType::number},
                                                          {"real", ColumnType::number},
                                                          {"jsonb", ColumnType::json},
                                                          {"bytea", ColumnType::bytes},
                                                          {"blob", ColumnType::bytes}};
  const auto it = types.find(declared);
  return it == types.end() ? ColumnType::text : it->second;
}

// Names after `-- plan ` or `-- derived ` in the migrations up to the schema, in order.
std::vector<std::string> names_after(std::string_view mark, Engine engine, int schema) {
  std::vector<std::string> out;
  for (const Migration& migration : embedded_migrations()) {
    if (migration.number > schema) break;
    const std::string text = part_for(engine, migration.text);
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
      if (at > 0 && text[at - 1] != '\n') continue;
      const auto from = at + mark.size();
      const std::string name = text.substr(from, text.find_first_of(" \n:", from) - from);
      if (std::ranges::find(out, name) == out.end()) out.push_back(name);
    }
  }
  return out;
}

// Columns that only say where a row lies in this database.
bool is_placing(const std::string& table, const std::string& column) {
  return table == "events" && (column == "seq" || column == "xid");
}

std::string quoted_text(std::string_view text) { return boost::json::serialize(boost::json::string(text)); }

std::string number_text(double value) {
  std::string out;
  json::write(type_info<double>(), &value, out);
  return out;
}

std::int64_t facts_up_to(Reader& reader, std::string_view position) {
  const auto colon = position.find(':');
  if (colon == std::string_view::npos) return 0;
  const std::int64_t seq = std::stoll(std::string(position.substr(colon + 1)));
  return reader.value<std::int64_t>(facts_before, {{"xid", position.substr(0, colon)}, {"seq", seq}})
      .value_or(0);
}

void sort_keys(boost::json::value& value) {
  if (auto* array = value.if_array()) {
    for (auto& item : *array) sort_keys(item);
  } else if (auto* object = value.if_object()) {
    std::vector<std::pair<std::string, boost::json::value>> items;
    for (auto& [key, item] : *object) items.emplace_back(std::string(key), std::move(item));
    std::ranges::sort(items, {}, &std::pair<std::string, boost::json::value>::first);
    object->clear();
    for (auto& [key, item] : items) {
      sort_keys(item);
      object->emplace(key, std::move(item));
    }
  } else if (value.is_double() &&
             value.get_double() == static_cast<double>(static_cast<std::int64_t>(value.get_double()))) {
    value = static_cast<std::int64_t>(
        value.get_double());  // jsonb may write 1.0 where 1 was given, and the reverse
  }
}

}  // namespace

std::vector<TableShape> list_tables(Reader& reader) {
  const DynamicSql newest{"select coalesce(max(number), 0) from schema_migrations"};
  const int schema = static_cast<int>(reader.value<std::int64_t>(newest).value_or(0));
  const auto derived = names_after("-- derived ", reader.engine(), schema);
  std::vector<TableShape> out;
  for (const std::string& name : names_after("-- plan ", reader.engine(), schema)) {
    if (name == "leases" || std::ranges::find(derived, name) != derived.end()) continue;
    TableShape table{name, {}};
    reader.each(columns_of, {{"table", name}}, [&](const Row& row) {
      const std::string column(row.text(0));
      if (!is_placing(name, column)) table.columns.push_back({column, parse_type(std::string(row.text(1)))});
    });
    if (!table.columns.empty()) out.push_back(std::move(table));
  }
  return out;
}

void each_row(Reader& reader, const TableShape& table, const EachRow& row) {
  std::string query = "select ";
  for (const TableColumn& column : table.columns)
    query.append(&column == table.columns.data() ? "" : ", ").append(column.name);
  query += " from " + table.name;
  if (table.name == "events")
    query += reader.engine() == Engine::sqlite ? " order by seq" : " order by xid, seq";
  if (reader.engine() == Engine::sqlite) return reader.each(DynamicSql{query}, {}, row);
  reader.each(DynamicSql{"declare backup no scroll cursor for " + query}, {}, {});
  const DynamicSql fetch{"fetch " + std::to_string(rows_a_fetch) + " from backup"};
  for (int got = rows_a_fetch; got == rows_a_fetch;) {
    got = 0;
    reader.each(fetch, {}, [&](const Row& r) {
      ++got;
      row(r);
    });
  }
  reader.each(DynamicSql{"close backup"}, {}, {});
}

std::string render_row(Reader& reader, const TableShape& table, const Row& row) {
  std::string out = "[";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const int c = static_cast<int>(i);
    if (i > 0) out.push_back(',');
    if (row.is_null(c)) {
      out += "null";
      continue;
    }
    switch (table.columns[i].type) {
      case ColumnType::boolean:
        out += row.boolean(c) ? "true" : "false";
        break;
      case ColumnType::integer:
        out += std::to_string(row.integer(c));
        break;
      case ColumnType::number:
        out += number_text(row.number(c));
        break;
      case ColumnType::uuid:
        out += quoted_text(render(row.uuid(c)));
        break;
      case ColumnType::bytes:
        out += quoted_text(hash::base64(row.bytes(c)));
        break;
      case ColumnType::json:
      case ColumnType::text:
        if (table.name == "cursors" && table.columns[i].name == "position")
          out += std::to_string(facts_up_to(reader, row.text(c)));
        else
          out += quoted_text(row.text(c));
    }
  }
  return out + "]";
}

Value parse_value(const TableColumn& column, const boost::json::value& value) {
  if (value.is_null()) return null_of(column.type);
  const auto text = [&] { return std::string(value.as_string()); };
  switch (column.type) {
    case ColumnType::boolean:
      return to_value(value.as_bool());
    case ColumnType::integer:
      return to_value(value.to_number<std::int64_t>());
    case ColumnType::number:
      return to_value(value.to_number<double>());
    case ColumnType::uuid:
      if (const auto id = parse_uuid(text())) return to_value(*id);
      break;
    case ColumnType::bytes:
      if (auto bytes = hash::parse_base64(text())) return {ColumnType::bytes, *std::move(bytes)};
      break;
    case ColumnType::json:
      return {ColumnType::json, text()};
    case ColumnType::text:
      return {ColumnType::text, text()};
  }
  fail(ErrorCode::invalid, "The backup holds a value that does not fit the column " + column.name + ".");
}

RowSum::RowSum(const TableShape& table) {
  summary_.table = table.name;
  for (const TableColumn& column : table.columns) is_json_.push_back(column.type == ColumnType::json);
}

// JSON columns are compared by what they say: PostgreSQL orders keys in its own way.
void RowSum::add(const std::string& rendered_row) {
  ++summary_.rows;
  const bool any_json = std::ranges::find(is_json_, true) != is_json_.end();
  if (!any_json) {
    sum_ += hash::fast(rendered_row);
    return;
  }
  boost::json::value row = boost::json::parse(rendered_row);
  auto& cells = row.as_array();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!is_json_[i] || !cells[i].is_string()) continue;
    boost::json::value inner = boost::json::parse(cells[i].as_string());
    sort_keys(inner);
    cells[i] = boost::json::serialize(inner);
  }
  sum_ += hash::fast(boost::json::serialize(row));
}

TableSummary RowSum::summary() const {
  TableSummary out = summary_;
  std::uint64_t rest = sum_;
  out.checksum.assign(16, '0');
  for (auto it = out.checksum.rbegin(); it != out.checksum.rend(); ++it, rest >>= 4)
    *it = "0123456789abcdef"[rest & 15];
  return out;
}

}  // namespace rapport::store
