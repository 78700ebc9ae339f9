// Runs an import of orders to its end: reads the file once in constant memory, a chunk of whole orders a
// transaction, the next chunk being read while the last one is written. Killed at any moment it goes on
// behind the last committed chunk when it is run again; lines of one order may stand anywhere in the file.
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <thread>

#include "customer/events/import_chunk.h"

namespace rapport::events {

struct ImportHooks {
  InventName invent_name;
  std::function<void(const Import&)> progress;  // after each chunk, on the thread of the import
  const std::atomic<bool>* stop = nullptr;      // set: leave after the chunk; the import stays resumable
  std::size_t chunk_lines = 1'000;              // a unit of work stays under 20 ms while others write
  std::size_t alone_lines = 4'000;              // when nobody else wrote since the last chunk
  std::filesystem::path uploads = {};           // the worker removes files of this folder after their import
};

// Gives the import as it stands afterwards; waits when another process works on it, and takes over when that
// dies. A file that cannot be read ends as `failed` with the reason; a database that does not answer throws,
// and the import can be run again.
Import run_import(store::Database& database, ImportId id, const ImportHooks& hooks);

// Works on queued imports, one after the other, on a thread of its own; takes up those that a dead process
// left.
class ImportWorker {
 public:
  ImportWorker(store::Database& database, ImportHooks hooks);
  ~ImportWorker();  // leaves after the chunk in hand
  ImportWorker(const ImportWorker&) = delete;
  ImportWorker& operator=(const ImportWorker&) = delete;
  void wake();  // an import was queued

 private:
  void work();
  store::Database& database_;
  ImportHooks hooks_;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = true;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace rapport::events
