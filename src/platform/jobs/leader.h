// One process of several leads: it evaluates segments, runs subscribers, beats and schedules. Led by a lease
// row with a fencing epoch (store/lease.h); every write of a beat calls check() in its transaction.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "platform/store/lease.h"

namespace rapport::jobs {

class Leader {
 public:
  Leader(store::Database& database, std::string holder);  // a holder name for each start of a process
  ~Leader();                                              // gives the lease back

  void start();  // tries at once, before it returns
  void stop();
  bool leads() const { return leads_; }
  // Error(stale) when this process does not lead (any more).
  void check(store::Transaction& tx) const;

 private:
  void keep();
  void try_to_lead();

  store::Database& database_;
  std::string holder_;
  std::atomic<bool> leads_{false};
  mutable std::mutex mutex_;  // protects lease_ and stopping_
  std::condition_variable wake_;
  std::optional<store::Lease> lease_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace rapport::jobs
