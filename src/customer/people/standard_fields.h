// Inside people: the fields that every contact has.
#pragma once

#include "platform/rules/fields.h"

namespace rapport::people {

rules::Fields standard_contact_fields();

}  // namespace rapport::people
