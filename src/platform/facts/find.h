// One fact by whom it is about and its id.
#pragma once

#include "platform/facts/facts.h"

namespace rapport::facts {

std::optional<Fact> find_fact(store::Reader& reader, const Uuid& contact, const FactId& id);

}  // namespace rapport::facts
