#include "customer/segments/columns/pages.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <vector>

namespace pages = rapport::segments::columns::pages;

namespace {

struct Taken {
  unsigned char* at;
  std::size_t size;
  unsigned char mark;
};

bool is_whole(const Taken& t) {
  for (std::size_t i = 0; i < t.size; ++i)
    if (t.at[i] != t.mark) return false;
  return true;
}

Taken taken(std::size_t size, unsigned char mark) {
  auto* const at = static_cast<unsigned char*>(pages::take(size));
  std::memset(at, mark, size);
  return {at, size, mark};
}

}  // namespace

TEST_CASE("Memory of columns starts on a cache line, is nobody else's, and goes back") {
  std::vector<Taken> all;
  std::uint64_t state = 7;
  const auto next = [&state](std::uint64_t below) {
    state = state * 6'364'136'223'846'793'005 + 1'442'695'040'888'963'407;
    return (state >> 33) % below;
  };
  for (int i = 0; i < 400; ++i) {
    if (!all.empty() && next(3) == 0) {
      const std::size_t which = next(all.size());
      CHECK(is_whole(all[which]));
      pages::give(all[which].at);
      all.erase(all.begin() + static_cast<std::ptrdiff_t>(which));
    }
    all.push_back(taken(32'768 + next(700'000), static_cast<unsigned char>(i)));
    CHECK(reinterpret_cast<std::uintptr_t>(all.back().at) % 64 == 0);
  }
  const pages::Use used = pages::use();
  CHECK(used.regions > 1);
  for (const Taken& t : all) {
    CHECK(is_whole(t));
    pages::give(t.at);
  }
  CHECK(pages::use().regions == 1);
  CHECK(pages::use().free <= used.reserved);
}

TEST_CASE("An array longer than a region has one of its own, which ends with it") {
  const Taken small = taken(40'000, 1);
  const auto before = pages::use();
  const Taken large = taken(std::size_t{150} << 20, 2);
  CHECK(pages::use().regions == before.regions + 1);
  CHECK(pages::use().reserved >= before.reserved + large.size);
  pages::give(large.at);
  CHECK(pages::use().regions == before.regions);
  CHECK(is_whole(small));
  pages::give(small.at);
}
