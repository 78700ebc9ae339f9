// The fields that conditions may name, registered by the modules that own the records. SQL fragments stand
// here and in the compiler only.
//
// A field is read from a column of the record itself, or from related rows (`relation`): tags, a multiple
// choice, sums kept in a table of their own, custom fields:
//
//   {.name = "shoe_size", .kind = FieldKind::number, .type = ColumnType::number, .column = "v.number_value",
//    .relation = "contact_values v where v.contact_id = c.contact_id and v.field_no = 7",
//    .relation_table = "contact_values v", .relation_key = "v.contact_id", .relation_where = "v.field_no =
//    7"}
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/rules/condition.h"

namespace rapport::rules {

// What a field says, which decides the operators that it offers.
enum class FieldKind {
  text,
  long_text,  // is searched within, never compared
  number,
  money,
  boolean,
  date,     // a day: text "2026-11-20", or days since 1970-01-01
  instant,  // milliseconds
  choice,
  multi_choice,
  tags,
  reference,  // the id of another record
  email,
  phone,
  url,
};

// The one table of what each kind offers, in the order in which a screen shows it.
std::span<const Op> operators(FieldKind kind);
bool offers(FieldKind kind, Op op);

// How many values an operator takes.
enum class Arity { none, one, two, many };
Arity arity(Op op);

struct Labels {
  std::string en, fr, vi;
};

struct Option {
  std::string value;
  Labels labels;
};

struct Field {
  std::string name;  // as in conditions
  FieldKind kind = FieldKind::text;
  store::ColumnType type =
      store::ColumnType::text;       // of the column: a date, boolean or money may be a number
  std::string column;                // "c.country", or with `relation` the column of the related row: "t.tag"
  std::string currency_column = {};  // money: "c.estimated_value_currency"
  std::string relation =
      {};  // the related rows of one record: "contact_tags t where t.contact_id = c.contact_id"
  std::string relation_table = {};  // the same without the join, to read ids from: "contact_tags t"
  std::string relation_key = {};    // "t.contact_id"
  std::string relation_where = {};  // what else picks the rows: "v.field_no = 7"
  bool goes_along = false;          // a record that is deleted has no related rows
  bool zero_when_absent = false;    // a record without a related row has the number 0, not a missing one
  std::string folded = {};  // column of the same text, folded; empty: the column is folded as it is read
  bool indexed = false;     // an index starts with this column
  bool sortable = false;    // lists may be ordered by it; an index leads there or continues
  std::string (*normalise)(std::string_view) = nullptr;  // applied to text values before they are compared

  // For people.
  Labels labels = {};
  std::string group = {};  // under which heading a screen offers it: "person", "dates", "custom", …
  std::vector<Option> options = {};
  std::string unit = {};                  // "km"
  std::optional<Currency> currency = {};  // money: of amounts that name none; absent: the reporting currency
  std::string reference = {};             // "user", "company"
  bool custom = false;                    // the workspace's own: its options may change
};

// In the order in which they were added.
class Fields {
 public:
  Fields& add(Field field);  // takes the place of one of the same name
  const Field* find(std::string_view name) const;
  const Field& get(std::string_view name) const;  // Error(invalid) that suggests the nearest name
  std::span<const Field> all() const { return fields_; }
  std::optional<std::string> nearest(std::string_view name) const;

 private:
  std::vector<Field> fields_;
  std::map<std::string, std::size_t, std::less<>> places_;
};

}  // namespace rapport::rules
