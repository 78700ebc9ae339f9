// Names of facts that the product itself writes: a tracked event must not pass for one of them.
#pragma once

#include <string_view>

namespace rapport::ingest {

bool is_reserved(std::string_view name);

}  // namespace rapport::ingest
