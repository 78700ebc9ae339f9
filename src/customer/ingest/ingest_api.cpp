#include "customer/ingest/ingest_api.h"

#include "customer/ingest/channels.h"
#include "customer/ingest/client_settings.h"
#include "customer/ingest/commerce.h"
#include "customer/ingest/contact_carts.h"
#include "customer/ingest/event_names.h"
#include "customer/ingest/groups.h"
#include "customer/ingest/link_token.h"
#include "customer/ingest/merge_visits.h"
#include "customer/ingest/settle_many.h"
#include "customer/ingest/touches.h"
#include "customer/ingest/user_hash.h"
#include "customer/ingest/visitors.h"
#include "platform/access/audit.h"
#include "platform/settings/settings_api.h"

namespace rapport::ingest {

namespace {

constexpr std::string_view about_keys =
    "Authenticate with a write key: as the user name of Basic, as Bearer, or as `writeKey` in the body. The "
    "answer comes after the commit. A message that cannot be taken goes to the quarantine and keeps none of "
    "the "
    "others out.";

http::Principal principal_of(const http::Call& call, const std::string& body_key, access::Access& access) {
  const bool by_header = call.principal.kind == http::Principal::Kind::write_key ||
                         call.principal.kind == http::Principal::Kind::api_key;
  if (by_header) return call.principal;
  if (body_key.empty())
    fail(ErrorCode::unauthenticated,
         "A write key is needed: as Basic user name, Bearer, or writeKey in the body.");
  const std::string authorization = "Bearer " + body_key;
  if (auto known = access.recall(call, authorization)) return *std::move(known);
  return access.database().read(
      [&](store::Reader& reader) { return access.authenticate(call, authorization, reader); });
}

Source source_of(const http::Call& call, const std::string& body_key, access::Access& access) {
  const auto principal = principal_of(call, body_key, access);
  principal.require("facts.write");
  return {principal.id, principal.name, principal.can("facts.write_trusted")};
}

using Taking = std::shared_ptr<const http::Registry::Taking>;

void add_intake(http::Registry& registry, access::Access& access, const Taking& taking,
                const std::shared_ptr<Refusals>& refusals, std::string path, std::optional<Kind> kind) {
  const std::string what = kind ? std::string(enum_name(*kind)) : "batch";
  registry.intake<Delivery>(
      {.method = http::Method::post,
       .path = std::move(path),
       .summary = "Send " + (kind ? "one message of the type " + what : "up to 2,500 messages"),
       .description = std::string(about_keys),
       .open = true,
       .csrf = false,
       .max_body = kind ? max_message * 2 : max_body,
       .tag = "ingestion",
       .cors = true,
       .on_refused =
           [&access, refusals](const http::Principal& who, std::string_view code) {
             const bool known =
                 who.kind == http::Principal::Kind::write_key || who.kind == http::Principal::Kind::api_key;
             refusals->note(known ? who.id : Uuid{}, code, access.clock().now());
           }},
      taking, [&access, kind](std::string body, const http::Call& call) {
        Reading reading = read_body(body, kind, access.clock().now());
        for (Message& m : reading.messages)
          if (!m.link_token.empty())
            m.link_contact = read_link_token(access.box(), m.link_token, access.clock().now());
        Source source = source_of(call, reading.write_key, access);
        return Delivery{std::move(source), std::move(reading)};
      });
}

struct ReplayRequest {
  std::optional<std::string> raw;
};
template <class = void>
constexpr auto describe(Type<ReplayRequest>) {
  return fields(field<&ReplayRequest::raw>().max_length(200'000).is_personal().text(
      "The mended message as JSON; absent: as it came"));
}

void add_quarantine(http::Registry& registry, access::Access& access) {
  registry.permission("events.read", "See what sources send, and what could not be taken",
                      {"administrator", "manager", "marketer", "privacy_officer"});
  registry.permission("events.manage", "Mend, replay and discard what could not be taken",
                      {"administrator", "manager"});
  registry.read<QuarantineQuery, http::Page<Quarantined>>(
      {.path = "/api/quarantine",
       .summary = "List messages that could not be taken",
       .permission = "events.read",
       .tag = "ingestion"},
      [](const QuarantineQuery& query, http::Call&, store::Reader& reader) {
        return list_quarantine(reader, query);
      });
  registry.read<http::Nothing, Quarantined>(
      {.path = "/api/quarantine/{id}",
       .summary = "One message that could not be taken, whole",
       .permission = "events.read",
       .tag = "ingestion"},
      [](const http::Nothing&, http::Call& call, store::Reader& reader) {
        return get_quarantined(reader, call.id<QuarantineId>());
      });
  registry.write<ReplayRequest, Quarantined>(
      {.method = http::Method::post,
       .path = "/api/quarantine/{id}/replay",
       .summary = "Send a message again, mended where that is needed",
       .permission = "events.manage",
       .body = http::Body::optional_json,
       .tag = "ingestion"},
      [](const ReplayRequest& in, http::Call& call, store::Transaction& tx) {
        const auto id = call.id<QuarantineId>();
        const auto kept = get_quarantined(tx, id);
        replay(tx, id, in.raw.value_or(kept.raw), sender_of(tx, kept), call.principal.id);
        access::audit(tx, call,
                      {.action = "quarantine.replayed",
                       .object_type = "quarantine",
                       .object_id = render(id),
                       .summary = "Sent a message from the quarantine again"});
        return get_quarantined(tx, id);
      });
  registry.write<http::Nothing, Quarantined>(
      {.method = http::Method::delete_,
       .path = "/api/quarantine/{id}",
       .summary = "Let a message go that could not be taken",
       .permission = "events.manage",
       .tag = "ingestion"},
      [](const http::Nothing&, http::Call& call, store::Transaction& tx) {
        const auto id = call.id<QuarantineId>();
        settle(tx, id, QuarantineState::discarded, call.principal.id);
        access::audit(tx, call,
                      {.action = "quarantine.discarded",
                       .object_type = "quarantine",
                       .object_id = render(id),
                       .summary = "Discarded a message from the quarantine"});
        return get_quarantined(tx, id);
      });
  for (const bool renews : {false, true})
    registry.write<http::Nothing, UserHash>(
        {.method = http::Method::post,
         .path = renews ? "/api/ingestion/user_hash/renew" : "/api/ingestion/user_hash",
         .summary = renews ? "Make another secret of user hashes" : "The secret of user hashes",
         .description =
             "A browser proves who its visitor is by `context.userHash`: HMAC-SHA-256 of the userId "
             "under this secret, in hexadecimal, made on your server.",
         .permission = "keys.manage",
         .tag = "ingestion",
         .secret_answer = true},
        [&access, renews](const http::Nothing&, http::Call& call, store::Transaction& tx) {
          access::audit(tx, call,
                        {.action = renews ? "user_hash.renewed" : "user_hash.shown",
                         .object_type = "settings",
                         .object_id = "ingest",
                         .summary = renews ? "Made another secret of user hashes"
                                           : "Looked at the secret of user hashes"});
          return renews ? renew_user_hash_secret(tx, access, call.principal.actor())
                        : ensure_user_hash_secret(tx, access, call.principal.actor());
        });
}

}  // namespace

}  // namespace rapport::ingest

