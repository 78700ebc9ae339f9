#include "platform/store/postgres/writers.h"

#include "base/error.h"
#include "platform/store/postgres/errors.h"

namespace rapport::store::postgres {

namespace {

constexpr std::size_t max_group = 16;
constexpr std::size_t max_queue = 100'000;
constexpr int max_tries = 6;   // of one unit against serialization failures and deadlocks
constexpr int max_losses = 3;  // connections that may break under one unit
constexpr auto patience = std::chrono::seconds(4);  // of a queued unit with a database that cannot be reached
constexpr auto unit_limit = std::chrono::minutes(5);

constexpr const char* wait_for_locks = "set local lock_timeout = '60s'";
constexpr const char* begin_unit = "begin";
constexpr const char* save_unit = "savepoint unit";
constexpr const char* release_unit = "release unit";
constexpr const char* undo_unit = "rollback to unit";
constexpr const char* roll_back = "rollback";

std::exception_ptr unavailable(std::string message) {
  return std::make_exception_ptr(Error(ErrorCode::unavailable, std::move(message)));
}

void undo_everything(Connection& connection) noexcept {
  try {
    connection.clear_deferred();
    connection.defer(roll_back);
    connection.flush();
  } catch (...) {
    // The connection is lost, and the transaction with it.
  }
}

}  // namespace

Writers::Writers(const Address& address, int threads, const Clock& clock, IdSource& ids, Announcer& announcer)
    : address_(address),
      clock_(clock),
      ids_(ids),
      announcer_(announcer),
      thread_count_(static_cast<std::size_t>(std::max(threads, 1))) {
  for (std::size_t i = 0; i < thread_count_; ++i) threads_.emplace_back([this] { loop(); });
}

Writers::~Writers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void Writers::submit(Unit unit, Done done, Turn turn) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_ && queue_.size() < max_queue) {
      queue_.push(
          Job{std::move(unit), std::move(done), turn, std::chrono::steady_clock::now(), 0, nullptr, {}},
          turn);
      wake_.notify_one();
      return;
    }
  }
  done(unavailable("The database is too busy. Try again in a moment."));
}

Database::Health Writers::health() const {
  const std::lock_guard lock(mutex_);
  return {.writable = problem_.empty(),
          .problem = problem_,
          .queued_units = static_cast<std::int64_t>(queue_.size()),
          .commits = commits_,
          .units = units_};
}

void Writers::set_problem(std::string problem) {
  const std::lock_guard lock(mutex_);
  problem_ = std::move(problem);
}

// A fair share of the queue: as many units as leave none waiting once every thread took as many.
bool Writers::take(Group& group) {
  group.clear();
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
  if (queue_.empty()) return false;
  const std::size_t share = std::clamp<std::size_t>(queue_.size() / thread_count_, 1, max_group);
  while (group.size() < share) {
    group.push_back(queue_.pop());
  }
  return true;
}

void Writers::loop() {
  std::unique_ptr<Connection> connection;
  Group group;
  while (take(group)) run(connection, group);
}

bool Writers::connect(std::unique_ptr<Connection>& connection) {
  if (connection && !connection->lost()) return true;
  connection.reset();
  try {
    connection = std::make_unique<Connection>(address_, Role::write, unit_limit);
    set_problem({});
    return true;
  } catch (const Error& e) {
    set_problem(e.message());
    return false;
  }
}

void Writers::run(std::unique_ptr<Connection>& connection, Group& group) {
  if (!connect(connection)) {
    give_back(group);
    expire_queue();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    return;
  }
  if (group.size() == 1) return run_patiently(connection, group.front(), 0);
  Outcome outcome = run_group(*connection, group, Saving::nothing);
  if (outcome == Outcome::must_save) outcome = run_group(*connection, group, Saving::each_unit);
  switch (outcome) {
    case Outcome::must_save:
    case Outcome::answered:
      return;
    case Outcome::lost:
      return give_back(group);
    case Outcome::again:
      for (Job& job : group) run_patiently(connection, job, 1);
  }
}

void Writers::run_unit(Connection& connection, Job& job) {
  job.error = nullptr;
  job.hooks.clear();
  connection.clear_state();
  PostgresTransaction tx(connection, clock_.now(), ids_, announcer_);
  try {
    job.unit(tx);
    tx.rethrow_failure();
    job.hooks = tx.take_hooks();
  } catch (...) {
    job.error = std::current_exception();
  }
}

