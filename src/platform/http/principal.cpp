#include "platform/http/principal.h"

#include "base/error.h"

namespace rapport::http {

void Principal::require(std::string_view permission) const {
  if (can(permission)) return;
  if (kind == Kind::anonymous) fail(ErrorCode::unauthenticated, "Sign in, or send an API key, to do this.");
  fail(ErrorCode::forbidden, "You need the permission " + std::string(permission) + " to do this.");
}

Actor Principal::actor() const {
  switch (kind) {
    case Kind::user:
      return {ActorKind::user, id};
    case Kind::api_key:
      return {ActorKind::api_key, id};
    case Kind::write_key:
      return {ActorKind::write_key, id};
    case Kind::anonymous:
    case Kind::system:
      break;
  }
  return {ActorKind::system, {}};
}

}  // namespace rapport::http
