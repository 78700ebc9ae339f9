#include "platform/access/principal_cache.h"

namespace rapport::access {

namespace {
// A reader's snapshot may be a little older than the look-up in it.
constexpr std::chrono::seconds oldest_snapshot{1};
}  // namespace

std::optional<http::Principal> PrincipalCache::find(const std::string& token_hash) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(token_hash);
  if (found == entries_.end()) return std::nullopt;
  if (found->second.until > Steady::now()) return found->second.principal;
  entries_.erase(found);
  return std::nullopt;
}

void PrincipalCache::keep(const std::string& token_hash, const http::Principal& principal,
                          Steady::time_point looked_up) {
  const std::lock_guard lock(mutex_);
  if (forgotten_at_ != Steady::time_point{} && looked_up < forgotten_at_ + oldest_snapshot) return;
  if (entries_.size() >= most_entries) entries_.clear();
  entries_[token_hash] = {principal, looked_up + lifetime_};
}

void PrincipalCache::forget() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
  forgotten_at_ = Steady::now();
}

}  // namespace rapport::access
