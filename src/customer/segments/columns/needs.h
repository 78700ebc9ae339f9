// What a rule reads: which changes make it worth evaluating anew, and which series must be filled before.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/money.h"
#include "customer/segments/columns/ranges.h"
#include "platform/rules/fields.h"

namespace rapport::segments::columns {

// The rows that a history asks for, without its window of time.
struct SeriesNeed {
  std::string key;                           // empty: the base series of its source answers it
  std::string source;                        // "events", "orders"
  std::vector<std::string> names = {};       // sorted, each once; empty: any
  std::vector<rules::Condition> where = {};  // what each row shall meet beside the window; joined by all
  std::string field = {};                    // measured; empty: times alone
  std::optional<Currency> currency = {};     // rows of this currency alone: not the reporting one
};

// Error(invalid) where a test of the time is joined with another test by any or none: the window cannot be
// told from the filter. Events answer count, first and last by names and window; orders count, first and
// last, and sum, average, minimum and maximum of `net`, by window.
SeriesNeed series_need(const rules::Condition& history, Currency reporting);
inline std::string series_key(const rules::Condition& history, Currency reporting) {
  return series_need(history, reporting).key;
}

struct Dependencies {
  std::set<std::string> fields;  // of the record
  std::set<std::string> events;  // names of facts that the base series or a filtered one counts
  bool any_event = false;        // facts of any name
  bool orders = false;
  std::set<std::string> series;  // keys of the named series
  std::set<std::string> lists;   // members of
  bool time = false;             // compares with an instant or counts within a window: changes with the clock
  bool decays = false;           // weighs what happened by its age: another number at every moment
};

Dependencies dependencies(const rules::Condition& resolved, const rules::Fields& fields, Currency reporting);

// The window of a history: the instants (ms) of the rows that it looks at.
Ranges window_of(const rules::Condition& history);

// The field that holds a row's time.
std::string_view time_field(std::string_view source);  // "occurred_at" of events, "ordered_at" of orders

}  // namespace rapport::segments::columns
