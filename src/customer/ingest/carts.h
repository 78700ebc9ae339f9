// Inside ingest: carts as events tell them.
#pragma once

#include "customer/ingest/commerce.h"

namespace rapport::ingest {

// Cart events and checkouts; others do nothing.
void follow_cart(store::Transaction& tx, const Message& message, ContactId contact);

// "12.5" in the currency's minor units, rounded half away from zero; nullopt for what is no amount.
std::optional<std::int64_t> minor_units(const boost::json::object& properties, std::string_view name,
                                        Currency currency);

std::span<const store::Statement> cart_statements();

}  // namespace rapport::ingest
