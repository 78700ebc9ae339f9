// A timeline or a stream of facts, narrowed by a condition over each fact in the language of rules: its name
// (`event`), when, channel, source, and what it says of itself,
//
//   {"all": [{"field": "event", "op": "in", "value": ["purchase", "refund"]},
//            {"field": "net.amount", "op": "greater", "value": 5000}]}
//
// The database evaluates it, as it does the conditions within histories: one meaning everywhere.
#pragma once

#include "customer/people/people.h"
#include "platform/rules/compile.h"

namespace rapport::people {

// The fields of a fact: those of the history "events", and its name. Of all facts, also of those that rules
// caused.
rules::Source fact_source(const rules::Fields& contacts);

class FactFilter {
 public:
  // Error(invalid) that names the place: `filter.all[1].op`.
  FactFilter(store::Reader& reader, const Json& filter, const Caller& caller);

  bool takes_all() const { return !condition_; }
  void write(rules::SqlText& sql) const;  // a test of `events e`
  // Takes out the facts that do not meet it; all of one contact.
  void sift(store::Reader& reader, std::vector<facts::Fact>& facts) const;

 private:
  rules::Source source_;
  std::optional<rules::Condition> condition_;
};

}  // namespace rapport::people
