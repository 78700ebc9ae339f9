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

#include "base/error.h"
#include "platform/rules/condition.h"

namespace rapport::store {
enum class Engine;
}

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
  const std::string& in(std::string_view language) const {
    return language == "fr" ? fr : language == "vi" ? vi : en;
  }
};

struct Option {
  std::string value;
  Labels labels;
};

struct Context;

// Rewrites a test of a field as a condition on others and on histories, when it means more than its column:
// `signup_days > 3` asks for `created_at`. Adds an issue and gives anything when a value cannot be used.
using Expand = Condition (*)(const Condition& test, const Context& context, const std::string& path,
                             std::vector<Issue>& issues);

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
  // What a record without a related row has, where that is not a missing value: {.when_absent = 0} of a
  // number of orders, "free" of a plan. Such a field is never missing.
  std::optional<Literal> when_absent = {};
  std::string folded = {};  // column of the same text, folded; empty: the column is folded as it is read
  bool indexed = false;     // an index starts with this column
  bool sortable = false;    // lists may be ordered by it; an index leads there or continues
  std::string (*normalise)(std::string_view) = nullptr;  // applied to text values before they are compared
  Expand expand = nullptr;                               // the field has no column: what stands for it

  // For people.
  Labels labels = {};
  std::string group = {};  // under which heading a screen offers it: "person", "dates", "custom", …
  std::vector<Option> options = {};
  std::string unit = {};                  // "km"
  std::optional<Currency> currency = {};  // money: of amounts that name none; absent: the reporting currency
  std::string reference = {};             // "user", "company"
  bool custom = false;                    // the workspace's own: its options may change
};

// What happened to a record: rows of another table, each at an instant. `from` and `where` are SQL, `c` being
// the record:
//
//   {.name = "orders", .from = "orders o", .key = "o.contact_id", .where = "o.status in ('paid')",
//    .time = "ordered_at", .fields = {ordered_at, net, channel, …}}
struct Source;

// In the order in which they were added.
class Fields {
 public:
  Fields& add(Field field);  // takes the place of one of the same name
  Fields& add(Source source);
  const Field* find(std::string_view name) const;
  const Field& get(std::string_view name) const;  // Error(invalid) that suggests the nearest name
  const Source* find_source(std::string_view name) const;
  std::span<const Field> all() const { return fields_; }
  std::span<const Source> sources() const;
  std::optional<std::string> nearest(std::string_view name) const;

 private:
  std::vector<Field> fields_;
  std::vector<Source> sources_;
  std::map<std::string, std::size_t, std::less<>> places_;
};

struct Source {
  std::string name;
  std::string from;   // "orders o"
  std::string key;    // "o.contact_id"
  std::string where;  // which rows belong to it; empty: all
  std::string time;   // the field that says when: "ordered_at"
  std::string names;  // the column that tells rows apart by name, "e.type"; empty: they have none
  // A property that no field names: what the rows say beside their columns. `read` as SQL on an engine, for a
  // value of that kind; null: the rows say nothing more.
  std::string (*property)(std::string_view name, FieldKind kind, store::Engine engine) = nullptr;
  Fields fields;
  Labels labels = {};
};

}  // namespace rapport::rules
