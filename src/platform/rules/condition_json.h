// Conditions as JSON, both ways without loss:
//
//   {"all": [{"field": "country", "op": "in", "value": ["FR", "BE"]},
//            {"none": [{"field": "tags", "op": "any_of", "value": ["vip"]}]},
//            {"field": "created_at", "op": "in_last", "value": {"days": 30}},
//            {"field": "estimated_value", "op": "greater", "value": {"amount": 1250, "currency": "EUR"}},
//            {"history": "events", "names": ["campaign_clicked"], "measure": "count",
//             "where": {"field": "occurred_at", "op": "in_last", "value": {"days": 30}},
//             "op": "greater_equal", "value": 3},
//            {"segment": "Regulars"}]}
//
// A group has exactly one of `all`, `any`, `none`; a test has `field`, `op` and, where the operator takes
// one, `value` (a list for in, not_in, any_of, all_of, none_of and between); a history has `history` (which),
// `measure`, `op`, `value` and, where they are wanted, `names`, `field` and `where`. Printing is canonical: a
// printed condition reads back as the same tree and prints the same again. The outermost object may name its
// `version`, which is 1.
#pragma once

#include <boost/json/fwd.hpp>
#include <string_view>

#include "base/error.h"
#include "base/json.h"
#include "platform/rules/condition.h"

namespace rapport::rules {

inline constexpr int max_depth = 16;             // groups within groups
inline constexpr int max_nodes = 500;            // groups and tests
inline constexpr int max_values = 1'000;         // of all tests together
inline constexpr std::size_t max_json = 65'536;  // octets

// Error(invalid) whose issues name the place: `filter.all[1].op`. Which fields and operators exist is
// resolve's business.
Condition parse_condition(const boost::json::value& in, const std::string& path = "filter");
Condition parse_condition(std::string_view text, const std::string& path = "filter");

std::string_view group_name(Condition::Kind kind);  // all, any, none
boost::json::value to_json(const Condition& condition);
std::string render(const Condition& condition);

}  // namespace rapport::rules
