#include "platform/http/rate_limit.h"

#include <algorithm>
#include <cmath>

namespace rapport::http {

RateLimit::Verdict RateLimit::take(std::string_view key, Time now) {
  if (per_second_ <= 0) return {};
  Shard& shard = shards_[Hash{}(key) % shards_.size()];
  const std::lock_guard lock(shard.mutex);
  if (shard.buckets.size() > shard.forget_at) forget_full(shard, now);
  const auto found = shard.buckets.find(key);
  Bucket& bucket = found == shard.buckets.end()
                       ? shard.buckets.emplace(std::string(key), Bucket{capacity(), now}).first->second
                       : found->second;
  if (now > bucket.updated) {
    const std::chrono::duration<double> passed = now - bucket.updated;
    bucket.tokens = std::min(capacity(), bucket.tokens + passed.count() * per_second_);
    bucket.updated = now;
  }
  Verdict out;
  out.limit = static_cast<int>(std::ceil(per_second_));
  out.allowed = bucket.tokens >= 1;
  if (out.allowed) bucket.tokens -= 1;
  out.remaining = static_cast<int>(bucket.tokens);
  const double missing = out.allowed ? capacity() - bucket.tokens : 1 - bucket.tokens;
  out.reset_seconds = static_cast<int>(std::ceil(missing / per_second_));
  return out;
}

// A bucket that has filled up again says nothing that a new one would not.
void RateLimit::forget_full(Shard& shard, Time now) {
  std::erase_if(shard.buckets, [&](const auto& entry) {
    const std::chrono::duration<double> passed = now - entry.second.updated;
    return entry.second.tokens + passed.count() * per_second_ >= capacity();
  });
  shard.forget_at = std::max<std::size_t>(4096, 2 * shard.buckets.size());
}

}  // namespace rapport::http
