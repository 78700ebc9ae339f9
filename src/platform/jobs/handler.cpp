#include "platform/jobs/handler.h"

#include "base/error.h"
#include "platform/jobs/statement_lists.h"

namespace rapport::jobs {

namespace {

constexpr auto between_progress_writes = std::chrono::seconds(1);

constexpr store::Statement hold{"jobs.hold", store::Reach::local, R"sql(
update jobs set epoch = epoch where id = :id and epoch = :epoch and state = 'running')sql"};
constexpr store::Statement is_held{
    "jobs.is_held", store::Reach::local,
    "select 1 from jobs where id = :id and epoch = :epoch and state = 'running'"};
constexpr store::Statement write_progress{"jobs.progress", store::Reach::local, R"sql(
update jobs set progress = :progress where id = :id and epoch = :epoch and state = 'running')sql"};
constexpr store::Statement handler_sql[] = {hold, is_held, write_progress};

[[noreturn]] void fail_superseded() { fail(ErrorCode::stale, "Another worker has taken this job over."); }

}  // namespace

std::span<const store::Statement> handler_statements() { return handler_sql; }

Context::Context(store::Database& database, Job job, std::int64_t epoch)
    : database_(database), job_(std::move(job)), epoch_(epoch), progress_(job_.progress) {}

void Context::check(store::Transaction& tx) const {
  if (tx.run(hold, {{"id", job_.id}, {"epoch", epoch_}}) != 1) fail_superseded();
}

void Context::look(store::Transaction& tx) const {
  if (!tx.value<std::int64_t>(is_held, {{"id", job_.id}, {"epoch", epoch_}})) fail_superseded();
}

void Context::save_progress(store::Transaction& tx, const Json& state) {
  if (tx.run(write_progress, {{"id", job_.id}, {"epoch", epoch_}, {"progress", state}}) != 1)
    fail_superseded();
  tx.after_commit([this, state] {
    const std::lock_guard lock(mutex_);
    progress_ = state;
  });
}

void Context::progress(Json state) {
  {
    const std::lock_guard lock(mutex_);
    progress_ = state;
    const auto now = std::chrono::steady_clock::now();
    if (now - written_at_ < between_progress_writes) return;
    written_at_ = now;
  }
  database_.write([&](store::Transaction& tx) { save_progress(tx, state); });
}

Json Context::last_progress() const {
  const std::lock_guard lock(mutex_);
  return progress_;
}

// 5 s, 20 s, 80 s, … at most an hour.
Duration Handler::pause_before(int attempt) const {
  Duration pause = seconds(5);
  for (int i = 2; i < attempt && pause < hours(1); ++i) pause *= 4;
  return std::min<Duration>(pause, hours(1));
}

}  // namespace rapport::jobs
