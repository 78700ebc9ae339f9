// The entry of one libFuzzer program: feeds the target that the build names. With RAPPORT_FUZZ_SEEDS=FOLDER
// it first writes the target's seeds there:  RAPPORT_FUZZ_SEEDS=corpus base_fuzz_csv corpus
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/fuzz.h"

namespace {

const rapport::fuzz::Target& chosen() {
  for (const auto& target : rapport::fuzz::targets())
    if (target.name == RAPPORT_FUZZ_PROGRAM) return target;
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* folder = std::getenv("RAPPORT_FUZZ_SEEDS");
  if (folder == nullptr) return 0;
  std::filesystem::create_directories(folder);
  int number = 0;
  for (const std::string& seed : chosen().seeds)
    std::ofstream(std::filesystem::path(folder) / ("seed-" + std::to_string(number++)), std::ios::binary)
        << seed;
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const rapport::fuzz::Target& target = chosen();
  target.function({reinterpret_cast<const char*>(data), size});
  return 0;
}
