// A condition about a record, as a tree: tests of registered fields joined by all (AND), any (OR), none
// (NOT). Two-valued: a test of a missing value is false, `not_equal` is exactly NOT equal (true where the
// value is missing), empty text counts as missing. Nothing here knows which records or fields exist.
//
//   all({test("country", Op::in, {"FR", "BE"}), none({test("tag", Op::equal, {"vip"})})})
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "platform/store/value.h"

namespace rapport::rules {

enum class Op {
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  in,           // one of the values
  contains,     // without case and accents; fields with folded text only
  starts_with,  // likewise
  is_null,      // missing; takes no value
};

using Literal = std::variant<std::monostate, bool, std::int64_t, double, std::string, Uuid>;

Literal literal(const store::Value& value);  // an owned copy
store::Value view(const Literal& literal, store::ColumnType type);

struct Condition {
  enum class Kind { all, any, none, test };
  Kind kind = Kind::all;            // all of nothing is true, any of nothing is false
  std::vector<Condition> children;  // all, any, none (true when no child holds)
  std::string field;                // test
  Op op = Op::equal;
  std::vector<Literal> values;
};

Condition all(std::vector<Condition> children);
Condition any(std::vector<Condition> children);
Condition none(std::vector<Condition> children);
Condition test(std::string field, Op op, std::vector<Literal> values = {});

}  // namespace rapport::rules
