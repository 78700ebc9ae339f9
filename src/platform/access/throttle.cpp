#include "platform/access/throttle.h"

#include <algorithm>

namespace rapport::access {

namespace {
constexpr std::size_t most_names = 20'000;
}

std::optional<Duration> Throttle::attempt(const std::string& name, Instant now) {
  const std::lock_guard lock(mutex_);
  if (tries_.size() >= most_names) trim(now);
  auto& times = tries_[name];
  while (!times.empty() && now - times.front() >= window_) times.pop_front();
  if (times.size() >= static_cast<std::size_t>(attempts_)) return window_ - (now - times.front());
  times.push_back(now);
  return std::nullopt;
}

void Throttle::forget(const std::string& name) {
  const std::lock_guard lock(mutex_);
  tries_.erase(name);
}

void Throttle::take_back(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = tries_.find(name);
  if (found == tries_.end()) return;
  if (!found->second.empty()) found->second.pop_back();
  if (found->second.empty()) tries_.erase(found);
}

void Throttle::trim(Instant now) {
  std::erase_if(tries_, [&](const auto& entry) {
    return entry.second.empty() || now - entry.second.back() >= window_;
  });
  // All are recent: a flood of names. Those with few attempts go first, locked ones stay.
  if (tries_.size() >= most_names)
    std::erase_if(tries_, [&](const auto& entry) {
      return entry.second.size() * 2 < static_cast<std::size_t>(attempts_);
    });
  if (tries_.size() >= most_names) tries_.clear();
}

std::string render_wait(Duration wait) {
  const auto whole = std::chrono::ceil<seconds>(wait).count();
  if (whole < 90) return "in " + std::to_string(std::max<std::int64_t>(whole, 1)) + " seconds";
  return "in " + std::to_string((whole + 59) / 60) + " minutes";
}

}  // namespace rapport::access
