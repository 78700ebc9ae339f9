// Inside people: columns that are the workspace's own fields. Their name in a mapping is custom.<name>, as in
// change sets and issues.
#pragma once

#include "customer/people/fields/catalogue.h"
#include "customer/people/fields/field_value.h"
#include "customer/people/imports/import_options.h"

namespace rapport::people {

// The living field of contacts that a mapping names as custom.<name>; null for any other name.
const CustomField* custom_target(const FieldCatalogue& own, std::string_view target);
// The field whose name or label, in any language, a header says: "Pointure (EU)" → custom.shoe_size; "" for
// none.
std::string custom_of_header(const FieldCatalogue& own, std::string_view header);

struct CustomCellContext {
  ValueContext value;
  DateOrder order = DateOrder::day_first;
  const TimeZone& zone;  // of dates with a time that name none
};
// A cell as the value that is stored: numbers and amounts with grouping, dates in the order of the file, yes
// and no in three languages, choices by value or label. Issues name custom.<name>. References stay the text
// of the cell: the judge finds out whom it means.
boost::json::value read_custom_cell(const CustomField& field, std::string_view cell,
                                    const CustomCellContext& context, std::vector<Issue>& issues);

// "1 234,5", "1,234,567.8", "1.234,5" → a JSON number; nullopt for anything else. A single comma is the
// decimal sign unless the field holds whole numbers and three digits follow.
std::optional<boost::json::value> parse_number(std::string_view cell, bool whole);

}  // namespace rapport::people
