// The segments with which the invented shop works, so that a first look at them shows people.
#pragma once

#include "base/money.h"
#include "customer/people/people.h"

namespace rapport::app::demo {

// Those of rules, and a list of the guests of an evening, by their external ids. Nothing where somebody has
// made segments already.
void make_segments(store::Transaction& tx, Currency currency, const std::vector<std::string>& guests,
                   const people::Caller& caller);

}  // namespace rapport::app::demo
