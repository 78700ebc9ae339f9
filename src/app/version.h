// The version of this build, from the project line of CMakeLists.txt.
#pragma once

#include <string_view>

namespace rapport::app {

inline std::string_view version() { return RAPPORT_VERSION; }

}  // namespace rapport::app
