// Works on imports behind the scenes: one thread for those that write (runs, taking back), one for those that
// only read a file (analysis, dry runs), so that a long run keeps nobody from preparing the next. Each kind
// of import registers its engine. What a dead process left is taken up again.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "platform/imports/imports.h"

namespace rapport::imports {

class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::string_view kind() const = 0;
  // Takes the import (hold_import) and does what its status asks for; returns early once `stop` is set, with
  // the import left to be taken up again. An Error ends the import as failed, except `unavailable`.
  virtual void work(store::Database& database, ImportId id, const std::atomic<bool>& stop) = 0;
};

class Worker {
 public:
  // Files of `folder` are removed when their import has ended; drafts that nobody ran for a week go, and so
  // do, after a day, files of uploads that were refused or cut off by the end of the process.
  Worker(store::Database& database, std::filesystem::path folder,
         std::vector<std::shared_ptr<Engine>> engines);
  ~Worker();  // leaves after the chunk in hand
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  void wake();  // an import waits

 private:
  struct Lane {
    const store::Statement& next;
    std::thread thread = {};
    bool woken = true;  // guarded by mutex_
  };
  void loop(Lane& lane);
  void work_off(Lane& lane);
  void forget_old_drafts();
  void remove_stray_files();
  Engine* engine_of(std::string_view kind) const;

  store::Database& database_;
  std::filesystem::path folder_;
  std::vector<std::shared_ptr<Engine>> engines_;
  std::chrono::steady_clock::time_point next_look_ = {};  // of the lane that reads
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace rapport::imports
