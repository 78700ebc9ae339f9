// The rows of customer_scores and lifecycle_moves, and what is told of their changes.
#pragma once

#include <functional>
#include <span>

#include "insight/customer_base/answers.h"
#include "insight/customer_base/population.h"
#include "platform/facts/facts.h"

namespace rapport::customer_base {

struct StoredScore {
  Uuid contact;
  Standing standing;
  Instant since{};  // of the stage; unset: now, or as its past says
  std::int64_t orders = 0, revenue = 0;
  Instant last{};
  Currency currency;
};
void each_score(store::Reader& reader, const std::function<void(const StoredScore&)>& score);
struct AtStake {
  std::int64_t stake = 0;  // after this value and contact
  Uuid after;
  int limit = 0;
  double risk = 0;                      // at least, per cent
  std::string tiers = {}, stages = {};  // ",vip,high,": one of these; empty: any
};
// The highest value at stake first; of the contacts of these owners, or of all.
void each_at_stake(store::Reader& reader, const std::optional<std::vector<Uuid>>& owners, const AtStake& from,
                   const std::function<void(const StoredScore&)>& score);
std::optional<StoredScore> find_score(store::Reader& reader, const Uuid& contact);
// How the scores were before, the newest first; at most 100.
std::vector<PastScore> past_scores(store::Reader& reader, const Uuid& contact);

struct ScoreChange {
  Uuid contact;
  std::optional<StoredScore> score;    // none: is no customer any more
  std::optional<LifecycleStage> from;  // none: was no customer
  std::string_view reason = "time";    // order, time, settings
  std::optional<Uuid> cause;           // the fact that did it
  facts::Arrival arrival = facts::Arrival::live;
  bool told = true;
  std::vector<PastStage> past;  // of somebody new: how it came to the stage of today
};
// In one transaction of the leader. What is replaced goes to score_history where it differs enough. Sets
// `since` of the scores.
void write_scores(store::Transaction& tx, std::span<ScoreChange> changes);

}  // namespace rapport::customer_base
