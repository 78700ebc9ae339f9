// Contacts: create, read, change, delete. The rules live here; HTTP, import and the demonstration data come
// through the same functions.
//
// E-mail (in any case), phone and external id are unique among living contacts: they are claimed in
// `identities` in the transaction that writes the contact. Deleting is soft: the record, its facts, orders
// and consents stay until they are erased, but it leaves every list and search and gives its identities free,
// so that the person may be created again as a new contact.
//
// Each function works within the caller's records (all, team, own); a record outside of them is not found.
#pragma once

#include <span>

#include "base/json.h"
#include "customer/people/status.h"
#include "customer/privacy/intake.h"
#include "customer/privacy/suppression.h"
#include "platform/facts/facts.h"
#include "platform/http/principal.h"
#include "platform/settings/workspace.h"

namespace rapport::people {

using ChangeSetId = Id<struct ChangeSetTag>;  // changes/change_set.h
class FieldCatalogue;                         // fields/catalogue.h

// On whose behalf, and on which way.
struct Caller {
  http::Principal principal;
  std::string source = "api";  // of the facts: api, web, import, system
  facts::Arrival arrival = facts::Arrival::live;
  std::string ip = {}, user_agent = {}, request_id = {};
  bool audited = true;                         // an import has one entry for all
  std::optional<Uuid> cause = {};              // of the facts: what led to this
  std::optional<ChangeSetId> change_set = {};  // what is changed joins this set
  ChangeSetId new_change_set = {};             // else the id that a set of its own takes; made when nil
};
Caller system_caller();  // may do everything; for imports, jobs and generated data

// What every creation asks, read once in a unit of work.
struct Intake {
  settings::Workspace workspace;
  privacy::IntakePolicy policy;
  privacy::SuppressionList suppressions;
  bool normalised = false;  // the drafts went through the checks of their fields already
  std::shared_ptr<const FieldCatalogue> fields = {};  // the workspace's own; none when null
  static Intake load(store::Reader& reader);
};

// -- one contact ---------------------------------------------------------------------------------------
// Error(invalid) with every issue: fields, intake policy (keyword_not_allowed, source_forbidden,
// source_not_allowed), suppressed; Error(conflict) with issue not_unique and the other contact's id.
Contact create(store::Transaction& tx, const ContactDraft& draft, const Caller& caller);
std::optional<Contact> find(store::Reader& reader, ContactId id, const Caller& caller);
Contact get(store::Reader& reader, ContactId id, const Caller& caller);  // Error(not_found)
// Changes what `changes` names. Error(stale) when `expected` is given and is not the stored version.
Contact patch(store::Transaction& tx, ContactId id, const Json& changes, std::optional<std::int64_t> expected,
              const Caller& caller);
void remove(store::Transaction& tx, ContactId id, std::optional<std::int64_t> expected, const Caller& caller);

// Beside the fields, what an undo takes back: the statements of consent that a change wrote, by lines that
// annul them, and when the person was last heard of through them, if nothing was heard since.
struct TakenBack {
  ChangeSetId undone;
  std::optional<Instant> heard_before, heard_after;
};
inline constexpr const char* heard_field = "last_inbound_contact_at";  // in the row of a change
struct Patched {
  Contact contact;
  bool changed = false;
};
Patched patch_back(store::Transaction& tx, ContactId id, const Json& changes, const TakenBack& back,
                   const Caller& caller);
// As patch(); a bulk change also counts who had it all already.
Patched patch_one_of_many(store::Transaction& tx, ContactId id, const Json& changes, const Caller& caller);

// kind: "email" (any case), "phone" (E.164), "external_id".
std::optional<ContactId> find_by_identity(store::Reader& reader, std::string_view kind, std::string_view key);

// -- consent -------------------------------------------------------------------------------------------
privacy::ConsentEntry record_consent(store::Transaction& tx, ContactId id, const privacy::ConsentDraft& draft,
                                     const Caller& caller);
struct Unsubscription {
  privacy::Channel channel = privacy::Channel::all;
  std::optional<std::string> reason, source;
};
template <class = void>
constexpr auto describe(Type<Unsubscription>) {
  using U = Unsubscription;
  return fields(field<&U::channel>().or_default().text("From this channel, or from all"),
                field<&U::reason>().max_length(500).is_personal().text("Why, as far as the person told"),
                field<&U::source>().max_length(200).text("The page, letter or call; web or api when absent"));
}
// Withdraws consent on the channel for every purpose that is not closed there yet, marketing in any case, and
// with e-mail closes the address; again: nothing more happens. Nothing takes it back but a new statement.
Contact unsubscribe(store::Transaction& tx, ContactId id, const Unsubscription& asked, const Caller& caller);

// -- what happens to a contact ---------------------------------------------------------------------------
// Moves the stage by the table of status.h and records the change of status with its cause.
void signal(store::Transaction& tx, ContactId id, Signal signal, std::optional<Uuid> cause);

// -- many at once ----------------------------------------------------------------------------------------
struct CreateOutcome {
  enum class Result { created, exists, refused };
  Result result = Result::created;
  ContactId id;               // of the new contact, or of the one that holds the identity
  std::string duplicate_of;   // exists: "email", "phone" or "external_id"
  std::vector<Issue> issues;  // refused: why; created: alerts
};
enum class Policy { apply, skip };  // skip: for customers of orders, who are no prospects
// The fast path: one outcome for each draft, in their order; a draft that is refused or exists (also within
// the drafts) leaves the others alone. Up to some hundreds in one unit. `ids`: of the new contacts, made when
// there are none.
std::vector<CreateOutcome> create_many(store::Transaction& tx, std::span<const ContactDraft> drafts,
                                       const Intake& intake, Policy policy, const Caller& caller,
                                       std::span<const ContactId> ids = {});

std::span<const store::Statement> statements();

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::Unsubscription)
}
