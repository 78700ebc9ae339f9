#include "customer/ingest/visitors.h"

#include <algorithm>

#include "customer/ingest/accept.h"
#include "customer/people/people_api.h"
#include "platform/access/audit.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(ingest::LinkedVisitor)
RAPPORT_DESCRIBE_HERE(ingest::VisitorName)
}  // namespace rapport

namespace rapport::ingest {

namespace {

using store::Reach;
using store::Statement;

constexpr std::size_t visitors_shown = 100;

// Visitors keep the id of the contact that they were recognised as, when that one was merged into another.
constexpr Statement merged_ids{"ingest.ids_of_contact", Reach::by_key,
                               "select alias_id from contact_aliases where contact_id = :contact_id"};
constexpr Statement visitors_of{"ingest.visitors_of_contact", Reach::everywhere, R"sql(
select v.anonymous_id, coalesce(k.name, ''), v.first_seen_at, v.last_seen_at from visitors v
left join api_keys k on k.id = v.source_id where v.contact_id = :id and v.known = :yes
order by v.last_seen_at desc, v.anonymous_id limit 100)sql"};
constexpr Statement detached_of{"ingest.visitors_detached", Reach::everywhere, R"sql(
select v.anonymous_id, coalesce(k.name, ''), v.first_seen_at, v.last_seen_at from visitors v
left join api_keys k on k.id = v.source_id where v.detached_from = :id and v.known = :no
order by v.last_seen_at desc, v.anonymous_id limit 100)sql"};
constexpr Statement whose{"ingest.whose_visitor", Reach::by_key,
                          "select contact_id, known, detached_from from visitors where anonymous_id = "
                          ":anonymous_id"};
constexpr Statement take_away{"ingest.detach_visitor", Reach::by_key, R"sql(
update visitors set contact_id = :fresh, known = :no, claimed_user_id = null, claimed_email = null,
  detached_from = :before where anonymous_id = :anonymous_id and contact_id = :before and known = :yes)sql"};
constexpr Statement give_back{"ingest.attach_visitor", Reach::by_key, R"sql(
update visitors set contact_id = :contact_id, known = :yes, claimed_user_id = null, claimed_email = null,
  detached_from = null where anonymous_id = :anonymous_id and contact_id = :before and known = :no)sql"};
constexpr Statement visitors_sql[] = {merged_ids, visitors_of, detached_of, whose, take_away, give_back};

struct Owned {
  Uuid contact;
  bool known = false;
  std::optional<Uuid> detached_from;
};

std::vector<Uuid> ids_of(store::Reader& reader, ContactId contact) {
  std::vector<Uuid> out{contact.uuid};
  reader.each(merged_ids, {{"contact_id", contact}},
              [&](const store::Row& row) { out.push_back(row.uuid(0)); });
  return out;
}

Owned owner_of(store::Reader& reader, const std::string& anonymous_id) {
  std::optional<Owned> out;
  reader.each(whose, {{"anonymous_id", anonymous_id}}, [&](const store::Row& row) {
    out = Owned{row.uuid(0), row.boolean(1), row.get<std::optional<Uuid>>(2)};
  });
  if (!out) fail(ErrorCode::not_found, "There is no such visitor.");
  return *out;
}

void record_change(store::Transaction& tx, ContactId contact, std::string type,
                   const std::string& anonymous_id, const people::Caller& caller) {
  facts::Fact fact;
  fact.contact_id = contact.uuid;
  fact.type = std::move(type);
  fact.source = caller.source;
  fact.actor = caller.principal.actor();
  fact.payload = Json(boost::json::object{{"anonymous_id", anonymous_id}});
  facts::record(tx, std::move(fact));
}

using Change = void (*)(store::Transaction&, ContactId, const std::string&, const people::Caller&);
http::Page<LinkedVisitor> change_visitor(Change change, std::string action, std::string summary,
                                         const VisitorName& in, http::Call& call, store::Transaction& tx) {
  const auto caller = people::caller_of(call);
  const ContactId contact = people::get(tx, call.id<ContactId>(), caller).id;
  change(tx, contact, in.anonymous_id, caller);
  access::audit(tx, call,
                {.action = std::move(action),
                 .object_type = "contact",
                 .object_id = render(contact),
                 .summary = std::move(summary)});
  return {list_visitors(tx, contact), {}, {}};
}

}  // namespace

std::vector<LinkedVisitor> list_visitors(store::Reader& reader, ContactId contact) {
  std::vector<LinkedVisitor> out;
  for (const Uuid& id : ids_of(reader, contact))
    for (const bool detached : {false, true})
      reader.each(detached ? detached_of : visitors_of, {{"id", id}, {detached ? "no" : "yes", !detached}},
                  [&](const store::Row& row) {
                    out.push_back({std::string(row.text(0)), std::string(row.text(1)), detached,
                                   Instant{row.integer(2)}, Instant{row.integer(3)}});
                  });
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.last_seen_at > b.last_seen_at; });
  if (out.size() > visitors_shown) out.resize(visitors_shown);
  return out;
}

