#include "customer/people/new_contact.h"

#include <algorithm>

#include "base/text.h"
#include "customer/people/fields/custom_values.h"
#include "customer/people/people_sql.h"
#include "customer/people/record_scope.h"
#include "customer/privacy/retention.h"
#include "platform/rules/list.h"

namespace rapport::people {

Intake Intake::load(store::Reader& reader) {
  return {settings::get<settings::Workspace>(reader), settings::get<privacy::IntakePolicy>(reader),
          privacy::SuppressionList::load(reader), false, field_catalogue(reader)};
}

std::vector<Identity> identities_of(const Contact& c, const FieldCatalogue& fields) {
  std::vector<Identity> out = custom_identities(fields, c.custom);
  if (c.email) out.push_back({"email", text::email_key(*c.email)});
  if (c.external_id) out.push_back({"external_id", *c.external_id});
  if (c.phone) out.push_back({"phone", *c.phone});
  std::sort(out.begin(), out.end());  // in the order of the names of their kinds
  return out;
}

ContactKeys keys_of(const Contact& c, const FieldCatalogue& fields) {
  ContactKeys out;
  if (c.email) out.email_key = text::email_key(*c.email);
  out.name_key = text::fold(c.last_name.value_or("") + " " + c.first_name.value_or(""));
  out.name_key = std::string(text::trim(out.name_key));
  if (out.name_key.empty()) out.name_key = text::fold(display_name(c));
  // A B-tree entry of PostgreSQL takes 2,700 octets at most; names differ long before.
  out.name_key = text::truncate(out.name_key, 200);
  for (const auto* part : {&c.first_name, &c.last_name, &c.email, &c.phone, &c.company})
    if (*part) out.folded += " " + text::fold(**part);
  for (const auto& words : custom_words(fields, c.custom)) out.folded += " " + words;
  return out;
}

privacy::Statement statement_of(const Caller& caller) {
  return {caller.principal.actor(), caller.principal.name, caller.principal.can("consent.attest")};
}

void derive(Contact& c, const privacy::IntakePolicy& policy) {
  c.status = shown_status(c.stage, c.email_state, c.consent_status);
  c.data_retention_until = privacy::data_retention_until(
      {c.collected_at, c.last_inbound_contact_at, c.last_order_at}, policy.retention_years);
}

void settle_consent(store::Reader& reader, Contact& c) {
  privacy::ConsentSummary summary{c.consent_status, c.consent_claimed};
  if (c.consent_status == privacy::ConsentStatus::expired)
    summary = privacy::summarise(privacy::list_consents(reader, c.id), reader.now());
  summary = privacy::at(summary, c.data_retention_until, reader.now());
  c.consent_status = summary.status;
  c.consent_claimed = summary.claimed;
}

void complete(Contact& c, Instant now, const Currency& currency) {
  c.name = display_name(c);
  const privacy::ConsentSummary stored{c.consent_status, c.consent_claimed};
  c.gdpr_compliant = privacy::gdpr_compliant(stored, c.data_retention_until, now);
  if (c.orders_count == 0 && c.orders_value.minor == 0) c.orders_value.currency = currency;
}

namespace {

std::string unsubscribe_token(ContactId id) {
  // Begins with the contact, so that a link finds it by its key; the rest is the secret.
  std::string out = render(id);
  std::erase(out, '-');
  return out + SystemRandom().token(22);
}

void judge_intake(const Intake& intake, NewContact& n) {
  auto verdict = privacy::evaluate_intake(
      intake.policy, {n.contact.keyword_intent.value_or(""), n.contact.source.value_or("")});
  for (auto& issue : verdict.issues) n.issues.push_back(std::move(issue));
  n.alerts = std::move(verdict.alerts);
}

void state_consent(const ContactDraft& draft, const Caller& caller, Instant now, NewContact& n) {
  const auto add = [&](privacy::ConsentDraft stated) {
    if (!stated.source)
      stated.source = draft.source ? draft.source : std::optional<std::string>(caller.source);
    n.consents.push_back(privacy::entry_of(n.contact.id, stated, statement_of(caller)));
    if (n.consents.back().occurred_at.ms == 0) n.consents.back().occurred_at = now;
  };
  if (draft.consent) add(*draft.consent);
  if (draft.consent_status)
    if (const auto stated = privacy::draft_of(*draft.consent_status)) add(*stated);
}

}  // namespace

// An address that is closed altogether refuses the contact; a closed channel is kept as a withdrawal.
std::vector<privacy::ConsentDraft> judge_addresses(store::Reader& reader,
                                                   const privacy::SuppressionList& list,
                                                   const Contact* before, const Contact& after,
                                                   std::vector<Issue>& issues) {
  std::vector<privacy::ConsentDraft> out;
  if (list.is_empty()) return out;
  const auto judge = [&](const std::string& path, const privacy::Identifier& identifier) {
    for (const auto channel : list.closed(reader, identifier)) {
      if (channel == privacy::Channel::all) {
        issues.push_back(
            {path, "suppressed", "belongs to a person who asked not to be kept or contacted again"});
        return;
      }
      privacy::ConsentDraft draft;
      draft.channel = channel;
      draft.status = privacy::LedgerStatus::withdrawn;
      draft.source = "suppression list";
      draft.occurred_at = reader.now();
      out.push_back(std::move(draft));
    }
  };
  const auto mail = [](const Contact& c) { return c.email ? text::email_key(*c.email) : std::string(); };
  const std::string address = mail(after);
  if (!address.empty() && (before == nullptr || mail(*before) != address))
    judge("email", {privacy::IdentifierKind::email, address});
  if (after.phone && (before == nullptr || before->phone != after.phone))
    judge("phone", {privacy::IdentifierKind::phone, *after.phone});
  return out;
}

NewContact prepare(store::Reader& reader, ContactId id, const ContactDraft& given, const Intake& intake,
                   Policy policy, const Caller& caller) {
  NewContact n;
  ContactDraft draft = given;
  const Instant now = reader.now();
  if (!intake.normalised) normalise(draft, intake, now, n.issues);
  resolve(draft, reader, caller, n.issues);
  Contact& c = n.contact;
  c.id = id;
  if (!draft.country && (policy == Policy::apply || draft.phone)) draft.country = intake.workspace.country;
  c.collected_at = c.created_at = c.updated_at = now;
  apply(draft, c);
  const auto fields = intake.fields ? intake.fields : field_catalogue(reader);
  c.custom = new_custom(reader, *fields, FieldObject::contact, draft.custom,
                        {draft.country.value_or(intake.workspace.country), intake.workspace.currency,
                         intake.normalised, scope_owners(reader, caller.principal)},
                        n.issues);
  c.version = 1;
  if (policy == Policy::apply) judge_intake(intake, n);
  if (!n.issues.empty()) return n;
  state_consent(draft, caller, now, n);
  for (const auto& closed : judge_addresses(reader, intake.suppressions, nullptr, c, n.issues))
    n.consents.push_back(privacy::entry_of(c.id, closed, statement_of(caller)));
  if (!n.issues.empty()) return n;
  const auto stated = privacy::summarise(n.consents, now);
  c.consent_status = stated.status;
  c.unsubscribe_token = unsubscribe_token(c.id);
  n.identities = identities_of(c, *fields);
  derive(c, intake.policy);
  const auto summary = privacy::at(stated, c.data_retention_until, now);
  c.consent_status = summary.status;
  c.consent_claimed = summary.claimed;
  return n;
}

store::Params row_of(const Contact& contact, const ContactKeys& keys) {
  auto row = store::Params::of(contact);
  row.set("email_key", keys.email_key).set("name_key", keys.name_key);
  return row;
}

// -- search ----------------------------------------------------------------------------------------------

void index_contacts(store::Transaction& tx, std::span<const Contact* const> contacts,
                    std::span<const ContactKeys> keys) {
  std::vector<std::string> bodies(contacts.size());
  std::vector<store::Params> rows, trigrams;
  rows.reserve(contacts.size());
  trigrams.reserve(contacts.size());
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    bodies[i] = rules::index_body(keys[i].folded);
    rows.push_back({{"contact_id", contacts[i]->id},
                    {"created_at", contacts[i]->created_at},
                    {"folded", keys[i].folded}});
    trigrams.push_back({{"contact_id", contacts[i]->id}, {"body", bodies[i]}});
  }
  tx.run_batch(sql::insert_search, rows);
  if (tx.engine() == store::Engine::sqlite) tx.run_batch(sql::insert_trigrams, trigrams);
}

