// Runs the subscribers of the feed: each page of facts is handled in one transaction together with the move
// of the subscriber's cursor, so that every fact is handled exactly once, through crashes and restarts. Woken
// by commits of this process, and looking by itself for those of others.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "platform/facts/feed_window.h"

namespace rapport::facts {

enum class Start { at_the_beginning, at_the_end };  // of a subscriber that has no cursor yet

// How far a subscriber is: for /readyz, metrics and doctor.
struct Standing {
  std::string name;
  std::string position;
  Instant updated_at;
  std::string error;  // why it stands still; empty when all is well
};

class FeedRunner {
 public:
  // `may_run`: asked before every round; only the leader of several processes runs subscribers.
  explicit FeedRunner(store::Database& database, std::function<bool()> may_run = {});
  ~FeedRunner();

  void add(Subscriber& subscriber, Start start = Start::at_the_beginning);  // before start()
  void start();
  void stop();  // after the page that is being handled
  // Handles all that was committed before the call, on the calling thread, waiting for facts that the feed
  // still withholds; rethrows what a subscriber throws. Not while started.
  void run_to_end();

 private:
  struct Entry {
    Subscriber* subscriber;
    Start start;
    std::chrono::steady_clock::time_point not_before{};  // after a failure
    int failures = 0;
  };
  void loop();
  bool handle_page(Entry& entry);  // whether there may be more
  bool handle_round(Entry& entry);
  bool try_round(Entry& entry);
  bool is_stopping();
  bool waits(const Entry& entry);  // for facts that are committed and not given yet
  Cursor cursor_of(const Entry& entry);

  store::Database& database_;
  FeedWindow window_;
  std::function<bool()> may_run_;
  std::vector<Entry> entries_;
  store::Announcer::Token listening_;
  std::mutex mutex_;  // protects awake_ and stopping_
  std::condition_variable wake_;
  bool awake_ = false, stopping_ = false;
  std::thread thread_;
};

std::vector<Standing> list_standings(store::Reader& reader);

}  // namespace rapport::facts
