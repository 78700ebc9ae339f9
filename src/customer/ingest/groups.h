// Groups become companies: the company that a groupId stands for gets what its traits say, and the contact
// becomes one of its people. From servers alone, and of known contacts alone.
// https://segment.com/docs/connections/spec/group/
#pragma once

#include "customer/ingest/message.h"
#include "customer/people/people.h"

namespace rapport::ingest {

void follow_group(store::Transaction& tx, const Message& message, ContactId contact,
                  const people::Caller& caller, std::vector<Issue>& issues);

std::span<const store::Statement> group_statements();

}  // namespace rapport::ingest
