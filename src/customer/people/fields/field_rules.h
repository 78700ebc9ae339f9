// Inside people: how conditions read a custom field.
#pragma once

#include <optional>

#include "customer/people/fields/custom_field.h"
#include "platform/rules/fields.h"

namespace rapport::people {

// nullopt: lists cannot ask about it (not filterable, or still being filled).
std::optional<rules::Field> rule_field_of(const CustomField& field);

}  // namespace rapport::people
