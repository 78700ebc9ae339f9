// Carries out the effects of the outbox: takes due rows with a lease, hands each to the handler of its kind
// outside any transaction, and records the outcome in one transaction with what the handler adds to it.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/jobs/outbox.h"

namespace rapport::jobs {

struct Outcome {
  enum class Verdict { sent, try_again, refused };
  Verdict verdict = Verdict::sent;
  std::string error;  // for try_again and refused
  Json result;        // for sent: what the other side answered
  Duration pause{0};  // for try_again; 0: the dispatcher's own growing pause
};

class EffectHandler {
 public:
  virtual ~EffectHandler() = default;
  virtual std::string_view kind() const = 0;
  // On a thread of the dispatcher; what it throws counts as try_again.
  virtual Outcome deliver(const Effect& effect) = 0;
  // In the transaction that records the outcome; `effect.state` is the new one (unknown included).
  virtual void recorded(store::Transaction& tx, const Effect& effect) {
    static_cast<void>(tx);
    static_cast<void>(effect);
  }
  virtual int concurrency() const { return 1; }
  // Whether an effect whose fate is not known may simply be carried out again (the other side tells repeats
  // apart).
  virtual bool repeatable() const { return false; }
  virtual Duration lease() const { return minutes(5); }  // longer than any delivery takes
};

class Dispatcher {
 public:
  Dispatcher(store::Database& database, std::string worker_name);  // a name for each start of a process
  ~Dispatcher();

  void add(EffectHandler& handler);  // before start()
  void start();
  void stop();    // after the deliveries that are under way
  int run_due();  // carries out what is due on the calling thread; for tests

 private:
  struct Taken {
    Effect effect;
    std::int64_t epoch = 0;
  };
  void work(EffectHandler& handler, int index);
  bool run_one(EffectHandler& handler);
  std::optional<Taken> take(const EffectHandler& handler);
  void record(EffectHandler& handler, Taken taken, const Outcome& outcome);
  // Rows whose worker is gone: their fate is not known.
  void reclaim(EffectHandler& handler, bool all_of_others);

  store::Database& database_;
  std::string worker_;
  std::map<std::string, EffectHandler*, std::less<>> handlers_;
  std::mutex mutex_;  // protects stopping_ and awake_
  std::condition_variable wake_;
  bool stopping_ = false;
  std::int64_t awake_ = 0;
  store::Announcer::Token listening_;
  std::vector<std::thread> threads_;
};

}  // namespace rapport::jobs
