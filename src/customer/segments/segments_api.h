// /api/segments, /api/rules and the segments of a contact.
#pragma once

#include "customer/segments/live.h"
#include "platform/http/endpoint.h"

namespace rapport::segments {

// `live` outlives the registry.
void register_routes(http::Registry& registry, Live& live);
void register_rule_routes(http::Registry& registry);  // what the rule language knows

// What its page shows, as a text that is another one when that changed; nullopt where there is no such
// segment.
std::optional<std::string> shown_state(store::Reader& reader, const Uuid& id);

std::vector<store::Statement> all_statements();

}  // namespace rapport::segments
