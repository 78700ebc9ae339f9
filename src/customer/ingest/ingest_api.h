// The endpoints that take facts in: the Segment tracking format under /v1, so that its clients work by
// changing a host name, and what people need around it: the quarantine and the secret of user hashes.
#pragma once

#include "customer/ingest/accept.h"
#include "customer/ingest/refusals.h"
#include "platform/access/access.h"

namespace rapport::ingest {

void register_routes(http::Registry& registry, access::Access& access);

// A part of register_routes.
void register_catalogue_routes(http::Registry& registry, std::shared_ptr<const Refusals> refusals,
                               const Clock& clock);

std::vector<store::Statement> statements();

}  // namespace rapport::ingest
