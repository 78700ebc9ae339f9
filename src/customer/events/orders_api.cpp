#include "customer/events/events_api.h"
#include "customer/events/orders.h"
#include "customer/events/subscriptions.h"
#include "customer/people/company.h"
#include "customer/people/duplicates/arrival.h"
#include "customer/people/people.h"
#include "customer/people/people_api.h"
#include "customer/people/record_scope.h"
#include "platform/access/audit.h"

namespace rapport::events {

namespace {

using http::Call;
using http::Method;

Recording recording_of(store::Reader& reader, const Call& call) {
  const bool by_hand = call.principal.kind == http::Principal::Kind::user;
  return {reporting_currency(reader), call.principal.actor(), by_hand ? "web" : "api"};
}

// An order is seen by whoever sees its customer; one without a customer, by those who see all records.
void require_in_scope(store::Reader& reader, const Call& call, const std::optional<ContactId>& contact) {
  if (call.principal.scope == http::Scope::all) return;
  if (contact && people::find(reader, *contact, people::caller_of(call))) return;
  fail(ErrorCode::not_found, "There is no such order.");
}

Order order_of_call(store::Reader& reader, Call& call) {
  Order order = get_order(reader, call.id<OrderId>());
  require_in_scope(reader, call, order.contact_id);
  return order;
}

http::Page<Order> list_visible(const OrderQuery& query, Call& call, store::Reader& reader) {
  return list_orders(reader, query, people::scope_owners(reader, call.principal));
}

http::Page<Order> list_of_contact(const OrderQuery& query, Call& call, store::Reader& reader) {
  OrderQuery q = query;
  q.contact_id = people::get(reader, call.id<ContactId>(), people::caller_of(call)).id;
  return list_orders(reader, q);
}

http::Page<Order> list_of_company(const OrderQuery& query, Call& call, store::Reader& reader) {
  const auto company = people::get_company(reader, call.id<people::CompanyId>());
  return list_company_orders(reader, company.id.uuid, query, people::scope_owners(reader, call.principal));
}

Order read(Call& call, store::Reader& reader) {
  Order order = order_of_call(reader, call);
  call.set_version(order.version);
  return order;
}

Order create(const OrderDraft& given, Call& call, store::Transaction& tx) {
  OrderDraft draft = given;
  if (draft.contact_id) {
    const auto contact = people::find(tx, *draft.contact_id, people::caller_of(call));
    if (!contact) fail_field("contact_id", "not_found", "names no contact");
    draft.contact_id = contact->id;
  } else if (call.principal.scope != http::Scope::all) {
    fail_field("contact_id", "required", "is needed: you see the orders of your own contacts only");
  }
  Order order = create_order(tx, draft, recording_of(tx, call));
  if (draft.contact_id) people::note_arrival(tx, *draft.contact_id, order.id.uuid, *given.contact_id);
  access::audit(tx, call,
                {.action = "order.created",
                 .object_type = "order",
                 .object_id = render(order.id),
                 .summary = "Created order " + order.number + " of " + render(order.total)});
  call.created("/api/orders/" + render(order.id));
  call.set_version(order.version);
  return order;
}

Order patch(const http::Patch<OrderChange>& in, Call& call, store::Transaction& tx) {
  const Order before = order_of_call(tx, call);
  call.require_version(before.version);
  OrderChange change = change_of(before);
  in.apply(change);
  Order after = change_order(tx, before, change);
  access::audit(tx, call,
                {.action = "order.updated",
                 .object_type = "order",
                 .object_id = render(after.id),
                 .summary = "Changed order " + after.number,
                 .changes = access::audit_changes(change_of(before), change_of(after))});
  call.set_version(after.version);
  return after;
}

Order refund(const RefundDraft& draft, Call& call, store::Transaction& tx) {
  const Order before = order_of_call(tx, call);
  call.require_version(before.version);
  refund_order(tx, before, draft, recording_of(tx, call));
  Order after = get_order(tx, before.id);
  const Money amount{after.refunded.minor - before.refunded.minor, after.currency};
  access::audit(tx, call,
                {.action = "order.refunded",
                 .object_type = "order",
                 .object_id = render(after.id),
                 .summary = "Refunded " + render(amount) + " of order " + after.number});
  call.set_version(after.version);
  return after;
}

Order cancel(const CancelDraft& draft, Call& call, store::Transaction& tx) {
  const Order before = order_of_call(tx, call);
  call.require_version(before.version);
  cancel_order(tx, before, draft.reason, recording_of(tx, call));
  Order after = get_order(tx, before.id);
  access::audit(tx, call,
                {.action = "order.cancelled",
                 .object_type = "order",
                 .object_id = render(after.id),
                 .summary = "Cancelled order " + after.number});
  call.set_version(after.version);
  return after;
}

}  // namespace

void register_order_routes(http::Registry& registry) {
  registry.permission("orders.read", "See orders",
                      {"administrator", "manager", "marketer", "sales", "read_only", "privacy_officer"});
  registry.permission("orders.write", "Create, change, refund and cancel orders",
                      {"administrator", "manager", "sales"});
  registry.read<OrderQuery, http::Page<Order>>(
      {.path = "/api/orders", .summary = "List orders", .permission = "orders.read"}, list_visible);
  registry.read<OrderQuery, http::Page<Order>>({.path = "/api/contacts/{id}/orders",
                                                .summary = "List the orders of a contact",
                                                .permission = "orders.read",
                                                .tag = "orders"},
                                               list_of_contact);
  registry.read<OrderQuery, http::Page<Order>>(
      {.path = "/api/companies/{id}/orders",
       .summary = "List the orders of a company's people, newest first",
       .permission = "orders.read",
       .tag = "orders"},
      list_of_company);
  registry.read<http::Nothing, Order>(
      {.path = "/api/orders/{id}", .summary = "Read an order with its lines", .permission = "orders.read"},
      [](const http::Nothing&, Call& call, store::Reader& reader) { return read(call, reader); });
  registry.write<OrderDraft, Order>(
      {.method = Method::post,
       .path = "/api/orders",
       .summary = "Record an order",
       .description =
           "The order becomes a `purchase` on the contact's timeline. Its number is unique within its "
           "source. An order older than 24 hours is history and starts no automation.",
       .permission = "orders.write",
       .success = 201},
      create);
  registry.write<http::Patch<OrderChange>, Order>({.method = Method::patch,
                                                   .path = "/api/orders/{id}",
                                                   .summary = "Change the words of an order",
                                                   .description = "Amounts change by refund and cancel only.",
                                                   .permission = "orders.write"},
                                                  patch);
  registry.write<RefundDraft, Order>(
      {.method = Method::post,
       .path = "/api/orders/{id}/refund",
       .summary = "Refund an order, wholly or in part",
       .description = "Name lines, or an amount, or neither for all that is left.",
       .permission = "orders.write"},
      refund);
  registry.write<CancelDraft, Order>({.method = Method::post,
                                      .path = "/api/orders/{id}/cancel",
                                      .summary = "Cancel an order",
                                      .permission = "orders.write"},
                                     cancel);
}

std::vector<people::Hit> search_orders(store::Reader& reader, const Call& call, const std::string& typed) {
  std::vector<people::Hit> out;
  for (const auto& order : find_by_number(reader, typed, 5, people::scope_owners(reader, call.principal)))
    out.push_back({order.id.uuid, order.number, {}, order.contact_name});
  return out;
}

void register_routes(http::Registry& registry, const ImportDoor& imports) {
  register_order_routes(registry);
  register_subscription_routes(registry);
  register_catalogue_routes(registry);
  register_rate_routes(registry);
  register_import_routes(registry, imports);
}

}  // namespace rapport::events
