// A condition about a record, as a tree: tests of registered fields, of what a person did, and of segments,
// joined by all (AND), any (OR), none (NOT). Two-valued: a test of a missing value is false, `not_equal` is
// exactly NOT equal (true where the value is missing), empty text counts as missing. Nothing here knows which
// records, fields or histories exist.
//
//   all({test("country", Op::in, {"FR", "BE"}), none({test("tags", Op::any_of, {"vip"})})})
//
// A history is what happened to a record: rows of facts, of orders. A test of one sums up the rows that meet
// a condition of their own and compares the result: "clicked at least 3 times in the last 30 days",
//
//   history("events", {"campaign_clicked"}, Measure::count, "",
//           {test("occurred_at", Op::in_last, {Span{Span::Unit::days, 30}})}, Op::greater_equal, {3})
//
// Without such rows the counts and sums (count, distinct, sum, decayed) are 0; the other measures are
// missing.
//
// Its JSON form stands in condition_json.h; resolve.h checks it against the fields and turns days, calendar
// words and spans into bounds; compile.h makes SQL of it.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/money.h"
#include "platform/store/value.h"

namespace rapport::rules {

enum class Op {
  equal,  // a day or a calendar word: within it
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  in,  // one of the values
  not_in,
  between,   // both ends belong to it; of two instants the second does not
  contains,  // without case and accents
  not_contains,
  starts_with,  // likewise
  ends_with,    // likewise
  is_null,      // missing; takes no value
  is_not_null,
  any_of,  // of many values: one of them is there
  all_of,
  none_of,
  before,       // earlier than the day, the word or the instant begins
  after,        // later than it ends
  in_last,      // (now − span, now]; days: today and the days before
  not_in_last,  // the complement, true where the value is missing
  in_next,      // [now, now + span); days: today and the days that follow
  more_than_ago,
  anniversary_in_next,  // month and day come again in [today, today + days), at least a year later
};

// A length of time. Days and longer are counted on the calendar: in Paris 30 days are not always 720 hours.
struct Span {
  enum class Unit { hours, days, weeks, months, years };
  Unit unit = Unit::days;
  std::int64_t count = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

using Literal = std::variant<std::monostate, bool, std::int64_t, double, std::string, Uuid, Money, Span>;

Literal literal(const store::Value& value);  // an owned copy
// Money gives its minor units.
store::Value view(const Literal& literal, store::ColumnType type);

// What the rows of a history come to.
enum class Measure {
  count,
  sum,
  average,
  minimum,
  maximum,
  distinct,  // how many different values
  first,     // the earliest instant of the rows
  last,      // the latest
  decayed,   // the sum where each row counts half of it for every 30 days of its age
};

struct Condition {
  enum class Kind { all, any, none, test, history, member };
  Kind kind = Kind::all;  // all of nothing is true, any of nothing is false
  // all, any, none (true when no child holds); history: what each row shall meet, nothing or one condition
  std::vector<Condition> children;
  // test: of the record; history: of the rows, where the measure needs one; member: the segment
  std::string field;
  Op op = Op::equal;
  std::vector<Literal> values;
  std::string source;              // history: "events", "orders"
  std::vector<std::string> names;  // history: of facts, one of these; empty: any
  Measure measure = Measure::count;
  std::int64_t as_of = 0;  // resolved, decayed: the instant at which ages are counted
  friend bool operator==(const Condition&, const Condition&) = default;
};

Condition all(std::vector<Condition> children);
Condition any(std::vector<Condition> children);
Condition none(std::vector<Condition> children);
Condition test(std::string field, Op op, std::vector<Literal> values = {});
Condition history(std::string source, std::vector<std::string> names, Measure measure, std::string field,
                  std::vector<Condition> where, Op op, std::vector<Literal> values);
Condition member(std::string segment);  // by name or id

}  // namespace rapport::rules
