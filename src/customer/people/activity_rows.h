// Inside people: what the two files of activities share.
#pragma once

#include <boost/json.hpp>

#include "customer/people/activities.h"

namespace rapport::people {

void check_activity(const ActivityDraft& draft, Instant now);  // Error(invalid)
boost::json::object activity_payload(const ActivityDraft& draft);
void insert_activity(store::Transaction& tx, ContactId contact, facts::FactId id);
ActivityChange change_of(const Activity& activity);

}  // namespace rapport::people
