// A change set is what somebody did at once to one or many contacts and may take back for thirty days: an
// edit, a deletion, a bulk change, an import, a merge, a restore, an undo.
//
// Invariant: a contact's row of a set is written in the transaction that changes the contact, and holds what
// stood there before and after for the fields that changed, and no others. So a set never claims a change
// that did not happen, whatever was killed in between, and undo needs nothing but its rows. One contact has
// one row in a set. Rows are personal data: erasing a person removes them (erase_changes).
//
// Whoever calls people::create, create_many, patch or remove with `caller.change_set` joins that set; the
// facts of the change name it as their reference. Without, create, patch and remove of one contact make a set
// of their own when a person or a key acts (caller.audited), and create_many makes none.
//
//   const ChangeSetId set = begin_change_set(tx, {.kind = ChangeSetKind::import, .summary = "…"}, caller);
//   caller.change_set = set;                          // in each unit:
//   create_many(tx, drafts, intake, Policy::apply, caller);
//   …
//   finish_change_set(tx, set, counts);               // from now on it can be undone
#pragma once

#include <span>

#include "customer/people/people.h"

namespace rapport::people {

enum class ChangeSetKind { create, edit, delete_, bulk, import, merge, restore, undo };
enum class ChangeSetState { preparing, open, finished, cancelled };

inline constexpr Duration undo_time = hours(24 * 30);

struct ChangeCounts {
  std::int64_t total = 0;  // contacts that were to be tried; 0: not known before
  std::int64_t created = 0, updated = 0, deleted = 0, restored = 0, merged = 0;
  std::int64_t unchanged = 0;                   // had it already: no row
  std::int64_t skipped = 0;                     // with a row that says why
  std::map<std::string, std::int64_t> reasons;  // of skipped ones, and of those changed in part
  std::int64_t done() const { return created + updated + deleted + restored + merged + unchanged + skipped; }
  void add(const ChangeCounts& more);  // all but the total
};
template <class = void>
constexpr auto describe(Type<ChangeCounts>) {
  using C = ChangeCounts;
  return fields(field<&C::total>().text("Contacts that were to be tried"), field<&C::created>(),
                field<&C::updated>(), field<&C::deleted>(), field<&C::restored>(), field<&C::merged>(),
                field<&C::unchanged>().text("Had it already"), field<&C::skipped>(),
                field<&C::reasons>().text("Why contacts were skipped, or changed in part only"));
}

struct NewChangeSet {
  ChangeSetKind kind = ChangeSetKind::edit;
  std::string summary;                 // one sentence
  Json details = Json::trusted("{}");  // what was asked for, as the screen tells it
  ChangeSetState state = ChangeSetState::open;
  std::optional<ChangeSetId> undoes = {};
  ChangeSetId id = {};  // made when nil
};

struct ChangeSet {
  ChangeSetId id;
  ChangeSetKind kind = ChangeSetKind::edit;
  ChangeSetState state = ChangeSetState::open;
  std::string summary;
  Json details;
  ChangeCounts counts;
  ActorKind actor_kind = ActorKind::system;
  Uuid actor_id;
  std::string actor_name;
  std::optional<ChangeSetId> undoes, undone_by;
  std::optional<Uuid> job_id;
  Instant created_at;
  std::optional<Instant> finished_at;
  Instant undo_until;
};
template <class = void>
constexpr auto describe(Type<ChangeSet>) {
  using S = ChangeSet;
  return fields(field<&S::id>(), field<&S::kind>(), field<&S::state>(), field<&S::summary>(),
                field<&S::details>().text("What was asked for"), field<&S::counts>(), field<&S::actor_kind>(),
                field<&S::actor_id>(), field<&S::actor_name>(),
                field<&S::undoes>().text("The change set that this one took back"),
                field<&S::undone_by>().text("The change set that took this one back"),
                field<&S::job_id>().text("The job that does the work"), field<&S::created_at>(),
                field<&S::finished_at>(), field<&S::undo_until>());
}

// What happened to one contact within a set.
enum class Change { created, updated, deleted, restored, merged, skipped };

struct ContactChange {
  ContactId contact_id;
  Change what = Change::updated;
  Json before = Json::trusted("{}"),
       after = Json::trusted("{}");   // {"city": "Lyon"}: of changed fields alone
  std::optional<std::string> reason;  // skipped: why; else why something of it was left out
};
template <class = void>
constexpr auto describe(Type<ContactChange>) {
  using C = ContactChange;
  return fields(field<&C::contact_id>(), field<&C::what>(),
                field<&C::before>().text("The fields that changed, as they stood"), field<&C::after>(),
                field<&C::reason>().text("changed_since, not_unique, missing, …"));
}
// The row of an update, from the differences of two drafts. A custom field is named custom.<name>.
ContactChange updated_change(ContactId id, const std::vector<json::Change>& differences);

// -- writing, in the caller's transaction ----------------------------------------------------------------
ChangeSetId begin_change_set(store::Transaction& tx, const NewChangeSet& set, const Caller& caller);
// One batch; a contact that has a row in the set already keeps what it says first.
void record_changes(store::Transaction& tx, ChangeSetId set, std::span<const ContactChange> changes);
// The counts so far, of a set whose work goes on; the same transaction holds the work that they count.
void save_counts(store::Transaction& tx, ChangeSetId set, const ChangeCounts& counts);
// The same for work that goes on beside other work of the set: what was done here is added to what stands
// there, behind the set's lock. Gives the sum; Error(stale) when the set is not open, so that work which
// began before it ended is taken back.
ChangeCounts add_counts(store::Transaction& tx, ChangeSetId set, const ChangeCounts& done_here);
void finish_change_set(store::Transaction& tx, ChangeSetId set, const ChangeCounts& counts,
                       ChangeSetState state = ChangeSetState::finished);
// False when it was undone already.
bool mark_undone(store::Transaction& tx, ChangeSetId set, ChangeSetId by);

// The caller as a member of a set: of the one it has, else of a new one about one contact, which is finished
// at once; as it is when nothing is to be recorded.
Caller in_change_set(store::Transaction& tx, const Caller& caller, ChangeSetKind kind);

// -- reading ---------------------------------------------------------------------------------------------
std::optional<ChangeSet> find_change_set(store::Reader& reader, ChangeSetId id);
// Error(not_found) unless it is the caller's own, or they hold changes.all and see the records of who made
// it.
ChangeSet get_change_set(store::Reader& reader, ChangeSetId id, const http::Principal& principal);

struct ChangeSetFilter {
  std::optional<std::vector<Uuid>> actors;  // whose; everybody's when absent
  std::vector<ContactId> contacts;          // that touched one of these: a contact and those merged into it
  std::optional<Uuid> job_id = {};          // whose work this job does
  std::optional<ChangeSetId> before = {};   // exclusive position, newest first
  bool with_single = true;                  // also edits, creations and deletions of one contact
  int limit = 50;
};
std::vector<ChangeSet> list_change_sets(store::Reader& reader, const ChangeSetFilter& filter);
// Whose change sets the caller sees and undoes: their own, with changes.all those of everybody whose contacts
// they see; nullopt: everybody's.
std::optional<std::vector<Uuid>> change_actors(store::Reader& reader, const http::Principal& principal);
bool is_by(const ChangeSet& set, const std::optional<std::vector<Uuid>>& actors);
// The set that merged another contact into this one; nullopt when it is forgotten.
std::optional<ChangeSet> find_merge_set(store::Reader& reader, ContactId survivor, const Uuid& merge);

// The rows of a set in the order of contact ids, after `after`.
std::vector<ContactChange> list_changes(store::Reader& reader, ChangeSetId set, ContactId after, int limit);

// -- forgetting ------------------------------------------------------------------------------------------
void erase_changes(store::Transaction& tx, ContactId contact);
// Removes rows, then sets, whose time of undo has passed; at most `limit` rows, false when there is more.
bool forget_change_sets(store::Transaction& tx, int limit = 500);

std::span<const store::Statement> change_set_statements();

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::ChangeCounts)
RAPPORT_DESCRIBED(people::ChangeSet)
RAPPORT_DESCRIBED(people::ContactChange)
}  // namespace rapport
