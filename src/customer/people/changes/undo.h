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

// Error(not_found) unless it is the caller's own, or they hold changes.all and see the records of who made
// it.
ChangeSet get_change_set(store::Reader& reader, ChangeSetId id, const http::Principal& principal);

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

// -- work that ends early --------------------------------------------------------------------------------
// Its job goes on with the rest. Error(conflict) when it is not cancelled, or was undone.
ChangeSet resume_change_set(store::Transaction& tx, ChangeSetId id, const http::Principal& principal);
// After a job was cancelled that had not begun, or waited for another attempt.
void follow_cancelled_job(store::Transaction& tx, const jobs::Job& job);
// In the job: Error(conflict) when it was undone meanwhile; the set is cancelled when the job is.
void reopen_for(jobs::Context& context, ChangeSetId set);
void stop_if_asked(jobs::Context& context, ChangeSetId set);

class UndoChanges : public jobs::Handler {
 public:
  std::string_view kind() const override { return "undo_changes"; }
  Json run(jobs::Context& context) override;
};

// Who asked for work that a job does.
struct SavedCaller {
  http::Principal::Kind kind = http::Principal::Kind::system;
  Uuid id;
  std::string name;
  http::Scope scope = http::Scope::own;
  std::optional<Uuid> team_id;
  std::string source;
};
template <class = void>
constexpr auto describe(Type<SavedCaller>) {
  using C = SavedCaller;
  return fields(field<&C::kind>(), field<&C::id>(), field<&C::name>(), field<&C::scope>(),
                field<&C::team_id>(), field<&C::source>());
}
SavedCaller save(const Caller& caller);
Caller load(const SavedCaller& saved);  // not audited: the request was

// Why a contact could not be changed, as its row: the code of the first issue, and whose identity was in the
// way.
ContactChange skipped_change(ContactId id, const Error& error);

// CPU time of this thread: a unit that only waited for its turn on a busy machine is not made smaller.
std::chrono::nanoseconds work_time();

std::span<const store::Statement> undo_statements();

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::SavedCaller)
}
