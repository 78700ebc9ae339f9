// The entry of one libFuzzer program: feeds the target that the build names.
#include "base/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const auto& target : rapport::fuzz::targets())
    if (target.name == RAPPORT_FUZZ_PROGRAM) target.function({reinterpret_cast<const char*>(data), size});
  return 0;
}
