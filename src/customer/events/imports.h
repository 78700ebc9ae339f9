// Imports as rows: what was read, how far, with which outcome, and what became nothing. The row is the truth:
// a program that was killed goes on from `position` when it starts again, and no line counts twice, because
// the position, the counts and what the lines became are written in one transaction.
#pragma once

#include "customer/events/order.h"
#include "platform/http/endpoint.h"

namespace rapport::events {

using ImportId = Id<struct ImportTag>;

enum class ImportStatus { queued, running, completed, failed };

struct Import {
  ImportId id;
  std::string kind;  // "orders"
  std::optional<std::string> preset;
  std::string filename;  // as the person named it
  ImportStatus status = ImportStatus::queued;
  std::int64_t lines_total = 0;  // 0 until the file was read to its end
  std::int64_t lines_done = 0;
  std::map<std::string, std::int64_t>
      counts;  // lines by "outcome.reason"; "made.orders" and so on beside them
  std::optional<std::string> message;
  Instant created_at;
  std::optional<Instant> started_at, finished_at;
};
template <class = void>
constexpr auto describe(Type<Import>) {
  using I = Import;
  return fields(
      field<&I::id>(), field<&I::kind>(), field<&I::preset>(), field<&I::filename>(), field<&I::status>(),
      field<&I::lines_total>().text("0 until the file was read to its end"), field<&I::lines_done>(),
      field<&I::counts>().text("Lines by outcome.reason; what was made stands under made."),
      field<&I::message>(), field<&I::created_at>(), field<&I::started_at>(), field<&I::finished_at>());
}

struct ImportOptions {
  std::string preset;
  bool invent_names = false;          // give customers without a name an invented one
  std::optional<Currency> currency;   // of rows that name none; the preset's, else the workspace's
  std::optional<std::string> source;  // of the orders; the preset's when absent
};
template <class = void>
constexpr auto describe(Type<ImportOptions>) {
  using I = ImportOptions;
  return fields(
      field<&I::preset>().or_default().max_length(60).text("uci-online-retail, or nothing"),
      field<&I::invent_names>().or_default().text("Give customers without a name an invented one"),
      field<&I::currency>().text("Of rows that name none"),
      field<&I::source>().format(Format::slug).max_length(60).text("The system that gave the order numbers"));
}

struct ImportQuery {
  std::optional<std::string> cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<ImportQuery>) {
  return fields(field<&ImportQuery::cursor>().max_length(100),
                field<&ImportQuery::limit>().or_default().at_least(1).at_most(200));
}

// A line that became nothing.
struct ImportReject {
  std::int64_t line = 0;
  std::string outcome, reason, raw;
};
template <class = void>
constexpr auto describe(Type<ImportReject>) {
  using R = ImportReject;
  return fields(field<&R::line>(), field<&R::outcome>(), field<&R::reason>(), field<&R::raw>());
}

// `path`: where the file stands until the import has ended. An import of the same file and options that was
// cut off is given back, to go on with, instead of a new one.
Import create_import(store::Transaction& tx, const std::string& filename, const std::string& path,
                     const ImportOptions& options, const Actor& actor);
Import get_import(store::Reader& reader, ImportId id);
http::Page<Import> list_imports(store::Reader& reader, const ImportQuery& query);
void each_reject(store::Reader& reader, ImportId id, const std::function<void(const ImportReject&)>& each);

// -- the run, for the engine ------------------------------------------------------------------------------
struct ImportRun {
  Import import_;
  std::string path;
  ImportOptions options;
  Actor actor;
};
// Takes a queued or abandoned import; nullopt when another process works on it or it has ended.
std::optional<ImportRun> hold_import(store::Transaction& tx, ImportId id, const Uuid& holder);
std::optional<ImportId> next_import(store::Reader& reader);  // the oldest that waits for a worker
std::string import_path(store::Reader& reader, ImportId id);
struct Progress {
  std::int64_t from = 0, to = 0;
  std::map<std::string, std::int64_t> counts;  // of the whole import
};
// Error(conflict) when the import is not at `from` or not held by this holder.
void advance_import(store::Transaction& tx, ImportId id, const Uuid& holder, const Progress& progress,
                    const std::vector<ImportReject>& rejects);
void finish_import(store::Transaction& tx, ImportId id, ImportStatus status, std::int64_t lines_total,
                   const std::string& message);

}  // namespace rapport::events

namespace rapport {
RAPPORT_DESCRIBED(events::Import)
RAPPORT_DESCRIBED(events::ImportOptions)
RAPPORT_DESCRIBED(events::ImportQuery)
RAPPORT_DESCRIBED(events::ImportReject)
}  // namespace rapport
