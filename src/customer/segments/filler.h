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

// What is filled at one moment; does not change. Whoever has it asks without the filler.
struct Filled {
  std::shared_ptr<const rules::ListSource> source;
  Currency reporting;
  std::set<std::string, std::less<>> long_texts, lists, series;
  bool lacks(const rules::Condition& resolved) const;  // something that the rule reads
};

class Filler {
 public:
  Filler(columns::Columns& columns, std::shared_ptr<const rules::ListSource> source, Currency reporting);

  // Everything, in the snapshot of the reader.
  void fill(store::Reader& reader);
  // Goes on with columns that were kept in a file: fills those that are new since and drops what is gone.
  // Series are taken over as rules ask for them, which scores and others do after a while. Until then they
  // are not brought up to date: miss() notes whose rows change, and whoever asks for the series has the rows
  // of these read. drop_unused() forgets the series that nobody asked for.
  void take_over(store::Reader& reader);
  void miss(const std::vector<Uuid>& contacts);
  const std::set<Uuid>& missed() const { return missed_; }
  bool drop_unused();  // whether there were any
  // These contacts as the database has them now; gone ones leave. With their rows of all series.
  void refresh(store::Reader& reader, const std::vector<Uuid>& contacts);
  // Their fields, orders and filtered series, but not the events that the feed brings one by one.
  void refresh_fields(store::Reader& reader, columns::Batch& batch, const std::vector<Uuid>& contacts);

  // Makes what a resolved rule reads: columns of long texts, series, fixed lists. Whether something was
  // missing.
  bool provide(store::Reader& reader, const rules::Condition& resolved);
  bool lacks(const rules::Condition& resolved) { return filled()->lacks(resolved); }
  std::shared_ptr<const Filled> filled();
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
  bool add_series(store::Reader& reader, const rules::Condition& history);  // whether rows were read
  void read_missed(store::Reader& reader, const FilledSeries& series);
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
  std::set<std::string, std::less<>> unclaimed_;  // of the file, and not in series_
  std::set<Uuid> missed_;                         // whose rows of these may have changed
  FilledSeries orders_;
  std::set<std::string> lists_;
  std::shared_ptr<const Filled> filled_;  // null: not as things are now
};

}  // namespace rapport::segments
