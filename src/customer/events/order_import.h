// Runs an import of orders to its end: reads the file once in constant memory, a chunk of whole orders a
// transaction, the next chunk being read while the last one is written. Killed at any moment it goes on
// behind the last committed chunk when it is run again; lines of one order may stand anywhere in the file.
#pragma once

#include <atomic>

#include "customer/events/import_chunk.h"
#include "platform/imports/worker.h"

namespace rapport::events {

struct ImportHooks {
  InventName invent_name;
  std::function<void(const Import&)> progress;  // after each chunk, on the thread of the import
  const std::atomic<bool>* stop = nullptr;      // set: leave after the chunk; the import stays resumable
  std::size_t chunk_lines = 1'000;              // a unit of work stays under 20 ms while others write
  std::size_t alone_lines = 4'000;              // when nobody else wrote since the last chunk
};

// Gives the import as it stands afterwards; waits when another process works on it, and takes over when that
// dies. A file that cannot be read ends as `failed` with the reason; a database that does not answer throws,
// and the import can be run again.
Import run_import(store::Database& database, ImportId id, const ImportHooks& hooks);

// The engine of order imports, for the worker.
class OrderImports : public imports::Engine {
 public:
  explicit OrderImports(ImportHooks hooks) : hooks_(std::move(hooks)) {}
  std::string_view kind() const override { return "orders"; }
  void work(store::Database& database, ImportId id, const std::atomic<bool>& stop) override;

 private:
  ImportHooks hooks_;
};

}  // namespace rapport::events
