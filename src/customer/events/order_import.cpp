#include "customer/events/order_import.h"

#include <future>
#include <thread>

#include "customer/events/order_file.h"
#include "customer/events/order_sql.h"
#include "platform/settings/workspace.h"

namespace rapport::events {

namespace {

constexpr int attempts = 6;

// One chunk on its way to the database. Waits for the answer before it lets go of what the unit reads.
class InFlight {
 public:
  InFlight(store::Database& database, const ImportContext& context)
      : database_(database), context_(context) {}
  ~InFlight() {
    if (answer_.valid()) answer_.wait();
  }
  void send(std::shared_ptr<const ImportChunk> chunk) {
    chunk_ = std::move(chunk);
    auto result = std::make_shared<ChunkResult>();
    auto promise = std::make_shared<std::promise<void>>();
    answer_ = promise->get_future();
    result_ = result;
    database_.submit([result, chunk = chunk_,
                      this](store::Transaction& tx) { *result = apply_chunk(tx, *chunk, context_); },
                     [promise](std::exception_ptr error) {
                       if (error)
                         promise->set_exception(error);
                       else
                         promise->set_value();
                     });
  }
  // The committed result; empty when nothing was sent.
  std::optional<ChunkResult> take() {
    if (!answer_.valid()) return std::nullopt;
    for (int attempt = 1;; ++attempt) {
      try {
        answer_.get();
        return std::move(*result_);
      } catch (const Error& error) {
        // A neighbour took a number or a version first, or the database was away: the chunk is judged anew.
        const bool passing = error.code() == ErrorCode::unavailable || error.code() == ErrorCode::stale ||
                             (error.code() == ErrorCode::conflict && !error.issues().empty());
        if (!passing || attempt == attempts) throw;
        std::this_thread::sleep_for(Duration(50 << attempt));
        send(chunk_);
      }
    }
  }

 private:
  store::Database& database_;
  const ImportContext& context_;
  std::shared_ptr<const ImportChunk> chunk_;
  std::shared_ptr<ChunkResult> result_;
  std::future<void> answer_;
};

// A workspace without orders whose currency nobody chose reports in the currency of its first file.
Currency choose_reporting(store::Transaction& tx, Currency of_file, const Actor& actor) {
  auto stored = settings::get_stored<settings::Workspace>(tx);
  if (stored.version > 0 || stored.value.currency == of_file) return stored.value.currency;
  if (tx.value<std::int64_t>(sql::any_order).has_value()) return stored.value.currency;
  stored.value.currency = of_file;
  settings::put(tx, stored.value, actor);
  return of_file;
}

// How much a chunk may hold: a transaction costs less by the line the larger it is, but whoever writes at the
// same time waits behind it.
class Pace {
 public:
  Pace(store::Database& database, const ImportHooks& hooks)
      : database_(database), hooks_(hooks), units_(database.health().units) {}
  std::size_t lines() {
    const auto units = std::exchange(units_, database_.health().units);
    const bool alone = units_ - units <= 1;  // the chunk before is one
    return alone ? hooks_.alone_lines : hooks_.chunk_lines;
  }

