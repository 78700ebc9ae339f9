// The door for work of one kind. run() may be called again after a crash or a failure, so it goes on from
// context.job().progress or makes sure that doing a step twice does no harm; its writes go through
// context.write(), which refuses them once another worker took the job over.
//
// What a person began (NewJob::created_by) shows in the activity tray of the web app, which reads
//   progress  {"done": 1200, "total": 5000}   the bar; further members are the handler's own. Without a total
//   (or
//                                             with 0) the bar moves without saying how far.
//   result    {"href": "/imports/0189…",      a page of the web app that shows what came of it, or a download
//                                             below /api/; optional
//              "counts": {"created": 1180, "skipped": 20}}   how it ended; optional
// and the names from web/src/locales/*/jobs.json: `kind.<kind>` for the title, `count.<name>` for each count.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>

#include "platform/jobs/jobs.h"

namespace rapport::jobs {

// Thrown by Context::stop_if_asked(); ends the run without counting as a failure.
struct Stopped {};

enum class StopReason : std::uint8_t {
  none,
  cancelled,      // somebody asked for it: the job fails
  shutting_down,  // the program ends: the job goes back to the queue
  superseded,     // the lease ran out and another worker has the job: nothing more may be written
};

class Context {
 public:
  Context(store::Database& database, Job job, std::int64_t epoch);

  const Job& job() const { return job_; }
  store::Database& database() { return database_; }

  StopReason stop_reason() const { return stop_; }
  void stop_if_asked() const {
    if (stop_ != StopReason::none) throw Stopped{};
  }
  // For the screen and for the next attempt; written at most once a second, and at the end.
  void progress(Json state);
  // A unit of work that commits only while this worker still holds the job.
  template <class F>
  auto write(F&& function) {
    return database_.write([&](store::Transaction& tx) {
      check(tx);
      return function(tx);
    });
  }
  void check(store::Transaction& tx) const;  // Error(stale) when another worker has the job
  // As write(), for units of one job that run beside each other (hands.h): it looks whether this worker has
  // the job, and holds nothing. A worker that lost it may still end a unit it had begun; so what a unit does
  // must be decided by rows of the handler's own, which it locks.
  template <class F>
  auto write_beside(F&& function) {
    return database_.write([&](store::Transaction& tx) {
      look(tx);
      return function(tx);
    });
  }
  // Writes the progress in the caller's transaction, so that work and position move together.
  void save_progress(store::Transaction& tx, const Json& state);

  // -- the runner's side --
  std::int64_t epoch() const { return epoch_; }
  void ask_to_stop(StopReason reason) { stop_ = reason; }
  Json last_progress() const;

 private:
  void look(store::Transaction& tx) const;

  store::Database& database_;
  Job job_;
  std::int64_t epoch_;
  std::atomic<StopReason> stop_{StopReason::none};
  mutable std::mutex mutex_;  // protects progress_ and written_at_
  Json progress_;
  std::chrono::steady_clock::time_point written_at_{};
};

class Handler {
 public:
  virtual ~Handler() = default;
  virtual std::string_view kind() const = 0;
  // Gives the result that the job keeps. Error of the codes invalid, forbidden, not_found, conflict fails the
  // job for good; everything else is tried again.
  virtual Json run(Context& context) = 0;
  // Of what one person began, one job of this kind runs at a time; the others wait.
  virtual bool is_one_each() const { return false; }
  // The pause before attempt `attempt` (2, 3, …).
  virtual Duration pause_before(int attempt) const;
};

}  // namespace rapport::jobs
