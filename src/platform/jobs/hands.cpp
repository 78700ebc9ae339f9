#include "platform/jobs/hands.h"

#include <atomic>
#include <thread>
#include <vector>

namespace rapport::jobs {

void work_by_hands(int hands, const std::function<bool()>& work) {
  std::mutex mutex;  // protects first
  std::exception_ptr first;
  std::atomic<bool> failed{false};
  const auto work_on = [&] {
    try {
      while (!failed && work()) {
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failed.exchange(true)) first = std::current_exception();
    }
  };
  std::vector<std::jthread> others;
  try {
    for (int i = 1; i < hands; ++i) others.emplace_back(work_on);
  } catch (const std::system_error&) {
    // No more threads are to be had: those there are do it all.
  }
  work_on();
  others.clear();  // waits for them
  if (first) std::rethrow_exception(first);
}

}  // namespace rapport::jobs
