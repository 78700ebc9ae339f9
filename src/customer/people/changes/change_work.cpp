#include "customer/people/changes/change_work.h"

#include <boost/json.hpp>
#include <ctime>

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::SavedCaller)
}

namespace rapport::people {

namespace {

constexpr store::Statement set_state{"people.set_change_state", store::Reach::local,
                                     "update change_sets set state = :state, finished_at = null where id = "
                                     ":id and undone_by is null"};
constexpr store::Statement change_work_sql[] = {set_state};

void end_early(store::Transaction& tx, ChangeSetId id) {
  const auto set = find_change_set(tx, id);
  if (set && set->state == ChangeSetState::open)
    finish_change_set(tx, id, add_counts(tx, id, {}), ChangeSetState::cancelled);
}

}  // namespace

ContactChange skipped_change(ContactId id, const Error& error) {
  ContactChange out{.contact_id = id, .what = Change::skipped};
  if (error.code() == ErrorCode::not_found) {
    out.reason = "missing";
  } else if (error.issues().empty()) {
    out.reason = std::string(enum_name(error.code()));
  } else {
    out.reason = error.issues().front().code;
    for (const auto& [name, value] : error.issues().front().params)
      if (name == "contact_id") out.after = Json(boost::json::object{{"contact_id", value}});
  }
  return out;
}

std::chrono::nanoseconds work_time() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
}

SavedCaller save(const Caller& caller) {
  const auto& p = caller.principal;
  return {p.kind, p.id, p.name, p.scope, p.team_id, caller.source};
}

Caller load(const SavedCaller& saved) {
  Caller caller;
  caller.principal.kind = saved.kind;
  caller.principal.id = saved.id;
  caller.principal.name = saved.name;
  caller.principal.scope = saved.scope;
  caller.principal.team_id = saved.team_id;
  caller.source = saved.source;
  caller.audited = false;
  return caller;
}

void reopen_for(jobs::Context& context, ChangeSetId set) {
  const bool open = context.write([&](store::Transaction& tx) {
    return tx.run(set_state, {{"id", set}, {"state", ChangeSetState::open}}) > 0;
  });
  if (!open)
    fail(ErrorCode::conflict, "What was done of this change has been undone; the rest is not done any more.");
}

void stop_if_asked(jobs::Context& context, ChangeSetId set) {
  if (context.stop_reason() == jobs::StopReason::cancelled)
    context.write([&](store::Transaction& tx) { end_early(tx, set); });
  context.stop_if_asked();
}

ChangeSet resume_change_set(store::Transaction& tx, ChangeSetId id, const http::Principal& principal) {
  const ChangeSet set = get_change_set(tx, id, principal);
  if (set.undone_by) fail(ErrorCode::conflict, "What was done of this change was undone; it does not go on.");
  if (!set.job_id || (set.state != ChangeSetState::cancelled && set.state != ChangeSetState::open) ||
      !jobs::retry_job(tx, jobs::JobId{*set.job_id}))
    fail(ErrorCode::conflict, "This change has nothing left to do, or is going on.");
  tx.run(set_state, {{"id", id}, {"state", ChangeSetState::open}});
  return find_change_set(tx, id).value();
}

void follow_cancelled_job(store::Transaction& tx, const jobs::Job& job) {
  if (jobs::get_job(tx, job.id).state != jobs::State::failed) return;  // it runs, and says so itself
  for (const auto& set : list_change_sets(tx, {.actors = {}, .contacts = {}, .job_id = job.id.uuid}))
    end_early(tx, set.id);
}

std::span<const store::Statement> change_work_statements() { return change_work_sql; }

}  // namespace rapport::people