void detach_visitor(store::Transaction& tx, ContactId contact, const std::string& anonymous_id,
                    const people::Caller& caller) {
  const Owned owner = owner_of(tx, anonymous_id);
  const auto ids = ids_of(tx, contact);
  const bool is_its = owner.known && std::find(ids.begin(), ids.end(), owner.contact) != ids.end();
  if (!is_its || tx.run(take_away, {{"anonymous_id", anonymous_id},
                                    {"before", owner.contact},
                                    {"fresh", tx.new_uuid()},
                                    {"yes", true},
                                    {"no", false}}) == 0)
    fail(ErrorCode::not_found, "The contact has no such visitor.");
  record_change(tx, contact, "visitor_detached", anonymous_id, caller);
}

void attach_visitor(store::Transaction& tx, ContactId contact, const std::string& anonymous_id,
                    const people::Caller& caller) {
  const Owned owner = owner_of(tx, anonymous_id);
  const auto ids = ids_of(tx, contact);
  if (!owner.detached_from || std::find(ids.begin(), ids.end(), *owner.detached_from) == ids.end())
    fail(ErrorCode::not_found, "No such visitor was taken away from the contact.");
  if (owner.known || tx.run(give_back, {{"anonymous_id", anonymous_id},
                                        {"before", owner.contact},
                                        {"contact_id", contact},
                                        {"yes", true},
                                        {"no", false}}) == 0)
    fail(ErrorCode::conflict, "This visitor was recognised as somebody since.");
  follow_visitor(tx, {owner.contact, contact.uuid});
  record_change(tx, contact, "visitor_attached", anonymous_id, caller);
}

void register_visitor_routes(http::Registry& registry) {
  registry.read<http::Nothing, http::Page<LinkedVisitor>>(
      {.path = "/api/contacts/{id}/visitors",
       .summary = "The browsers and devices that a contact was recognised by",
       .permission = "contacts.read",
       .tag = "contacts"},
      [](const http::Nothing&, http::Call& call, store::Reader& reader) {
        const auto contact = people::get(reader, call.id<ContactId>(), people::caller_of(call));
        return http::Page<LinkedVisitor>{list_visitors(reader, contact.id), {}, {}};
      });
  registry.write<VisitorName, http::Page<LinkedVisitor>>(
      {.method = http::Method::post,
       .path = "/api/contacts/{id}/visitors/detach",
       .summary = "Take a visitor away that is somebody else",
       .description = "What was written for the contact stays with it; what the visitor does from now on is "
                      "nobody's, until it is named with proof or attached again.",
       .permission = "contacts.write",
       .tag = "contacts"},
      [](const VisitorName& in, http::Call& call, store::Transaction& tx) {
        return change_visitor(detach_visitor, "visitor.detached", "Took a visitor away from a contact", in,
                              call, tx);
      });
  registry.write<VisitorName, http::Page<LinkedVisitor>>(
      {.method = http::Method::post,
       .path = "/api/contacts/{id}/visitors/attach",
       .summary = "Give a visitor back that was taken away",
       .description = "What the visitor did meanwhile becomes the contact's.",
       .permission = "contacts.write",
       .tag = "contacts"},
      [](const VisitorName& in, http::Call& call, store::Transaction& tx) {
        return change_visitor(attach_visitor, "visitor.attached", "Gave a visitor back to a contact", in,
                              call, tx);
      });
}

std::span<const Statement> visitor_statements() { return visitors_sql; }

}  // namespace rapport::ingest
