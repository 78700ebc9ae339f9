// Inside ingest: subscriptions as the events of a server tell them. A subscription is known by its
// `subscription_id`, else by its plan: one of each plan for a contact.
#pragma once

#include "customer/events/subscriptions.h"
#include "customer/ingest/commerce.h"

namespace rapport::ingest {

// Whether the event's name is one of a subscription's or a trial's.
bool is_subscription_event(std::string_view name);

// Gives the subscription that the event tells of. What cannot be followed goes to `issues`; what is older
// than the state on file changes nothing.
std::optional<events::SubscriptionId> follow_subscription(store::Transaction& tx, const Message& message,
                                                          ContactId contact, const people::Caller& caller,
                                                          std::vector<Issue>& issues);

}  // namespace rapport::ingest
