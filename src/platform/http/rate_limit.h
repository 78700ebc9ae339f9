// Token buckets by key: each refills at a steady rate and holds at most one second's worth (at least one).
#pragma once

#include <array>
#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace rapport::http {

class RateLimit {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Verdict {
    bool allowed = true;
    int limit = 0;  // requests a second; 0: no limit
    int remaining = 0;
    int reset_seconds = 0;  // until the bucket is full; when refused: until the next request may come
  };

  explicit RateLimit(double per_second) : per_second_(per_second) {}
  bool is_on() const { return per_second_ > 0; }
  Verdict take(std::string_view key, Time now = std::chrono::steady_clock::now());

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;  // looked up without a copy of the key
  };
  struct Bucket {
    double tokens = 0;
    Time updated;
  };
  struct alignas(64) Shard {  // on a cache line of its own: two I/O threads seldom meet
    std::mutex mutex;         // protects both
    std::unordered_map<std::string, Bucket, Hash, std::equal_to<>> buckets;
    std::size_t forget_at = 4096;  // twice what was left, so that looking through stays cheap
  };
  double capacity() const { return per_second_ < 1 ? 1 : per_second_; }
  void forget_full(Shard& shard, Time now);

  const double per_second_;
  std::array<Shard, 16> shards_;
};

}  // namespace rapport::http
