// What every module moves when two contacts become one: one line a module that keeps rows of contacts.
#pragma once

#include "customer/people/duplicates/merge_parts.h"

namespace rapport::app {

const people::duplicates::Parts& merge_parts();

}  // namespace rapport::app
