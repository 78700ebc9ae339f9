// Undo: applies what stood there before a change set where the present value is still the one that the set
// wrote. A field that was changed since stays and is reported; tags are taken off and put back one by one. A
// contact that the set made goes to the trash (one that an import made stays, and is reported, when somebody
// changed it since or it has orders), one that it deleted comes back, unless somebody else holds its e-mail,
// phone or external id now (reported). What was created goes first, and what was refused for an identity is
// tried again at the end, so that an address moves back to whom it was taken from. A set that a contact was
// merged into another after is left alone. Consent is a ledger and never taken back by undo. The undo is a
// change set itself, so undoing it does the change again; its facts are backfill and name the undone set as
// their cause.
#pragma once

#include <functional>

#include "customer/people/changes/change_set.h"
#include "platform/jobs/handler.h"

namespace rapport::people {

inline constexpr int undone_at_once = 20;  // contacts; more of them are a job

// How a merge is taken apart (duplicates/merge.h); it marks the set of the merge as undone.
using UndoMerge = std::function<void(store::Transaction& tx, const Uuid& merge, const Caller& caller)>;

// The set that takes `id` back: finished, or open with a job. Of a change that ended early what was done is
// taken back. Error(not_found) as above; Error(conflict) when it is going on, undone already, or its time has
// passed.
ChangeSet undo_change_set(store::Transaction& tx, ChangeSetId id, const Caller& caller,
                          const UndoMerge& undo_merge = {});
// The same of anybody's, for who has another right to it.
ChangeSet undo_any_change_set(store::Transaction& tx, const ChangeSet& set, const Caller& caller,
                              const UndoMerge& undo_merge = {});

class UndoChanges : public jobs::Handler {
 public:
  std::string_view kind() const override { return "undo_changes"; }
  Json run(jobs::Context& context) override;
};

std::span<const store::Statement> undo_statements();

}  // namespace rapport::people
