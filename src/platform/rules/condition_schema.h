// The JSON form of conditions as a JSON Schema (draft 2020-12), for editors and programs that write rules.
// Made of the same lists of operators and measures as the reading of conditions. What a schema cannot say
// stays with the reading: how deep and how long a condition may be in all, and which fields and histories
// there are.
#pragma once

#include <string>

namespace rapport::rules {

std::string condition_schema();

}  // namespace rapport::rules
