#include "customer/events/subscriptions.h"
#include "customer/people/duplicates/arrival.h"
#include "customer/people/people_api.h"
#include "customer/people/record_scope.h"
#include "platform/access/audit.h"

namespace rapport::events {

namespace {

using http::Call;
using http::Method;

Telling telling_of(const Call& call) {
  const bool by_hand = call.principal.kind == http::Principal::Kind::user;
  return {.actor = call.principal.actor(), .source = by_hand ? "web" : "api", .at = {}};
}

// It is seen by whoever sees its contact.
Subscription read_in_scope(store::Reader& reader, const Call& call) {
  Subscription s = get_subscription(reader, call.id<SubscriptionId>());
  if (!people::find(reader, s.contact_id, people::caller_of(call)))
    fail(ErrorCode::not_found, "There is no such subscription.");
  return s;
}

Subscription start(const SubscriptionDraft& given, Call& call, store::Transaction& tx) {
  SubscriptionDraft draft = given;
  const auto contact = people::find(tx, draft.contact_id, people::caller_of(call));
  if (!contact) fail_field("contact_id", "not_found", "names no contact");
  draft.contact_id = contact->id;
  Subscription s = start_subscription(tx, draft, telling_of(call));
  people::note_arrival(tx, s.contact_id, s.id.uuid, given.contact_id);
  access::audit(tx, call,
                {.action = "subscription.started",
                 .object_type = "subscription",
                 .object_id = render(s.id),
                 .summary = "Recorded subscription " + s.number + " to the plan " + s.plan});
  call.created("/api/subscriptions/" + render(s.id));
  call.set_version(s.version);
  return s;
}

Subscription change(const http::Patch<SubscriptionChange>& in, Call& call, store::Transaction& tx) {
  const Subscription before = read_in_scope(tx, call);
  call.require_version(before.version, before);
  SubscriptionChange wanted = change_of(before);
  in.apply(wanted);
  Subscription after = change_subscription(tx, before, wanted, telling_of(call));
  if (after.version != before.version)
    access::audit(tx, call,
                  {.action = "subscription.updated",
                   .object_type = "subscription",
                   .object_id = render(after.id),
                   .summary = "Changed subscription " + after.number,
                   .changes = access::audit_changes(change_of(before), change_of(after))});
  call.set_version(after.version);
  return after;
}

http::Page<Subscription> list(const SubscriptionQuery& given, Call& call, store::Reader& reader) {
  SubscriptionQuery query = given;
  if (query.contact_id) {  // the id of a contact that was merged into another leads there
    const auto contact = people::find(reader, *query.contact_id, people::caller_of(call));
    if (!contact) return {};
    query.contact_id = contact->id;
  }
  return list_subscriptions(reader, query, people::scope_owners(reader, call.principal));
}

}  // namespace

void register_subscription_routes(http::Registry& registry) {
  registry.permission("subscriptions.read", "See subscriptions",
                      {"administrator", "manager", "marketer", "sales", "read_only", "privacy_officer"});
  registry.permission("subscriptions.write", "Record, change and end subscriptions",
                      {"administrator", "manager", "sales"});
  registry.read<SubscriptionQuery, http::Page<Subscription>>(
      {.path = "/api/subscriptions",
       .summary = "List subscriptions, the latest that started first",
       .permission = "subscriptions.read"},
      list);
  registry.read<http::Nothing, http::Page<Subscription>>(
      {.path = "/api/contacts/{id}/subscriptions",
       .summary = "List the subscriptions of a contact, the current first",
       .permission = "subscriptions.read",
       .tag = "subscriptions"},
      [](const http::Nothing&, Call& call, store::Reader& reader) {
        const auto contact = people::get(reader, call.id<ContactId>(), people::caller_of(call));
        return http::Page<Subscription>{.items = subscriptions_of(reader, contact.id)};
      });
  registry.read<http::Nothing, Subscription>({.path = "/api/subscriptions/{id}",
                                              .summary = "Read a subscription",
                                              .permission = "subscriptions.read"},
                                             [](const http::Nothing&, Call& call, store::Reader& reader) {
                                               Subscription s = read_in_scope(reader, call);
                                               call.set_version(s.version);
                                               return s;
                                             });
  registry.write<SubscriptionDraft, Subscription>(
      {.method = Method::post,
       .path = "/api/subscriptions",
       .summary = "Record a subscription",
       .description = "It becomes `subscription_started` on the contact's timeline. Its number is unique "
                      "within its source. One that started more than 24 hours ago is history and starts no "
                      "automation.",
       .permission = "subscriptions.write",
       .success = 201},
      start);
  registry.write<http::Patch<SubscriptionChange>, Subscription>(
      {.method = Method::patch,
       .path = "/api/subscriptions/{id}",
       .summary = "Change or end a subscription",
       .description = "With `status` `ended` it is over at `ended_at`, now when absent. `cancelled` with an "
                      "`ended_at` to come lets it run until then.",
       .permission = "subscriptions.write"},
      change);
}

}  // namespace rapport::events
