// What a backup needs to know of a table: its columns with their types, the query that reads it, and the text
// form of a row, which is the same on both engines.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "platform/store/backup.h"

namespace rapport::store {

struct TableColumn {
  std::string name;
  ColumnType type = ColumnType::text;
};

struct TableShape {
  std::string name;
  std::vector<TableColumn> columns;  // by name
};

// The tables of the migrations in their order, without derived ones and leases.
std::vector<TableShape> list_tables(Reader& reader);

// Calls with every row of the table, on PostgreSQL in portions; facts in the order of the feed.
void each_row(Reader& reader, const TableShape& table, const EachRow& row);

// [value, …] in the order of the columns. A place in the feed is told as the number of facts before it.
std::string render_row(Reader& reader, const TableShape& table, const Row& row);
Value parse_value(const TableColumn& column, const boost::json::value& value);

// Sums up rows in any order.
class RowSum {
 public:
  explicit RowSum(const TableShape& table);
  void add(const std::string& rendered_row);
  TableSummary summary() const;

 private:
  TableSummary summary_;
  std::vector<bool> is_json_;
  std::uint64_t sum_ = 0;
};

}  // namespace rapport::store