Writers::Outcome Writers::run_group(Connection& connection, Group& group, Saving saving) {
  connection.defer(begin_unit);
  for (Job& job : group) {
    if (saving == Saving::each_unit) connection.defer(save_unit);
    connection.clear_written();
    run_unit(connection, job);
    if (connection.lost()) return Outcome::lost;
    if (job.error && asks_for_retry(connection.state())) {
      undo_everything(connection);
      return Outcome::again;
    }
    if (saving == Saving::nothing) {
      if (!job.error || !connection.wrote()) continue;
      undo_everything(connection);
      return Outcome::must_save;
    }
    if (connection.take_back(save_unit)) continue;  // it touched nothing
    if (job.error) connection.defer(undo_unit);
    connection.defer(release_unit);
  }
  return commit(connection, group);
}

Writers::Outcome Writers::commit(Connection& connection, std::span<Job> jobs) {
  std::exception_ptr error;
  try {
    if (connection.take_back(begin_unit))
      connection.clear_deferred();  // nothing was sent
    else
      connection.commit();
  } catch (...) {
    error = std::current_exception();
  }
  if (error && (connection.lost() || may_have_committed(connection.state()))) {
    error = unavailable(
        "The connection to the database broke while the change was being saved: it is not known "
        "whether it was saved. Look before you try again.");
  } else if (error) {
    if (jobs.size() > 1 || asks_for_retry(connection.state())) return Outcome::again;
  } else {
    ++commits_;
  }
  for (Job& job : jobs) {
    if (!job.error) job.error = error;
    answer(job);
  }
  return Outcome::answered;
}

Writers::Outcome Writers::run_alone(Connection& connection, Job& job, const char* begin) {
  connection.clear_deferred();
  connection.defer(begin_unit);
  if (begin != nullptr) connection.defer(begin);
  run_unit(connection, job);
  if (connection.lost()) return Outcome::lost;
  if (!job.error) return commit(connection, std::span(&job, 1));
  const bool again = asks_for_retry(connection.state());
  if (connection.has_deferred())
    connection.clear_deferred();  // it never touched the database
  else
    undo_everything(connection);
  if (again) return Outcome::again;
  answer(job);
  return Outcome::answered;
}

// Alone: first in haste; then one unit of this process at a time, waiting for locks, so that two that take
// the same locks in different orders do not meet again (others of their kind give up their locks after a
// moment).
void Writers::run_patiently(std::unique_ptr<Connection>& connection, Job& job, int attempt) {
  for (; attempt < max_tries && connection && !connection->lost(); ++attempt) {
    std::unique_lock patient(patient_, std::defer_lock);
    if (attempt > 0) patient.lock();
    Outcome outcome = Outcome::lost;
    try {
      outcome = run_alone(*connection, job, attempt > 0 ? wait_for_locks : nullptr);
    } catch (...) {
      job.error = std::current_exception();
    }
    if (outcome == Outcome::answered) return;
    if (outcome == Outcome::lost) break;
    if (connection->state() == "0A000") {  // plans of an older schema: begin with new ones
      connection.reset();
      connect(connection);
    }
  }
  if (connection && !connection->lost()) return answer(job);  // tried often enough: its last error stands
  Group back;
  back.push_back(std::move(job));
  give_back(back);
}

// The connection broke before COMMIT: the units go back to the front of the queue, unless they waited too
// long.
void Writers::give_back(Group& group) {
  const auto now = std::chrono::steady_clock::now();
  for (auto job = group.rbegin(); job != group.rend(); ++job) {
    if (++job->losses > max_losses || now - job->queued_at > patience) {
      job->error = unavailable("The database cannot be reached. Nothing was saved: try again in a moment.");
      answer(*job);
      continue;
    }
    const std::lock_guard lock(mutex_);
    const Turn turn = job->turn;
    queue_.push_front(std::move(*job), turn);
  }
  wake_.notify_one();
}

void Writers::expire_queue() {
  Group old;
  {
    const std::lock_guard lock(mutex_);
    const auto limit = std::chrono::steady_clock::now() - patience;
    while (!queue_.empty() && (stopping_ || queue_.front().queued_at < limit)) {
      old.push_back(queue_.pop());
    }
  }
  for (Job& job : old) {
    job.error = unavailable("The database cannot be reached. Nothing was saved: try again in a moment.");
    answer(job);
  }
}

void Writers::answer(Job& job) noexcept {
  ++units_;
  if (!job.error)
    for (auto& hook : job.hooks) hook();
  if (job.done) job.done(job.error);
  job = Job{};
}

}  // namespace rapport::store::postgres
