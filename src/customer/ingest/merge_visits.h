// What this module moves when two contacts become one: carts, and the ways by which somebody came.
#pragma once

#include "customer/people/duplicates/merge_parts.h"

namespace rapport::ingest {

people::duplicates::Parts merge_parts();

// A visitor who turned out to be a contact goes on with the cart in hand: of two with one name the newer
// stays.
void move_visitor_carts(store::Transaction& tx, ContactId from, ContactId to);

std::span<const store::Statement> merge_statements();

}  // namespace rapport::ingest
