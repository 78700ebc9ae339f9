// The live side of segments: keeps the columns as the facts go on, and the members of every segment as its
// rule says.
//
// One thread works in rounds, woken by commits: it reads the feed, brings the contacts that changed up to
// date, asks for each of them the rules that read what changed, and writes who entered and who left, with the
// facts that tell of it, in one transaction. A beat asks the rules that depend on time of everybody. Only the
// leader of several processes writes; the others keep their columns for reading.
//
// What is written: segment_members and segment_moves always; facts `segment_entered` and `segment_left` only
// for changes that something caused, not when a segment is computed for the first time or its rule was
// changed. These facts are no events to rules, so that nothing goes round in circles.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/rounds.h"
#include "customer/segments/columns/plan.h"
#include "customer/segments/filler.h"
#include "customer/segments/follower.h"
#include "customer/segments/kept_columns.h"
#include "customer/segments/membership.h"
#include "platform/facts/facts.h"

namespace rapport::segments {

enum class Engine { columns, sql };  // sql: members are kept by the database alone (sql_members.h)

struct LiveOptions {
  std::function<bool()> leads = [] { return true; };
  std::function<void(store::Transaction&)> check_leads = [](store::Transaction&) {};
  std::chrono::milliseconds beat{1'000};  // at least; a beat that takes long comes less often
  std::string file;                       // where the columns are kept for the next start; empty: nowhere
  std::chrono::seconds keep_every{600};   // and at the end
  Engine engine = Engine::columns;
};

class Live {
 public:
  explicit Live(store::Database& database);
  ~Live();

  void start(LiveOptions options);
  void stop();
  store::Database& database() { return database_; }
  void wake();  // something was committed that facts do not tell: a segment was changed

  // A version in which everything is there that the rule reads; null while the columns are being filled. What
  // is missing is read from the database first.
  columns::Pinned provide(const rules::Condition& resolved);
  bool ready() const { return ready_; }

  // A version together with the place in the feed up to which it is complete.
  struct Shown {
    columns::Pinned version;
    facts::Cursor cursor;
    std::shared_ptr<const rules::ListSource> source;  // the fields as they were, and the zone of days
    std::shared_ptr<const Filled> filled;
  };
  std::shared_ptr<const Shown> shown() const;  // the newest; null while the columns are being filled
  // Another one than `old`, as soon as there is one; null when there is none until then.
  std::shared_ptr<const Shown> wait_for_another(const std::shared_ptr<const Shown>& old,
                                                std::chrono::steady_clock::time_point until) const;
  bool has_news() const { return dirty_; }  // that facts do not tell, and no round has looked at yet
  // What the rule reads shall be there soon: one of the next rounds reads what is missing.
  void want(const rules::Condition& resolved);
  // One round on the calling thread, a beat among it; for tests and commands. Not while started.
  void run_once();
  // As start() does, for run_once().
  void configure(LiveOptions options) { options_ = std::move(options); }
  // Writes the file of the options now.
  void keep();
  // Told of each round from now on; null: nobody any more. Waits for the round that is under way.
  void follow(Follower* follower);

