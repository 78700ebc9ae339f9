// One thread that works in rounds: it goes on at once while a round says that there is more, else it waits
// until it is woken or the beat is over, whichever comes first. A round that throws is told to `failed` and
// followed by a pause, which waking does not shorten. start(), stop() and wake() may be called from any
// thread but that of the rounds, wake() from that as well; stop() waits for the round that is under way.
// After stop() it may be started again.
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace rapport {

class Rounds {
 public:
  struct Pace {
    std::chrono::milliseconds beat;
    std::chrono::milliseconds pause;  // after a failure
  };
  using Round = std::function<bool()>;  // whether there is more to do
  using Failed = std::function<void(const std::exception&)>;

  explicit Rounds(Pace pace) : pace_(pace) {}
  ~Rounds() { stop(); }
  Rounds(const Rounds&) = delete;
  Rounds& operator=(const Rounds&) = delete;

  void start(Round round, Failed failed);
  bool stop();  // whether it ran
  void wake();

 private:
  void loop(const Round& round, const Failed& failed);

  const Pace pace_;
  std::mutex mutex_;  // protects awake_ and stopping_
  std::condition_variable wake_;
  bool awake_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace rapport
