// Inside people: values of a contact's row as the cells of a file, taken from the row itself; a struct and a
// tree of JSON for each contact would cost more than reading it.
#pragma once

#include "customer/people/exports/custom_cells.h"
#include "customer/people/exports/record_writer.h"

namespace rapport::people {

class RowCells {
 public:
  explicit RowCells(RecordContext context) : context_(std::move(context)) {}

  // The number of the column for cell(). Error(invalid) on `columns` when it is no field.
  std::size_t add(std::string_view name);
  std::size_t size() const { return columns_.size(); }

  void look_at(const store::Row& row);
  std::string_view cell(std::size_t column);  // holds until the next call

 private:
  enum class Kind { text, integer, boolean, instant, uuid, money, list, name, compliant, custom };
  struct Column {
    Kind kind = Kind::text;
    std::string name;
    std::size_t custom = 0;         // the place in custom_
    int at = -1, currency_at = -1;  // in the row
  };
  void find_columns();
  std::string money(const Column& column) const;
  std::string list(std::string_view json) const;

  RecordContext context_;
  std::vector<Column> columns_;
  CustomCells custom_;
  const store::Row* row_ = nullptr;
  int width_ = -1;  // of the rows that the columns were found in
  int custom_at_ = -1, consent_at_ = -1, claimed_at_ = -1, until_at_ = -1;
  std::string text_;
};

}  // namespace rapport::people
