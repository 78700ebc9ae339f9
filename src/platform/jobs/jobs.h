// Durable work behind the scenes: a job is a row, written in the transaction that wants the work done. It
// runs after the commit, survives a crash, is tried again with growing pauses, and ends completed, failed
// (refused for good or cancelled) or dead (attempts used up). Handlers are registered by kind with the Runner
// (runner.h).
//
//   jobs::enqueue(tx, {.kind = "import_orders", .payload = json::to_json(request), .unique_key = file_hash});
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "platform/store/store.h"

namespace rapport::jobs {

using JobId = Id<struct JobTag>;

enum class State { queued, running, completed, failed, dead };

struct NewJob {
  std::string kind;
  Json payload;
  std::string unique_key;  // at most one queued or running job of the kind per key; empty: any number
  Instant run_at;          // 0: at once
  std::int32_t max_attempts = 5;
  std::optional<Uuid> created_by;
};

struct Job {
  JobId id;
  std::string kind;
  Json payload;
  State state = State::queued;
  Instant run_at;
  std::int32_t attempts = 0;
  std::int32_t max_attempts = 0;
  bool cancel_requested = false;
  Json progress;  // what the handler last said, also of an earlier attempt: where to go on
  Json result;
  std::string error;
  std::optional<Uuid> created_by;
  Instant created_at;
  std::optional<Instant> started_at;
  std::optional<Instant> finished_at;
};
template <class = void>
constexpr auto describe(Type<Job>) {
  return fields(field<&Job::id>(), field<&Job::kind>(), field<&Job::payload>().write_only(),
                field<&Job::state>(), field<&Job::run_at>().text("When it runs, or runs again"),
                field<&Job::attempts>(), field<&Job::max_attempts>(), field<&Job::cancel_requested>(),
                field<&Job::progress>(), field<&Job::result>(),
                field<&Job::error>().text("Why the last attempt failed"), field<&Job::created_by>(),
                field<&Job::created_at>(), field<&Job::started_at>(), field<&Job::finished_at>());
}

// nullopt when a job with that unique key waits or runs already.
std::optional<JobId> enqueue(store::Transaction& tx, const NewJob& job);

std::optional<Job> find_job(store::Reader& reader, JobId id);
Job get_job(store::Reader& reader, JobId id);

struct JobQuery {
  std::vector<State> states;  // empty: all
  std::string kind;           // empty: all
  std::optional<Uuid> created_by;
  std::optional<Instant> before;  // exclusive position with before_id, newest first
  std::optional<JobId> before_id;
  int limit = 50;
};
std::vector<Job> list_jobs(store::Reader& reader, const JobQuery& query);

// A queued job fails at once, a running one is asked to stop; false when it has ended already.
bool cancel_job(store::Transaction& tx, JobId id);
// Queues a failed or dead job again, with all its attempts; false when it is neither, or its key is taken.
bool retry_job(store::Transaction& tx, JobId id);

// What should have run and did not: for Home, /readyz and doctor.
struct LateJob {
  std::string kind;
  State state = State::queued;
  Instant due_at;
  std::string error;
};
template <class = void>
constexpr auto describe(Type<LateJob>) {
  return fields(field<&LateJob::kind>(), field<&LateJob::state>(), field<&LateJob::due_at>(),
                field<&LateJob::error>());
}
// Queued for longer than `tolerance`, running past its lease, or dead within the last seven days; at most 20.
std::vector<LateJob> list_late_jobs(store::Reader& reader, Duration tolerance = minutes(5));

// Deletes what completed before `before`; in portions, false when there is more.
bool delete_old_jobs(store::Transaction& tx, Instant before);

std::span<const store::Statement> statements();  // of the whole module

}  // namespace rapport::jobs

RAPPORT_DESCRIBED(rapport::jobs::Job)
RAPPORT_DESCRIBED(rapport::jobs::LateJob)
