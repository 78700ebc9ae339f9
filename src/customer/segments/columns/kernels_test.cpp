// Every kind of loops against a loop that nobody can read wrongly, at the ends of the values and beyond.
#include "customer/segments/columns/kernels.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

using namespace rapport::segments::columns;
using kernels::Level;
using kernels::Word;

namespace {

constexpr std::size_t words = 9;

template <class Test>
void with_each_level(const Test& test) {
  for (const Level level : {Level::plain, Level::avx2, Level::avx512}) {
    if (level > kernels::best_level()) continue;
    kernels::use_level(level);
    INFO("level ", static_cast<int>(level));
    REQUIRE(kernels::used_level() == level);
    test();
  }
  kernels::use_level(kernels::best_level());
}

std::vector<Word> some_bits(std::mt19937_64& random) {
  std::vector<Word> out(words);
  for (std::size_t w = 0; w < words; ++w) out[w] = w % 3 == 0 ? ~Word{0} : w % 3 == 1 ? random() : 0;
  return out;
}

template <class Holds>
std::vector<Word> expected(const std::vector<Word>& in, const std::vector<Word>& before, const Holds& holds) {
  std::vector<Word> out = before;
  for (std::size_t i = 0; i < words * 64; ++i)
    if ((in[i / 64] >> (i % 64) & 1) != 0 && holds(i)) out[i / 64] |= Word{1} << (i % 64);
  return out;
}

template <class T>
void check_ranges() {
  std::mt19937_64 random(3);
  alignas(64) static T data[words * 64];
  constexpr T most = std::numeric_limits<T>::max();
  for (int round = 0; round < 40; ++round) {
    for (auto& value : data) {
      const auto drawn = static_cast<T>(random());
      value = random() % 4 == 0 ? (random() % 2 == 0 ? T{0} : most)
              : round % 2 == 0  ? drawn
                                : static_cast<T>(drawn % 7);
    }
    const T low = round % 5 == 0 ? T{0} : data[random() % (words * 64)];
    const T span = round % 7 == 0 ? most : static_cast<T>(round % 2 == 0 ? random() : random() % 5);
    const auto in = some_bits(random), before = some_bits(random);
    const auto wanted =
        expected(in, before, [&](std::size_t i) { return static_cast<T>(data[i] - low) <= span; });
    with_each_level([&] {
      auto out = before;
      kernels::in_range(data, words, low, span, in.data(), out.data());
      CHECK(out == wanted);
    });
  }
}

}  // namespace

TEST_CASE("every kind of loop finds the values of a range, of all widths") {
  check_ranges<std::uint8_t>();
  check_ranges<std::uint16_t>();
  check_ranges<std::uint32_t>();
  check_ranges<std::uint64_t>();
}

TEST_CASE("every kind of loop finds values of 48 bits, bits of sets, and counts") {
  std::mt19937_64 random(4);
  alignas(64) static std::uint32_t high[words * 64];
  alignas(64) static std::uint16_t low[words * 64];
  alignas(64) static std::uint64_t sets[words * 64];
  for (int round = 0; round < 40; ++round) {
    for (std::size_t i = 0; i < words * 64; ++i) {
      high[i] = static_cast<std::uint32_t>(random() % 6);
      low[i] = static_cast<std::uint16_t>(random() % 3 == 0 ? 0xFFFF : random());
      sets[i] = random() & random() & random();
    }
    std::uint64_t first = random() % (6 << 16), last = random() % (6 << 16);
    if (first > last) std::swap(first, last);
    const std::uint64_t bits = random() & random() & random() & random();
    const auto in = some_bits(random), before = some_bits(random);
    const auto of_range = expected(in, before, [&](std::size_t i) {
      const std::uint64_t value = std::uint64_t{high[i]} << 16 | low[i];
      return value >= first && value <= last;
    });
    const auto of_bits = expected(in, before, [&](std::size_t i) { return (sets[i] & bits) != 0; });
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < words * 64; ++i) count += in[i / 64] >> (i % 64) & 1;
    with_each_level([&] {
      auto out = before;
      kernels::in_range(high, low, words, first, last, in.data(), out.data());
      CHECK(out == of_range);
      out = before;
      kernels::any_bit(sets, words, bits, in.data(), out.data());
      CHECK(out == of_bits);
      CHECK(kernels::count_bits(in.data(), words) == count);
    });
  }
}

TEST_CASE("rows are counted sixteen at once as one by one") {
  kernels::use_level(kernels::best_level());
  if (!kernels::counts_rows()) return;
  std::mt19937_64 random(5);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::uint32_t> times(200);
    std::vector<std::uint8_t> codes(200);
    for (auto& time : times) time = static_cast<std::uint32_t>(random() % 40);
    for (auto& code : codes) code = static_cast<std::uint8_t>(random() % 5);
    std::sort(times.begin(), times.end());
    const auto begin = static_cast<std::uint32_t>(random() % 30),
               end = begin + static_cast<std::uint32_t>(random() % 170);
    const std::uint8_t wanted[] = {static_cast<std::uint8_t>(random() % 5),
                                   static_cast<std::uint8_t>(random() % 5)};
    const auto from = static_cast<std::uint32_t>(random() % 40),
               to = from + static_cast<std::uint32_t>(random() % 20);
    std::uint32_t count = 0;
    bool edge = false;
    for (std::uint32_t i = begin; i < end; ++i) {
      if (codes[i] != wanted[0] && codes[i] != wanted[1]) continue;
      edge = edge || times[i] == from || times[i] == to;
      count += times[i] > from && times[i] < to ? 1 : 0;
    }
    std::uint32_t named = 0;
    for (std::uint32_t i = begin; i < end; ++i)
      named += codes[i] == wanted[0] || codes[i] == wanted[1] ? 1 : 0;
    CHECK(kernels::count_codes(codes.data(), begin, end, wanted, 2) == named);
    const auto found = kernels::count_rows(times.data(), codes.data(), begin, end, wanted, 2, from, to);
    CHECK(found.edge == edge);
    if (!edge) CHECK(found.count == count);
  }
}
