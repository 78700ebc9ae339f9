#include "app/arguments.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace rapport;
using app::Arguments;
using app::Option;

namespace {
constexpr Option options[] = {{"data", "DIR", ""}, {"demo", "", ""}, {"listen", "HOST:PORT", ""}};

Arguments parse(std::vector<std::string_view> words) { return Arguments::parse(words, options, 1); }

std::string refusal(std::vector<std::string_view> words) {
  try {
    parse(std::move(words));
  } catch (const Error& error) {
    return error.message();
  }
  return {};
}
}  // namespace

TEST_CASE("options take their value after a blank or an equals sign, switches take none") {
  const auto a = parse({"--data", "x", "--listen=127.0.0.1:1", "--demo", "file.csv"});
  CHECK(a.get("data", "") == "x");
  CHECK(a.get("listen", "") == "127.0.0.1:1");
  CHECK(a.has("demo"));
  CHECK(a.operand(0, "FILE") == "file.csv");
}

TEST_CASE("an unknown option is refused with the nearest valid one") {
  CHECK(refusal({"--dta", "x"}) == "unknown option --dta; did you mean --data?");
}

TEST_CASE("a missing value, a surplus word and a value for a switch are refused") {
  CHECK(refusal({"--data"}) == "--data needs a value: DIR");
  CHECK(refusal({"a", "b"}) == "unexpected word 'b'");
  CHECK(refusal({"--demo=yes"}) == "--demo is a switch and takes no value");
}

TEST_CASE("after two hyphens every word is an operand") {
  CHECK(parse({"--", "--data"}).operand(0, "FILE") == "--data");
}
