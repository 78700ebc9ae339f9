// What comes of suggestions: facts of the contact that count as an outcome are noted as they come; what
// nobody waits for any more is settled each hour.
#pragma once

#include "insight/next_actions/items.h"
#include "platform/facts/facts.h"
#include "platform/jobs/handler.h"

namespace rapport::next_actions {

// An order, an answer of the person, a meeting, a visit.
bool is_outcome(const facts::Fact& fact);

class NoteOutcomes : public facts::Subscriber {
 public:
  std::string_view name() const override { return "next_action_outcomes"; }
  void handle(store::Transaction& tx, const std::vector<facts::Fact>& facts) override;
};

// Some of what is due; how many rows.
std::size_t settle_due(store::Transaction& tx, std::int64_t limit);

}  // namespace rapport::next_actions
