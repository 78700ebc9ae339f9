// Keeps the customer base as the facts and the time go on: one thread reads the feed, brings the customers up
// to date whose orders changed, and tells where they stand; each minute, and when a setting, the currency or
// a fit of the models is another, everybody is assessed anew, for ranks move with the others and stages with
// the clock.
//
// What differs is written by the leader of several processes: customer_scores, lifecycle_moves, and a fact
// `lifecycle_changed` for each change of a stage that an order, the time or a setting caused (none for what
// is found when somebody is computed for the first time by a whole reading). Other differences are told by a
// mark in the feed (facts/marks.h), so that segments follow. How far the leader has come in the feed is kept
// with what it wrote: whoever begins to lead goes on there, so that what was committed before a sudden end is
// told as if nothing had happened.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <set>

#include "base/rounds.h"
#include "insight/customer_base/read_customers.h"
#include "platform/facts/facts.h"

namespace rapport::customer_base {

struct KeeperOptions {
  std::function<bool()> leads = [] { return true; };
  std::function<void(store::Transaction&)> check_leads = [](store::Transaction&) {};
  Duration beat = minutes(1);  // of the workspace's clock
};

class Keeper {
 public:
  explicit Keeper(store::Database& database);
  ~Keeper();
  void start(KeeperOptions options);
  void stop();
  void configure(KeeperOptions options) { options_ = std::move(options); }  // for run_once()
  void run_once();  // all there is to do, on the calling thread; for tests and commands. Not while started.

  // What is known now, not changed while it is looked at. False when the customers are not read yet.
  using Look = std::function<void(const Population&, const Circumstances&, Instant assessed_at)>;
  bool look(const Look& look) const;

 private:
  struct Row {  // as it stands in the table
    Standing standing;
    Instant since{};
    std::int64_t orders = 0, revenue = 0;
    Instant last{};
    Currency currency;
  };
  struct Change {
    Uuid contact;
    const Customer* customer = nullptr;  // null: is none any more
    Standing standing;
    std::optional<LifecycleStage> from;
    std::vector<PastStage> past;  // of somebody new
    std::optional<Uuid> cause;
    facts::Arrival arrival = facts::Arrival::live;
    std::string_view reason = "time";
    bool told = true;
  };

  bool round();
  void stumble(const std::string& error);
  void load(store::Reader& reader);
  bool read_circumstances(store::Reader& reader);
  void read_costs(store::Reader& reader);
  bool costs_are_due(store::Reader& reader) const;
  bool wait_for_restatement(store::Reader& reader);
  bool read_facts(store::Reader& reader, std::map<Uuid, Change>& changed);
  void assess_changed(store::Reader& reader, std::map<Uuid, Change>& changed, std::vector<Change>& out);
  void assess_all(store::Reader& reader, std::string_view reason, std::vector<Change>& out);
  bool differs(const Customer& customer, const Standing& standing) const;
  void write(std::vector<Change>& changes);

  store::Database& database_;
  KeeperOptions options_;
  mutable std::mutex work_;  // protects what follows, up to the listening
  Population population_;
  Circumstances given_;
  Frame frame_;
  std::unordered_map<Uuid, Row, UuidHash> written_;
  facts::Cursor cursor_;
  bool loaded_ = false;
  bool led_ = false, restating_ = false;
  std::int64_t costs_version_ = 0;
  bool costs_stale_ = false;  // somebody came, or came another way than was thought
  Instant costs_read_at_{};
  std::set<Uuid> unread_;
  std::map<Uuid, Change> waiting_;  // until everybody is assessed for the first time
  facts::Cursor kept_;              // in the database
  Instant kept_at_{};
  Instant assessed_at_{};

  store::Announcer::Token listening_;
  std::string said_;  // of the thread alone: why it stands still
  Rounds rounds_{{.beat = std::chrono::milliseconds(500), .pause = std::chrono::seconds(2)}};
};

}  // namespace rapport::customer_base
