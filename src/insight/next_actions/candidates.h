// Which actions are eligible for a contact now, and what is believed of each.
#pragma once

#include "customer/segments/live.h"
#include "insight/next_actions/items.h"

namespace rapport::next_actions {

struct Averages {
  double order = 0, clv = 0;  // minor units
};

// What all contacts share; read once.
struct Setting {
  RankingSettings settings;
  Currency currency;  // the workspace's
  std::shared_ptr<const TimeZone> zone;
  std::vector<NextAction> actions;      // active ones whose rules can be asked
  std::vector<rules::Condition> rules;  // of the actions, resolved
  std::map<Uuid, Evidence> evidence;
  Averages averages;
  double minute_cost = 0;  // minor units
  Policy policy() const { return {.exploration = settings.exploration_percent / 100}; }
  const NextAction* find(const Uuid& action) const;
};
Setting read_setting(store::Reader& reader);

std::int64_t whole_minor(double value);  // rounded, held within 9e15

// Of one contact. `stage`: none for who never ordered.
struct Worth {
  std::string stage = "none";
  std::optional<double> order, clv;  // minor units of the workspace's currency
};
Worth worth_of(store::Reader& reader, const Setting& setting, const Uuid& contact);
Candidate candidate(const Setting& setting, const NextAction& action, const Worth& worth);

// Whether the contact meets the rule, by the database: it knows what was committed a moment ago.
bool is_eligible(store::Reader& reader, const rules::ListSource& source, const rules::Condition& rule,
                 const Uuid& contact);

// The conditions of the rule that hold of the contact with what was found, four at most.
std::vector<NextActionReason> reasons(store::Reader& reader, segments::Live& live, const NextAction& action,
                                      const Uuid& contact, const Caller& caller);

}  // namespace rapport::next_actions
