// Slows guessing down: counts attempts by name (an account, an address) over a sliding window. In memory, so
// each process counts for itself and a restart forgets; bounded, so that a flood of names cannot fill the
// memory.
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/time.h"

namespace rapport::access {

class Throttle {
 public:
  Throttle(int attempts, Duration window) : attempts_(attempts), window_(window) {}

  // Counts an attempt; gives how long to wait when there were too many already (this one is then not
  // counted).
  std::optional<Duration> attempt(const std::string& name, Instant now);
  void forget(const std::string& name);     // the attempt was right: start anew
  void take_back(const std::string& name);  // uncounts the last attempt alone

 private:
  void trim(Instant now);
  const int attempts_;
  const Duration window_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::deque<Instant>> tries_;  // guarded by mutex_
};

// "in 40 seconds", "in 12 minutes"
std::string render_wait(Duration wait);

}  // namespace rapport::access
