// Contacts as columns in memory, so that a rule over millions of them is answered in milliseconds. Knows no
// database: whoever owns it fills it and applies what changes.
//
//   Columns columns(eur);
//   const ColumnId country = columns.add_column(fields.get("country")).id;
//   Batch batch = columns.batch();
//   batch.put_text(batch.contact(id), country, "FR");
//   columns.apply(std::move(batch));
//   const Pinned version = columns.current();
//   const Plan plan = compile(resolved, *version);
//   evaluate(plan, *version).count();
//
// One thread writes (calls of writing functions exclude each other by a mutex); any thread may pin a version
// at any time, and neither waits for the other's work.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "customer/segments/columns/batch.h"
#include "customer/segments/columns/matches.h"
#include "customer/segments/columns/version.h"
#include "platform/rules/fields.h"

namespace rapport::segments::columns {

// What the rows of a named series carry beside their time.
enum class RowValue : std::uint8_t {
  none,
  name,     // the code of the event's name: the base series of events alone
  integer,  // a whole number
  money,    // minor units in one currency
  number,   // a real number: Batch::add_number
  instant,  // ms
  date,     // days since 1970-01-01
  text,     // a code of the series's own dictionary: Batch::add_text
};

struct Added {
  ColumnId id;
  bool fresh = false;  // new, or of another kind than before: holds nothing yet
};
struct AddedSeries {
  SeriesId id;
  bool fresh = false;
};

// What a batch made different: by contact, each column and each series once. Values that were put again are
// no change, and cost the next version nothing.
struct Changes {
  std::vector<std::pair<Number, std::uint32_t>> columns, series;  // index of the column, of the series
};

class Columns {
 public:
  explicit Columns(Currency reporting = {});  // of the net values of orders
  ~Columns();

  Pinned current() const;

  // A column for a field of records; one of the same name and kind is kept with what it holds (and takes over
  // how texts are normalised: a snapshot does not know that).
  Added add_column(const rules::Field& field);
  void drop_column(std::string_view name);
  AddedSeries add_series(std::string_view key, RowValue value);
  void drop_series(std::string_view key);
  void set_list(std::string_view key, std::span<const Number> numbers);
  void set_list(std::string_view key, Matches members);
  void set_lists(std::vector<std::pair<std::string, Matches>> members);  // many at once
  void drop_list(std::string_view key);

  Batch batch();
  Pinned apply(Batch&& batch, Changes* changes = nullptr);  // the version that shows it

 private:
  friend class Batch;
  friend class SnapshotReader;
  Pinned publish(std::shared_ptr<Version> next);

  mutable std::mutex pin_;  // guards current_ (the pointer alone)
  Pinned current_;
  std::mutex write_;  // one writer
  std::shared_ptr<Directory> directory_;
};

}  // namespace rapport::segments::columns
