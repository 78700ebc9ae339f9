#pragma once

#include <span>

#include "platform/store/store.h"

namespace rapport::facts {

std::span<const store::Statement> feed_statements();

}  // namespace rapport::facts
