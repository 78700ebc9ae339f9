#include "insight/next_actions/shown.h"

#include <algorithm>
#include <cmath>

#include "insight/next_actions/sql.h"
#include "platform/access/users.h"

namespace rapport::next_actions {

namespace {

Money money(double minor, Currency currency) {
  return {std::llround(std::clamp(minor, -9e15, 9e15)), currency};
}

}  // namespace

Decision decision_of(store::Reader& reader, const std::optional<Decision>& newest, const Item& item) {
  if (newest && newest->number == item.number) return *newest;
  auto found =
      reader.find<Decision>(sql::find_decision, {{"contact_id", item.contact_id}, {"number", item.number}});
  if (!found) fail(ErrorCode::not_found, "There is no such suggestion.");
  return *std::move(found);
}

Shower::Shower(store::Reader& reader, const Setting& setting)
    : reader_(reader), setting_(setting), actions_(reader.list<NextAction>(sql::list_actions)) {}

const NextAction* Shower::action(const Uuid& id) const {
  const auto it = std::ranges::find_if(actions_, [&](const NextAction& a) { return a.id.uuid == id; });
  return it == actions_.end() ? nullptr : &*it;
}

std::optional<std::string> Shower::user_name(const Uuid& user) {
  const auto [it, is_new] = users_.try_emplace(user);
  if (is_new)
    if (const auto found = access::find_user(reader_, people::UserId{user})) it->second = found->name;
  return it->second;
}

Suggestion Shower::named(const Uuid& id) const {
  Suggestion out;
  out.action_id = ActionId{id};
  if (const NextAction* found = action(id)) {
    out.name = found->name;
    out.labels = found->labels;
    out.minutes = found->minutes;
  }
  if (const auto known = setting_.evidence.find(id); known != setting_.evidence.end()) {
    const Tally all = known->second.total();
    out.trials = all.successes + all.failures;
  }
  return out;
}

void Shower::put_chance(Suggestion& out, const Beta& chance) const {
  out.chance = chance.mean();
  out.chance_low = chance.quantile(0.025);
  out.chance_high = chance.quantile(0.975);
}

Suggestion Shower::show(const Item& item, const Decision& decision) {
  Suggestion out = named(item.action_id);
  out.decision = item.number;
  out.place = static_cast<std::int32_t>(item.place);
  out.status = item.status;
  for (const RankedAction& r : decision.ranking) {
    if (r.action_id.uuid != item.action_id) continue;
    out.propensity = r.propensity;
    put_chance(out, {r.a, r.b});
    out.value = money(r.value, decision.currency);
    if (r.cost > 0) out.cost = money(r.cost, decision.currency);
  }
  out.expected_value = {item.expected_value, item.currency};
  if (item.user_id) {
    out.user_id = people::UserId{*item.user_id};
    out.user_name = user_name(*item.user_id);
  }
  out.reason = item.reason;
  out.accepted_at = item.accepted_at;
  out.dismissed_at = item.dismissed_at;
  out.done_at = item.done_at;
  out.outcome_at = item.outcome_at;
  out.due_on = item.due_on;
  out.outcome_type = item.outcome_type;
  return out;
}

Suggestion Shower::propose(const Candidate& c, std::int32_t place) {
  Suggestion out = named(c.action);
  out.place = place;
  put_chance(out, c.chance);
  out.value = money(c.value, setting_.currency);
  out.expected_value = money(c.expected(), setting_.currency);
  if (c.cost > 0) out.cost = money(c.cost, setting_.currency);
  return out;
}

}  // namespace rapport::next_actions
