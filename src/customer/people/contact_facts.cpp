#include "customer/people/contact_facts.h"

#include <boost/json.hpp>

namespace rapport::people {

namespace {

namespace bj = boost::json;

facts::Fact fact(ContactId contact, std::string type, const Caller& caller, const bj::object& payload) {
  facts::Fact f;
  f.contact_id = contact.uuid;
  f.type = std::move(type);
  f.source = caller.source;
  f.arrival = caller.arrival;
  f.actor = caller.principal.actor();
  if (caller.change_set) f.reference_id = caller.change_set->uuid;
  f.cause = caller.cause;
  f.payload = Json(payload);
  return f;
}

}  // namespace

facts::Fact created_fact(const Contact& c, const Caller& caller) {
  bj::object payload;
  payload["status"] = enum_name(c.status);
  if (c.source) payload["source"] = *c.source;
  if (c.keyword_intent) payload["keyword_intent"] = *c.keyword_intent;
  return fact(c.id, "contact_created", caller, payload);
}

facts::Fact updated_fact(ContactId contact, const std::vector<json::Change>& changes, const Caller& caller) {
  bj::array list;
  for (const auto& change : changes)
    list.push_back(
        bj::object{{"field", change.field}, {"from", change.from.value()}, {"to", change.to.value()}});
  return fact(contact, "contact_updated", caller, bj::object{{"changes", std::move(list)}});
}

facts::Fact consent_fact(const privacy::ConsentEntry& e, const Caller& caller) {
  bj::object payload{{"consent_id", render(e.id)},
                     {"channel", enum_name(e.channel)},
                     {"purpose", e.purpose},
                     {"status", enum_name(e.status)},
                     {"proof", enum_name(e.proof)}};
  if (e.legal_basis) payload["legal_basis"] = enum_name(*e.legal_basis);
  if (e.source) payload["source"] = *e.source;
  if (e.reason) payload["reason"] = *e.reason;
  facts::Fact f = fact(e.contact_id, "consent_recorded", caller, payload);
  if (e.occurred_at.ms != 0) f.occurred_at = e.occurred_at;
  return f;
}

void record_expiry(store::Transaction& tx, const Contact& before, const Contact& after) {
  using privacy::ConsentStatus;
  const auto was = before.consent_status, is = after.consent_status;
  if ((was == ConsentStatus::expired) == (is == ConsentStatus::expired)) return;
  const bool ended = is == ConsentStatus::expired;
  Caller caller;
  caller.source = "system";
  facts::Fact f = fact(after.id, ended ? "consent_expired" : "consent_restored", caller,
                       bj::object{{"from", enum_name(was)}, {"to", enum_name(is)}});
  f.actor = {};
  if (ended && after.data_retention_until <= tx.now()) f.occurred_at = after.data_retention_until;
  if (f.occurred_at.ms != 0 && f.occurred_at < tx.now() - hours(24)) f.arrival = facts::Arrival::backfill;
  facts::record(tx, std::move(f));
}

facts::Fact deleted_fact(ContactId contact, const Caller& caller) {
  return fact(contact, "contact_deleted", caller, {});
}

facts::Fact restored_fact(ContactId contact, const Caller& caller) {
  return fact(contact, "contact_restored", caller, {});
}

facts::Fact status_fact(ContactId contact, Status from, Status to, std::string_view cause,
                        const Caller& caller) {
  return fact(contact, "status_changed", caller,
              bj::object{{"from", enum_name(from)}, {"to", enum_name(to)}, {"cause", cause}});
}

}  // namespace rapport::people
