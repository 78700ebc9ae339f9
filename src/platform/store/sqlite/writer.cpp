#include "platform/store/sqlite/writer.h"

#include <future>

#include "base/error.h"

namespace rapport::store::sqlite {

namespace {

constexpr std::size_t max_group = 256;
// As long as more is waiting: what a commit costs (each changed page is written once, and the disk waited
// for) is shared by all of a group, and whoever writes one record waits for two groups at most.
constexpr auto max_group_time = std::chrono::milliseconds(20);
constexpr std::size_t max_queue = 100'000;
constexpr int careful_after_failure = 16;

constexpr const char* begin_group = "begin immediate";
constexpr const char* save_unit = "savepoint unit";
constexpr const char* undo_unit = "rollback to unit";
constexpr const char* release_unit = "release unit";
constexpr const char* commit_group = "commit";
constexpr const char* roll_back = "rollback";

}  // namespace

Writer::Writer(const std::string& path, const Clock& clock, IdSource& ids, Announcer& announcer)
    : clock_(clock), ids_(ids), announcer_(announcer), connection_(path, Mode::write), checkpointer_(path) {
  group_.reserve(max_group);
  thread_ = std::thread([this] { loop(); });
}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  connection_.checkpoint(false);
}

void Writer::submit(Unit unit, Done done, Turn turn) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_ && queue_.size() < max_queue) {
      queue_.push(Job{std::move(unit), std::move(done), nullptr, {}}, turn);
      if (queue_.size() == 1) wake_.notify_one();
      return;
    }
  }
  done(std::make_exception_ptr(
      Error(ErrorCode::unavailable, "The database is too busy. Try again in a moment.")));
}

void Writer::between_groups(const std::function<void(Connection&)>& task) {
  std::promise<void> finished;
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back([&](Connection& connection) {
      try {
        task(connection);
        finished.set_value();
      } catch (...) {
        finished.set_exception(std::current_exception());
      }
    });
  }
  wake_.notify_one();
  finished.get_future().get();
}

Database::Health Writer::health() const {
  const std::lock_guard lock(mutex_);
  return {.writable = problem_.empty(),
          .problem = problem_,
          .queued_units = static_cast<std::int64_t>(queue_.size()),
          .commits = commits_,
          .units = units_};
}

void Writer::loop() {
  while (true) {
    std::deque<std::function<void(Connection&)>> tasks;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stopping_ || !queue_.empty() || !tasks_.empty(); });
      tasks.swap(tasks_);
      if (queue_.empty() && tasks.empty() && stopping_) return;
      if (queue_.empty() && tasks.empty()) continue;
    }
    for (auto& task : tasks) task(connection_);
    run_group();
  }
}

bool Writer::take(Job& job) {
  const std::lock_guard lock(mutex_);
  if (queue_.empty()) return false;
  job = queue_.pop();
  return true;
}

void Writer::run_unit(Job& job) {
  job.error = nullptr;
  job.hooks.clear();
  SqliteTransaction tx(connection_, clock_.now(), ids_, announcer_);
  connection_.guard_transactions(true);
  try {
    job.unit(tx);
    tx.rethrow_failure();
    job.hooks = tx.take_hooks();
  } catch (...) {
    job.error = std::current_exception();
  }
  connection_.guard_transactions(false);
}

// Without a savepoint, which keeps a copy of every page that a unit changes and makes the search index write
// its part at once. Most units that fail do so before they change anything; when one did change something,
// the group is rolled back and run again in savepoints.
bool Writer::run_openly(Job& job) {
  const std::int64_t before = connection_.changes();
  run_unit(job);
  return connection_.in_transaction() && (!job.error || connection_.changes() == before);
}

bool Writer::run_in_savepoint(Job& job) {
  try {
    connection_.control(save_unit);
    run_unit(job);
    // A full disk or an I/O error may have rolled back everything.
    if (!connection_.in_transaction()) return false;
    if (job.error) connection_.control(undo_unit);
    connection_.control(release_unit);
    return true;
  } catch (...) {
    job.error = std::current_exception();
    return false;
  }
}

bool Writer::commit(std::exception_ptr& error) {
  try {
    connection_.control(commit_group);
    return true;
  } catch (...) {
    error = std::current_exception();
    return false;
  }
}

void Writer::abandon() {
  connection_.reset_leaked_statements();
  if (!connection_.in_transaction()) return;
  try {
    connection_.control(roll_back);
  } catch (...) {
    // Nothing to add: the error that led here is told to the caller, and the next BEGIN shows what is left.
  }
}

void Writer::run_group() {
  Job job;
  if (!take(job)) return;
  group_.clear();
  bool whole = true;
  std::exception_ptr error;
  try {
    connection_.control(begin_group);
  } catch (...) {
    error = std::current_exception();
    whole = false;
  }
  if (!whole) {
    job.error = error;
    note_commit(error);
    return answer(job);
  }
  const bool careful = careful_groups_ > 0;
  if (careful) --careful_groups_;
  const auto end = std::chrono::steady_clock::now() + max_group_time;
  do {
    group_.push_back(std::move(job));
    whole = careful ? run_in_savepoint(group_.back()) : run_openly(group_.back());
  } while (whole && group_.size() < max_group && std::chrono::steady_clock::now() < end && take(job));
  if (!whole && !careful) whole = run_again_in_savepoints();
  whole = whole && commit(error);
  if (whole) {
    note_commit(nullptr);
    for (Job& done : group_) answer(done);
  } else {
    abandon();
    for (Job& again : group_) run_alone(again);
  }
  group_.clear();
  tidy();
}

bool Writer::run_again_in_savepoints() {
  careful_groups_ = careful_after_failure;
  abandon();
  try {
    connection_.control(begin_group);
  } catch (...) {
    return false;
  }
  for (Job& job : group_)
    if (!run_in_savepoint(job)) return false;
  return true;
}

void Writer::run_alone(Job& job) {
  try {
    connection_.control(begin_group);
    run_unit(job);
    if (!job.error) commit(job.error);
  } catch (...) {
    job.error = std::current_exception();
  }
  abandon();
  note_commit(job.error);
  answer(job);
}

void Writer::note_commit(const std::exception_ptr& error) {
  if (!error) {
    ++commits_;
    const std::lock_guard lock(mutex_);
    problem_.clear();
    return;
  }
  try {
    std::rethrow_exception(error);
  } catch (const Error& e) {
    if (e.code() != ErrorCode::unavailable) return;  // the unit's own trouble
    const std::lock_guard lock(mutex_);
    problem_ = e.message();
  } catch (...) {
    // The unit's own trouble.
  }
}

void Writer::answer(Job& job) noexcept {
  ++units_;
  if (!job.error)
    for (auto& hook : job.hooks) hook();
  if (job.done) job.done(job.error);
  job = Job{};
}

// After the answers went out: what keeps the file in shape.
void Writer::tidy() {
  connection_.reset_leaked_statements();
  if (checkpointer_.is_due(connection_.wal_pages())) connection_.checkpoint(false);
}

}  // namespace rapport::store::sqlite
