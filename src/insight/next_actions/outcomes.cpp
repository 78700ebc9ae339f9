#include "insight/next_actions/outcomes.h"

#include <algorithm>
#include <boost/json.hpp>

#include "insight/next_actions/shown.h"
#include "insight/next_actions/sql.h"

namespace rapport::next_actions {

namespace {

constexpr auto outcomes =
    std::to_array<std::string_view>({"purchase", "reply", "email_replied", "sms_received", "zalo_received",
                                     "meeting", "store_visit", "form_submitted"});

// Of an item that was taken on: from then until some days after it was done.
bool counts(const Item& item, const facts::Fact& fact) {
  if (item.outcome_at || item.settled_at || !item.accepted_at) return false;
  if (item.status != ItemStatus::accepted && item.status != ItemStatus::done) return false;
  if (fact.occurred_at < *item.accepted_at) return false;
  return item.status == ItemStatus::accepted || !item.settle_at || fact.occurred_at <= *item.settle_at;
}

void note(store::Transaction& tx, const facts::Fact& fact) {
  tx.run(sql::note_outcome, {{"contact_id", fact.contact_id}, {"at", fact.occurred_at}, {"type", fact.type}});
  for (Item& item : tx.list<Item>(sql::items_of_contact, {{"contact_id", fact.contact_id}})) {
    if (!counts(item, fact)) continue;
    item.outcome_at = fact.occurred_at;
    item.outcome_type = fact.type;
    if (item.status == ItemStatus::done)
      settle(tx, item, decision_of(tx, std::nullopt, item), Learned::success);
    else
      put_item(tx, item);
  }
}

Learned learned_of(const Item& item) {
  if (item.status == ItemStatus::done && item.outcome_at) return Learned::success;
  return item.status == ItemStatus::suggested ? Learned::nothing : Learned::failure;
}

}  // namespace

bool is_outcome(const facts::Fact& fact) {
  if (fact.contact_id.is_nil()) return false;
  if (fact.type == "call") {
    const boost::json::value payload = fact.payload.value();
    const auto* object = payload.if_object();
    const auto* direction = object ? object->if_contains("direction") : nullptr;
    return direction && direction->is_string() && direction->get_string() == "inbound";
  }
  return std::ranges::find(outcomes, fact.type) != outcomes.end();
}

void NoteOutcomes::handle(store::Transaction& tx, const std::vector<facts::Fact>& facts) {
  for (const facts::Fact& fact : facts)
    if (is_outcome(fact)) note(tx, fact);
}

std::size_t settle_due(store::Transaction& tx, std::int64_t limit) {
  std::vector<std::pair<Uuid, std::int64_t>> expired;
  tx.each(sql::expired, {{"now", tx.now()}, {"limit", limit}},
          [&](const store::Row& row) { expired.emplace_back(row.uuid(0), row.integer(1)); });
  for (const auto& [contact, number] : expired)
    if (const auto decision =
            tx.find<Decision>(sql::find_decision, {{"contact_id", contact}, {"number", number}}))
      close(tx, *decision, Closing::ran_out);
  auto items = tx.list<Item>(sql::due_to_settle, {{"now", tx.now()}, {"limit", limit}});
  for (Item& item : items) settle(tx, item, decision_of(tx, std::nullopt, item), learned_of(item));
  return expired.size() + items.size();
}

}  // namespace rapport::next_actions
