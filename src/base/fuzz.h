// A fuzz target is one function over any bytes, in a file *_fuzz.cpp beside the code it feeds:
//   RAPPORT_FUZZ_TARGET(csv, "a,b\n1,2\n", "\"x\"\"y\"") { read_everything(input); }
// The strings are seeds. Built with clang and RAPPORT_FUZZ=ON it is a libFuzzer program of its own; in the
// unit tests of its module it meets some thousand mutations of its seeds, so that the sanitizers see it each
// time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace rapport::fuzz {

using Function = void (*)(std::string_view input);

struct Target {
  std::string_view name;
  Function function;
  std::vector<std::string> seeds;
};

inline std::vector<Target>& targets() {
  static std::vector<Target> all;
  return all;
}

struct Registration {
  Registration(std::string_view name, Function function, std::initializer_list<std::string_view> seeds) {
    Target target{name, function, {}};
    for (const std::string_view seed : seeds) target.seeds.emplace_back(seed);
    targets().push_back(std::move(target));
  }
};

// Broken promises stop the program, in every build.
inline void require(bool promise) {
  if (!promise) __builtin_trap();
}

}  // namespace rapport::fuzz

#define RAPPORT_FUZZ_TARGET(name, ...)                                                             \
  static void fuzz_##name(std::string_view input);                                                 \
  static const ::rapport::fuzz::Registration registered_##name(#name, fuzz_##name, {__VA_ARGS__}); \
  static void fuzz_##name(std::string_view input)
