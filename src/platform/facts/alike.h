// One fact that is true of many contacts at once.
#pragma once

#include <span>

#include "platform/facts/facts.h"

namespace rapport::facts {

// Records it of each of them; id and contact of `alike` are given here. As record_all(); on PostgreSQL
// what is the same is sent once.
void record_for_each(store::Transaction& tx, Fact alike, std::span<const Uuid> contacts);

}  // namespace rapport::facts
