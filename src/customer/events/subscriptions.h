// Subscriptions begin, change and end by the same functions, whoever tells of it: a person, a program, events
// of a shop. Each step is a fact of the contact in the same transaction: `subscription_started`,
// `subscription_changed`, `subscription_ended`.
#pragma once

#include "customer/events/subscription.h"
#include "platform/facts/facts.h"
#include "platform/http/endpoint.h"
#include "platform/jobs/handler.h"

namespace rapport::events {

// Who says it, and of which moment it is true: what was told of a later one stands.
struct Telling {
  Actor actor;
  std::string source = "api";  // of the facts
  Instant at;                  // 0: now
};

// Error(conflict) when the number is taken, Error(invalid) names the field that is wrong.
Subscription start_subscription(store::Transaction& tx, const SubscriptionDraft& draft, const Telling& how);
Subscription change_subscription(store::Transaction& tx, const Subscription& before,
                                 const SubscriptionChange& change, const Telling& how);
SubscriptionChange change_of(const Subscription& subscription);

Subscription get_subscription(store::Reader& reader, SubscriptionId id);  // Error(not_found)
std::optional<Subscription> find_subscription_by_number(store::Reader& reader, const std::string& source,
                                                        const std::string& number);
// Of which moment its state is.
Instant state_of(store::Reader& reader, const Subscription& subscription);
// Of a contact, the current first, then by start, the latest first.
std::vector<Subscription> subscriptions_of(store::Reader& reader, ContactId contact);
// The latest that started comes first. `owners` limits the list to contacts that one of these users owns.
http::Page<Subscription> list_subscriptions(store::Reader& reader, const SubscriptionQuery& query,
                                            const std::optional<std::vector<Uuid>>& owners);

// Says anew which one counts; after rows of the contact came or went.
void settle_current(store::Transaction& tx, ContactId contact);

// Ends what was cancelled and has run out; some at a time, false when nothing is left.
bool end_due_subscriptions(store::Transaction& tx);
class WatchSubscriptions : public jobs::Handler {
 public:
  std::string_view kind() const override { return "watch_subscriptions"; }
  Json run(jobs::Context& context) override;
};
void schedule_subscription_watch(store::Database& database);

void register_subscription_routes(http::Registry& registry);
std::span<const store::Statement> subscription_statements();

}  // namespace rapport::events
