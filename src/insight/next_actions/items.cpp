#include "insight/next_actions/items.h"

#include <algorithm>
#include <utility>

#include "insight/next_actions/sql.h"

namespace rapport::next_actions {

std::optional<Decision> find_newest(store::Reader& reader, const Uuid& contact) {
  return reader.find<Decision>(sql::newest_decision, {{"contact_id", contact}});
}

std::vector<Item> items_of(store::Reader& reader, const Uuid& contact, std::int64_t number) {
  return reader.list<Item>(sql::items_of, {{"contact_id", contact}, {"number", number}});
}

void put_item(store::Transaction& tx, const Item& item) { tx.run(sql::put_item, store::Params::of(item)); }

void learn(store::Transaction& tx, Item& item, const Decision& decision, Learned learned) {
  std::optional<std::int64_t> reward;
  if (learned != Learned::nothing) reward = learned == Learned::success ? 1 : 0;
  const auto before = std::exchange(item.reward, reward);
  if (before == reward || decision.arm != Arm::learning) return;
  std::int64_t successes = 0, failures = 0;
  const auto count = [&](const std::optional<std::int64_t>& of, std::int64_t times) {
    if (!of) return;
    successes += times * *of;
    failures += times * (1 - *of);
  };
  count(before, -1);
  count(reward, 1);
  tx.run(sql::add_tally, {{"action_id", item.action_id},
                          {"stage", decision.stage},
                          {"successes", successes},
                          {"failures", failures}});
}

void settle(store::Transaction& tx, Item& item, const Decision& decision, Learned learned) {
  item.settle_at.reset();
  item.settled_at = tx.now();
  learn(tx, item, decision, learned);
  put_item(tx, item);
}

void close(store::Transaction& tx, const Decision& decision, Closing how) {
  if (tx.run(sql::close_decision,
             {{"contact_id", decision.contact_id}, {"number", decision.number}, {"now", tx.now()}}) == 0)
    return;
  auto items = items_of(tx, decision.contact_id, decision.number);
  std::int64_t looked_at = 0;  // the lowest place that was taken on; 0: none was
  for (const Item& item : items)
    if (item.accepted_at) looked_at = std::max(looked_at, item.place);
  for (Item& item : items) {
    if (item.status != ItemStatus::suggested) continue;
    item.status = ItemStatus::lapsed;
    const bool failed = how == Closing::ran_out && (looked_at == 0 || item.place < looked_at);
    settle(tx, item, decision, failed ? Learned::failure : Learned::nothing);
  }
}

}  // namespace rapport::next_actions
