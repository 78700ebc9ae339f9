// The current row of a running SQLite statement.
#pragma once

#include <sqlite3.h>

#include "platform/store/store.h"

namespace rapport::store::sqlite {

class StatementRow final : public Row {
 public:
  StatementRow(sqlite3_stmt* statement, RowLayout& layout) : statement_(statement), layout_(layout) {}
  int columns() const override { return sqlite3_column_count(statement_); }
  std::string_view name(int column) const override { return sqlite3_column_name(statement_, column); }
  bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  bool boolean(int column) const override { return sqlite3_column_int64(statement_, column) != 0; }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  double number(int column) const override { return sqlite3_column_double(statement_, column); }
  std::string_view text(int column) const override {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return data == nullptr
               ? std::string_view{}
               : std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
  }
  Uuid uuid(int column) const override;
  std::string_view bytes(int column) const override;

 private:
  RowLayout* layout() const override { return &layout_; }
  sqlite3_stmt* statement_;
  RowLayout& layout_;
};

}  // namespace rapport::store::sqlite
