#include "platform/jobs/jobs.h"

#include <limits>

#include "base/error.h"
#include "platform/jobs/statement_lists.h"

RAPPORT_DESCRIBE_HERE(rapport::jobs::Job)
RAPPORT_DESCRIBE_HERE(rapport::jobs::LateJob)

namespace rapport::jobs {

namespace {

using store::Reach;
using store::Statement;

constexpr std::int64_t deleted_at_once = 500;
constexpr Duration dead_shown_for = hours(24 * 7);

constexpr Statement insert_job{"jobs.insert", Reach::local, R"sql(
insert into jobs (id, kind, unique_key, payload, state, run_at, attempts, max_attempts, lease_until, epoch, worker,
  cancel_requested, progress, result, error, created_by, created_at)
values (:id, :kind, :unique_key, :payload, 'queued', :run_at, 0, :max_attempts, 0, 0, '',
  :no, 'null', 'null', '', :created_by, :now)
on conflict (kind, unique_key) where state in ('queued', 'running') do nothing)sql"};

constexpr Statement job_by_id{"jobs.find", Reach::local, "select * from jobs where id = :id"};

constexpr Statement newest{"jobs.list", Reach::local, R"sql(
select * from jobs
where (:states = '' or instr(:states, '|' || state || '|') > 0) and (:kind = '' or kind = :kind)
  and (:of_anybody or created_by = :created_by)
  and (created_at < :before or (created_at = :before and id < :before_id))
order by created_at desc, id desc limit :limit)sql",
                           R"sql(
select * from jobs
where (:states = '' or strpos(:states, '|' || state || '|') > 0) and (:kind = '' or kind = :kind)
  and (:of_anybody or created_by = :created_by)
  and (created_at < :before or (created_at = :before and id < :before_id))
order by created_at desc, id desc limit :limit)sql"};

constexpr Statement cancel_queued{"jobs.cancel_queued", Reach::local, R"sql(
update jobs set state = 'failed', error = 'Cancelled.', cancel_requested = :yes, finished_at = :now
where id = :id and state = 'queued')sql"};
constexpr Statement cancel_running{"jobs.cancel_running", Reach::local, R"sql(
update jobs set cancel_requested = :yes where id = :id and state = 'running')sql"};

constexpr Statement revive_job{"jobs.revive", Reach::local, R"sql(
update jobs set state = 'queued', run_at = :now, attempts = 0, cancel_requested = :no, finished_at = null
where id = :id and state in ('failed', 'dead')
  and (unique_key is null or not exists (select 1 from jobs as other where other.kind = jobs.kind
    and other.unique_key = jobs.unique_key and other.state in ('queued', 'running'))))sql"};

constexpr Statement late{"jobs.late", Reach::local, R"sql(
select kind, state, run_at as due_at, error from jobs
where (state = 'queued' and run_at < :late) or (state = 'running' and lease_until < :late)
  or (state = 'dead' and finished_at > :dead_since)
order by run_at limit 20)sql"};

constexpr Statement delete_old{"jobs.delete_old", Reach::local, R"sql(
delete from jobs where id in (
  select id from jobs where state = 'completed' and finished_at < :before limit :limit))sql"};

constexpr Statement jobs_sql[] = {insert_job,     job_by_id,  newest, cancel_queued,
                                  cancel_running, revive_job, late,   delete_old};

}  // namespace

std::span<const Statement> queue_statements() { return jobs_sql; }

std::optional<JobId> enqueue(store::Transaction& tx, const NewJob& job) {
  if (job.kind.empty()) fail(ErrorCode::internal, "A job needs a kind.");
  const auto id = tx.new_id<JobId>();
  const auto key = job.unique_key.empty() ? std::optional<std::string>() : job.unique_key;
  const Instant run_at = job.run_at.ms == 0 ? tx.now() : job.run_at;
  const auto added = tx.run(insert_job, {{"id", id},
                                         {"kind", job.kind},
                                         {"unique_key", key},
                                         {"payload", job.payload},
                                         {"run_at", run_at},
                                         {"max_attempts", std::int64_t{job.max_attempts}},
                                         {"created_by", job.created_by},
                                         {"no", false},
                                         {"now", tx.now()}});
  if (added == 0) return std::nullopt;
  tx.announce(store::Topic::jobs);
  return id;
}

std::optional<Job> find_job(store::Reader& reader, JobId id) {
  return reader.find<Job>(job_by_id, {{"id", id}});
}

Job get_job(store::Reader& reader, JobId id) {
  auto job = find_job(reader, id);
  if (!job) fail(ErrorCode::not_found, "There is no such job.");
  return *std::move(job);
}

std::vector<Job> list_jobs(store::Reader& reader, const JobQuery& query) {
  std::string states;
  for (const State state : query.states) states.append("|").append(enum_name(state)).append("|");
  Uuid last;
  last.bytes.fill(0xff);
  const Instant before = query.before.value_or(Instant{std::numeric_limits<std::int64_t>::max()});
  const Uuid before_id = query.before_id ? query.before_id->uuid : (query.before ? Uuid{} : last);
  return reader.list<Job>(newest, {{"states", states},
                                   {"kind", query.kind},
                                   {"of_anybody", !query.created_by.has_value()},
                                   {"created_by", query.created_by.value_or(Uuid{})},
                                   {"before", before},
                                   {"before_id", before_id},
                                   {"limit", std::int64_t{query.limit}}});
}

bool cancel_job(store::Transaction& tx, JobId id) {
  if (tx.run(cancel_queued, {{"id", id}, {"yes", true}, {"now", tx.now()}}) == 1) return true;
  return tx.run(cancel_running, {{"id", id}, {"yes", true}}) == 1;
}

bool retry_job(store::Transaction& tx, JobId id) {
  if (tx.run(revive_job, {{"id", id}, {"no", false}, {"now", tx.now()}}) != 1) return false;
  tx.announce(store::Topic::jobs);
  return true;
}

std::vector<LateJob> list_late_jobs(store::Reader& reader, Duration tolerance) {
  return reader.list<LateJob>(
      late, {{"late", reader.now() - tolerance}, {"dead_since", reader.now() - dead_shown_for}});
}

bool delete_old_jobs(store::Transaction& tx, Instant before) {
  return tx.run(delete_old, {{"before", before}, {"limit", deleted_at_once}}) < deleted_at_once;
}

std::span<const Statement> statements() {
  static const std::vector<Statement> list = [] {
    std::vector<Statement> out;
    for (const auto part : {queue_statements(), runner_statements(), handler_statements(),
                            schedule_statements(), outbox_statements(), dispatcher_statements()})
      out.insert(out.end(), part.begin(), part.end());
    return out;
  }();
  return list;
}

}  // namespace rapport::jobs
