// Version 7 ids differ in their last octets.
#pragma once

#include <cstring>

#include "base/ids.h"

namespace rapport::customer_base {

struct UuidHash {
  std::size_t operator()(const Uuid& id) const noexcept {
    std::size_t out;
    std::memcpy(&out, id.bytes.data() + 8, sizeof out);
    return out;
  }
};

}  // namespace rapport::customer_base
