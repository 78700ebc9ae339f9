#include "customer/people/import_contacts.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <ctime>
#include <deque>
#include <future>

#include "base/text.h"
#include "customer/people/import_line.h"
#include "customer/people/new_contact.h"
#include "platform/access/audit.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::ImportCounts)
}

namespace rapport::people {

namespace {

// Chunks that are written while the next is read. They are committed in the order of the file: SQLite's one
// writer keeps it, PostgreSQL has one chunk at a time.
constexpr std::size_t most_waiting = 8;
constexpr std::size_t smallest_chunk = 20, largest_chunk = 400;
constexpr auto longest_unit = std::chrono::milliseconds(15);  // of work: others wait behind a unit

// Of this thread: a unit that only waited for its turn on a busy machine is not made smaller.
std::chrono::nanoseconds work_time() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
}

struct Chunk {
  std::uint64_t after = 0;  // the last line of the chunk before
  std::vector<ImportedLine> lines;
  std::vector<LineReport> reports;  // set by the unit
  std::chrono::nanoseconds took{};
  std::promise<void> written;
};

void reject(LineReport& report, const ImportedLine& line, const Issue& issue, const LineReader& reader) {
  report.outcome = LineOutcome::rejected;
  report.contact_id = {};
  report.column = issue.path.empty() ? "" : reader.header_of(issue.path);
  report.code = issue.code;
  report.reason = issue.message;
  report.raw = line.raw;
}

void count(const LineReport& report, ImportCounts& counts) {
  ++counts.lines;
  switch (report.outcome) {
    case LineOutcome::created:
      ++counts.created;
      break;
    case LineOutcome::updated:
      ++counts.updated;
      break;
    case LineOutcome::unchanged:
      ++counts.unchanged;
      break;
    case LineOutcome::rejected:
      ++counts.rejected;
      break;
  }
  if (report.code.empty()) return;
  if (report.outcome != LineOutcome::rejected) ++counts.alerts;
  if (counts.reasons.size() < 200)
    ++counts.reasons[(report.column.empty() ? "line" : report.column) + ": " + report.code];
}

class Importer {
 public:
  Importer(store::Database& database, ByteSource& bytes, const ContactImport& wanted)
      : database_(database),
        import_(wanted),
        file_(bytes, wanted.csv),
        caller_(wanted.caller),
        submitted_(wanted.after_line) {
    caller_.arrival = facts::Arrival::backfill;
    caller_.source = "import";
    caller_.audited = false;
  }

  ImportReport run() {
    const csv::Record* header = file_.next();
    if (header == nullptr) fail(ErrorCode::invalid, "The file is empty.");
    intake_ = database_.read([](store::Reader& r) { return Intake::load(r); });
    intake_.normalised = true;
    lines_.emplace(*header, import_, intake_, database_.read([](store::Reader& r) { return r.now(); }));
    report_.columns = lines_->columns();
    report_.ignored_headers = lines_->ignored_headers();
    try {
      read_lines();
    } catch (...) {
      while (!waiting_.empty()) waiting_.front()->written.get_future().wait(), waiting_.pop_front();
      throw;
    }
    audit_all();
    return std::move(report_);
  }

 private:
  void read_lines() {
    auto chunk = std::make_shared<Chunk>();
    while (const csv::Record* record = file_.next()) {
      if (record->line <= import_.after_line) continue;
      if (import_.cancelled && import_.cancelled()) {
        report_.cancelled = true;
        break;
      }
      chunk->lines.push_back(lines_->read(*record));
      if (chunk->lines.size() < chunk_size_) continue;
      submit(std::move(chunk));
      chunk = std::make_shared<Chunk>();
    }
    if (!chunk->lines.empty()) submit(std::move(chunk));
    while (!waiting_.empty()) finish_first();
  }

  void submit(std::shared_ptr<Chunk> chunk) {
    chunk->after = submitted_;
    submitted_ = chunk->lines.back().line;
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
    for (const auto& report : chunk->reports) {
      count(report, report_.counts);
      if (import_.on_line) import_.on_line(report);
    }
    report_.last_line = chunk->lines.back().line;
    // The next chunks take as long as a unit may.
    const double per_line =
        static_cast<double>(chunk->took.count()) / static_cast<double>(chunk->lines.size());
    const auto fits =
        static_cast<std::size_t>(std::chrono::nanoseconds(longest_unit).count() / std::max(per_line, 1000.0));
    chunk_size_ = std::clamp(fits, smallest_chunk, std::min(largest_chunk, chunk_size_ * 2));
  }

