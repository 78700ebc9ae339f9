// /api/next_actions, the suggestions of a contact, their settings and their report.
#pragma once

#include "customer/segments/live.h"
#include "platform/http/endpoint.h"

namespace rapport::next_actions {

// `live` and `database` outlive the registry.
void register_routes(http::Registry& registry, store::Database& database, segments::Live& live);
std::vector<store::Statement> all_statements();

}  // namespace rapport::next_actions