  // For /metrics; as it was some seconds ago.
  std::uint64_t contacts() const { return contacts_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  struct Entry {
    SegmentId id;
    std::string name;
    std::int64_t rule_version = 0, computed_version = 0;
    std::int64_t asked_version = 0;  // of the rule that everybody was asked, not noted as computed yet
    std::optional<Instant> counted_at;
    bool is_list = false, active = true;
    std::shared_ptr<const rules::Condition> rule;
    columns::Dependencies reads;
    columns::Matches members;
    std::optional<columns::Plan> plan;  // kept from `plan_from` until `plan_until`
    Instant plan_from, plan_until;
    std::uint64_t plan_epoch = 0;
    bool loaded = false;  // members are those of the table
    bool due =
        false;  // to be asked of everybody: a list that it names has changed, or nobody looked for a while
    std::string problem;
  };
  // What a round has seen.
  struct Seen {
    std::map<Uuid, Cause> contacts;                    // changed, with the newest fact that did it
    std::set<Uuid> anew;                               // to be read with all their events
    std::vector<std::pair<Uuid, std::string>> events;  // of the others, by name
    columns::Changes changes;                          // of the others, in their records and histories
  };

  void stumble(const std::string& error);
  void account();
  void show();
  void read_wanted(store::Reader& reader);
  enum class Beat { none, some, whole };
  bool round(Beat beat);  // whether there is more to do
  void round_by_sql(Beat beat);
  void start_over();
  void fill(store::Reader& reader);
  bool take_up(store::Reader& reader);
  KeptState state() const;
  void keep_sometimes();
  bool counted(const facts::Fact& fact) const;
  bool read_facts(store::Reader& reader, Seen& seen);
  void bring_up(store::Reader& reader, Seen& seen);
  void drop_unused_series();
  bool wait_until_ready();
  void read_definitions(store::Reader& reader);
  void follow_lists(store::Reader& reader, const std::vector<Segment>& rows);
  std::optional<columns::Plan> plan_of(Entry& entry, Duration ahead = Duration{0});
  const std::optional<columns::Plan>& plan_for_facts(Entry& entry, bool exactly, Instant midnight);
  void evaluate_changed(const WhatChanged& changed, bool exactly, std::vector<Change>& changes);
  bool evaluate_due(Beat how);  // whether some must wait for the next round
  bool beat(Beat how);
  void evaluate_whole(Entry& entry, std::string_view reason, std::vector<Change>& changes);
  void load_members(store::Reader& reader, Entry& entry);
  void write(std::vector<Change>& changes);
  void finish_computed();

  store::Database& database_;
  LiveOptions options_;
  std::mutex work_;  // protects what follows, up to the counters
  Follower* follower_ = nullptr;
  std::unique_ptr<columns::Columns> columns_;
  std::unique_ptr<Filler> filler_;
  std::shared_ptr<const rules::ListSource> source_;
  rules::Context context_;
  facts::Cursor cursor_;
  std::string zone_;  // in which the columns count days
  std::string mark_;  // of the database
  Uuid last_contact_, last_fact_;
  // A fact that was received up to then may be among what was read from the database already, though the feed
  // brings it later: of all contacts, and of those that were read one by one. Empty once the feed is read.
  Instant whole_until_{};
  std::map<Uuid, Instant> read_whole_;
  std::set<Uuid> unread_;  // the feed is past their facts, but they could not be read
  std::chrono::steady_clock::time_point kept_at_{}, taken_up_{};
  std::uint64_t kept_sequence_ = 0;
  std::thread keeper_;
  std::map<Uuid, Entry> entries_;
  std::string definitions_;  // which rules there are, in which version
  std::uint64_t epoch_ = 0;  // another one: what plans use was replaced
  std::chrono::steady_clock::time_point definitions_read_{}, last_beat_{};
  std::optional<Uuid> beat_at_;  // a beat is under way: the segment that comes next
  double beat_ms_ = 0, last_beat_ms_ = 0;
  bool led_ = false;
  std::string error_;

  std::atomic<std::uint64_t> contacts_{0}, bytes_{0};
  std::atomic<bool> ready_{false}, dirty_{true};
  std::atomic<int> waiting_{0};  // for a round, to be ready or to read what their rules lack
  std::atomic<std::chrono::steady_clock::time_point> ready_by_{};  // likely
  store::Announcer::Token listening_;
  std::mutex want_;
  std::vector<rules::Condition> wanted_;  // protected by want_

  mutable std::mutex show_;
  mutable std::condition_variable another_;
  std::shared_ptr<const Shown> shown_;  // protected by show_

  Rounds rounds_{{.beat = std::chrono::milliseconds(250), .pause = std::chrono::seconds(1)}};
};

}  // namespace rapport::segments
