// A page of records that meet a condition, in a total order, by keyset: the cursor is the sort value and key
// of the last row, so that no row is skipped or shown twice while others are written, equal values and
// missing ones included (missing ones come last).
//
// It stays quick at a million records: a test that few records pass is answered first from its index and the
// rest sorted; otherwise rows are read in the order of the sort's index and filtered. Text search gives the
// newest `search_depth` records that contain the words, which are then filtered and sorted.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "platform/rules/compile.h"

namespace rapport::rules {

inline constexpr int search_depth = 5'000;
inline constexpr int all_hits = 1'000'000'000;
inline constexpr std::int64_t count_depth = 10'000;
inline constexpr std::int64_t count_looks = 50'000;  // records that a count up to a depth looks at
inline constexpr int search_count_depth = 1'000;     // of hits that no filter narrows

// The words of each record, folded, and the index over their trigrams.
struct TextIndex {
  std::string rows;    // table of folded text: "contact_search s"
  std::string key;     // "s.contact_id"
  std::string folded;  // "s.folded"
  std::string newest;  // PostgreSQL: the column to sort by, "s.created_at"
  std::string fts;     // SQLite: the FTS5 table, "contact_fts"
  std::string number;  // SQLite: its row number in `rows`, "s.search_no"
  // Keys of records that have exactly what was typed, which is bound behind it: "select i.contact_id from
  // identities i where i.kind = 'external_id' and i.key = "; empty: none.
  std::string exact = {};
};

struct ListSource {
  std::string table;    // "contacts c"
  std::string key;      // "c.contact_id"
  std::string where;    // always holds: "c.deleted_at is null"
  std::string columns;  // of the answer
  std::string joins;    // that the columns need
  std::string scan;     // an order whose index holds the columns people filter by: counts read it
  std::shared_ptr<const Fields> fields;
  const TextIndex* text = nullptr;
};

struct Order {
  std::string name;    // "newest"
  std::string column;  // "c.created_at"; its index continues with the key
  store::ColumnType type = store::ColumnType::integer;
  bool descending = true;
  bool nullable = false;
  std::string join = {};    // where the column is of another table: "join contact_order_stats o on …"
  std::string absent = {};  // then: the test for a record without it, "not exists (…)"
  std::string field = {};   // whose values give the order; empty: none of the registry
};

struct Position {
  bool missing = false;  // among the rows whose sort value is missing
  Literal value;
  Uuid key;
};
std::string render_cursor(const Order& order, const Position& position);
Position parse_cursor(const Order& order, std::string_view text);  // Error(invalid) on `cursor`

class Found;

struct ListQuery {
  std::shared_ptr<const ListSource> source;
  Condition where;     // resolved; usually Kind::all, whose tests can be read from indexes
  std::string search;  // as typed; empty: none
  std::shared_ptr<const Order> order;
  std::optional<Position> after;
  int limit = 50;
  int depth = search_depth;                      // how many hits of a search are read; all_hits for every one
  std::shared_ptr<const Found> found = nullptr;  // who meets `where`, told from memory; null: SQL finds them
};

// The order of a field of the registry, missing values last; by `name`, which cursors repeat. Error(internal)
// for a field of several values.
Order order_of(const Field& field, std::string name, bool descending);

struct Count {
  std::int64_t value = 0;
  bool exact = true;  // false: at least so many
};
// Calls `row` for each record of the page and gives the position to go on from, nullopt at the end. A first
// page that has to find all its records anyway also says in `counted` how many they are.
std::optional<Position> list_page(store::Reader& reader, const ListQuery& query, const store::EachRow& row,
                                  std::optional<Count>* counted = nullptr);

// Counts at most `depth` records (a search: among its hits) and looks at `count_looks` of them at most, so
// that it is quick however rare they are; all for depth 0.
Count count_records(store::Reader& reader, const ListQuery& query, std::int64_t depth = count_depth);

struct Group {
  std::string value;
  std::int64_t count = 0;
};
// The commonest values of a text field among the records of the query, every hit of its search included; the
// commonest first. Its order, place and limit say nothing here.
std::vector<Group> group_counts(store::Reader& reader, const ListQuery& query, std::string_view field,
                                int limit);

// For each value of a column of the record, its figures over the records of the query, every hit of its
// search included: aggregates as SQL ("count(*)", "sum(c.estimated_value)") that may use `params`. The row
// has the value, then the figures.
void group_figures(store::Reader& reader, const ListQuery& query, std::string_view field,
                   std::string_view figures, const store::Params& params, const store::EachRow& row);

// -- text search -----------------------------------------------------------------------------------------
// What the SQLite index holds for a folded text: each word is preceded by two marks, so that one and two
// letters find the beginnings of words by trigrams too.
std::string index_body(std::string_view folded);

}  // namespace rapport::rules
