#include "customer/people/imports/contact_run.h"

#include <deque>
#include <future>
#include <thread>

#include "customer/people/changes/change_work.h"
#include "customer/people/imports/contact_file.h"
#include "customer/people/people_sql.h"
#include "customer/people/write_contacts.h"

namespace rapport::people {

namespace {

// Chunks that are written while the next is read. They are committed in the order of the file: SQLite's one
// writer keeps it, PostgreSQL has one chunk at a time.
constexpr std::size_t most_waiting = 4;
constexpr std::size_t smallest_chunk = 20, largest_chunk = 1'000;
constexpr auto longest_unit = std::chrono::milliseconds(15);  // of work: others wait behind a unit
constexpr int attempts = 6;

void count(const Verdict& verdict, Counts& counts) {
  std::string name(enum_name(verdict.outcome));
  if (verdict.outcome == LineOutcome::rejected) {
    ++counts[name + "." + verdict.issue.code];
    return;
  }
  ++counts[name];
  if (!verdict.issue.code.empty()) ++counts["alerts." + verdict.issue.code];
}

Caller import_caller(const Caller& caller) {
  Caller out = caller;
  out.arrival = facts::Arrival::backfill;
  out.source = "import";
  out.audited = false;  // one entry for all
  return out;
}

Intake load_intake(store::Database& database, const ContactImportOptions& options) {
  Intake intake = database.read([](store::Reader& r) { return Intake::load(r); });
  if (options.country) intake.workspace.country = *options.country;
  return intake;
}

struct Chunk {
  std::int64_t from = 0;  // lines before it
  std::vector<ImportedLine> lines;
  std::chrono::nanoseconds took{};
  Counts counts;  // of the whole import, set by the unit
  std::promise<void> written;
  std::int64_t to() const { return from + static_cast<std::int64_t>(lines.size()); }
};

// -- one chunk, in its transaction
// -----------------------------------------------------------------------------

class ChunkWriter {
 public:
  ChunkWriter(store::Transaction& tx, const ContactImportOptions& options, const LineReader& reader,
              const Caller& caller)
      : tx_(tx), options_(options), reader_(reader), caller_(caller) {}

  std::vector<imports::LineAnswer> write(const std::vector<ImportedLine>& lines,
                                         std::vector<Verdict>& verdicts) {
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      Verdict& v = verdicts[i];
      if (v.fresh) pending_.push_back(v.fresh.get());
      if (v.writes) update(lines[i], v);
    }
    flush();
    std::vector<imports::LineAnswer> answers;
    answers.reserve(lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) answers.push_back(answer(lines[i], verdicts[i]));
    return answers;
  }

 private:
  // New contacts are written together; before somebody takes an identity, or is changed that waits here.
  void flush() {
    if (pending_.empty()) return;
    std::map<Identity, ContactId> wanted;  // ordered: two writers never wait for each other in a circle
    for (const auto* n : pending_)
      for (const auto& identity : n->identities) wanted.emplace(identity, n->contact.id);
    std::vector<store::Params> rows;
    rows.reserve(wanted.size());
    for (const auto& [identity, id] : wanted)
      rows.push_back({{"kind", identity.kind}, {"key", identity.key}, {"contact_id", id}});
    if (!rows.empty() && tx_.run_batch(sql::insert_identity, rows) != static_cast<std::int64_t>(rows.size()))
      fail(ErrorCode::unavailable,
           "Somebody else took an e-mail, phone or id of this file; it is judged again.");
    write_contacts(tx_, pending_, caller_);
    pending_.clear();
  }

  void update(const ImportedLine& line, Verdict& v) {
    const bool waits =
        std::ranges::any_of(pending_, [&](const auto* n) { return n->contact.id == v.contact_id; });
    if (waits || v.moves_identity || !line.references.empty()) flush();
    const auto stored = find(tx_, v.contact_id, caller_);
    if (!stored) fail(ErrorCode::unavailable, "A contact went while it was changed; it is judged again.");
    const auto changes = changes_for(line, *stored, options_);
    if (changes.empty()) return;
    try {
      patch(tx_, v.contact_id, Json(changes), std::nullopt, caller_);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::conflict && error.code() != ErrorCode::invalid) throw;
      v.outcome = LineOutcome::rejected;
      v.issue = error.issues().empty() ? Issue{"", "invalid", error.message()} : error.issues().front();
    }
  }

