#include "base/rounds.h"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>

namespace rapport {

namespace {

using std::chrono::milliseconds;

bool comes_true(const std::function<bool()>& what) {
  for (int i = 0; i < 2'000 && !what(); ++i) std::this_thread::sleep_for(milliseconds(5));
  return what();
}

TEST_CASE("rounds go on while there is more, and wait until they are woken") {
  Rounds rounds({.beat = std::chrono::hours(1), .pause = milliseconds(1)});
  std::atomic<int> done{0};
  rounds.start([&] { return ++done < 5; }, [](const std::exception&) {});
  CHECK(done == 0);
  rounds.wake();
  CHECK(comes_true([&] { return done == 5; }));
  rounds.wake();
  CHECK(comes_true([&] { return done == 6; }));
  CHECK(rounds.stop());
  CHECK_FALSE(rounds.stop());
  CHECK(done == 6);
}

TEST_CASE("rounds come with the beat though nobody wakes them") {
  Rounds rounds({.beat = milliseconds(1), .pause = milliseconds(1)});
  std::atomic<int> done{0};
  rounds.start([&] { return ++done, false; }, [](const std::exception&) {});
  CHECK(comes_true([&] { return done >= 3; }));
}

TEST_CASE("a round that fails is told, and others follow; after a stop they start again") {
  Rounds rounds({.beat = milliseconds(1), .pause = milliseconds(1)});
  std::atomic<int> done{0}, told{0};
  const auto round = [&]() -> bool {
    if (++done == 1) throw std::runtime_error("once");
    return false;
  };
  rounds.start(round, [&](const std::exception& error) { told += std::string(error.what()) == "once"; });
  CHECK(comes_true([&] { return done >= 3; }));
  CHECK(told == 1);
  CHECK(rounds.stop());
  const int before = done;
  rounds.start(round, [](const std::exception&) {});
  CHECK(comes_true([&] { return done > before; }));
}

}  // namespace

}  // namespace rapport