namespace {
void drop_trigrams(store::Transaction& tx, ContactId id) {
  if (tx.engine() != store::Engine::sqlite) return;
  const auto old = tx.value<std::string>(sql::find_search, {{"contact_id", id}});
  if (!old) return;
  const std::string body = rules::index_body(*old);
  tx.run(sql::delete_trigrams, {{"contact_id", id}, {"body", body}});
}
}  // namespace

void reindex_contact(store::Transaction& tx, const Contact& contact) {
  const std::string folded = keys_of(contact, *field_catalogue(tx)).folded;
  if (tx.value<std::string>(sql::find_search, {{"contact_id", contact.id}}) == folded) return;
  drop_trigrams(tx, contact.id);
  tx.run(sql::update_search, {{"contact_id", contact.id}, {"folded", folded}});
  if (tx.engine() != store::Engine::sqlite) return;
  const std::string body = rules::index_body(folded);
  tx.run(sql::insert_trigrams, {{"contact_id", contact.id}, {"body", body}});
}

void unindex_contact(store::Transaction& tx, ContactId id) { unindex_contacts(tx, {&id, 1}); }

void unindex_contacts(store::Transaction& tx, std::span<const ContactId> ids) {
  std::vector<store::Params> rows;
  for (const ContactId id : ids) {
    drop_trigrams(tx, id);
    rows.push_back({{"contact_id", id}});
  }
  tx.run_batch(sql::delete_search, rows);
}

}  // namespace rapport::people
