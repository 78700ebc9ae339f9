// A result of PostgreSQL, in its text form, and the row that reads it.
#pragma once

#include <libpq-fe.h>

#include <deque>
#include <memory>

#include "platform/store/store.h"

namespace rapport::store::postgres {

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

std::int64_t rows_changed(const PGresult* result);

class ResultRow final : public Row {
 public:
  ResultRow(const PGresult* result, RowLayout* layout) : result_(result), layout_(layout) {}
  void move_to(int row) { row_ = row; }
  int columns() const override { return PQnfields(result_); }
  std::string_view name(int column) const override { return PQfname(result_, column); }
  bool is_null(int column) const override { return PQgetisnull(result_, row_, column) != 0; }
  bool boolean(int column) const override;
  std::int64_t integer(int column) const override;
  double number(int column) const override;
  std::string_view text(int column) const override {
    return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
  }
  Uuid uuid(int column) const override;
  std::string_view bytes(int column) const override;

 private:
  RowLayout* layout() const override { return layout_; }
  const PGresult* result_;
  RowLayout* layout_;
  int row_ = 0;
  mutable std::deque<std::string> decoded_;  // what bytes() gave out
};

void each_row(const Result& result, RowLayout* layout, const EachRow& row);

}  // namespace rapport::store::postgres
