// Changes that become visible together. Made by Columns::batch in the writing thread, filled, applied once.
// Later puts of the same cell win; rows added to a contact come after a replacement of its rows in the order
// in which both were called. A value that its column cannot hold (a text that is no day) counts as missing.
// Texts are put as the database's column has them (an e-mail as its key): only what rules compare them with
// is normalised.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/money.h"
#include "customer/segments/columns/cells.h"
#include "platform/store/value.h"

namespace rapport::segments::columns {

class Columns;
struct Version;

struct ColumnId {
  std::uint32_t index = 0;
};
struct SeriesId {
  std::uint32_t index = 0;
};
inline constexpr SeriesId events{0}, orders{1};

// One fact of a history: when, and its value: the code of its name (events), the net value in minor units
// (orders), or what the series measures.
struct Row {
  std::int64_t at = 0;  // ms since 1970
  Cell value = 0;
};

class Batch {
 public:
  Number contact(const Uuid& id);  // its number, given at the first call; back to life when it was removed
  void remove(const Uuid& id);     // with everything known of it

  void put_text(Number contact, ColumnId column, std::string_view text);  // text, choice, date as text
  void put_integer(Number contact, ColumnId column, std::int64_t value);  // number, instant, days
  void put_number(Number contact, ColumnId column, double value);
  void put_boolean(Number contact, ColumnId column, bool value);
  void put_id(Number contact, ColumnId column, const Uuid& id);
  void put_money(Number contact, ColumnId column, const Money& amount);
  void put_set(Number contact, ColumnId column,
               std::span<const std::string_view> texts);  // tags: all of them
  void put_nothing(Number contact, ColumnId column);
  // By the type of the value and of the column; null is nothing. Of money the minor units alone (in the
  // column's own currency).
  void put(Number contact, ColumnId column, const store::Value& value);

  void add_event(Number contact, Instant at, std::string_view name);
  void add_order(Number contact, Instant at, std::int64_t net_minor);
  void add_row(SeriesId series, Number contact, Instant at, std::int64_t value = 0);
  void add_number(SeriesId series, Number contact, Instant at, double value);          // a series of reals
  void add_text(SeriesId series, Number contact, Instant at, std::string_view value);  // a series of texts
  // In any order. Values are codes where the series has texts: code_of.
  void replace_rows(SeriesId series, Number contact, std::vector<Row> rows);
  Cell code_of(SeriesId series, std::string_view text);  // of an event's name, or of a text that is measured

  // One contact of a list, which is made if need be; after the removals of the batch.
  void enter(std::string_view list, Number contact);
  void leave(std::string_view list, Number contact);

  bool empty() const;

 private:
  friend class Columns;
  explicit Batch(Columns& columns);
  void cell(Number contact, std::uint32_t column, Cell value);

  struct CellChange {
    Number contact;
    Cell value;
  };
  struct RowChange {
    Number contact;
    Row row;
  };
  struct Replacement {
    Number contact;
    std::size_t added_before;  // rows of this contact among the first so many additions are replaced, too
    std::vector<Row> rows;
  };
  struct ListChange {
    std::string list;
    Number contact;
    bool enters;
  };
  struct SeriesChange {
    std::vector<RowChange> added;
    std::vector<Replacement> replaced;
  };

  Columns* columns_;
  std::shared_ptr<const Version> base_;         // as it was when the batch was made
  std::vector<std::vector<CellChange>> cells_;  // by column: values at 2 i, currencies at 2 i + 1
  std::vector<SeriesChange> rows_;              // by series
  std::vector<std::pair<Number, bool>> lives_;  // contact, alive
  std::vector<ListChange> lists_;
};

}  // namespace rapport::segments::columns
