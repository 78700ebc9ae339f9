// What takes long to compute, kept for twenty times as long as that took: a small workspace sees each change
// at once, a large one spends at most a twentieth of one thread on it, however many look.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace rapport::analytics {

template <class Key, class T>
class Kept {
 public:
  // One computes for all who ask at that time.
  std::shared_ptr<const T> get(const Key& key, const std::function<T()>& make) {
    const std::lock_guard lock(mutex_);
    const auto began = std::chrono::steady_clock::now();
    if (const auto it = kept_.find(key); it != kept_.end() && began < it->second.good_until)
      return it->second.value;
    auto made = std::make_shared<const T>(make());
    const auto now = std::chrono::steady_clock::now();
    if (kept_.size() >= most) kept_.clear();
    kept_[key] = {made, now + times * (now - began)};
    return made;
  }

 private:
  static constexpr int times = 20;
  static constexpr std::size_t most = 8;  // keys
  struct Value {
    std::shared_ptr<const T> value;
    std::chrono::steady_clock::time_point good_until{};
  };
  std::mutex mutex_;  // protects kept_; held while a value is made
  std::map<Key, Value> kept_;
};

}  // namespace rapport::analytics
