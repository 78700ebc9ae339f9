// The endpoints of privacy: the intake policy. (Consents are read and recorded under their contact.)
#pragma once

#include "platform/http/endpoint.h"

namespace rapport::privacy {

void register_routes(http::Registry& registry);

}  // namespace rapport::privacy
