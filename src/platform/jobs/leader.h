// One process of several leads: it evaluates segments, runs subscribers, beats and schedules. Led by a lease
// row with a fencing epoch (store/lease.h); every write of a beat calls check() in its transaction. When the
// leader is gone, another leads within 17 seconds: the lease of 15, and a try every 2.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "platform/store/lease.h"

namespace rapport::jobs {

class Leader {
 public:
  Leader(store::Database& database, std::string holder);  // a holder name for each start of a process
  ~Leader();                                              // gives the lease back

  // Called, on the leader's own thread (and by start and stop), when this process begins or ceases to lead:
  // starts and ends what beats by itself. Before start().
  void when_changed(std::function<void(bool leads)> changed) { changed_ = std::move(changed); }
  void start();  // tries at once, before it returns
  void stop();
  bool leads() const { return leads_; }
  // Error(stale) when this process does not lead (any more).
  void check(store::Transaction& tx) const;

 private:
  void keep();
  void try_to_lead();
  void set(std::optional<store::Lease> lease);

  store::Database& database_;
  std::string holder_;
  std::function<void(bool)> changed_;
  std::atomic<bool> leads_{false};
  mutable std::mutex mutex_;  // protects lease_ and stopping_
  std::condition_variable wake_;
  std::optional<store::Lease> lease_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace rapport::jobs
