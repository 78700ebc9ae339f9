// What happened to a contact, as rules read it: the histories "events" (facts) and "orders", the members of
// fixed lists, and the fields that are told by them (spec: definitions of rules).
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/time.h"
#include "platform/rules/fields.h"
#include "platform/store/store.h"

namespace rapport::people {

// `zone` is the workspace's: in it the days of facts are counted.
void add_histories(rules::Fields& fields, store::Engine engine, const TimeZone& zone);
// signup_days, days_since_signup, days_active, last_login, email_verified, profile_complete,
// engagement_score.
void add_derived_fields(rules::Fields& fields);

// Facts that weigh in the engagement score.
std::vector<std::string> engagement_facts();
std::map<std::string, int, std::less<>> engagement_weights();  // by the type of the fact
// Facts by which the product keeps records: nothing that the person did.
std::span<const std::string_view> record_facts();

}  // namespace rapport::people