namespace rapport {
RAPPORT_DESCRIBED(ingest::ReplayRequest)
RAPPORT_DESCRIBE_HERE(ingest::ReplayRequest)
RAPPORT_DESCRIBE_HERE(ingest::Receipt)
RAPPORT_DESCRIBE_HERE(ingest::Move)
RAPPORT_DESCRIBE_HERE(ingest::Quarantined)
RAPPORT_DESCRIBE_HERE(ingest::QuarantineQuery)
}  // namespace rapport

namespace rapport::ingest {

void register_routes(http::Registry& registry, access::Access& access) {
  constexpr std::pair<Kind, char> kinds[] = {{Kind::identify, 'i'}, {Kind::track, 't'}, {Kind::page, 'p'},
                                             {Kind::screen, 's'},   {Kind::group, 'g'}, {Kind::alias, 'a'}};
  const auto taking = http::Registry::taking<Delivery, Receipt>(
      [](const Delivery& d) { return d.reading.messages.size() + d.reading.refusals.size(); },
      [&access](std::span<const Delivery* const> deliveries, store::Transaction& tx) {
        return accept(tx, deliveries, [&] { return find_user_hash_secret(tx, access.box()); });
      });
  const auto refusals = std::make_shared<Refusals>();
  for (const auto& [kind, letter] : kinds) {
    add_intake(registry, access, taking, refusals, "/v1/" + std::string(enum_name(kind)), kind);
    add_intake(registry, access, taking, refusals, std::string("/v1/") + letter, kind);
  }
  add_intake(registry, access, taking, refusals, "/v1/batch", std::nullopt);
  add_intake(registry, access, taking, refusals, "/v1/b", std::nullopt);
  register_client_settings(registry, access);
  register_link_routes(registry, access);
  add_quarantine(registry, access);
  register_cart_routes(registry);
  register_visitor_routes(registry);
  register_settling_routes(registry);
  register_catalogue_routes(registry, refusals, access.clock());
  settings::register_section<Channels>(registry, {.path = "/api/settings/channels",
                                                  .title = "acquisition channels",
                                                  .read = "settings.read",
                                                  .write = "settings.write",
                                                  .changed = access::audit_settings});
  registry.read<http::Nothing, Touches>({.path = "/api/contacts/{id}/touches",
                                         .summary = "By which way a contact came the first and the last time",
                                         .permission = "contacts.read",
                                         .tag = "contacts"},
                                        [](const http::Nothing&, http::Call& call, store::Reader& reader) {
                                          people::Caller caller = people::system_caller();
                                          caller.principal = call.principal;
                                          return find_touches(
                                              reader, people::get(reader, call.id<ContactId>(), caller).id);
                                        });
}

std::vector<store::Statement> statements() {
  std::vector<store::Statement> all;
  for (const auto list : {subject_statements(), quarantine_statements(), accept_statements(),
                          name_statements(), touch_statements(), group_statements(), merge_statements(),
                          contact_cart_statements(), visitor_statements(), settling_statements()})
    all.insert(all.end(), list.begin(), list.end());
  for (const auto& one : commerce_statements()) all.push_back(one);
  return all;
}

}  // namespace rapport::ingest
