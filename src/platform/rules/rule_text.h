// Conditions as text that people type, read and compare, both ways without loss:
//
//   country IN (FR, BE) AND estimated_value > 500 EUR
//     AND DID campaign_clicked AT LEAST 3 TIMES IN LAST 30 days
//     AND COUNT(orders IN LAST 14 days) = 0
//     AND NOT IN SEGMENT "Do not disturb"
//
// Grammar and examples: docs/reference/rules.md. Words of the language are read in either case and printed in
// capitals. Printing is canonical: a printed rule reads back as the same tree and prints the same again. What
// the fields are is resolve's business; the places of the text stay known for its messages.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/error.h"
#include "platform/rules/condition.h"

namespace rapport::rules {

struct Place {
  int line = 1, column = 1;  // from 1; columns count characters
};

struct RuleText {
  Condition condition;
  std::map<std::string, Place> places;  // by the paths that issues name: "rule.all[1].field"
};

// Error(invalid) whose message says the place: "line 1, column 14: …". The limits are those of
// condition_json.h.
RuleText parse_rule(std::string_view text, const std::string& path = "rule");
std::string render_rule(const Condition& condition);

// What resolve said of a condition, with the places of its text.
Error place_error(const Error& error, const RuleText& rule);

}  // namespace rapport::rules
