// Inside events: how the subscriptions of a contact follow when two become one.
#pragma once

#include "customer/people/duplicates/merge_parts.h"

namespace rapport::events {

const people::duplicates::Part& subscriptions_part();

std::span<const store::Statement> merge_subscription_statements();

}  // namespace rapport::events
