// Threads for what may block: reads, input checks, compression. The queue is bounded; a full one says so.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace rapport::http {

class Workers {
 public:
  Workers(int threads, std::size_t max_queue);
  ~Workers();
  bool submit(std::function<void()> work);  // false: the queue is full or stop() was called
  void stop();                              // finishes what is queued
  std::size_t queued() const;

 private:
  void run();
  const std::size_t max_queue_;
  mutable std::mutex mutex_;  // protects queue_ and stopping_
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace rapport::http
