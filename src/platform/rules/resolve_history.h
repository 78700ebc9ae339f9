// Inside rules: tests of histories, checked and with bounds.
#pragma once

#include <functional>

#include "platform/rules/fields.h"
#include "platform/rules/moments.h"

namespace rapport::rules {

// Numbers that rows say of themselves are summed up in ten-thousandths, so that sums are exact.
inline constexpr std::int64_t property_scale = 10'000;

using ResolveWith = std::function<Condition(const Condition&, const Fields&, const std::string& path)>;

// The condition of the rows stands in the one child, resolved against the fields of the source; a property
// that no field names is called "url#text" afterwards, by the kind that its values have. The comparison of a
// measure of time may become several tests, each of the same history.
Condition resolve_history(const Condition& history, const Fields& fields, const Context& context,
                          const std::string& path, std::vector<Issue>& issues, const ResolveWith& resolve);

// Properties that no field names get the kind of what they are compared with, and become fields.
void name_properties(Condition& condition, Fields& fields);

// The fields of a source with the properties that a resolved condition of its rows names, for SQL.
Fields row_fields(const Source& source, const Condition& history, store::Engine engine);

}  // namespace rapport::rules
