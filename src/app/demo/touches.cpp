// What sellers did with the suggestions of what to do next, and what came of it. A day's decisions are made
// as the product makes them; the outcomes are noted at once, for the clock of the years that are played runs
// ahead of the program's own subscribers.
#include "app/demo/names.h"
#include "app/demo/player.h"
#include "customer/people/activities.h"
#include "insight/next_actions/decide.h"
#include "insight/next_actions/outcomes.h"

namespace rapport::app::demo {

namespace {

using next_actions::Answer;

constexpr std::int64_t settled_a_day = 500;

facts::Fact outcome(ContactId contact, const char* type, Instant at, Json payload = Json::trusted("{}")) {
  facts::Fact fact;
  fact.contact_id = contact.uuid;
  fact.type = type;
  fact.occurred_at = at;
  fact.payload = std::move(payload);
  return fact;
}

void react(store::Transaction& tx, ContactId contact, Reaction reaction, const people::Caller& seller) {
  next_actions::decide(tx, contact, seller);
  const auto decision = next_actions::find_newest(tx, contact.uuid);
  if (!decision || reaction == Reaction::none) return;
  next_actions::NextActionAnswer answer;
  answer.decision = decision->number;
  answer.action_id = next_actions::ActionId{decision->first_action};
  answer.answer = reaction == Reaction::dismissed  ? Answer::dismiss
                  : reaction == Reaction::accepted ? Answer::accept
                                                   : Answer::done;
  next_actions::answer(tx, contact, answer, seller);
}

}  // namespace

void Player::touch(store::Transaction& tx, double from, double to) {
  if (plan_.touches.empty() || to < plan_.touches.front().day) return;
  for (auto [t, end] = days_of(plan_.touches, from, to); t != end; ++t)
    if (const auto contact = has_happened(t->day) ? contact_id(tx, t->contact) : std::nullopt)
      react(tx, *contact, t->reaction, seller_of(t->contact, t->contact));
  std::vector<facts::Fact> outcomes;
  for (auto [r, end] = days_of(plan_.replies, from, to); r != end; ++r) {
    const auto contact = has_happened(r->day) ? contact_id(tx, r->contact) : std::nullopt;
    if (!contact) continue;
    people::ActivityDraft call{.type = people::ActivityType::call,
                               .text = std::string(replies()[r->contact % replies().size()]),
                               .occurred_at = std::min(time_of(r->day), tx.now()),
                               .direction = people::Direction::inbound};
    people::record_activity(tx, *contact, call, seller_of(r->contact, r->contact));
    people::signal(tx, *contact, people::Signal::person_responded, std::nullopt);
    outcomes.push_back(
        outcome(*contact, "call", time_of(r->day), Json::trusted(R"({"direction":"inbound"})")));
  }
  for (auto [o, end] = days_of(plan_.orders, from, to); o != end; ++o)
    if (const auto contact = has_happened(o->day) ? contact_id(tx, o->contact) : std::nullopt)
      outcomes.push_back(outcome(*contact, "purchase", time_of(o->day)));
  next_actions::NoteOutcomes().handle(tx, outcomes);
  while (next_actions::settle_due(tx, settled_a_day) == static_cast<std::size_t>(settled_a_day)) {
  }
}

}  // namespace rapport::app::demo