  // A unit: may run again, so it starts from what was read.
  void write(store::Transaction& tx, Chunk& chunk) {
    const auto begin = work_time();
    std::vector<LineReport> reports(chunk.lines.size());
    std::vector<ContactDraft> drafts;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < chunk.lines.size(); ++i) {
      reports[i].line = chunk.lines[i].line;
      if (!chunk.lines[i].issues.empty()) {
        reject(reports[i], chunk.lines[i], chunk.lines[i].issues.front(), *lines_);
        continue;
      }
      drafts.push_back(chunk.lines[i].draft);
      places.push_back(i);
    }
    Intake intake = intake_;
    intake.suppressions = privacy::SuppressionList::load(tx);
    const auto outcomes = create_many(tx, drafts, intake, Policy::apply, caller_);
    for (std::size_t k = 0; k < outcomes.size(); ++k) {
      const auto i = places[k];
      follow(tx, chunk.lines[i], outcomes[k], reports[i]);
    }
    if (import_.on_chunk) {
      ImportCounts of_chunk;
      for (const auto& report : reports) count(report, of_chunk);
      import_.on_chunk(tx, chunk.after, chunk.lines.back().line, of_chunk);
    }
    chunk.reports = std::move(reports);
    chunk.took = work_time() - begin;
  }

  void follow(store::Transaction& tx, const ImportedLine& line, const CreateOutcome& outcome,
              LineReport& report) {
    using Result = CreateOutcome::Result;
    report.contact_id = outcome.id;
    if (outcome.result == Result::refused) return reject(report, line, outcome.issues.front(), *lines_);
    if (outcome.result == Result::created) {
      if (outcome.issues.empty()) return;
      report.column = lines_->header_of(outcome.issues.front().path);
      report.code = outcome.issues.front().code;
      report.reason = outcome.issues.front().message;
      return;
    }
    try {
      const auto before = find(tx, outcome.id, caller_);
      if (!before)
        return reject(report, line,
                      {outcome.duplicate_of, "not_unique", "belongs to a contact that you cannot see"},
                      *lines_);
      const Contact after = patch(tx, outcome.id, changes_for(line, *before), std::nullopt, caller_);
      report.outcome = after.version == before->version ? LineOutcome::unchanged : LineOutcome::updated;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::conflict && error.code() != ErrorCode::invalid) throw;
      reject(report, line,
             error.issues().empty() ? Issue{"", "invalid", error.message()} : error.issues().front(),
             *lines_);
    }
  }

  // What the file says of a contact that exists: tags are added, another spelling of its e-mail is no change.
  static Json changes_for(const ImportedLine& line, const Contact& contact) {
    boost::json::object cells = line.changes.value().as_object();
    if (contact.email && line.draft.email &&
        text::email_key(*contact.email) == text::email_key(*line.draft.email))
      cells.erase("email");
    if (line.draft.tags.empty()) return Json(cells);
    std::vector<std::string> tags = contact.tags;
    for (const auto& tag : line.draft.tags)
      if (std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.push_back(tag);
    cells["tags"] = json::to_json(tags).value();
    return Json(cells);
  }

  void audit_all() {
    database_.write([&](store::Transaction& tx) {
      const auto& c = report_.counts;
      access::audit(
          tx, access::AuditActor{import_.caller.principal.actor(), import_.caller.principal.name},
          {.action = "contacts.imported",
           .object_type = "import",
           .object_id = import_.filename,
           .summary = "Imported contacts from " + import_.filename + ": " + std::to_string(c.created) +
                      " created, " + std::to_string(c.updated) + " updated, " + std::to_string(c.unchanged) +
                      " unchanged, " + std::to_string(c.rejected) + " rejected"});
    });
  }

  store::Database& database_;
  const ContactImport& import_;
  csv::Reader file_;
  Caller caller_;
  Intake intake_;
  std::optional<LineReader> lines_;
  std::deque<std::shared_ptr<Chunk>> waiting_;
  std::size_t chunk_size_ = 50;
  std::uint64_t submitted_ = 0;  // the last line that was handed over
  ImportReport report_;
};

}  // namespace

ImportReport import_contacts(store::Database& database, ByteSource& bytes, const ContactImport& wanted) {
  return Importer(database, bytes, wanted).run();
}

}  // namespace rapport::people