 private:
  store::Database& database_;
  const ImportHooks& hooks_;
  std::int64_t units_;
};

struct Plan {
  ImportRun run;
  ImportContext context;
  LineReader::Defaults defaults;
  const Preset* preset = nullptr;
};

std::optional<Plan> take_up(store::Database& database, ImportId id, const ImportHooks& hooks) {
  std::optional<Plan> plan;
  database.write([&](store::Transaction& tx) {
    plan.reset();
    const Uuid holder = tx.new_uuid();
    auto run = hold_run(tx, id, holder);
    if (!run) return;
    plan.emplace();
    plan->run = *std::move(run);
    const ImportOptions& options = plan->run.options;
    const Preset& preset = get_preset(options.preset);
    plan->preset = &preset;
    const auto workspace = settings::get<settings::Workspace>(tx);
    const auto named = parse_currency(preset.currency);
    plan->defaults.currency = options.currency.value_or(named.value_or(workspace.currency));
    plan->defaults.zone =
        TimeZone::find(preset.timezone.empty() ? workspace.timezone : std::string(preset.timezone));
    if (!plan->defaults.zone) plan->defaults.zone = TimeZone::utc();
    ImportContext& c = plan->context;
    c.id = id;
    c.holder = holder;
    c.source = options.source.value_or(std::string(preset.source));
    c.reporting = choose_reporting(tx, plan->defaults.currency, plan->run.actor);
    c.actor = {ActorKind::import_, id.uuid};
    if (options.invent_names) c.invent_name = hooks.invent_name;
    c.counts = plan->run.import_.counts;
  });
  return plan;
}

// How far the times of the file are moved; the file is read for it once more, also when an import goes on.
std::int64_t days_to(const Plan& plan, Date ending) {
  const auto newest = newest_order(plan.run.path, *plan.preset, plan.defaults);
  if (!newest) return 0;
  return days_since_epoch(ending) - days_since_epoch(plan.defaults.zone->local(*newest).date);
}

// Gives the number of lines of the file; nullopt when it was told to stop.
std::optional<std::int64_t> run_chunks(store::Database& database, Plan& plan, const ImportHooks& hooks) {
  if (const auto& ending = plan.run.options.ending) plan.defaults.days_later = days_to(plan, *ending);
  OrderFile file(plan.run.path, *plan.preset, plan.defaults);
  Import& state = plan.run.import_;
  file.skip(state.lines_done);
  InFlight in_flight(database, plan.context);
  std::int64_t sent = state.lines_done;
  const auto settle = [&] {
    auto result = in_flight.take();
    if (!result) return;
    remember(plan.context, *std::move(result));
    state.lines_done = sent;
    state.counts = plan.context.counts;
    if (hooks.progress) hooks.progress(state);
  };
  Pace pace(database, hooks);
  while (auto chunk = file.next(pace.lines())) {
    auto shared = std::make_shared<const ImportChunk>(*std::move(chunk));
    settle();
    if (hooks.stop && hooks.stop->load()) return std::nullopt;
    sent = shared->to();
    in_flight.send(std::move(shared));
  }
  settle();
  return state.lines_done;
}

}  // namespace

Import run_import(store::Database& database, ImportId id, const ImportHooks& hooks) {
  const auto current = [&] {
    return database.read([&](store::Reader& r) { return imports::get_import(r, id); });
  };
  auto plan = take_up(database, id, hooks);
  while (!plan) {
    Import theirs = current();
    if (theirs.status != ImportStatus::queued && theirs.status != ImportStatus::running) return theirs;
    if (hooks.stop && hooks.stop->load()) return theirs;
    if (hooks.progress) hooks.progress(theirs);
    std::this_thread::sleep_for(Duration(200));
    plan = take_up(database, id, hooks);
  }
  const Uuid& holder = plan->context.holder;
  const auto finish = [&](ImportStatus status, std::int64_t lines, const std::string& message) {
    database.write(
        [&](store::Transaction& tx) { imports::end_work(tx, id, holder, status, lines, message); });
  };
  try {
    if (const auto lines = run_chunks(database, *plan, hooks))
      finish(ImportStatus::completed, *lines, "");
    else
      database.write([&](store::Transaction& tx) { imports::release_import(tx, id, holder); });
  } catch (const Error& error) {
    const Import now = current();
    if (now.status == ImportStatus::paused || now.status == ImportStatus::cancelled) return now;
    const bool can_go_on = error.code() == ErrorCode::unavailable || error.code() == ErrorCode::conflict ||
                           error.code() == ErrorCode::stale;
    if (can_go_on) throw;
    finish(ImportStatus::failed, 0, error.what());
  }
  return current();
}

void OrderImports::work(store::Database& database, ImportId id, const std::atomic<bool>& stop) {
  ImportHooks hooks = hooks_;
  hooks.stop = &stop;
  run_import(database, id, hooks);
}

}  // namespace rapport::events
