// Inside rules: tests of days and instants, as tests of bounds.
#pragma once

#include "platform/rules/fields.h"
#include "platform/rules/moments.h"

namespace rapport::rules {

// Of a field of kind date or instant, with an operator that it offers and its number of values. `between` of
// the answer is half-open. Adds issues and gives anything when a value cannot be used.
Condition resolve_time(const Condition& test, const Field& field, const Context& context,
                       const std::string& path, std::vector<Issue>& issues);

}  // namespace rapport::rules