  imports::LineAnswer answer(const ImportedLine& line, const Verdict& v) const {
    imports::LineAnswer a;
    a.line = line.line;
    a.outcome = std::string(enum_name(v.outcome));
    if (!v.contact_id.is_nil() && v.outcome != LineOutcome::rejected) a.contact_id = v.contact_id.uuid;
    a.reason = v.issue.code;
    if (!v.issue.path.empty()) a.field_ = reader_.header_of(v.issue.path);
    for (const auto& [name, value] : v.issue.params) a.params.emplace(name, value);
    if (v.outcome == LineOutcome::rejected) a.raw = line.raw;
    return a;
  }

  store::Transaction& tx_;
  const ContactImportOptions& options_;
  const LineReader& reader_;
  const Caller& caller_;
  std::vector<NewContact*> pending_;
};

// -- the run
// ---------------------------------------------------------------------------------------------------

class Runner {
 public:
  Runner(store::Database& database, ImportId id, const Uuid& holder, const ContactRun& run,
         const RunHooks& hooks)
      : database_(database),
        id_(id),
        holder_(holder),
        run_(run),
        hooks_(hooks),
        caller_(import_caller(run.caller)),
        intake_(load_intake(database, run.options)),
        file_(run.path, run.options),
        reader_(run.options, file_.header(), intake_,
                database.read([](store::Reader& r) { return r.now(); })),
        state_(database.read([&](store::Reader& r) { return imports::get_import(r, id); })),
        chunk_size_(hooks.first_chunk) {
    intake_.normalised = true;
  }
  ~Runner() { drain(); }

  RunEnd go() {
    file_.skip(state_.lines_done);
    std::int64_t read = state_.lines_done;
    auto chunk = std::make_shared<Chunk>();
    chunk->from = read;
    while (const csv::Record* record = file_.next()) {
      chunk->lines.push_back(reader_.read(*record));
      if (chunk->lines.size() < chunk_size_) continue;
      read = chunk->to();
      submit(std::move(chunk));
      if (hooks_.stop && hooks_.stop->load()) {
        while (!waiting_.empty()) finish_first();
        return {RunEnd::How::stopped, state_.lines_done};
      }
      chunk = std::make_shared<Chunk>();
      chunk->from = read;
    }
    if (!chunk->lines.empty()) submit(std::move(chunk));
    while (!waiting_.empty()) finish_first();
    return {RunEnd::How::completed, state_.lines_done};
  }

 private:
  void submit(std::shared_ptr<Chunk> chunk) {
    const auto most = database_.engine() == store::Engine::sqlite ? most_waiting : 1;
    while (waiting_.size() >= most) finish_first();
    waiting_.push_back(chunk);
    database_.submit([this, chunk](store::Transaction& tx) { write(tx, *chunk); },
                     [chunk](std::exception_ptr error) {
                       if (error)
                         chunk->written.set_exception(error);
                       else
                         chunk->written.set_value();
                     });
  }

  void finish_first() {
    const auto chunk = waiting_.front();
    waiting_.pop_front();
    chunk->written.get_future().get();
    state_.lines_done = chunk->to();
    if (hooks_.progress) hooks_.progress(state_.lines_done);
    // The next chunks take as long as a unit may.
    const double per_line =
        static_cast<double>(chunk->took.count()) / static_cast<double>(chunk->lines.size());
    const auto fits =
        static_cast<std::size_t>(std::chrono::nanoseconds(longest_unit).count() / std::max(per_line, 1000.0));
    chunk_size_ =
        std::clamp(fits, std::min(smallest_chunk, chunk_size_ * 2), std::min(largest_chunk, chunk_size_ * 2));
  }

