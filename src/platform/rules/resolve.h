// Checks a condition against the fields, and makes of it one that names bounds only: days, calendar words and
// spans become half-open intervals of instants or days, amounts get their currency, references their id.
#pragma once

#include <string>

#include "platform/rules/fields.h"
#include "platform/rules/moments.h"

namespace rapport::rules {

// Error(invalid) with every issue, each naming its place: `filter.all[1].op`, and the nearest name where one
// was mistyped. What `all` holds within `all` stands at one level afterwards, where indexes are looked for.
Condition resolve(const Condition& condition, const Fields& fields, const Context& context,
                  const std::string& path = "filter");

// The same for a condition over the rows of a source, one by one: what they say beside their fields may be
// named, as in a history.
Condition resolve_rows(const Condition& condition, const Source& source, const Context& context,
                       const std::string& path = "filter");

}  // namespace rapport::rules
