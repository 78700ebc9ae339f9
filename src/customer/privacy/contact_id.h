// The id of a contact: also the key by which everything about one person is stored.
#pragma once

#include "base/ids.h"

namespace rapport {

using ContactId = Id<struct ContactTag>;

}  // namespace rapport
