// What the jobs of change sets share: who asked, how long a unit is, and how work ends early.
#pragma once

#include "customer/people/changes/change_set.h"
#include "platform/jobs/handler.h"

namespace rapport::people {

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

// -- work that ends early --------------------------------------------------------------------------------
// Its job goes on with the rest. Error(conflict) when it is not cancelled, or was undone.
ChangeSet resume_change_set(store::Transaction& tx, ChangeSetId id, const http::Principal& principal);
// After a job was cancelled that had not begun, or waited for another attempt.
void follow_cancelled_job(store::Transaction& tx, const jobs::Job& job);
// In the job: Error(conflict) when it was undone meanwhile; the set is cancelled when the job is.
void reopen_for(jobs::Context& context, ChangeSetId set);
void stop_if_asked(jobs::Context& context, ChangeSetId set);

std::span<const store::Statement> change_work_statements();

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::SavedCaller)
}
