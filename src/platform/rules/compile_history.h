// Inside rules: tests of histories and of fixed lists as SQL. A history is read for one record at a time, by
// the index that its rows have on the record's id (and, for a cluster, within that record's shard).
#pragma once

#include "platform/rules/compile.h"

namespace rapport::rules {

inline constexpr std::string_view lists_source = "segments";  // of Fields: the members of fixed lists

// A row counts half for every so many milliseconds of its age.
inline constexpr std::int64_t half_life = 30LL * 24 * 3'600 * 1'000;
void compile_history(const Condition& history, const Fields& fields, SqlText& out);
void compile_member(const Condition& member, const Fields& fields, SqlText& out);

// The rows of a history that meet its condition, after "from": "events e where e.contact_id = c.contact_id
// and …". `record` is the SQL of the record's id; empty: of all records.
void write_rows(const Condition& history, const Source& source, std::string_view record, SqlText& out);
// A condition over one row, resolved, as SQL: what resolve_rows made.
void compile_rows(const Condition& rows, const Source& source, SqlText& out);
// What a row gives to the measure, as SQL: an integer, a text, or 1.
std::string measured_column(const Condition& history, const Source& source, store::Engine engine);

}  // namespace rapport::rules
