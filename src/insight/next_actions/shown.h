// Inside next actions: rows as people see them.
#pragma once

#include "insight/next_actions/candidates.h"

namespace rapport::next_actions {

// The decision that the item belongs to; `newest` when it is that one.
Decision decision_of(store::Reader& reader, const std::optional<Decision>& newest, const Item& item);

class Shower {
 public:
  Shower(store::Reader& reader, const Setting& setting);
  Suggestion show(const Item& item, const Decision& decision);
  Suggestion propose(const Candidate& candidate, std::int32_t place);  // not logged
  std::optional<std::string> user_name(const Uuid& user);
  const NextAction* action(const Uuid& id) const;  // inactive ones too

 private:
  Suggestion named(const Uuid& action) const;
  void put_chance(Suggestion& out, const Beta& chance) const;

  store::Reader& reader_;
  const Setting& setting_;
  std::vector<NextAction> actions_;
  std::map<Uuid, std::optional<std::string>> users_;
};

}  // namespace rapport::next_actions
