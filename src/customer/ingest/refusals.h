// Requests to the intake that were refused as a whole: with a wrong key, too large, not to be read. They are
// no messages, so the quarantine has none of them; but whoever looks why nothing arrives needs to see them.
//
// Counted by hour and by the key that they came with, in the memory of this process: nobody can fill a disk
// by being refused. Thread-safe.
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/ids.h"
#include "base/time.h"

namespace rapport::ingest {

class Refusals {
 public:
  struct Count {
    std::int64_t day = 0;  // in the last 24 hours, the hour that goes on among them
    std::string code;      // of the last one: unauthenticated, forbidden, too_large, invalid, …
    std::optional<Instant> at;
  };

  // `source`: the key; nil where it is not known.
  void note(const Uuid& source, std::string_view code, Instant now);
  Count of(const Uuid& source, Instant now) const;

 private:
  struct Hour {
    std::int64_t number = 0, count = 0;
  };
  struct Entry {
    std::array<Hour, 24> hours{};
    std::string code;
    Instant at;
  };
  mutable std::mutex mutex_;
  std::map<Uuid, Entry> entries_;  // protected by mutex_; as many as there are keys
};

}  // namespace rapport::ingest
