// What is suggested of a contact and why, what somebody did with it, and lists of both: the answers of the
// API.
#pragma once

#include "insight/next_actions/action.h"

namespace rapport::next_actions {

enum class Arm { learning, holdout };
// lapsed: nobody answered while it stood.
enum class ItemStatus { suggested, accepted, dismissed, done, lapsed };

struct NextActionReason {
  Json condition;
  std::string text;
  std::optional<std::string> found;
};
template <class = void>
constexpr auto describe(Type<NextActionReason>) {
  using R = NextActionReason;
  return fields(field<&R::condition>().text("The part of the rule that holds, as JSON"),
                field<&R::text>().text("The same as text"),
                field<&R::found>().text("What was found; absent where the value is missing"));
}

// What was believed when it was ranked.
struct RankedAction {
  ActionId action_id;
  double propensity = 0, chance = 0, a = 1, b = 9, value = 0, cost = 0;
};
template <class = void>
constexpr auto describe(Type<RankedAction>) {
  using R = RankedAction;
  return fields(field<&R::action_id>(), field<&R::propensity>(), field<&R::chance>(), field<&R::a>(),
                field<&R::b>(), field<&R::value>(), field<&R::cost>());
}

struct Suggestion {
  std::int64_t decision = 0;
  ActionId action_id;
  std::string name;
  NextActionLabels labels;
  std::int32_t place = 1;
  ItemStatus status = ItemStatus::suggested;
  double propensity = 0, chance = 0, chance_low = 0, chance_high = 0;
  std::int64_t trials = 0;
  Money value, expected_value;
  std::optional<Money> cost;
  std::int32_t minutes = 0;
  std::vector<NextActionReason> reasons;
  std::optional<people::UserId> user_id;
  std::optional<std::string> user_name, reason;
  std::optional<Instant> accepted_at, dismissed_at, done_at, outcome_at;
  std::optional<Date> due_on;
  std::optional<std::string> outcome_type;
};
template <class = void>
constexpr auto describe(Type<Suggestion>) {
  using S = Suggestion;
  return fields(
      field<&S::decision>().text("Number of the ranking among those of the contact"), field<&S::action_id>(),
      field<&S::name>(), field<&S::labels>(), field<&S::place>(), field<&S::status>(),
      field<&S::propensity>().text("The probability with which the ranking put it first"),
      field<&S::chance>().text("Expected chance that it is accepted, done and followed by an outcome"),
      field<&S::chance_low>().text("95 % of what is believed of it lies between low and high"),
      field<&S::chance_high>(),
      field<&S::trials>().text("Suggestions of it that the ranking has learned from"),
      field<&S::value>().text("Of a success"), field<&S::expected_value>().text("Chance × value − cost"),
      field<&S::cost>(), field<&S::minutes>(), field<&S::reasons>(),
      field<&S::user_id>().text("Who took it on"), field<&S::user_name>(),
      field<&S::reason>().text("Why it was dismissed"), field<&S::accepted_at>(), field<&S::dismissed_at>(),
      field<&S::done_at>(), field<&S::outcome_at>(), field<&S::due_on>(),
      field<&S::outcome_type>().text("The fact that counts as its outcome"));
}

struct NextActions {
  std::optional<std::int64_t> decision;
  std::optional<Instant> decided_at, expires_at;
  std::optional<Arm> arm;
  std::string stage;
  std::int64_t eligible = 0;
  std::vector<Suggestion> suggestions, open;
  std::string none;
  bool may_act = false;
};
template <class = void>
constexpr auto describe(Type<NextActions>) {
  using N = NextActions;
  return fields(field<&N::decision>().text("Absent: nothing was suggested yet; what would be is shown"),
                field<&N::decided_at>(), field<&N::expires_at>(), field<&N::arm>(),
                field<&N::stage>().text("Of the lifecycle when it was ranked; none for who never ordered"),
                field<&N::eligible>().text("Actions among which was chosen"),
                field<&N::suggestions>().text("At most three, the best first"),
                field<&N::open>().text("Accepted, by anybody, and not done yet"),
                field<&N::none>().text("Why nothing is suggested: no_actions, not_eligible or cooling_down"),
                field<&N::may_act>());
}

enum class Answer { accept, dismiss, done, undo };
struct NextActionAnswer {
  std::int64_t decision = 0;
  ActionId action_id;
  Answer answer = Answer::accept;
  std::optional<std::string> reason;
  std::optional<Date> due_on;
};
template <class = void>
constexpr auto describe(Type<NextActionAnswer>) {
  using A = NextActionAnswer;
  return fields(field<&A::decision>(), field<&A::action_id>(),
                field<&A::answer>().text("undo takes back the last one, while nothing has come of it"),
                field<&A::reason>().max_length(500).text("Of a dismissal"),
                field<&A::due_on>().text("Of an acceptance; after the action's days when absent"));
}

// -- over many contacts -----------------------------------------------------------------------------------
enum class Whose { mine, all };
struct ListQuery {
  ItemStatus status = ItemStatus::suggested;
  Whose whose = Whose::all;
  std::optional<Uuid> action_id;
  std::optional<std::string> cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<ListQuery>) {
  using Q = ListQuery;
  return fields(field<&Q::status>().or_default(),
                field<&Q::whose>().or_default().text(
                    "mine: suggested for my contacts, or taken on by me; all: of every contact that I see"),
                field<&Q::action_id>(), field<&Q::cursor>().max_length(200),
                field<&Q::limit>().or_default().at_least(1).at_most(200));
}
struct NextActionItem {
  ContactId contact_id;
  std::string contact_name;
  std::optional<std::string> contact_email;
  std::optional<std::int64_t> decision;
  ActionId action_id;
  std::string name;
  NextActionLabels labels;
  ItemStatus status = ItemStatus::suggested;
  Money expected_value;
  std::optional<double> chance;
  std::optional<people::UserId> user_id;
  std::optional<std::string> user_name, reason, outcome_type;
  std::optional<Date> due_on;
  std::optional<Instant> accepted_at, dismissed_at, done_at, outcome_at, settled_at;
};
template <class = void>
constexpr auto describe(Type<NextActionItem>) {
  using I = NextActionItem;
  return fields(field<&I::contact_id>(), field<&I::contact_name>().is_personal(),
                field<&I::contact_email>().is_personal(),
                field<&I::decision>().text("Absent: the contact's page shows it when it is opened"),
                field<&I::action_id>(), field<&I::name>(), field<&I::labels>(), field<&I::status>(),
                field<&I::expected_value>(), field<&I::chance>(), field<&I::user_id>(),
                field<&I::user_name>(), field<&I::reason>(), field<&I::outcome_type>(), field<&I::due_on>(),
                field<&I::accepted_at>(), field<&I::dismissed_at>(), field<&I::done_at>(),
                field<&I::outcome_at>(), field<&I::settled_at>().text("Nothing more is waited for"));
}
struct NextActionList {
  std::vector<NextActionItem> items;
  std::optional<std::string> next_cursor;
  std::optional<Instant> computed_at;
};
template <class = void>
constexpr auto describe(Type<NextActionList>) {
  using P = NextActionList;
  return fields(field<&P::items>().text("The highest expected value first"), field<&P::next_cursor>(),
                field<&P::computed_at>().text("Of suggestions: when they were last found"));
}

}  // namespace rapport::next_actions

namespace rapport {
RAPPORT_DESCRIBED(next_actions::NextActionReason)
RAPPORT_DESCRIBED(next_actions::RankedAction)
RAPPORT_DESCRIBED(next_actions::Suggestion)
RAPPORT_DESCRIBED(next_actions::NextActions)
RAPPORT_DESCRIBED(next_actions::NextActionAnswer)
RAPPORT_DESCRIBED(next_actions::ListQuery)
RAPPORT_DESCRIBED(next_actions::NextActionItem)
RAPPORT_DESCRIBED(next_actions::NextActionList)
}  // namespace rapport
