// Inside access: its routes, by subject.
#pragma once

#include "platform/access/access.h"

namespace rapport::access::detail {

void register_session_routes(http::Registry& registry, Access& access);  // session, setup, password links
void register_profile_routes(http::Registry& registry, Access& access);  // me
void register_user_routes(http::Registry& registry, Access& access);     // users, teams, roles
void register_key_routes(http::Registry& registry, Access& access);      // keys
void register_audit_routes(http::Registry& registry, Access& access);    // audit log, workspace settings

// The id of the signed-in person; Error(forbidden) for keys, which have no profile.
UserId require_person(const http::Call& call);

}  // namespace rapport::access::detail
