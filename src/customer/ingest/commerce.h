// Events of a shop in the words of Segment's e-commerce specification: orders are booked, given back and
// cancelled, carts are kept, subscriptions followed. The event stays a fact as it was sent; what follows from
// it is written in the same transaction. What is told of an order before the order comes waits for it. An
// event that says too little to book (no number, an unknown currency) is kept as a plain event, with the
// reason in its `issues`. Names and properties: https://segment.com/docs/connections/spec/ecommerce/v2/
#pragma once

#include "customer/events/order.h"
#include "customer/ingest/subjects.h"

namespace rapport::ingest {

// Gives the order or subscription that the event tells of, for the fact to refer to. `contact` may be a
// visitor's id.
std::optional<Uuid> follow_commerce(store::Transaction& tx, const Message& message, ContactId contact,
                                    const Sender& sender, std::vector<Issue>& issues);

// Carts in which nothing happened for an hour, that hold something and were not ordered, become abandoned,
// each with a `cart_abandoned` fact; some at a time, false when none is left.
bool find_abandoned_carts(store::Transaction& tx);

std::vector<store::Statement> commerce_statements();

}  // namespace rapport::ingest
