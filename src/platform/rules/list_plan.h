// Parts of list_page that are shared with counting: which records are read first.
#pragma once

#include "platform/rules/list.h"

namespace rapport::rules {

// How the records of a query are reached.
struct Plan {
  enum class Kind { order, picked, searched };
  Kind kind = Kind::order;
  std::string picked_field;     // picked: the field whose tests few records pass
  std::string free_field;       // order: the field whose index leads into the order
  int depth = search_depth;     // searched: how many hits are read
  std::vector<Uuid> keys = {};  // picked, where no field is named: these records
};

Plan plan(store::Reader& reader, const ListQuery& query);
// Whether an index answers the test.
bool uses_index(const Field& field, const Condition& test);
// Writes "with picked as materialized (…) " where the plan needs it.
void write_picked(const ListQuery& query, const Plan& plan, SqlText& out);
// Writes the conditions of the query after "where".
void write_where(const ListQuery& query, const Plan& plan, SqlText& out);
// Writes the newest `depth` records of the text index that contain the words.
void write_search(const TextIndex& index, std::string_view typed, int depth, SqlText& out);
bool has_words(std::string_view typed);

}  // namespace rapport::rules
