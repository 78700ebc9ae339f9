// Fills the columns from the database, and keeps them as the database is: all contacts at the start, then
// those that changed. Which fields are kept: every one that has a column, long texts only once a rule asks
// for them; series as rules ask for them.
#pragma once

#include <map>
#include <set>

#include "customer/people/contact_fields.h"
#include "customer/segments/columns/columns.h"
#include "customer/segments/columns/needs.h"
#include "platform/rules/read_records.h"

namespace rapport::segments {

class Filler {
 public:
  Filler(columns::Columns& columns, std::shared_ptr<const rules::ListSource> source, Currency reporting);

  // Everything, in the snapshot of the reader.
  void fill(store::Reader& reader);
  // Goes on with columns that were kept in a file: fills those that are new since and drops what is gone.
  // Series are taken over as rules ask for them; drop_unused() forgets those that none asked for, before
  // anything is applied.
  void take_over(store::Reader& reader);
  void drop_unused();
  // These contacts as the database has them now; gone ones leave. With their rows of all series.
  void refresh(store::Reader& reader, const std::vector<Uuid>& contacts);
  // Their fields, orders and filtered series, but not the events that the feed brings one by one.
  void refresh_fields(store::Reader& reader, columns::Batch& batch, const std::vector<Uuid>& contacts);

  // Makes what a resolved rule reads: columns of long texts, series, fixed lists. Whether something was
  // missing.
  bool provide(store::Reader& reader, const rules::Condition& resolved);
  bool lacks(const rules::Condition& resolved) const;
  // Whether a rule reads more of events of this name than that they happened.
  bool reads_into(std::string_view event) const;
  // The fields changed: new columns are made and filled.
  void use(store::Reader& reader, std::shared_ptr<const rules::ListSource> source);
  void set_list(store::Reader& reader, const Uuid& segment);

 private:
  struct FilledSeries {
    columns::SeriesId id;
    rules::Condition history;
    columns::RowValue value;
  };

  std::vector<const rules::Field*> add_columns();  // those that hold nothing yet
  void put_record(columns::Batch& batch, columns::Number number, const store::Row& row);
  void read_related(store::Reader& reader, columns::Batch& batch, rules::RecordIds ids);
  void read_series(store::Reader& reader, columns::Batch& batch, const FilledSeries& series,
                   rules::RecordIds ids);
  void read_events(store::Reader& reader, columns::Batch& batch, rules::RecordIds ids);
  void fill_column(store::Reader& reader, const rules::Field& field);
  bool add_series(const rules::Condition& history);  // whether its rows must be read
  void collect(store::Reader& reader, const rules::Condition& c, bool& missing);
  const rules::Fields& fields() const { return *source_->fields; }

  columns::Columns& columns_;
  std::shared_ptr<const rules::ListSource> source_;
  Currency reporting_;
  std::vector<const rules::Field*> own_;
  std::vector<rules::RelatedFields> related_;
  std::map<std::string, columns::ColumnId, std::less<>> ids_;
  std::set<std::string, std::less<>> asked_;  // long texts that a rule reads
  std::map<std::string, FilledSeries> series_;
  FilledSeries orders_;
  std::set<std::string> lists_;
};

}  // namespace rapport::segments
