// Imports as rows: the file, what is to be done with it, how far that is, with which outcome, and the answer
// of each line. The row is the truth: a program that was killed goes on from `position` when it starts again,
// and no line counts twice, because the position, the counts, the answers and what the lines became are
// written in one transaction. What a line becomes is the business of the module that imports.
//
//   draft ─ checking ─► draft ─► queued ─► running ─► completed ─► reverting ─► reverted
//                                            ├─ paused ─► queued        failed, cancelled: the end
#pragma once

#include "base/json.h"
#include "platform/http/endpoint.h"

namespace rapport::imports {

using ImportId = Id<struct ImportTag>;

enum class ImportStatus {
  queued,     // waits for a worker
  running,    // a worker writes
  completed,  // read to its end
  failed,     // cannot go on; `message` says why
  analysing,  // uploaded; a worker looks through the whole file
  draft,      // waits for its settings
  checking,   // a worker counts what the run would do
  paused,
  cancelled,
  reverting,
  reverted,
};

bool has_ended(ImportStatus status);  // completed, failed, cancelled or reverted

struct Import {
  ImportId id;
  std::string kind;  // "orders", "contacts"
  std::optional<std::string> preset;
  std::string filename;  // as the person named it
  ImportStatus status = ImportStatus::queued;
  std::int64_t lines_total = 0;  // 0 until the file was read to its end
  std::int64_t lines_done = 0;   // of the present work
  std::map<std::string, std::int64_t>
      counts;  // lines by "outcome.reason" or "outcome"; "made.orders" and so on beside them
  std::optional<std::string> message, message_code;
  std::optional<std::string> started_by;  // name of the person or key
  Instant created_at;
  std::optional<Instant> started_at, finished_at;
  std::optional<Instant> revertible_until;  // set when the import can be taken back
};
template <class = void>
constexpr auto describe(Type<Import>) {
  using I = Import;
  return fields(
      field<&I::id>(), field<&I::kind>(), field<&I::preset>(), field<&I::filename>(), field<&I::status>(),
      field<&I::lines_total>().text("0 until the file was read to its end"), field<&I::lines_done>(),
      field<&I::counts>().text("Lines by outcome and reason; what was made stands under made."),
      field<&I::message>().text("Why it failed, or what to know"),
      field<&I::message_code>().text("A stable name of the message, for translation"),
      field<&I::started_by>(), field<&I::created_at>(), field<&I::started_at>(), field<&I::finished_at>(),
      field<&I::revertible_until>().text("Until then the import can be taken back"));
}

// What became of one line of the file.
struct LineAnswer {
  std::int64_t line = 0;  // in the file; the first is 1
  std::string outcome;
  std::optional<Uuid> contact_id;
  std::string field_;  // column of the file, as its header names it
  std::string reason;  // a stable code
  std::map<std::string, std::string> params;
  std::string raw;  // of lines that became nothing: the text as it stands in the file
};
template <class = void>
constexpr auto describe(Type<LineAnswer>) {
  using L = LineAnswer;
  return fields(field<&L::line>(), field<&L::outcome>(), field<&L::contact_id>(), field<&L::field_>(),
                field<&L::reason>(), field<&L::params>(), field<&L::raw>());
}

struct NewImport {
  std::string kind, preset, filename, path;
  Json options;
  ImportStatus status = ImportStatus::queued;
  Actor actor;
  std::string actor_name;
  Json principal;  // what the module needs to act on behalf of whoever began it
};
Import create_import(store::Transaction& tx, const NewImport& import_);
std::optional<Import> find_import(store::Reader& reader, ImportId id);
Import get_import(store::Reader& reader, ImportId id);  // Error(not_found)
// An import of the same file and options that was cut off.
std::optional<ImportId> find_unfinished(store::Reader& reader, const std::string& path, const Json& options);
// Works the file and the row of a draft off; Error(conflict) when it was begun.
void delete_draft(store::Transaction& tx, ImportId id);

// -- the file and the module's own part ------------------------------------------------------------------
struct ImportParts {
  std::string path;
  Json options, analysis, dry_run, principal;
  Actor actor;
  std::optional<Uuid> change_set_id;
};
ImportParts get_parts(store::Reader& reader, ImportId id);
// What is read of the import from here on stays as it is until the transaction ends.
void lock_settings(store::Transaction& tx, ImportId id);
void put_options(store::Transaction& tx, ImportId id, const Json& options);  // forgets the dry run
void put_analysis(store::Transaction& tx, ImportId id, const Json& analysis);
void put_dry_run(store::Transaction& tx, ImportId id, const Json& counts);
void put_principal(store::Transaction& tx, ImportId id, const Json& principal);
void put_change_set(store::Transaction& tx, ImportId id, const Uuid& change_set);

// -- what people ask for -----------------------------------------------------------------------------------
// Each gives the import afterwards; Error(conflict) names what it is doing when that does not allow it.
Import ask_for(store::Transaction& tx, ImportId id, ImportStatus wanted);  // checking, queued
// Error(conflict) says why it cannot be taken back. The module that imports takes it back, with work of its
// own, and says how far that is: reverting, reverted, or completed when it was done again.
void check_revertible(const Import& import_, Instant now);
void put_reverted(store::Transaction& tx, ImportId id, ImportStatus status);
void look_again(store::Transaction& tx, ImportId id);  // draft → analysing
Import pause(store::Transaction& tx, ImportId id);
Import resume(store::Transaction& tx, ImportId id);
Import cancel(store::Transaction& tx, ImportId id);

// -- the answers of lines ----------------------------------------------------------------------------------
// The answers with this outcome, or all, in the order of the file, behind a line.
std::vector<LineAnswer> lines_after(store::Reader& reader, const Import& import_,
                                    const std::optional<std::string>& outcome, std::int64_t line,
                                    std::int64_t limit);
struct LineQuery {
  std::optional<std::string> outcome, cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<LineQuery>) {
  using Q = LineQuery;
  return fields(field<&Q::outcome>().max_length(30).text("Only lines with this outcome"),
                field<&Q::cursor>().max_length(40), field<&Q::limit>().or_default().at_least(1).at_most(200));
}
http::Page<LineAnswer> list_lines(store::Reader& reader, const Import& import_, const LineQuery& query);
// Did an earlier line of this import make or find the contact?
bool has_line_of(store::Reader& reader, ImportId id, const Uuid& contact);

// -- the run, for the engines ------------------------------------------------------------------------------
using Counts = std::map<std::string, std::int64_t>;
// Takes an import that waits, or whose worker died; nullopt when another process works on it or there is
// nothing to do. `running` follows on `queued`; the other kinds of work keep their status.
std::optional<Import> hold_import(store::Transaction& tx, ImportId id, const Uuid& holder);
struct Progress {
  std::int64_t from = 0, to = 0;
  Counts counts;  // of the whole import
};
// Moves a run on, in the transaction of what the lines became. Error(conflict) when the import is not at
// `from`, not running, or not held by this holder.
void advance_import(store::Transaction& tx, ImportId id, const Uuid& holder, const Progress& progress,
                    const std::vector<LineAnswer>& answers);
// Says that a reading worker is alive and how far it is; false when the work was taken from it.
bool keep_hold(store::Transaction& tx, ImportId id, const Uuid& holder, std::int64_t lines_done);
// Ends the present work. Does nothing when it was cancelled or taken over meanwhile.
void end_work(store::Transaction& tx, ImportId id, const Uuid& holder, ImportStatus status,
              std::int64_t lines_total, const std::string& message = "", const std::string& code = "");
// The work goes back to whoever takes it next, at once: the program ends.
void release_import(store::Transaction& tx, ImportId id, const Uuid& holder);

std::span<const store::Statement> statements();

}  // namespace rapport::imports

namespace rapport {
RAPPORT_DESCRIBED(imports::Import)
RAPPORT_DESCRIBED(imports::LineAnswer)
RAPPORT_DESCRIBED(imports::LineQuery)
}  // namespace rapport
