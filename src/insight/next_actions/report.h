// How the suggestions do: what became of each action, what is believed of it, what the ranking is worth
// against a random one by the log of decisions, and against the people held out.
#pragma once

#include "insight/next_actions/candidates.h"
#include "insight/next_actions/off_policy.h"

namespace rapport::next_actions {

inline constexpr int report_days = 365, judged_decisions = 2'000;

struct StageLine {
  std::string stage;
  std::int64_t successes = 0, failures = 0;
  double chance = 0, low = 0, high = 0;
};
template <class = void>
constexpr auto describe(Type<StageLine>) {
  using S = StageLine;
  return fields(field<&S::stage>(), field<&S::successes>(), field<&S::failures>(), field<&S::chance>(),
                field<&S::low>(), field<&S::high>());
}
struct ActionLine {
  ActionId action_id;
  std::string name;
  NextActionLabels labels;
  bool active = true;
  std::int64_t shown = 0, first = 0, accepted = 0, dismissed = 0, done = 0, converted = 0;
  std::int64_t successes = 0, failures = 0;
  double chance = 0, low = 0, high = 0;
  std::vector<StageLine> stages;
};
template <class = void>
constexpr auto describe(Type<ActionLine>) {
  using A = ActionLine;
  return fields(field<&A::action_id>(), field<&A::name>(), field<&A::labels>(), field<&A::active>(),
                field<&A::shown>(), field<&A::first>(), field<&A::accepted>(), field<&A::dismissed>(),
                field<&A::done>(), field<&A::converted>().text("Done, and an outcome within the days set"),
                field<&A::successes>().text("That the ranking has learned from"), field<&A::failures>(),
                field<&A::chance>().text("Posterior mean, over all stages"),
                field<&A::low>().text("95 % of the posterior lies between low and high"), field<&A::high>(),
                field<&A::stages>());
}
struct PolicyEstimate {
  double value = 0, standard_error = 0, low = 0, high = 0;
  std::int64_t decisions = 0;
  double effective = 0;
};
template <class = void>
constexpr auto describe(Type<PolicyEstimate>) {
  using P = PolicyEstimate;
  return fields(field<&P::value>().text("Successes a decision"), field<&P::standard_error>(),
                field<&P::low>(), field<&P::high>(), field<&P::decisions>(),
                field<&P::effective>().text("Decisions that count as much"));
}
struct OffPolicy {
  std::int64_t decisions = 0;
  std::optional<PolicyEstimate> learned_ips, learned_snips, random_ips, random_snips;
};
template <class = void>
constexpr auto describe(Type<OffPolicy>) {
  using O = OffPolicy;
  return fields(
      field<&O::decisions>().text("Those old enough to be judged, the newest 2,000"),
      field<&O::learned_ips>().text("The ranking by what is believed today, by inverse propensities"),
      field<&O::learned_snips>().text("The same, self-normalised"),
      field<&O::random_ips>().text("Any eligible action first, each as likely"), field<&O::random_snips>());
}
struct ArmLine {
  std::int64_t people = 0, decisions = 0;
  double rate = 0;
};
template <class = void>
constexpr auto describe(Type<ArmLine>) {
  using A = ArmLine;
  return fields(field<&A::people>(), field<&A::decisions>(),
                field<&A::rate>().text("Mean over people of the share of their decisions with an outcome"));
}
struct UpliftAnswer {
  ArmLine treated, holdout;
  std::optional<double> difference, standard_error, low, high;
};
template <class = void>
constexpr auto describe(Type<UpliftAnswer>) {
  using U = UpliftAnswer;
  return fields(field<&U::treated>(), field<&U::holdout>(),
                field<&U::difference>().text("Absent: not enough data"), field<&U::standard_error>(),
                field<&U::low>().text("95 %"), field<&U::high>());
}
struct NextActionReport {
  Instant from;
  std::vector<ActionLine> actions;
  OffPolicy off_policy;
  UpliftAnswer uplift;
  double holdout_percent = 0, exploration_percent = 0;
  std::int32_t outcome_days = 14;
  std::int64_t fewest_people = 30;
};
template <class = void>
constexpr auto describe(Type<NextActionReport>) {
  using R = NextActionReport;
  return fields(field<&R::from>(), field<&R::actions>(), field<&R::off_policy>(), field<&R::uplift>(),
                field<&R::holdout_percent>(), field<&R::exploration_percent>(), field<&R::outcome_days>(),
                field<&R::fewest_people>().text("In each group, before a difference is told"));
}
NextActionReport read_report(store::Reader& reader);

}  // namespace rapport::next_actions

namespace rapport {
RAPPORT_DESCRIBED(next_actions::NextActionReport)
}
