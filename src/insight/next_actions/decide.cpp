#include "insight/next_actions/decide.h"

#include <algorithm>
#include <cmath>

#include "insight/next_actions/shown.h"
#include "insight/next_actions/sql.h"

namespace rapport::next_actions {

namespace {

// The actions that may not be suggested now: taken on by somebody, or answered not long ago.
std::vector<Uuid> resting(const std::vector<Item>& items, Instant now) {
  std::vector<Uuid> out;
  for (const Item& item : items)
    if (item.status == ItemStatus::accepted || (item.cools_until && *item.cools_until > now))
      out.push_back(item.action_id);
  return out;
}

struct Eligible {
  std::vector<Candidate> candidates;
  std::vector<Uuid> actions;  // all whose rules hold, resting ones too
};
Eligible eligible_of(store::Reader& reader, const Setting& setting, const Uuid& contact, const Worth& worth,
                     const std::vector<Item>& items) {
  Eligible out;
  const auto source = people::contact_source(reader);
  const auto rests = resting(items, reader.now());
  for (std::size_t i = 0; i < setting.actions.size(); ++i) {
    if (!is_eligible(reader, *source, setting.rules[i], contact)) continue;
    const Uuid action = setting.actions[i].id.uuid;
    out.actions.push_back(action);
    if (std::ranges::find(rests, action) == rests.end())
      out.candidates.push_back(candidate(setting, setting.actions[i], worth));
  }
  return out;
}

std::vector<Item> recent_items(store::Reader& reader, const Uuid& contact) {
  return reader.list<Item>(sql::items_of_contact, {{"contact_id", contact}});
}

bool stands(const std::optional<Decision>& decision, const std::vector<Item>& items, const Worth& worth,
            const Eligible& eligible, Instant now) {
  if (!decision || decision->closed_at || decision->expires_at <= now) return false;
  if (decision->stage != worth.stage || decision->outcome_at) return false;
  bool waits = false;
  for (const Item& item : items) {
    if (item.number != decision->number || item.status != ItemStatus::suggested) continue;
    waits = true;
    if (std::ranges::find(eligible.actions, item.action_id) == eligible.actions.end()) return false;
  }
  return waits;
}

std::vector<RankedAction> ranked(const std::vector<Candidate>& candidates, const Ranking& ranking) {
  std::vector<RankedAction> out;
  for (const std::size_t i : ranking.order) {
    const Candidate& c = candidates[i];
    out.push_back({ActionId{c.action}, ranking.propensities[i], c.chance.mean(), c.chance.a, c.chance.b,
                   c.value, c.cost});
  }
  return out;
}

void make(store::Transaction& tx, const Setting& setting, const Uuid& contact, const Worth& worth,
          const std::vector<Candidate>& candidates, std::int64_t number, const Caller& caller) {
  Decision decision;
  decision.contact_id = contact;
  decision.number = number;
  decision.decided_at = tx.now();
  decision.decided_by = caller.principal.id;
  decision.expires_at = tx.now() + hours(24) * setting.settings.stable_days;
  decision.watched_until = tx.now() + hours(24) * setting.settings.outcome_days;
  decision.arm = in_holdout(setting.settings.experiment, contact, setting.settings.holdout_percent)
                     ? Arm::holdout
                     : Arm::learning;
  decision.stage = worth.stage;
  decision.currency = setting.currency;
  decision.ranking = ranked(candidates, next_ranking(setting, contact, decision.number, candidates));
  decision.first_action = decision.ranking.front().action_id.uuid;
  decision.propensity = decision.ranking.front().propensity;
  // Somebody else who looks at the contact at the same moment makes the same one.
  if (tx.run(sql::add_decision, store::Params::of(decision)) == 0) return;
  for (std::size_t i = 0; i < decision.ranking.size() && i < most_shown; ++i) {
    const RankedAction& r = decision.ranking[i];
    Item item;
    item.contact_id = contact;
    item.number = decision.number;
    item.action_id = r.action_id.uuid;
    item.place = static_cast<std::int64_t>(i) + 1;
    item.shown_at = tx.now();
    item.expected_value = whole_minor(r.chance * r.value - r.cost);
    item.currency = setting.currency;
    put_item(tx, item);
  }
}

std::string why_none(const Setting& setting, const Eligible& eligible) {
  if (setting.actions.empty()) return "no_actions";
  return eligible.actions.empty() ? "not_eligible" : "cooling_down";
}

}  // namespace

Ranking next_ranking(const Setting& setting, const Uuid& contact, std::int64_t number,
                     const std::vector<Candidate>& candidates) {
  const std::uint64_t seed = decision_seed(setting.settings.experiment, contact, number);
  if (in_holdout(setting.settings.experiment, contact, setting.settings.holdout_percent))
    return rank_at_random(candidates.size(), seed);
  return rank(candidates, setting.policy(), seed);
}

void decide(store::Transaction& tx, ContactId id, const Caller& caller) {
  const Uuid contact = people::get(tx, id, caller).id.uuid;
  const Setting setting = read_setting(tx);
  const Worth worth = worth_of(tx, setting, contact);
  const auto items = recent_items(tx, contact);
  const auto newest = find_newest(tx, contact);
  const Eligible eligible = eligible_of(tx, setting, contact, worth, items);
  if (stands(newest, items, worth, eligible, tx.now())) return;
  if (newest && !newest->closed_at)
    close(tx, *newest, newest->expires_at <= tx.now() ? Closing::ran_out : Closing::replaced);
  if (!eligible.candidates.empty())
    // Those that came with a merged contact have numbers below zero.
    make(tx, setting, contact, worth, eligible.candidates,
         newest ? std::max<std::int64_t>(newest->number, 0) + 1 : 1, caller);
}

NextActions read_next_actions(store::Reader& reader, segments::Live& live, ContactId id,
                              const Caller& caller) {
  const Uuid contact = people::get(reader, id, caller).id.uuid;
  const Setting setting = read_setting(reader);
  const Worth worth = worth_of(reader, setting, contact);
  const auto items = recent_items(reader, contact);
  const auto newest = find_newest(reader, contact);
  const Eligible eligible = eligible_of(reader, setting, contact, worth, items);
  NextActions out;
  out.stage = worth.stage;
  out.may_act = caller.principal.can("next_actions.act");
  Shower shower(reader, setting);
  for (const Item& item : items)
    if (item.status == ItemStatus::accepted)
      out.open.push_back(shower.show(item, decision_of(reader, newest, item)));
  if (stands(newest, items, worth, eligible, reader.now())) {
    out.decision = newest->number;
    out.decided_at = newest->decided_at;
    out.expires_at = newest->expires_at;
    out.arm = newest->arm;
    out.eligible = std::ssize(newest->ranking);
    for (const Item& item : items)
      if (item.number == newest->number && item.status == ItemStatus::suggested)
        out.suggestions.push_back(shower.show(item, *newest));
  } else {
    out.eligible = std::ssize(eligible.candidates);
    std::vector<Candidate> best = eligible.candidates;
    std::stable_sort(best.begin(), best.end(),
                     [](const Candidate& a, const Candidate& b) { return a.expected() > b.expected(); });
    if (best.size() > most_shown) best.resize(most_shown);
    for (const Candidate& c : best)
      out.suggestions.push_back(shower.propose(c, static_cast<std::int32_t>(out.suggestions.size()) + 1));
  }
  for (auto* list : {&out.suggestions, &out.open})
    for (Suggestion& s : *list)
      if (const NextAction* action = setting.find(s.action_id.uuid))
        s.reasons = reasons(reader, live, *action, contact, caller);
  if (out.suggestions.empty()) out.none = why_none(setting, eligible);
  return out;
}

}  // namespace rapport::next_actions
