// Conditions to SQL text with bound parameters, the same meaning on both engines.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/rules/condition.h"
#include "platform/rules/fields.h"
#include "platform/store/store.h"

namespace rapport::rules {

// SQL under construction: text and the values that its parameters stand for. Owns the values.
class SqlText {
 public:
  explicit SqlText(store::Engine engine) : engine_(engine) {}
  store::Engine engine() const { return engine_; }
  SqlText& operator<<(std::string_view text) {
    sql_ += text;
    return *this;
  }
  SqlText& bind(Literal value,
                store::ColumnType type);  // writes the parameter; at most 3,000 in one statement
  const std::string& text() const { return sql_; }
  store::DynamicSql sql() const { return {sql_}; }
  store::Params params() const;  // views into this object

 private:
  store::Engine engine_;
  std::string sql_;
  std::vector<std::pair<Literal, store::ColumnType>> values_;
};

// Whether a test may be answered from the index of its column, or shall filter rows that another index
// brings.
enum class Access { any_index, filter_only };

// The operator whose complement this one is; nullopt when it is none.
std::optional<Op> negated(Op op);

// Appends the condition as one SQL expression. `free_field` names a field whose index stays usable when the
// rest is filter_only. Error(invalid) for an unknown field, a value of another type. What came from outside
// went through resolve: of days and instants only comparisons of stored values are left, `between` half-open.
void compile(const Condition& condition, const Fields& fields, Access access, std::string_view free_field,
             SqlText& out);

// Whether a test passes for a record that has no related row: for `when_absent`, where the field has one.
bool passes_when_absent(const Field& field, const Condition& test);

std::string like_pattern(std::string_view text);  // %, _ and \ escaped with a backslash

}  // namespace rapport::rules
