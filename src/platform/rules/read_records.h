// What fields and histories hold, read record by record: for evaluators beside SQL, which keep them in memory
// and refresh the records that changed.
#pragma once

#include <functional>

#include "platform/rules/list.h"

namespace rapport::rules {

// The ids of these records alone; null: of all. At most 500 at once.
using RecordIds = const std::vector<Uuid>*;

// Calls `row` for each living record: its id, then the column of each field that is the record's own (of
// money its currency column after it). Fields of related rows and those without a column are passed over:
// own_fields says which come.
std::vector<const Field*> own_fields(const Fields& fields);
void each_record(store::Reader& reader, const ListSource& source, std::span<const Field* const> fields,
                 RecordIds ids, const store::EachRow& row);

// The record, when it meets the resolved condition: its id.
void each_record_that(store::Reader& reader, const ListSource& source, const Condition& resolved,
                      const Uuid& id, const store::EachRow& row);

// Fields of the same related rows are read together: a tag a row, the sums of one customer a row. Calls `row`
// with the record's id, then the columns as above, ordered by the id.
struct RelatedFields {
  std::vector<const Field*> fields;
  bool several = false;  // a record may have many rows
};
std::vector<RelatedFields> related_fields(const Fields& fields);
void each_related(store::Reader& reader, const RelatedFields& related, RecordIds ids,
                  const store::EachRow& row);

// The rows of a resolved history, whatever its measure, comparison and (unless its condition has one) window:
// the record's id, the instant, what is measured (1 where nothing is), ordered by the id.
void each_history_row(store::Reader& reader, const Fields& fields, const Condition& history, RecordIds ids,
                      const store::EachRow& row);

// The name of each event, too: id, instant, name.
void each_named_row(store::Reader& reader, const Source& source, RecordIds ids, const store::EachRow& row);

}  // namespace rapport::rules
