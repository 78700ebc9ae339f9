// Rules compiled for the columns, with exactly the meaning that rules::compile gives them in SQL. A plan is
// immutable and belongs to the columns it was compiled for, not to one version of them: it stays right for
// all later versions (texts that came since are looked at one by one), until a column, a series or a list
// that it uses is dropped or replaced. Its bounds of time are those of the resolved condition: compile anew
// for another `as_of`.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "customer/segments/columns/matches.h"
#include "customer/segments/columns/version.h"
#include "platform/rules/condition.h"

namespace rapport::segments::columns {

struct PlanNode;

class Plan {
 public:
  explicit Plan(std::shared_ptr<const PlanNode> root) : root_(std::move(root)) {}
  const PlanNode& root() const { return *root_; }

 private:
  std::shared_ptr<const PlanNode> root_;
};

// Of a condition that rules::resolve made. Error(invalid) that names what is missing: a column, a series, a
// list, an operator that the field does not offer.
Plan compile(const rules::Condition& resolved, const Version& version);

Matches evaluate(const Plan& plan, const Version& version);
// Chunk by chunk, all plans on one before the next: the chunk's columns stay in the cache. The plans' answers
// in their order.
std::vector<Matches> evaluate_all(std::span<const Plan> plans, const Version& version, unsigned threads = 1);
// One contact alone; false for one that was removed.
bool meets(const Plan& plan, const Version& version, Number number);

}  // namespace rapport::segments::columns
