// Who did it: written beside every fact, change and audit entry.
#pragma once

#include "base/ids.h"

namespace rapport {

enum class ActorKind { system, user, api_key, write_key, contact, import_ };

struct Actor {
  ActorKind kind = ActorKind::system;
  Uuid id{};  // of the user, key, contact or import; nil for the system
};

}  // namespace rapport
