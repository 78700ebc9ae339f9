// Imports of orders: their options, and the machinery of platform/imports under the names that this module
// uses.
#pragma once

#include "customer/events/order.h"
#include "platform/imports/imports.h"

namespace rapport::events {

using imports::Import;
using imports::ImportId;
using imports::ImportStatus;
using imports::Progress;

struct ImportOptions {
  std::string preset;
  bool invent_names = false;          // give customers without a name an invented one
  std::optional<Currency> currency;   // of rows that name none; the preset's, else the workspace's
  std::optional<std::string> source;  // of the orders; the preset's when absent
  std::optional<Date> ending;         // the day of the newest order; the others keep their distance to it
};
template <class = void>
constexpr auto describe(Type<ImportOptions>) {
  using I = ImportOptions;
  return fields(
      field<&I::preset>().or_default().max_length(60).text("uci-online-retail, or nothing"),
      field<&I::invent_names>().or_default().text("Give customers without a name an invented one"),
      field<&I::currency>().text("Of rows that name none"),
      field<&I::source>().format(Format::slug).max_length(60).text("The system that gave the order numbers"),
      field<&I::ending>().text(
          "To try the product with old orders: the newest of the file is moved to this day, "
          "the others by as many days"));
}

// A line that became nothing.
struct ImportReject {
  std::int64_t line = 0;
  std::string outcome, reason, raw;
};

// `path`: where the file stands until the import has ended. An import of the same file and options that was
// cut off is given back, to go on with, instead of a new one.
Import create_import(store::Transaction& tx, const std::string& filename, const std::string& path,
                     const ImportOptions& options, const Actor& actor, const std::string& actor_name = "");

// -- the run, for the engine ------------------------------------------------------------------------------
struct ImportRun {
  Import import_;
  std::string path;
  ImportOptions options;
  Actor actor;
};
// Takes a queued or abandoned import; nullopt when another process works on it or it has ended.
std::optional<ImportRun> hold_run(store::Transaction& tx, ImportId id, const Uuid& holder);
// Error(conflict) when the import is not at `from` or not held by this holder.
void advance_import(store::Transaction& tx, ImportId id, const Uuid& holder, const Progress& progress,
                    const std::vector<ImportReject>& rejects);

}  // namespace rapport::events

namespace rapport {
RAPPORT_DESCRIBED(events::ImportOptions)
}  // namespace rapport
