// Runs every fuzz target of a module over mutations of its seeds: the same ones each time.
#include "base/fuzz.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <random>

namespace {

using Generator = std::mt19937_64;

std::size_t below(Generator& random, std::size_t n) { return n == 0 ? 0 : random() % n; }

// One small change: a byte flipped, dropped, doubled, replaced by a telling one, or a piece of another seed.
void mutate(std::string& s, const std::vector<std::string>& seeds, Generator& random) {
  static constexpr char bytes[] = "\0\xff\x80\xc3\"'\\,;\n\r\t{}[]:@.-+ 09eE/<\xe2\xef\xbb\xbf\x1f\x8b";
  static constexpr std::string_view telling(bytes, sizeof bytes - 1);
  const std::size_t at = below(random, s.size() + 1);
  switch (random() % 7) {
    case 0:
      if (at < s.size()) s[at] = static_cast<char>(s[at] ^ (1 << random() % 8));
      break;
    case 1:
      if (at < s.size()) s.erase(at, 1 + below(random, 4));
      break;
    case 2:
      s.insert(at, 1 + below(random, 3), telling[below(random, telling.size())]);
      break;
    case 3:
      if (at < s.size()) s[at] = telling[below(random, telling.size())];
      break;
    case 4:
      s.insert(at, s.substr(below(random, s.size() + 1), below(random, 12)));
      break;
    case 5:
      s.resize(at);
      break;
    default: {
      const std::string& other = seeds[below(random, seeds.size())];
      s.insert(at, other.substr(below(random, other.size() + 1), below(random, 20)));
    }
  }
  if (s.size() > 4096) s.resize(4096);
}

}  // namespace

TEST_CASE("every fuzz target stands thousands of mutations of its seeds") {
  const char* set = std::getenv("RAPPORT_FUZZ_ROUNDS");
  const int rounds = set != nullptr ? std::atoi(set) : 3000;
  REQUIRE(!rapport::fuzz::targets().empty());
  for (const auto& target : rapport::fuzz::targets()) {
    INFO("target ", std::string(target.name));
    Generator random(std::hash<std::string_view>{}(target.name));
    target.function({});
    for (const std::string& seed : target.seeds) target.function(seed);
    for (int i = 0; i < rounds; ++i) {
      std::string input = target.seeds[below(random, target.seeds.size())];
      for (std::size_t n = 1 + below(random, 6); n > 0; --n) mutate(input, target.seeds, random);
      target.function(input);
    }
    CHECK(true);
  }
}
