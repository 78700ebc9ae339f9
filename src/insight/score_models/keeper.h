// Keeps the scores of all contacts by all models that count. One thread works in rounds: contacts that
// changed in what a model reads are scored anew from the columns of segments, of which it is told as a
// follower; everybody is when a model was adopted, when the process begins to lead, and (by models that read
// the time) each minute.
//
// What differs is written by the leader of several processes: rows of model_scores, a mark in the feed so
// that the columns take them in (a model may read another's score), and a fact `score_band_changed` where
// somebody came into another range by a fact or with time, not by the adoption of a version.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <set>

#include "base/rounds.h"
#include "customer/segments/follower.h"
#include "customer/segments/live.h"
#include "insight/score_models/write_scores.h"

namespace rapport::score_models {

struct KeeperOptions {
  std::function<bool()> leads = [] { return true; };
  std::function<void(store::Transaction&)> check_leads = [](store::Transaction&) {};
  Duration beat = minutes(1);  // of the workspace's clock
};

class Keeper : public segments::Follower {
 public:
  Keeper(store::Database& database, segments::Live& live);
  ~Keeper() override;
  void start(KeeperOptions options);
  void stop();
  void configure(KeeperOptions options) { options_ = std::move(options); }  // for run_once()
  void run_once();                 // all there is to do, on the calling thread; for tests. Not while started.
  void wake() { rounds_.wake(); }  // a model was changed

  void changed(const segments::WhatChanged& what, const columns::Pinned& version) override;

  segments::Live& live() const { return live_; }
  store::Database& database() const { return database_; }

  // Of the process that leads; nothing elsewhere. Waits for no round: a writer may ask.
  struct State {
    std::int64_t people = 0;
    std::optional<Instant> computed_at;
  };
  State state(ModelId id) const;

 private:
  struct Entry {
    StoredModel model;
    ResolvedModel resolved;
    columns::Dependencies reads;
    std::vector<Key> written;  // by number, as the table has it; no_row where there is none
    bool loaded = false, whole = false;
    std::size_t waiting = 0;     // of its changes in the backlog
    std::set<Number> overtaken;  // who was asked since for a fact's sake
    bool asked = false;          // in this round
    bool of_scores = false;      // reads what other models give
    std::string problem;         // for which it is not asked at all
    std::optional<std::chrono::steady_clock::time_point> stumbles_since;
  };
  struct Told {  // of one contact
    std::optional<Uuid> cause;
    facts::Arrival arrival = facts::Arrival::live;
  };
  using Changed = std::map<Uuid, Told>;
  struct Waiting {
    Number number = 0;
    std::uint32_t entry = 0;
    Key from = no_row, to = no_row;
    bool told = false;
  };

  bool round();
  void stand_still(const std::string& error);
  void ask(std::map<Uuid, Changed>& queue);
  void prepare(store::Reader& reader, const std::map<Uuid, Changed>& queue);
  void read_models(store::Reader& reader);
  void refuse_cycles();
  void note_cycles();
  void publish_reads();
  columns::Pinned provide();
  void load(store::Reader& reader, Entry& entry);
  void evaluate(std::size_t place, const Changed& changed, std::vector<ScoreChange>& out);
  std::optional<ScoreChange> change_of(std::size_t place, Number number, Key to, const Told* told) const;
  void stumble(Entry& entry, const std::string& problem);
  bool clear_one();
  void forget_backlog();
  bool write_backlog();
  void write(std::vector<ScoreChange>& changes);
  void finish();

  store::Database& database_;
  segments::Live& live_;
  KeeperOptions options_;
  mutable std::mutex work_;  // protects what follows, up to the queue's
  std::vector<Entry> entries_;
  // What asking everybody found, written some at a time so that facts need not wait: the last one next.
  std::vector<Waiting> backlog_;
  std::vector<StoredModel> cleared_;  // count no more, and have rows
  std::shared_ptr<const rules::ListSource> source_;
  std::string token_, zone_;
  Currency currency_;
  columns::Pinned version_;
  std::shared_ptr<const columns::Directory> directory_;  // whose numbers `written` has
  bool led_ = false;
  Instant now_{}, beat_at_{};
  // What follows from another model's new version is told by no fact: until its scores have come to the
  // columns.
  std::chrono::steady_clock::time_point quiet_until_{};

  mutable std::mutex mutex_;  // protects what follows
  std::map<Uuid, State> states_;
  std::shared_ptr<const std::map<Uuid, columns::Dependencies>> reads_;  // by model
  std::map<Uuid, Changed> queue_;                                       // by model

  std::string said_;  // of the thread alone: why it stands still
  Rounds rounds_{{.beat = std::chrono::milliseconds(500), .pause = std::chrono::seconds(2)}};
};

}  // namespace rapport::score_models