  // The units hold on to this object: none may be under way when it goes.
  void drain() {
    for (const auto& chunk : waiting_) chunk->written.get_future().wait();
    waiting_.clear();
  }

  // A unit: it may run again, so it starts from what was read. The counts stand in the row.
  void write(store::Transaction& tx, Chunk& chunk) {
    const auto begin = work_time();
    Intake intake = intake_;
    intake.suppressions = privacy::SuppressionList::load(tx);
    Judge judge(run_.options, caller_, [this](store::Reader& r, ContactId contact) {
      return imports::has_line_of(r, id_, contact.uuid);
    });
    auto verdicts = judge.judge(tx, chunk.lines, intake, [&] { return tx.new_id<ContactId>(); });
    const auto answers = ChunkWriter(tx, run_.options, reader_, caller_).write(chunk.lines, verdicts);
    chunk.counts = imports::get_import(tx, id_).counts;
    for (const auto& v : verdicts) count(v, chunk.counts);
    imports::advance_import(tx, id_, holder_, {chunk.from, chunk.to(), chunk.counts}, answers);
    chunk.took = work_time() - begin;
  }

  store::Database& database_;
  const ImportId id_;
  const Uuid holder_;
  const ContactRun& run_;
  const RunHooks& hooks_;
  Caller caller_;
  Intake intake_;
  ContactFile file_;
  LineReader reader_;
  imports::Import state_;
  std::deque<std::shared_ptr<Chunk>> waiting_;
  std::size_t chunk_size_;
};

bool holds(store::Database& database, ImportId id, const Uuid& holder) {
  return database.write([&](store::Transaction& tx) {
    const auto now = imports::get_import(tx, id);
    return imports::keep_hold(tx, id, holder, now.lines_done);
  });
}

ContactId planned_id(std::uint64_t number) {
  ContactId id;
  id.uuid.bytes.fill(0xFF);  // no version of a real id
  for (std::size_t i = 0; i < 8; ++i) id.uuid.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return id;
}

}  // namespace

RunEnd run_contacts(store::Database& database, ImportId id, const Uuid& holder, const ContactRun& run,
                    const RunHooks& hooks) {
  for (int attempt = 1;; ++attempt) {
    try {
      return Runner(database, id, holder, run, hooks).go();
    } catch (const Error& error) {
      // A neighbour took an identity first, or the database was away: judged anew from the last commit.
      // Chunks behind one that failed find another position than theirs.
      const bool passing = error.code() == ErrorCode::unavailable || error.code() == ErrorCode::stale ||
                           error.code() == ErrorCode::conflict;
      if (!passing || attempt == attempts) throw;
      if (!holds(database, id, holder)) return {RunEnd::How::taken_away, 0};
      std::this_thread::sleep_for(Duration(50 << attempt));
    }
  }
}

DryRun dry_run_contacts(store::Database& database, const ContactRun& run,
                        const std::function<bool(std::int64_t)>& alive) {
  const Caller caller = import_caller(run.caller);
  Intake intake = load_intake(database, run.options);
  intake.normalised = true;
  ContactFile file(run.path, run.options);
  const LineReader reader(run.options, file.header(), intake,
                          database.read([](store::Reader& r) { return r.now(); }));
  Judge judge(run.options, caller, {});
  std::uint64_t planned = 0;
  DryRun out;
  std::vector<ImportedLine> lines;
  const auto settle = [&] {
    const auto verdicts = database.read([&](store::Reader& r) {
      intake.suppressions = privacy::SuppressionList::load(r);
      return judge.judge(r, lines, intake, [&] { return planned_id(++planned); });
    });
    for (const auto& v : verdicts) count(v, out.counts);
    out.lines += static_cast<std::int64_t>(lines.size());
    lines.clear();
    return !alive || alive(out.lines);
  };
  while (const csv::Record* record = file.next()) {
    lines.push_back(reader.read(*record));
    if (lines.size() < 400) continue;
    if (!settle()) {
      out.finished = false;
      return out;
    }
  }
  if (!lines.empty()) settle();
  return out;
}

}  // namespace rapport::people
