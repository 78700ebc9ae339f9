#include "platform/jobs/dispatcher.h"

#include <limits>

#include "base/error.h"
#include "base/log.h"
#include "platform/jobs/statement_lists.h"

namespace rapport::jobs {

namespace {

using store::Reach;
using store::Statement;

constexpr auto poll = std::chrono::milliseconds(250);
constexpr int rounds_between_reclaims = 40;

constexpr Statement due_effect{"outbox.due", Reach::local, R"sql(
select 1 from outbox where kind = :kind and state in ('queued', 'failed') and next_attempt_at <= :now limit 1)sql"};
constexpr Statement take_next_effect{"outbox.take", Reach::local, R"sql(
update outbox set state = 'sending', epoch = epoch + 1, attempts = attempts + 1, worker = :worker,
  lease_until = :lease_until
where id = (select id from outbox where kind = :kind and state in ('queued', 'failed') and next_attempt_at <= :now
  order by next_attempt_at limit 1)
returning *)sql",
                                     R"sql(
update outbox set state = 'sending', epoch = epoch + 1, attempts = attempts + 1, worker = :worker,
  lease_until = :lease_until
where id = (select id from outbox where kind = :kind and state in ('queued', 'failed') and next_attempt_at <= :now
  order by next_attempt_at limit 1 for update skip locked)
returning *)sql"};
constexpr Statement end_effect{"outbox.end", Reach::local, R"sql(
update outbox set state = :state, error = :error, result = :result, next_attempt_at = :next_attempt_at,
  lease_until = 0, finished_at = :finished_at
where id = :id and epoch = :epoch and state = 'sending')sql"};
constexpr Statement lost{"outbox.lost", Reach::local, R"sql(
select * from outbox where kind = :kind and state = 'sending' and lease_until < :limit and worker <> :worker
limit 100)sql"};
constexpr Statement dispatcher_sql[] = {due_effect, take_next_effect, end_effect, lost};

Duration pause_after(int attempts) {
  Duration pause = seconds(5);
  for (int i = 1; i < attempts && pause < hours(6); ++i) pause *= 3;
  return std::min<Duration>(pause, hours(6));
}

EffectState state_after(const Effect& effect, const Outcome& outcome) {
  switch (outcome.verdict) {
    case Outcome::Verdict::sent:
      return EffectState::sent;
    case Outcome::Verdict::refused:
      return EffectState::dead;
    case Outcome::Verdict::try_again:
      break;
  }
  return effect.attempts >= effect.max_attempts ? EffectState::dead : EffectState::failed;
}

void write_end(store::Transaction& tx, const Effect& effect, std::int64_t epoch) {
  const auto written = tx.run(end_effect, {{"id", effect.id},
                                           {"epoch", epoch},
                                           {"state", effect.state},
                                           {"error", effect.error},
                                           {"result", effect.result},
                                           {"next_attempt_at", effect.next_attempt_at},
                                           {"finished_at", effect.finished_at}});
  if (written != 1) fail(ErrorCode::stale, "Another worker has taken this effect over.");
}

}  // namespace

std::span<const Statement> dispatcher_statements() { return dispatcher_sql; }

Dispatcher::Dispatcher(store::Database& database, std::string worker_name)
    : database_(database), worker_(std::move(worker_name)) {}

Dispatcher::~Dispatcher() { stop(); }

void Dispatcher::add(EffectHandler& handler) {
  if (!handlers_.emplace(std::string(handler.kind()), &handler).second)
    fail(ErrorCode::internal, "Two handlers carry out " + std::string(handler.kind()) + ".");
}

void Dispatcher::start() {
  stopping_ = false;
  // A SQLite file has one process: what is under way on paper belongs to an earlier start.
  for (const auto& [kind, handler] : handlers_)
    reclaim(*handler, database_.engine() == store::Engine::sqlite);
  listening_ = database_.announcer().listen(store::Topic::outbox, [this] {
    const std::lock_guard lock(mutex_);
    ++awake_;
    wake_.notify_all();
  });
  for (const auto& [kind, handler] : handlers_)
    for (int i = 0; i < std::max(handler->concurrency(), 1); ++i)
      threads_.emplace_back([this, h = handler, i] { work(*h, i); });
}

