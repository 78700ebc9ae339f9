// What Segment's browser client asks for first: GET /v1/projects/{write key}/settings.
#pragma once

#include "platform/access/access.h"

namespace rapport::ingest {

void register_client_settings(http::Registry& registry, access::Access& access);

}  // namespace rapport::ingest
