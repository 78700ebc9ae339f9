#include "base/rounds.h"

#include <utility>

namespace rapport {

void Rounds::start(Round round, Failed failed) {
  stopping_ = false;
  thread_ =
      std::thread([this, round = std::move(round), failed = std::move(failed)] { loop(round, failed); });
}

bool Rounds::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (!thread_.joinable()) return false;
  thread_.join();
  return true;
}

void Rounds::wake() {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(awake_, true)) wake_.notify_one();
}

void Rounds::loop(const Round& round, const Failed& failed) {
  bool more = false;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (!more) wake_.wait_for(lock, pace_.beat, [&] { return awake_ || stopping_; });
      if (stopping_) return;
      awake_ = false;
    }
    try {
      more = round();
    } catch (const std::exception& error) {
      more = false;
      failed(error);
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, pace_.pause, [&] { return stopping_; });
    }
  }
}

}  // namespace rapport
