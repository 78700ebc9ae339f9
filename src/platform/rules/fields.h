// The fields that conditions may name, registered by the modules that own the records. SQL fragments stand
// here and in the compiler only.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "platform/store/value.h"

namespace rapport::rules {

struct Field {
  std::string name;  // as in conditions
  store::ColumnType type = store::ColumnType::text;
  std::string column;  // "c.country", or with `relation` the column of the related row: "t.tag"
  std::string relation =
      {};  // the related rows of one record: "contact_tags t where t.contact_id = c.contact_id"
  std::string relation_table = {};  // the same without the join, to read ids from: "contact_tags t"
  std::string relation_key = {};    // "t.contact_id"
  std::string folded = {};          // column of folded text for contains and starts_with; empty: not offered
  bool indexed = false;             // an index starts with this column
  std::string (*normalise)(std::string_view) = nullptr;  // applied to text values before they are compared
};

class Fields {
 public:
  Fields& add(Field field);
  const Field* find(std::string_view name) const;
  const Field& get(std::string_view name) const;  // Error(invalid) that suggests the nearest name

 private:
  std::map<std::string, Field, std::less<>> fields_;
};

}  // namespace rapport::rules
