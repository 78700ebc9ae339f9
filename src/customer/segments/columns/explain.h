// Why somebody is in a segment or not: the rule as a tree, each node with its verdict, each test with what
// was found.
#pragma once

#include <vector>

#include "customer/segments/columns/version.h"
#include "platform/rules/condition.h"

namespace rapport::segments::columns {

struct Explanation {
  rules::Condition condition;  // the node without its children
  bool holds = false;
  // test: the value as the column holds it, all tags of a set, nothing where it is missing; an amount with
  // its currency when the column has one. history: what the rows came to (first and last in ms), nothing
  // where that is missing.
  std::vector<rules::Literal> found;
  std::vector<Explanation> children;  // of all, any, none
};

Explanation explain(const rules::Condition& resolved, const Version& version, Number number);

}  // namespace rapport::segments::columns
