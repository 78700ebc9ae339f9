// An action that may come next with a contact (call, invite, ask for a review), as data: for whom it is
// eligible is a rule, what a success is worth an amount or a share of what the contact is worth. And the
// settings of how actions are ranked.
#pragma once

#include "base/ids.h"
#include "base/json.h"
#include "base/money.h"
#include "customer/people/people.h"
#include "platform/http/endpoint.h"

namespace rapport::next_actions {

using ActionId = Id<struct NextActionTag>;
using people::Caller;

// Of a success: an amount; a share of the contact's average order; a share of the predicted value. Where
// nothing is known of the contact, the averages of all customers stand in.
enum class ValueKind { fixed, order, clv };

struct NextActionLabels {
  std::string en, fr, vi;
  bool operator==(const NextActionLabels&) const = default;
};
template <class = void>
constexpr auto describe(Type<NextActionLabels>) {
  using L = NextActionLabels;
  return fields(field<&L::en>().not_empty().max_length(80),
                field<&L::fr>().or_default().max_length(80).text("As in English when empty"),
                field<&L::vi>().or_default().max_length(80).text("As in English when empty"));
}

struct NextActionDraft {
  std::string name;
  NextActionLabels labels;
  Json rule;
  ValueKind value_kind = ValueKind::order;
  double value_percent = 100;
  std::optional<Money> value_amount;
  std::int32_t minutes = 10, due_days = 3, cool_down_days = 30;
  bool active = true;
};
template <class = void>
constexpr auto describe(Type<NextActionDraft>) {
  using A = NextActionDraft;
  return fields(field<&A::name>().not_empty().max_length(60).text(
                    "Of small letters, digits and _; programs know it by it"),
                field<&A::labels>(), field<&A::rule>().text("Who is eligible: a rule, as text or as JSON"),
                field<&A::value_kind>().or_default().text("What value_percent is of; or fixed: value_amount"),
                field<&A::value_percent>().or_default().at_least(0).at_most(1'000),
                field<&A::value_amount>().text("Needed for fixed"),
                field<&A::minutes>().or_default().at_least(0).at_most(2'400).text("Effort of one attempt"),
                field<&A::due_days>().or_default().at_least(0).at_most(365).text("From acceptance"),
                field<&A::cool_down_days>().or_default().at_least(0).at_most(3'650).text(
                    "Days without the suggestion, after it was dismissed or done"),
                field<&A::active>().or_default());
}

struct NextAction {
  ActionId id;
  std::string name;
  NextActionLabels labels;
  Json rule;
  std::string rule_text;
  std::string problem;
  ValueKind value_kind = ValueKind::order;
  double value_percent = 100;
  std::optional<Money> value_amount;
  std::int32_t minutes = 10, due_days = 3, cool_down_days = 30;
  bool active = true, standard = false;
  Instant created_at, updated_at;
  std::int64_t version = 1;
};
template <class = void>
constexpr auto describe(Type<NextAction>) {
  using A = NextAction;
  return fields(field<&A::id>(), field<&A::name>(), field<&A::labels>(), field<&A::rule>().text("As JSON"),
                field<&A::rule_text>().text("The same as text"),
                field<&A::problem>().text("Why the rule cannot be asked any more; empty when all is well"),
                field<&A::value_kind>(), field<&A::value_percent>(), field<&A::value_amount>(),
                field<&A::minutes>(), field<&A::due_days>(), field<&A::cool_down_days>(), field<&A::active>(),
                field<&A::standard>().text("Came with the workspace"), field<&A::created_at>(),
                field<&A::updated_at>(), field<&A::version>());
}
using NextActionPage = http::Page<NextAction>;

// A section of the settings.
struct RankingSettings {
  double holdout_percent = 10, exploration_percent = 5;
  std::int32_t stable_days = 7, outcome_days = 14;
  std::string experiment = "1";
  std::optional<Money> hour_cost;
};
template <class = void>
constexpr auto describe(Type<RankingSettings>) {
  using S = RankingSettings;
  return fields(
      field<&S::holdout_percent>().or_default().at_least(0).at_most(50).text(
          "Of the contacts, by chance: their eligible actions stand in random order, to compare with"),
      field<&S::exploration_percent>().or_default().at_least(1).at_most(50).text(
          "Of the decisions: the first is any eligible action, each as likely"),
      field<&S::stable_days>().or_default().at_least(1).at_most(60).text(
          "So long suggestions stay as they are, unless something happens"),
      field<&S::outcome_days>().or_default().at_least(1).at_most(90).text(
          "So long after it was done, what the contact does counts as its success"),
      field<&S::experiment>().or_default().not_empty().max_length(40).text(
          "Another word draws the hold-out anew"),
      field<&S::hour_cost>().text("Of a person's hour of effort; nothing when absent"));
}
constexpr std::string_view section_name(Type<RankingSettings>) { return "next_actions"; }

std::vector<NextAction> list_actions(store::Reader& reader);
NextAction get_action(store::Reader& reader, ActionId id);  // Error(not_found)
// Error(invalid) names the place within the rule; Error(conflict) for a name that is taken.
NextAction create_action(store::Transaction& tx, const NextActionDraft& draft, const Caller& caller);
NextAction patch_action(store::Transaction& tx, const NextAction& stored, const Json& changes,
                        const Caller& caller);
// Error(conflict) once it was suggested to somebody: what was learned would hang in the air.
void remove_action(store::Transaction& tx, const NextAction& stored, const Caller& caller);

}  // namespace rapport::next_actions

namespace rapport {
RAPPORT_DESCRIBED(next_actions::NextActionLabels)
RAPPORT_DESCRIBED(next_actions::NextActionDraft)
RAPPORT_DESCRIBED(next_actions::NextAction)
RAPPORT_DESCRIBED(next_actions::NextActionPage)
RAPPORT_DESCRIBED(next_actions::RankingSettings)
}  // namespace rapport
