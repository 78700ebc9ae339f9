// Remembers for a few seconds who stands behind a token, so that most requests ask no database. Everything is
// forgotten at once when anything about access changes in this process; another process notices when its
// entries run out. Thread-safe.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "platform/http/principal.h"

namespace rapport::access {

class PrincipalCache {
 public:
  using Steady = std::chrono::steady_clock;
  explicit PrincipalCache(Steady::duration lifetime) : lifetime_(lifetime) {}

  std::optional<http::Principal> find(const std::string& token_hash);
  // What was looked up since `looked_up`; dropped when something was forgotten meanwhile.
  void keep(const std::string& token_hash, const http::Principal& principal, Steady::time_point looked_up);
  void forget();

 private:
  struct Entry {
    http::Principal principal;
    Steady::time_point until;
  };
  static constexpr std::size_t most_entries = 10'000;
  const Steady::duration lifetime_;
  std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;  // guarded by mutex_
  Steady::time_point forgotten_at_{};               // guarded by mutex_
};

}  // namespace rapport::access
