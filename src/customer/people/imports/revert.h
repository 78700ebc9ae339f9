// Taking an import of contacts back: the undo of its change set, seen from the import. What it created goes
// to the trash, what it changed goes back to what stood there, tags too; what somebody changed since stays
// and is named. What it stated of consent is annulled by lines of its own, since the ledger forgets nothing;
// contacts that the import created are gone with theirs.
//
// The import follows its change set, in the same transaction, however the undo was asked for: reverting while
// the job runs, reverted when it has ended, completed again when the undo itself is undone.
//
//   completed ── begin_revert, or undo_change_set ──► reverting ──► reverted ── undo of the undo ──►
//   completed
#pragma once

#include "customer/people/changes/kept.h"
#include "platform/imports/imports.h"

namespace rapport::people {

// The caller may import and sees the import; whose it is does not matter. Error(conflict) says why not: it
// goes on, nothing was written, thirty days have passed, it was reverted already. A revert whose job was
// cancelled or gave up goes on.
imports::Import begin_revert(store::Transaction& tx, imports::ImportId id, const Caller& caller);

// How far it is: the counts of the undo.
struct RevertReport {
  ChangeSetId change_set_id;
  ChangeSetState state = ChangeSetState::open;
  bool stopped = false;
  std::int64_t total = 0, done = 0, kept = 0;
  ChangeCounts counts;
  std::string actor_name;
  Instant began_at;
  std::optional<Instant> finished_at;
};
template <class = void>
constexpr auto describe(Type<RevertReport>) {
  using R = RevertReport;
  return fields(
      field<&R::change_set_id>().text("The undo, a change set itself"), field<&R::state>(),
      field<&R::stopped>().text("Its job was cancelled or gave up; asking for the revert again goes on"),
      field<&R::total>().text("Contacts that the import created or changed"), field<&R::done>(),
      field<&R::kept>().text("Contacts that stay as they are, wholly or in part; see /kept"),
      field<&R::counts>(), field<&R::actor_name>(), field<&R::began_at>(), field<&R::finished_at>());
}
RevertReport get_revert(store::Reader& reader, imports::ImportId id);  // Error(not_found): none was begun

// Those that the revert left as they are, wholly or in part; none when it was not begun.
KeptPage list_kept(store::Reader& reader, imports::ImportId id, const ChangeRowQuery& query,
                   const Caller& caller);

// -- for undo.cpp and the run ------------------------------------------------------------------------------
// The change set of an import that has ended is finished, with the counts of its lines.
void settle_import_set(store::Transaction& tx, imports::ImportId id);
// Of a set that is still open: finishes it when its import has ended.
void settle_if_import(store::Transaction& tx, const ChangeSet& set);
// Is it the set of an import, or of its undo?
bool concerns_import(const ChangeSet& set);
// After an undo began, and again after it ended.
void follow_undo(store::Transaction& tx, const ChangeSet& undone, const ChangeSet& undo);

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::RevertReport)
}  // namespace rapport
