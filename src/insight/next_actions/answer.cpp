#include <algorithm>
#include <boost/json.hpp>

#include "insight/next_actions/decide.h"
#include "insight/next_actions/outcomes.h"
#include "insight/next_actions/shown.h"
#include "platform/rules/moments.h"

namespace rapport::next_actions {

namespace {

constexpr Duration time_to_undo = hours(24);  // of a dismissal

void tell(store::Transaction& tx, const Item& item, const NextAction* action, const char* what,
          const Caller& caller) {
  facts::Fact fact;
  fact.contact_id = item.contact_id;
  fact.type = what;
  fact.source = caller.source;
  fact.actor = caller.principal.actor();
  boost::json::object payload;
  payload["action_id"] = rapport::render(item.action_id);
  if (action) {
    payload["action"] = action->name;
    payload["labels"] = json::to_json(action->labels).value();
  }
  payload["decision"] = item.number;
  if (item.reason) payload["reason"] = *item.reason;
  if (item.due_on && item.status == ItemStatus::accepted) payload["due_on"] = rapport::render(*item.due_on);
  fact.payload = Json(boost::json::value(std::move(payload)));
  facts::record(tx, std::move(fact));
}

[[noreturn]] void refuse(const Item& item) {
  const std::string_view is = enum_name(item.status);
  fail(ErrorCode::conflict, item.status == ItemStatus::lapsed
                                ? "The suggestion does not stand any more."
                                : "The suggestion is " + std::string(is) + " already.");
}

class Answering {
 public:
  Answering(store::Transaction& tx, const Setting& setting, const NextAction* action,
            const Decision& decision, const Caller& caller)
      : tx_(tx), setting_(setting), action_(action), decision_(decision), caller_(caller) {}

  void accept(Item& item, const NextActionAnswer& draft) {
    if (item.status != ItemStatus::suggested) refuse(item);
    item.status = ItemStatus::accepted;
    take_on(item);
    const auto today = days_since_epoch(rules::day_of(tx_.now(), *setting_.zone));
    const std::int64_t due =
        draft.due_on ? days_since_epoch(*draft.due_on) : today + (action_ ? action_->due_days : 0);
    if (due < today) fail_field("due_on", "in_the_past", "must not be before today");
    item.due_on = date_from_days(due);
    item.settle_at = rules::start_of(due + 1, *setting_.zone) + outcome_time();
    put(item, "next_action_accepted");
  }

  void dismiss(Item& item, const NextActionAnswer& draft) {
    if (item.status != ItemStatus::suggested && item.status != ItemStatus::accepted) refuse(item);
    item.status = ItemStatus::dismissed;
    item.dismissed_at = tx_.now();
    item.reason = draft.reason;
    if (!item.user_id) item.user_id = caller_.principal.id;
    cool(item);
    if (!item.settled_at) {
      item.settle_at = tx_.now() + time_to_undo;
      learn(tx_, item, decision_, Learned::failure);
    }
    put(item, "next_action_dismissed");
  }

  void done(Item& item) {
    if (item.status != ItemStatus::suggested && item.status != ItemStatus::accepted) refuse(item);
    if (item.status == ItemStatus::suggested) take_on(item);
    item.status = ItemStatus::done;
    item.done_at = tx_.now();
    cool(item);
    if (!item.settled_at) {
      item.settle_at = tx_.now() + outcome_time();
      learn(tx_, item, decision_, Learned::failure);  // until the contact answers
    }
    put(item, "next_action_done");
    if (item.outcome_at && !item.settled_at) settle(tx_, item, decision_, Learned::success);
  }

  void undo(Item& item) {
    const bool answered = item.status == ItemStatus::accepted || item.status == ItemStatus::dismissed ||
                          item.status == ItemStatus::done;
    if (!answered) fail(ErrorCode::conflict, "There is nothing to take back.");
    if (item.settled_at)
      fail(ErrorCode::conflict, "Something has come of it already; it cannot be taken back.");
    const bool to_accepted =
        item.status != ItemStatus::accepted && item.accepted_at && item.accepted_at != item.done_at;
    if (!to_accepted && decision_.closed_at)
      fail(ErrorCode::conflict, "Other suggestions were made since; it cannot be taken back.");
    learn(tx_, item, decision_, Learned::nothing);
    item.dismissed_at.reset();
    item.done_at.reset();
    item.reason.reset();
    item.cools_until.reset();
    if (to_accepted) {
      item.status = ItemStatus::accepted;
      item.settle_at = rules::start_of(days_since_epoch(*item.due_on) + 1, *setting_.zone) + outcome_time();
    } else {
      item.status = ItemStatus::suggested;
      item.user_id.reset();
      item.accepted_at.reset();
      item.due_on.reset();
      item.outcome_at.reset();
      item.outcome_type.reset();
      item.settle_at.reset();
    }
    put(item, "next_action_taken_back");
  }

 private:
  Duration outcome_time() const { return hours(24) * setting_.settings.outcome_days; }
  void take_on(Item& item) {
    item.user_id = caller_.principal.id;
    item.accepted_at = tx_.now();
  }
  void cool(Item& item) {
    item.cools_until = tx_.now() + hours(24) * (action_ ? action_->cool_down_days : 0);
  }
  void put(Item& item, const char* told) {
    put_item(tx_, item);
    tell(tx_, item, action_, told, caller_);
  }

  store::Transaction& tx_;
  const Setting& setting_;
  const NextAction* action_;
  const Decision& decision_;
  const Caller& caller_;
};

}  // namespace

Suggestion answer(store::Transaction& tx, ContactId id, const NextActionAnswer& draft, const Caller& caller) {
  const Uuid contact = people::get(tx, id, caller).id.uuid;
  auto items = items_of(tx, contact, draft.decision);
  const auto it =
      std::ranges::find_if(items, [&](const Item& i) { return i.action_id == draft.action_id.uuid; });
  if (it == items.end()) fail(ErrorCode::not_found, "There is no such suggestion.");
  Item& item = *it;
  const Setting setting = read_setting(tx);
  const Decision decision = decision_of(tx, find_newest(tx, contact), item);
  Shower shower(tx, setting);
  Answering answering(tx, setting, shower.action(item.action_id), decision, caller);
  switch (draft.answer) {
    case Answer::accept:
      answering.accept(item, draft);
      break;
    case Answer::dismiss:
      answering.dismiss(item, draft);
      break;
    case Answer::done:
      answering.done(item);
      break;
    case Answer::undo:
      answering.undo(item);
      break;
  }
  return shower.show(item, decision);
}

}  // namespace rapport::next_actions
