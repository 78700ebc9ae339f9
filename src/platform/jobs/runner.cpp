#include "platform/jobs/runner.h"

#include <limits>

#include "base/error.h"
#include "base/log.h"
#include "platform/jobs/schedule.h"
#include "platform/jobs/statement_lists.h"

namespace rapport::jobs {

namespace {

using store::Reach;
using store::Statement;

constexpr Statement due_job{"jobs.due", Reach::local, R"sql(
select 1 from jobs where state = 'queued' and run_at <= :now limit 1)sql"};

constexpr Statement take_next_job{"jobs.take", Reach::local, R"sql(
update jobs set state = 'running', epoch = epoch + 1, attempts = attempts + 1, worker = :worker,
  lease_until = :lease_until, started_at = coalesce(started_at, :now)
where id = (select id from jobs as next where state = 'queued' and run_at <= :now
    and instr(:kinds, '|' || kind || '|') > 0
    and (instr(:one_each, '|' || kind || '|') = 0 or not exists (select 1 from jobs as other
      where other.state = 'running' and other.kind = next.kind and other.created_by = next.created_by))
  order by run_at, id limit 1)
returning *)sql",
                                  R"sql(
update jobs set state = 'running', epoch = epoch + 1, attempts = attempts + 1, worker = :worker,
  lease_until = :lease_until, started_at = coalesce(started_at, :now)
where id = (select id from jobs as next where state = 'queued' and run_at <= :now
    and strpos(:kinds, '|' || kind || '|') > 0
    and (strpos(:one_each, '|' || kind || '|') = 0 or not exists (select 1 from jobs as other
      where other.state = 'running' and other.kind = next.kind and other.created_by = next.created_by))
  order by run_at, id limit 1 for update of next skip locked)
returning *)sql"};

constexpr Statement extend{"jobs.extend", Reach::local, R"sql(
update jobs set lease_until = :lease_until where id = :id and epoch = :epoch and state = 'running'
returning cancel_requested)sql"};

constexpr Statement end_job{"jobs.end", Reach::local, R"sql(
update jobs set state = :state, run_at = :run_at, attempts = attempts - :give_back, progress = :progress,
  result = :result, error = :error, lease_until = 0, finished_at = :finished_at
where id = :id and epoch = :epoch and state = 'running')sql"};

// Its worker is gone: another attempt, or the end of all attempts.
constexpr Statement reclaim_lost{"jobs.reclaim", Reach::local, R"sql(
update jobs set state = case when attempts < max_attempts then 'queued' else 'dead' end, run_at = :now,
  lease_until = 0, error = 'The worker that ran it is gone.',
  finished_at = case when attempts < max_attempts then null else cast(:now as bigint) end
where state = 'running' and lease_until < :limit and worker <> :worker)sql"};

constexpr Statement runner_sql[] = {due_job, take_next_job, extend, end_job, reclaim_lost};

bool is_final(ErrorCode code) {
  return code == ErrorCode::invalid || code == ErrorCode::forbidden || code == ErrorCode::not_found ||
         code == ErrorCode::conflict;
}

}  // namespace

std::span<const Statement> runner_statements() { return runner_sql; }

Runner::Runner(store::Database& database, std::string worker_name)
    : Runner(database, std::move(worker_name), {}) {}

Runner::Runner(store::Database& database, std::string worker_name, const Options& options)
    : database_(database),
      worker_(std::move(worker_name)),
      options_(options),
      kinds_("|"),
      one_each_kinds_("|") {}

Runner::~Runner() { stop(); }

void Runner::add(Handler& handler) {
  if (!handlers_.emplace(std::string(handler.kind()), &handler).second)
    fail(ErrorCode::internal, "Two handlers run jobs of the kind " + std::string(handler.kind()) + ".");
  kinds_.append(handler.kind()).append("|");
  if (handler.is_one_each()) one_each_kinds_.append(handler.kind()).append("|");
}

Handler* Runner::handler_of(std::string_view kind) const {
  const auto it = handlers_.find(kind);
  return it == handlers_.end() ? nullptr : it->second;
}

void Runner::start() {
  stopping_ = false;
  // A SQLite file has one process: what runs on paper belongs to an earlier start.
  reclaim(database_.engine() == store::Engine::sqlite);
  listening_ = database_.announcer().listen(store::Topic::jobs, [this] {
    const std::lock_guard lock(mutex_);
    ++awake_;
    wake_.notify_all();
  });
  for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { work(); });
  threads_.emplace_back([this] { keep(); });
}

void Runner::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const Held& held : held_) held->ask_to_stop(StopReason::shutting_down);
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
  listening_.reset();
}

int Runner::run_due() {
  int count = 0;
  start_scheduled();
  while (run_one()) ++count;
  return count;
}

void Runner::work() {
  while (true) {
    bool ran = false;
    std::int64_t heard = 0;
    {
      const std::lock_guard lock(mutex_);
      heard = awake_;
    }
    try {
      ran = something_due() && run_one();
    } catch (const std::exception& e) {
      log::warning("No job could be taken.", {{"problem", e.what()}});
    }
    std::unique_lock lock(mutex_);
    if (!ran) wake_.wait_for(lock, options_.poll, [&] { return stopping_ || awake_ != heard; });
    if (stopping_) return;
  }
}

bool Runner::something_due() {
  return database_.read([](store::Reader& r) {
    return r.value<std::int64_t>(due_job, {{"now", r.now()}}).has_value();
  });
}

