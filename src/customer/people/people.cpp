#include "customer/people/people.h"

#include <algorithm>

#include "base/text.h"
#include "customer/people/activities.h"
#include "customer/people/changes/bulk_work.h"
#include "customer/people/changes/tag_changes.h"
#include "customer/people/changes/trash.h"
#include "customer/people/changes/undo.h"
#include "customer/people/changes/undoing.h"
#include "customer/people/company.h"
#include "customer/people/company_links.h"
#include "customer/people/company_merge.h"
#include "customer/people/contact_facts.h"
#include "customer/people/duplicates/arrival.h"
#include "customer/people/duplicates/merge.h"
#include "customer/people/duplicates/watch.h"
#include "customer/people/exports/export_work.h"
#include "customer/people/fields/custom_values.h"
#include "customer/people/fields/fields.h"
#include "customer/people/imports/contact_imports.h"
#include "customer/people/live.h"
#include "customer/people/model_fields.h"
#include "customer/people/new_contact.h"
#include "customer/people/people_sql.h"
#include "customer/people/record_scope.h"
#include "customer/people/views.h"
#include "customer/people/write_contacts.h"
#include "platform/access/audit.h"

namespace rapport::people {

namespace {

[[noreturn]] void fail_missing() { fail(ErrorCode::not_found, "There is no such contact."); }

void note(store::Transaction& tx, const Caller& caller, std::string action, ContactId id, std::string summary,
          std::vector<json::Change> changes = {}) {
  if (!caller.audited) return;
  const access::AuditActor actor{caller.principal.actor(), caller.principal.name, caller.ip,
                                 caller.user_agent, caller.request_id};
  access::audit(tx, actor,
                {.action = std::move(action),
                 .object_type = "contact",
                 .object_id = render(id),
                 .summary = std::move(summary),
                 .changes = std::move(changes)});
}

// Whose it is, is said only of a contact that the caller sees.
[[noreturn]] void fail_taken(store::Reader& reader, const Identity& identity, ContactId holder,
                             const Caller& caller) {
  const std::string path = identity_path(*field_catalogue(reader), identity.kind);
  Issue issue{path, "not_unique", "is already used by another contact", {}};
  if (find(reader, holder, caller)) issue.params.emplace_back("contact_id", render(holder));
  throw Error(ErrorCode::conflict, "Another contact has this " + path + " already.", {std::move(issue)});
}

[[noreturn]] void fail_stale(const Contact& current) {
  fail(ErrorCode::stale, "Somebody else changed " + display_name(current) + " since it was read.");
}

void keep_change(store::Transaction& tx, const ContactChange& change, const Caller& caller) {
  if (caller.change_set) record_changes(tx, *caller.change_set, {&change, 1});
}

// The id of a contact that was merged leads to the one that it became.
std::optional<Contact> find_stored(store::Reader& reader, ContactId id, const Caller& caller) {
  auto contact = reader.find<Contact>(sql::find_contact, {{"id", id}});
  if (!contact)
    if (const auto became = reader.value<ContactId>(sql::find_alias, {{"id", id}}))
      contact = reader.find<Contact>(sql::find_contact, {{"id", *became}});
  if (contact && !in_scope(reader, caller.principal, contact->owner_id)) return std::nullopt;
  return contact;
}

// Before anything is written: a caller that goes on after the refusal (an import) leaves nothing half done.
void check_identities(store::Reader& reader, const Contact& before, const Contact& after,
                      const Caller& caller) {
  const auto fields = field_catalogue(reader);
  const auto old = identities_of(before, *fields);
  for (const auto& i : identities_of(after, *fields)) {
    if (std::find(old.begin(), old.end(), i) != old.end()) continue;
    const auto holder = find_by_identity(reader, i.kind, i.key);
    if (holder && *holder != after.id) fail_taken(reader, i, *holder, caller);
  }
}

// Moves the claims of a contact whose e-mail, phone or external id changes.
void move_identities(store::Transaction& tx, const Contact& before, const Contact& after,
                     const Caller& caller) {
  const auto fields = field_catalogue(tx);
  const auto old = identities_of(before, *fields), now = identities_of(after, *fields);
  const auto has = [](const std::vector<Identity>& list, const Identity& i) {
    return std::find(list.begin(), list.end(), i) != list.end();
  };
  for (const auto& i : now) {
    if (has(old, i)) continue;
    if (tx.run(sql::insert_identity, {{"kind", i.kind}, {"key", i.key}, {"contact_id", after.id}}) > 0)
      continue;
    if (const auto holder = find_by_identity(tx, i.kind, i.key)) {
      if (*holder == after.id) continue;  // a second address of this contact becomes its first
      fail_taken(tx, i, *holder, caller);
    }
    fail(ErrorCode::unavailable, "The " + i.kind + " was being changed by somebody else; try again.");
  }
  for (const auto& i : old)
    if (!has(now, i))
      tx.run(sql::delete_identity, {{"kind", i.kind}, {"key", i.key}, {"contact_id", before.id}});
}

void replace_tags(store::Transaction& tx, const Contact& contact) {
  tx.run(sql::delete_tags, {{"contact_id", contact.id}});
  for (const auto& tag : contact.tags)
    tx.run(sql::insert_tag, {{"contact_id", contact.id}, {"tag", tag}, {"created_at", contact.created_at}});
}

// Writes a changed contact over the stored one and records what follows from the change.
void write_change(store::Transaction& tx, const Contact& before, Contact& after, std::string_view cause,
                  const Caller& caller) {
  derive(after, settings::get<privacy::IntakePolicy>(tx));
  settle_consent(tx, after);
  move_identities(tx, before, after, caller);
  after.updated_at = tx.now();
  after.version = before.version + 1;
  const ContactKeys keys = keys_of(after, *field_catalogue(tx));
  auto row = row_of(after, keys);
  row.set("expected", before.version);
  if (tx.run(sql::update_contact, row) == 0) fail_stale(get(tx, before.id, caller));
  if (before.tags != after.tags) replace_tags(tx, after);
  replace_value_rows(tx, FieldObject::contact, {after.id.uuid, after.created_at}, before.custom,
                     after.custom);
  reindex_contact(tx, after);
  record_expiry(tx, before, after);
  if (before.status != after.status)
    facts::record(tx, status_fact(after.id, before.status, after.status, cause, caller));
}

// Sets the summary from all lines of the ledger.
void summarise_consent(store::Transaction& tx, Contact& contact) {
  const auto summary = privacy::summarise(privacy::list_consents(tx, contact.id), tx.now());
  contact.consent_status = summary.status;
  contact.consent_claimed = summary.claimed;
}

// `change` is the set whose undo annuls the line.
privacy::ConsentEntry add_line(store::Transaction& tx, ContactId id, privacy::ConsentDraft draft,
                               const Caller& caller, std::optional<ChangeSetId> change = {}) {
  if (!draft.source) draft.source = caller.source;
  privacy::Statement by = statement_of(caller);
  if (change) by.change_set_id = change->uuid;
  // Whoever passes a withdrawal on stands for it with their name, and needs no right to attest a yes.
  if (draft.status == privacy::LedgerStatus::withdrawn && draft.method == privacy::passed_on)
    by.may_attest = true;
  auto entry = privacy::record(tx, id, draft, by);
  facts::record(tx, consent_fact(entry, caller));
  return entry;
}

Contact completed(store::Reader& reader, Contact contact) {
  complete(contact, reader.now(), settings::get<settings::Workspace>(reader).currency);
  show_custom(*field_catalogue(reader), FieldObject::contact, contact.custom);
  return contact;
}

// A proven yes opens the address again that an earlier no had closed.
void follow_suppression(store::Transaction& tx, const Contact& contact, const privacy::ConsentEntry& entry) {
  using privacy::LedgerStatus;
  if (!contact.email || entry.purpose != "marketing") return;
  const bool mail = entry.channel == privacy::Channel::email || entry.channel == privacy::Channel::all;
  if (!mail) return;
  const privacy::Identifier identifier{privacy::IdentifierKind::email, text::email_key(*contact.email)};
  const auto list = privacy::SuppressionList::load_or_create(tx);
  if (entry.status == LedgerStatus::withdrawn) list.add(tx, identifier, privacy::Channel::email, "withdrawn");
  if (entry.status == LedgerStatus::granted && entry.proof != privacy::Proof::claim)
    list.remove(tx, identifier, privacy::Channel::email);
}

// A proven yes is something that the person did on purpose: the time of retention counts from it.
void hear(Contact& contact, const privacy::ConsentEntry& entry, Instant now) {
  if (entry.status != privacy::LedgerStatus::granted || entry.proof != privacy::Proof::evidence) return;
  const Instant when = std::min(entry.occurred_at, now);
  contact.last_inbound_contact_at = std::max(contact.last_inbound_contact_at.value_or(when), when);
}

bool closes_mail(const privacy::ConsentEntry& line) {
  return line.purpose == "marketing" &&
         (line.channel == privacy::Channel::email || line.channel == privacy::Channel::all);
}

// Annuls what the change stated and sets the suppression of the address as it then must be.
void annul(store::Transaction& tx, Contact& contact, const std::vector<privacy::ConsentEntry>& stated,
           const TakenBack& back, const Caller& caller) {
  std::vector<privacy::ConsentEntry> annulments;
  for (const auto& line : stated)
    annulments.push_back(
        privacy::annulment_of(line, caller.principal.actor(), caller.change_set.value_or(back.undone).uuid));
  privacy::record_lines(tx, annulments);
  for (const auto& line : annulments) facts::record(tx, consent_fact(line, caller));
  if (contact.last_inbound_contact_at == back.heard_after)
    contact.last_inbound_contact_at = back.heard_before;
  if (!contact.email) return;
  const privacy::Identifier address{privacy::IdentifierKind::email, text::email_key(*contact.email)};
  const auto list = privacy::SuppressionList::load_or_create(tx);
  const auto lines = privacy::list_consents(tx, contact.id);
  const auto standing = privacy::standing(lines);
  const auto open = privacy::open_purposes(lines, privacy::Channel::email);
  const bool closed = std::find(open.begin(), open.end(), "marketing") == open.end();
  for (const auto& line : stated) {
    if (!closes_mail(line)) continue;
    if (line.status == privacy::LedgerStatus::withdrawn)
      list.take_back(tx, address, privacy::Channel::email, line.recorded_at);
    if (line.annuls && !closed)
      for (const auto& again : standing)
        if (again.id.uuid == *line.annuls) follow_suppression(tx, contact, again);
  }
  if (closed) list.add(tx, address, privacy::Channel::email, "withdrawn");
}

}  // namespace

Caller system_caller() {
  Caller caller;
  caller.principal.kind = http::Principal::Kind::system;
  caller.principal.name = "system";
  caller.source = "system";
  caller.audited = false;
  return caller;
}

std::optional<ContactId> find_by_identity(store::Reader& reader, std::string_view kind,
                                          std::string_view key) {
  const std::string wanted = kind == "email" ? text::email_key(key) : std::string(key);
  return reader.value<ContactId>(sql::find_identity, {{"kind", kind}, {"key", wanted}});
}

Contact create(store::Transaction& tx, const ContactDraft& draft, const Caller& caller) {
  const Intake intake = Intake::load(tx);
  NewContact fresh = prepare(tx, tx.new_id<ContactId>(), draft, intake, Policy::apply, caller);
  if (!fresh.issues.empty()) {
    std::string sentence = "The contact was not created:";
    for (const auto& issue : fresh.issues) sentence += " " + issue.path + " " + issue.message + ";";
    sentence.back() = '.';
    throw Error(ErrorCode::invalid, std::move(sentence), std::move(fresh.issues));
  }
  for (const auto& i : fresh.identities) {
    if (tx.run(sql::insert_identity, {{"kind", i.kind}, {"key", i.key}, {"contact_id", fresh.contact.id}}) >
        0)
      continue;
    if (const auto holder = find_by_identity(tx, i.kind, i.key)) fail_taken(tx, i, *holder, caller);
    fail(ErrorCode::unavailable, "The " + i.kind + " was being changed by somebody else; try again.");
  }
  std::array<NewContact*, 1> one{&fresh};
  write_contacts(tx, one, in_change_set(tx, caller, ChangeSetKind::create));
  note(tx, caller, "contact.created", fresh.contact.id, "Created a contact");
  complete(fresh.contact, tx.now(), intake.workspace.currency);
  for (auto& alert : fresh.alerts) {
    Alert shown{alert.path, alert.code, alert.message, {}};
    for (auto& [name, value] : alert.params) shown.params.emplace(name, value);
    fresh.contact.alerts.push_back(std::move(shown));
  }
  return std::move(fresh.contact);
}

std::optional<Contact> find(store::Reader& reader, ContactId id, const Caller& caller) {
  auto contact = find_stored(reader, id, caller);
  if (contact) contact = completed(reader, std::move(*contact));
  return contact;
}

Contact get(store::Reader& reader, ContactId id, const Caller& caller) {
  if (auto contact = find(reader, id, caller)) return std::move(*contact);
  fail_missing();
}

namespace {

Json text_of(std::optional<Instant> at) { return at ? Json::trusted('"' + render(*at) + '"') : Json(); }

Patched change(store::Transaction& tx, ContactId asked, const Json& changes,
               std::optional<std::int64_t> expected, const TakenBack* back, const Caller& caller) {
  const auto stored = find_stored(tx, asked, caller);
  if (!stored) fail_missing();
  const ContactId id = stored->id;
  if (expected && *expected != stored->version) fail_stale(completed(tx, *stored));
  const ContactDraft before = draft_of(*stored);
  ContactDraft draft = before;
  const auto named = json::patch(draft, changes);
  const auto names = [&](std::string_view name) {
    return std::find(named.begin(), named.end(), name) != named.end();
  };
  if (names("company") && !names("company_id")) draft.company_id.reset();
  if (names("status") && !names("stage")) draft.stage.reset();
  if (names("company_id") && !draft.company_id && !names("company")) draft.company.reset();
  std::vector<Issue> issues;
  // A transaction that began after ours may have made the contact: its time is none of the future.
  normalise(draft, Intake{settings::get<settings::Workspace>(tx), {}, {}, false},
            std::max(tx.now(), stored->created_at), issues);
  resolve(draft, tx, caller, issues);
  const auto fields = field_catalogue(tx);
  const CustomPatch own{names("custom"), stored->custom, draft.custom};
  const auto& workspace = settings::get<settings::Workspace>(tx);
  const Json custom = patched_custom(tx, *fields, FieldObject::contact, own,
                                     {draft.country.value_or(workspace.country), workspace.currency, false,
                                      scope_owners(tx, caller.principal)},
                                     issues);
  if (!issues.empty()) json::fail_with(std::move(issues));

  Contact after = *stored;
  after.custom = custom;
  apply(draft, after);
  if (after.email != stored->email) after.email_state = EmailState::ok;
  std::vector<privacy::ConsentDraft> closed;
  if (after.email != stored->email || after.phone != stored->phone)
    closed = judge_addresses(tx, privacy::SuppressionList::load(tx), &*stored, after, issues);
  if (!issues.empty()) json::fail_with(std::move(issues));
  std::vector<privacy::ConsentEntry> stated;
  if (back) stated = privacy::written_by(privacy::list_consents(tx, id), back->undone.uuid);
  const bool states = !stated.empty() || draft.consent ||
                      (draft.consent_status && *draft.consent_status != stored->consent_status);
  const ContactDraft written = draft_of(after);
  auto differences = json::diff(before, written);
  for (auto& change : custom_changes(*fields, FieldObject::contact, stored->custom, custom, Masking::none))
    differences.push_back(std::move(change));
  if (differences.empty() && !states) return {completed(tx, *stored), false};
  check_identities(tx, *stored, after, caller);
  const Caller by = in_change_set(tx, caller, ChangeSetKind::edit);
  if (draft.consent) {
    const auto entry = add_line(tx, id, *draft.consent, by, by.change_set);
    follow_suppression(tx, after, entry);
    hear(after, entry, tx.now());
  }
  if (states && draft.consent_status)
    if (const auto line = privacy::draft_of(*draft.consent_status))
      follow_suppression(tx, after, add_line(tx, id, *line, by, by.change_set));
  for (const auto& line : closed) add_line(tx, id, line, by);
  if (!stated.empty()) annul(tx, after, stated, *back, by);
  if (states || !closed.empty()) summarise_consent(tx, after);
  write_change(tx, *stored, after, states ? "consent" : "by_hand", by);
  auto kept = differences;
  if (states)
    kept.push_back(
        {heard_field, text_of(stored->last_inbound_contact_at), text_of(after.last_inbound_contact_at)});
  keep_change(tx, updated_change(id, kept), by);
  if (!differences.empty()) facts::record(tx, updated_fact(id, differences, by));
  auto audited = access::audit_changes(before, written);
  for (auto& change :
       custom_changes(*fields, FieldObject::contact, stored->custom, custom, Masking::personal))
    audited.push_back(std::move(change));
  note(tx, caller, "contact.updated", id, "Changed a contact", std::move(audited));
  return {completed(tx, std::move(after)), true};
}

}  // namespace

Contact patch(store::Transaction& tx, ContactId id, const Json& changes, std::optional<std::int64_t> expected,
              const Caller& caller) {
  return change(tx, id, changes, expected, nullptr, caller).contact;
}

Patched patch_one_of_many(store::Transaction& tx, ContactId id, const Json& changes, const Caller& caller) {
  return change(tx, id, changes, std::nullopt, nullptr, caller);
}

Patched patch_back(store::Transaction& tx, ContactId id, const Json& changes, const TakenBack& back,
                   const Caller& caller) {
  return change(tx, id, changes, std::nullopt, &back, caller);
}

void remove(store::Transaction& tx, ContactId asked, std::optional<std::int64_t> expected,
            const Caller& caller) {
  const auto stored = find_stored(tx, asked, caller);
  if (!stored) fail_missing();
  const ContactId id = stored->id;
  if (expected && *expected != stored->version) fail_stale(completed(tx, *stored));
  if (tx.run(sql::delete_contact, {{"id", id}, {"now", tx.now()}, {"expected", stored->version}}) == 0)
    fail_stale(get(tx, id, caller));
  const Caller by = in_change_set(tx, caller, ChangeSetKind::delete_);
  keep_change(tx, {.contact_id = id, .what = Change::deleted}, by);
  tx.run(sql::delete_identities, {{"contact_id", id}});
  tx.run(sql::delete_tags, {{"contact_id", id}});
  drop_value_rows(tx, id.uuid);
  unindex_contact(tx, id);
  facts::record(tx, deleted_fact(id, by));
  note(tx, caller, "contact.deleted", id, "Deleted a contact");
}

privacy::ConsentEntry record_consent(store::Transaction& tx, ContactId asked,
                                     const privacy::ConsentDraft& draft, const Caller& caller) {
  const auto stored = find_stored(tx, asked, caller);
  if (!stored) fail_missing();
  const ContactId id = stored->id;
  const auto entry = add_line(tx, id, draft, caller);
  note_arrival(tx, id, entry.id.uuid, asked);
  follow_suppression(tx, *stored, entry);
  Contact after = *stored;
  hear(after, entry, tx.now());
  summarise_consent(tx, after);
  write_change(tx, *stored, after, "consent", caller);
  note(tx, caller, "consent.recorded", id,
       "Recorded consent " + std::string(enum_name(entry.status)) + " for " +
           std::string(enum_name(entry.channel)));
  return entry;
}

Contact unsubscribe(store::Transaction& tx, ContactId id, const Unsubscription& asked, const Caller& caller) {
  const Contact now = get(tx, id, caller);
  privacy::ConsentDraft draft;
  draft.channel = asked.channel;
  draft.status = privacy::LedgerStatus::withdrawn;
  draft.method = caller.principal.kind == http::Principal::Kind::user ? privacy::passed_on : "unsubscribe";
  draft.source = asked.source;
  draft.reason = asked.reason;
  for (auto& purpose : privacy::open_purposes(privacy::list_consents(tx, now.id), asked.channel)) {
    draft.purpose = std::move(purpose);
    record_consent(tx, id, draft, caller);
  }
  return get(tx, id, caller);
}

void signal(store::Transaction& tx, ContactId asked, Signal what, std::optional<Uuid> cause) {
  const Caller caller = system_caller();
  const auto stored = find_stored(tx, asked, caller);
  if (!stored) return;  // erased or deleted meanwhile
  const ContactId id = stored->id;
  Contact after = *stored;
  after.stage = advance(stored->stage, what);
  if (what == Signal::message_sent)
    after.last_contacted_at = tx.now();
  else if (what != Signal::sales_accepted)
    after.last_inbound_contact_at = tx.now();
  derive(after, settings::get<privacy::IntakePolicy>(tx));
  settle_consent(tx, after);
  const ContactKeys keys = keys_of(after, *field_catalogue(tx));
  after.updated_at = tx.now();
  after.version = stored->version + 1;
  auto row = row_of(after, keys);
  row.set("expected", stored->version);
  if (tx.run(sql::update_contact, row) == 0)
    fail(ErrorCode::unavailable, "The contact was being changed; try again.");
  record_expiry(tx, *stored, after);
  if (after.status == stored->status) return;
  facts::Fact fact = status_fact(id, stored->status, after.status, enum_name(what), caller);
  fact.cause = cause;
  facts::record(tx, std::move(fact));
}

std::span<const store::Statement> statements() {
  static const std::vector<store::Statement> all = [] {
    std::vector<store::Statement> out = {
        sql::find_contact,      sql::insert_contact,  sql::update_contact,  sql::delete_contact,
        sql::insert_identity,   sql::find_identity,   sql::delete_identity, sql::delete_identities,
        sql::insert_tag,        sql::delete_tags,     sql::insert_search,   sql::find_search,
        sql::update_search,     sql::delete_search,   sql::insert_trigrams, sql::delete_trigrams,
        sql::find_company_name, sql::list_for_search, sql::list_to_expire,  sql::settle_contact,
        sql::extend_retention,  sql::is_expired,      sql::find_alias,      sql::insert_arrival};
    for (const auto& statement : company_statements()) out.push_back(statement);
    for (const auto& statement : field_statements()) out.push_back(statement);
    for (const auto& statement : view_statements()) out.push_back(statement);
    for (const auto& statement : contact_import_statements()) out.push_back(statement);
    for (const auto list :
         {duplicates::pair_statements(), duplicates::watch_statements(), duplicates::search_statements(),
          duplicates::merge_statements(), change_set_statements(), trash_statements(), undo_statements(),
          undoing_statements(), change_work_statements(), bulk_statements(), bulk_change_statements(),
          tag_change_statements(), export_statements(), export_work_statements(), company_link_statements(),
          company_merge_statements(), activity_statements(), model_field_statements(), live_statements()})
      out.insert(out.end(), list.begin(), list.end());
    return out;
  }();
  return all;
}

}  // namespace rapport::people
