// Rows of decisions and of what was shown of them.
#pragma once

#include "insight/next_actions/learning.h"
#include "insight/next_actions/suggestion.h"

namespace rapport::next_actions {

struct Decision {
  Uuid contact_id;
  std::int64_t number = 1;
  Instant decided_at;
  std::optional<Uuid> decided_by;
  Instant expires_at, watched_until;
  std::optional<Instant> closed_at;
  Arm arm = Arm::learning;
  std::string stage;
  Currency currency;
  std::vector<RankedAction> ranking;
  Uuid first_action;
  double propensity = 1;
  std::optional<Instant> outcome_at;
  std::optional<std::string> outcome_type;
};
template <class = void>
constexpr auto describe(Type<Decision>) {
  using D = Decision;
  return fields(field<&D::contact_id>(), field<&D::number>(), field<&D::decided_at>(),
                field<&D::decided_by>(), field<&D::expires_at>(), field<&D::watched_until>(),
                field<&D::closed_at>(), field<&D::arm>(), field<&D::stage>(), field<&D::currency>(),
                field<&D::ranking>(), field<&D::first_action>(), field<&D::propensity>(),
                field<&D::outcome_at>(), field<&D::outcome_type>());
}

struct Item {
  Uuid contact_id;
  std::int64_t number = 1;
  Uuid action_id;
  std::int64_t place = 1;
  ItemStatus status = ItemStatus::suggested;
  Instant shown_at;
  std::int64_t expected_value = 0;
  Currency currency;
  std::optional<Uuid> user_id;
  std::optional<Instant> accepted_at;
  std::optional<Date> due_on;
  std::optional<Instant> dismissed_at, done_at;
  std::optional<std::string> reason;
  std::optional<Instant> cools_until, outcome_at;
  std::optional<std::string> outcome_type;
  std::optional<Instant> settle_at, settled_at;
  std::optional<std::int64_t> reward;
};
template <class = void>
constexpr auto describe(Type<Item>) {
  using I = Item;
  return fields(field<&I::contact_id>(), field<&I::number>(), field<&I::action_id>(), field<&I::place>(),
                field<&I::status>(), field<&I::shown_at>(), field<&I::expected_value>(),
                field<&I::currency>(), field<&I::user_id>(), field<&I::accepted_at>(), field<&I::due_on>(),
                field<&I::dismissed_at>(), field<&I::done_at>(), field<&I::reason>(),
                field<&I::cools_until>(), field<&I::outcome_at>(), field<&I::outcome_type>(),
                field<&I::settle_at>(), field<&I::settled_at>(), field<&I::reward>());
}

std::optional<Decision> find_newest(store::Reader& reader, const Uuid& contact);
std::vector<Item> items_of(store::Reader& reader, const Uuid& contact, std::int64_t number);
void put_item(store::Transaction& tx, const Item& item);

// What an item teaches goes to the tallies, unless the contact is held out, and may change: what was
// dismissed or done counts as a failure at once, a success takes its place when the contact answers. (Were
// successes counted as they come and failures when the days are over, what was tried lately would look too
// good.)
enum class Learned { success, failure, nothing };
void learn(store::Transaction& tx, Item& item, const Decision& decision,
           Learned learned);  // does not write it
// The same for good: nothing more is waited for.
void settle(store::Transaction& tx, Item& item, const Decision& decision, Learned learned);
// No new answer may come to what nobody answered. Run out: what stood above an accepted one was passed over
// and failed, all of them when none was accepted; what stood below it was not looked at. Replaced: nothing
// is learned of what nobody answered.
enum class Closing { ran_out, replaced };
void close(store::Transaction& tx, const Decision& decision, Closing how);

}  // namespace rapport::next_actions