Runner::Held Runner::take() {
  struct Taken {
    Job job;
    std::int64_t epoch = 0;
  };
  const auto taken = database_.write([&](store::Transaction& tx) {
    std::optional<Taken> out;
    tx.each(take_next_job,
            {{"worker", worker_},
             {"kinds", kinds_},
             {"one_each", one_each_kinds_},
             {"now", tx.now()},
             {"lease_until", tx.now() + options_.lease}},
            [&](const store::Row& row) {
              out = Taken{row.as<Job>(), row.get<std::int64_t>("epoch")};
            });
    return out;
  });
  if (!taken) return nullptr;
  auto held = std::make_shared<Context>(database_, taken->job, taken->epoch);
  const std::lock_guard lock(mutex_);
  held_.push_back(held);
  if (stopping_) held->ask_to_stop(StopReason::shutting_down);
  return held;
}

bool Runner::run_one() {
  const Held held = take();
  if (!held) return false;
  try {
    run_job(*held);
  } catch (const std::exception& e) {
    // Its end could not be written; the lease runs out and the job runs again.
    log::warning("The end of a job could not be written.",
                 {{"kind", held->job().kind}, {"problem", e.what()}});
  }
  const std::lock_guard lock(mutex_);
  std::erase(held_, held);
  if (stopping_) wake_.notify_all();
  return true;
}

void Runner::run_job(Context& context) {
  try {
    const Json result = handler_of(context.job().kind)->run(context);
    finish(context, State::completed, result, {});
  } catch (const Stopped&) {
    switch (context.stop_reason()) {
      case StopReason::cancelled:
        finish(context, State::failed, {}, "Cancelled.");
        break;
      case StopReason::superseded:
        break;
      case StopReason::shutting_down:
      case StopReason::none:
        put_back(context);
        break;
    }
  } catch (const Error& e) {
    if (is_final(e.code()))
      finish(context, State::failed, {}, e.what());
    else
      try_again(context, e.what());
  } catch (const std::exception& e) {
    try_again(context, e.what());
  }
}

void Runner::finish(Context& context, State state, const Json& result, const std::string& error) {
  if (!error.empty())
    log::warning("A job ended without success.", {{"kind", context.job().kind}, {"problem", error}});
  const Json progress = context.last_progress();
  database_.write([&](store::Transaction& tx) {
    tx.run(end_job, {{"id", context.job().id},
                     {"epoch", context.epoch()},
                     {"state", state},
                     {"run_at", context.job().run_at},
                     {"give_back", std::int64_t{0}},
                     {"progress", progress},
                     {"result", result},
                     {"error", error},
                     {"finished_at", std::optional(tx.now())}});
  });
}

void Runner::try_again(Context& context, const std::string& error) {
  const Job& job = context.job();
  if (job.attempts >= job.max_attempts) return finish(context, State::dead, {}, error);
  log::warning("A job failed and will run again.",
               {{"kind", job.kind}, {"attempt", job.attempts}, {"problem", error}});
  const Duration pause = handler_of(job.kind)->pause_before(job.attempts + 1);
  const Json progress = context.last_progress();
  database_.write([&](store::Transaction& tx) {
    tx.run(end_job, {{"id", job.id},
                     {"epoch", context.epoch()},
                     {"state", State::queued},
                     {"run_at", tx.now() + pause},
                     {"give_back", std::int64_t{0}},
                     {"progress", progress},
                     {"result", Json{}},
                     {"error", error},
                     {"finished_at", std::optional<Instant>()}});
  });
}

void Runner::put_back(Context& context) {
  const Json progress = context.last_progress();
  database_.write([&](store::Transaction& tx) {
    tx.run(end_job, {{"id", context.job().id},
                     {"epoch", context.epoch()},
                     {"state", State::queued},
                     {"run_at", tx.now()},
                     {"give_back", std::int64_t{1}},
                     {"progress", progress},
                     {"result", Json{}},
                     {"error", ""},
                     {"finished_at", std::optional<Instant>()}});
  });
}

void Runner::reclaim(bool all_of_others) {
  database_.write([&](store::Transaction& tx) {
    const Instant limit = all_of_others ? Instant{std::numeric_limits<std::int64_t>::max()} : tx.now();
    if (tx.run(reclaim_lost, {{"worker", worker_}, {"now", tx.now()}, {"limit", limit}}) > 0)
      tx.announce(store::Topic::jobs);
  });
}

void Runner::extend_leases() {
  std::vector<Held> held;
  {
    const std::lock_guard lock(mutex_);
    held = held_;
  }
  for (const Held& context : held) {
    database_.write([&](store::Transaction& tx) {
      std::optional<bool> cancel;
      tx.each(extend,
              {{"id", context->job().id},
               {"epoch", context->epoch()},
               {"lease_until", tx.now() + options_.lease}},
              [&](const store::Row& row) { cancel = row.boolean(0); });
      if (!cancel)
        context->ask_to_stop(StopReason::superseded);
      else if (*cancel)
        context->ask_to_stop(StopReason::cancelled);
    });
  }
}

void Runner::start_scheduled() {
  const Leader* leader = options_.leader;
  if (leader && !leader->leads()) return;
  database_.write([&](store::Transaction& tx) {
    if (leader) leader->check(tx);
    run_due_schedules(tx);
  });
}

void Runner::keep() {
  const auto beat = std::min<Duration>(options_.lease / 3, seconds(1));
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, beat, [&] { return stopping_ && held_.empty(); });
      if (stopping_ && held_.empty()) return;
    }
    try {
      extend_leases();
      reclaim(false);
      start_scheduled();
    } catch (const std::exception& e) {
      log::warning("The keeper of jobs could not work.", {{"problem", e.what()}});
    }
  }
}

}  // namespace rapport::jobs