void Dispatcher::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
  listening_.reset();
}

int Dispatcher::run_due() {
  int count = 0;
  for (const auto& [kind, handler] : handlers_) {
    reclaim(*handler, false);
    while (run_one(*handler)) ++count;
  }
  return count;
}

void Dispatcher::work(EffectHandler& handler, int index) {
  for (int round = 0;; ++round) {
    bool ran = false;
    std::int64_t heard = 0;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      heard = awake_;
    }
    try {
      if (index == 0 && round % rounds_between_reclaims == 0) reclaim(handler, false);
      ran = run_one(handler);
    } catch (const std::exception& e) {
      log::warning("The outbox could not be worked on.", {{"kind", handler.kind()}, {"problem", e.what()}});
    }
    std::unique_lock lock(mutex_);
    if (!ran) wake_.wait_for(lock, poll, [&] { return stopping_ || awake_ != heard; });
  }
}

std::optional<Dispatcher::Taken> Dispatcher::take(const EffectHandler& handler) {
  const std::string_view kind = handler.kind();
  const bool something = database_.read([&](store::Reader& reader) {
    return reader.value<std::int64_t>(due_effect, {{"kind", kind}, {"now", reader.now()}}).has_value();
  });
  if (!something) return std::nullopt;
  return database_.write([&](store::Transaction& tx) {
    std::optional<Taken> out;
    tx.each(
        take_next_effect,
        {{"kind", kind}, {"worker", worker_}, {"now", tx.now()}, {"lease_until", tx.now() + handler.lease()}},
        [&](const store::Row& row) {
          out = Taken{row.as<Effect>(), row.get<std::int64_t>("epoch")};
        });
    return out;
  });
}

bool Dispatcher::run_one(EffectHandler& handler) {
  auto taken = take(handler);
  if (!taken) return false;
  Outcome outcome;
  try {
    outcome = handler.deliver(taken->effect);
  } catch (const std::exception& e) {
    outcome = {Outcome::Verdict::try_again, e.what(), {}, Duration(0)};
  }
  record(handler, *std::move(taken), outcome);
  return true;
}

void Dispatcher::record(EffectHandler& handler, Taken taken, const Outcome& outcome) {
  database_.write([&](store::Transaction& tx) {
    Effect effect = taken.effect;
    effect.state = state_after(effect, outcome);
    effect.error = outcome.error;
    effect.result = outcome.result;
    if (effect.state == EffectState::failed)
      effect.next_attempt_at =
          tx.now() + (outcome.pause > Duration(0) ? outcome.pause : pause_after(effect.attempts));
    else
      effect.finished_at = tx.now();
    write_end(tx, effect, taken.epoch);
    handler.recorded(tx, effect);
  });
}

void Dispatcher::reclaim(EffectHandler& handler, bool all_of_others) {
  database_.write([&](store::Transaction& tx) {
    const Instant limit = all_of_others ? Instant{std::numeric_limits<std::int64_t>::max()} : tx.now();
    std::vector<Taken> gone;
    tx.each(lost, {{"kind", handler.kind()}, {"worker", worker_}, {"limit", limit}},
            [&](const store::Row& row) {
              gone.push_back({row.as<Effect>(), row.get<std::int64_t>("epoch")});
            });
    for (Taken& taken : gone) {
      Effect& effect = taken.effect;
      effect.error = "The process ended while it was being carried out.";
      effect.state = handler.repeatable() ? EffectState::queued : EffectState::unknown;
      effect.next_attempt_at = tx.now();
      if (!handler.repeatable()) effect.finished_at = tx.now();
      write_end(tx, effect, taken.epoch);
      handler.recorded(tx, effect);
    }
  });
}

}  // namespace rapport::jobs
