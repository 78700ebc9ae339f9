// Finds the public test collections that stand outside the repository: under $RAPPORT_SHARED_DATA, or
// ../shared/data beside it. A test that does not find its file says so in one line and passes.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace rapport {

inline std::optional<std::filesystem::path> find_shared_data(const std::string& name) {
  const char* set = std::getenv("RAPPORT_SHARED_DATA");
  const std::filesystem::path root =
      std::filesystem::path(__FILE__).parent_path().parent_path().parent_path();
  const std::filesystem::path path =
      (set != nullptr ? std::filesystem::path(set) : root / "../shared/data") / name;
  if (std::filesystem::exists(path)) return path;
  std::printf("skipped: no %s (set RAPPORT_SHARED_DATA)\n", name.c_str());
  return std::nullopt;
}

inline std::string read_whole_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace rapport
