// Writing new contacts: claims first, in a fixed order, then the rows in batches.
#include <boost/json.hpp>
#include <map>

#include "customer/people/changes/change_set.h"
#include "customer/people/contact_facts.h"
#include "customer/people/fields/custom_values.h"
#include "customer/people/fields/field_sql.h"
#include "customer/people/new_contact.h"
#include "customer/people/people_sql.h"
#include "customer/people/write_contacts.h"

namespace rapport::people {

namespace {

struct Candidate {
  NewContact fresh;
  CreateOutcome outcome;
};

bool is_open(const Candidate& c) { return c.outcome.result == CreateOutcome::Result::created; }

// Of drafts with one identity the first is written.
void drop_repeated(std::vector<Candidate>& candidates) {
  std::map<Identity, std::size_t> first;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (!is_open(candidates[i])) continue;
    for (const auto& identity : candidates[i].fresh.identities) {
      const auto found = first.find(identity);
      if (found == first.end()) continue;
      candidates[i].outcome.result = CreateOutcome::Result::exists;
      candidates[i].outcome.duplicate_of = identity.kind;
      candidates[i].outcome.id = candidates[found->second].fresh.contact.id;
      break;
    }
    if (!is_open(candidates[i])) continue;
    for (const auto& identity : candidates[i].fresh.identities) first.emplace(identity, i);
  }
}

// Claims every identity; a contact one of whose identities belongs to somebody else gives its others back.
void claim(store::Transaction& tx, std::vector<Candidate>& candidates) {
  std::map<Identity, Candidate*> wanted;  // ordered: two writers never wait for each other in a circle
  for (auto& c : candidates)
    if (is_open(c))
      for (const auto& identity : c.fresh.identities) wanted.emplace(identity, &c);
  std::vector<store::Params> rows;
  rows.reserve(wanted.size());
  for (const auto& [identity, c] : wanted)
    rows.push_back({{"kind", identity.kind}, {"key", identity.key}, {"contact_id", c->fresh.contact.id}});
  if (rows.empty()) return;
  const auto claimed = tx.run_batch(sql::insert_identity, rows);
  if (claimed == static_cast<std::int64_t>(rows.size())) return;
  std::map<ContactId, ContactId> replaced;  // refused candidate → the contact that exists
  for (const auto& [identity, c] : wanted) {
    const auto holder = find_by_identity(tx, identity.kind, identity.key);
    if (!holder || *holder == c->fresh.contact.id || !is_open(*c)) continue;
    c->outcome.result = CreateOutcome::Result::exists;
    c->outcome.duplicate_of = identity.kind;
    c->outcome.id = *holder;
    replaced.emplace(c->fresh.contact.id, *holder);
  }
  for (const auto& [refused, holder] : replaced) tx.run(sql::delete_identities, {{"contact_id", refused}});
  // Repeats of a draft that exists already point to the one that exists.
  for (auto& c : candidates)
    if (const auto it = replaced.find(c.outcome.id); !is_open(c) && it != replaced.end())
      c.outcome.id = it->second;
}

}  // namespace

void write_contacts(store::Transaction& tx, std::span<NewContact* const> fresh, const Caller& caller) {
  if (fresh.empty()) return;
  std::vector<ContactKeys> keys;
  std::vector<store::Params> rows, tags;
  std::vector<const Contact*> contacts;
  std::vector<privacy::ConsentEntry> consents;
  std::vector<facts::Fact> happened;
  std::vector<store::Params> values;
  const auto fields = field_catalogue(tx);
  keys.reserve(fresh.size());  // rows keep views of it
  for (NewContact* n : fresh) {
    const Contact& c = n->contact;
    contacts.push_back(&c);
    rows.push_back(row_of(c, keys.emplace_back(keys_of(c, *fields))));
    for (const auto& tag : c.tags)
      tags.push_back({{"contact_id", c.id}, {"tag", tag}, {"created_at", c.created_at}});
    add_value_rows(*fields, FieldObject::contact, {c.id.uuid, c.created_at}, c.custom, values);
    happened.push_back(created_fact(c, caller));
    for (auto& line : n->consents) consents.push_back(std::move(line));
  }
  tx.run_batch(sql::insert_contact, rows);
  if (!tags.empty()) tx.run_batch(sql::insert_tag, tags);
  if (!values.empty()) tx.run_batch(sql::insert_contact_value, values);
  index_contacts(tx, contacts, keys);
  privacy::record_lines(tx, consents);
  for (const auto& line : consents) happened.push_back(consent_fact(line, caller));
  facts::record_all(tx, happened);
  if (!caller.change_set) return;
  std::vector<ContactChange> made;
  made.reserve(fresh.size());
  for (const Contact* c : contacts) made.push_back({.contact_id = c->id, .what = Change::created});
  record_changes(tx, *caller.change_set, made);
}

std::vector<CreateOutcome> create_many(store::Transaction& tx, std::span<const ContactDraft> drafts,
                                       const Intake& intake, Policy policy, const Caller& caller,
                                       std::span<const ContactId> ids) {
  std::vector<Candidate> candidates(drafts.size());
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    Candidate& c = candidates[i];
    c.fresh = prepare(tx, ids.empty() ? tx.new_id<ContactId>() : ids[i], drafts[i], intake, policy, caller);
    c.outcome.id = c.fresh.contact.id;
    c.outcome.issues = c.fresh.alerts;
    if (c.fresh.issues.empty()) continue;
    c.outcome.result = CreateOutcome::Result::refused;
    c.outcome.issues = c.fresh.issues;
  }
  drop_repeated(candidates);
  claim(tx, candidates);
  std::vector<NewContact*> fresh;
  for (auto& c : candidates)
    if (is_open(c)) fresh.push_back(&c.fresh);
  write_contacts(tx, fresh, caller);
  std::vector<CreateOutcome> out;
  out.reserve(candidates.size());
  for (auto& c : candidates) out.push_back(std::move(c.outcome));
  return out;
}

}  // namespace rapport::people
