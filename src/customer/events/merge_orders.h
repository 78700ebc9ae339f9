// What this module moves when two contacts become one: orders with their lines and claims, bookings
// beside them, subscriptions.
#pragma once

#include "customer/people/duplicates/merge_parts.h"

namespace rapport::events {

people::duplicates::Parts merge_parts();

std::span<const store::Statement> merge_statements();

}  // namespace rapport::events
