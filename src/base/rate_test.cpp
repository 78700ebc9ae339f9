#include "base/rate.h"

#include <doctest/doctest.h>

#include <limits>

using namespace rapport;

namespace {
Currency currency(const char* code) { return *parse_currency(code); }
std::optional<std::int64_t> converted(std::int64_t minor, const char* from, const char* rate,
                                      const char* to) {
  return convert(minor, currency(from), *parse_rate(rate), currency(to));
}
}  // namespace

TEST_CASE("a rate is an exact decimal and prints as it was read") {
  for (const char* text : {"1", "0.9231", "27000", "0.000000000652341", "123456789.123456"})
    CHECK(render(*parse_rate(text)) == text);
  CHECK(render(*parse_rate("1.2500")) == "1.25");
  CHECK(render(*parse_rate("007")) == "7");
  for (const char* text :
       {"", "0", "0.000", "-1", "1.", ".5", "1,5", "1e3", "nan", "1234567890123456", "0.0000000000000001"})
    CHECK_FALSE(parse_rate(text));
}

TEST_CASE("minor units of each currency count in a conversion") {
  CHECK(converted(1250, "USD", "0.9231", "EUR") == 1154);          // 11.53875
  CHECK(converted(1'000'000, "VND", "0.0000361", "EUR") == 3610);  // 36.10
  CHECK(converted(100, "EUR", "27712.5", "VND") == 27713);         // one euro
  CHECK(converted(1500, "SAT", "0.00065", "EUR") == 98);           // 0.975
  CHECK(converted(1'234, "TND", "0.3", "EUR") == 37);              // 1.234 dinar
  CHECK(converted(100, "EUR", "0.0000154", "BTC") == 1540);        // satoshi
}

TEST_CASE("halves go away from zero on both sides") {
  CHECK(converted(1, "USD", "0.5", "EUR") == 1);
  CHECK(converted(-1, "USD", "0.5", "EUR") == -1);
  CHECK(converted(1, "USD", "0.4999", "EUR") == 0);
  CHECK(converted(3, "USD", "0.5", "EUR") == 2);
  CHECK(converted(-3, "USD", "0.5", "EUR") == -2);
}

TEST_CASE("a satoshi follows from a bitcoin, and what does not fit is no amount") {
  CHECK(render(smaller(*parse_rate("65000"), 8)) == "0.00065");
  CHECK(render(smaller(*parse_rate("65432.1"), 11)) == "0.000000654321");
  CHECK_FALSE(converted(std::numeric_limits<std::int64_t>::max(), "EUR", "2", "EUR"));
  CHECK(converted(1'000'000'000'000'000, "BTC", "99999999", "SAT").has_value() == true);
  CHECK_FALSE(converted(std::numeric_limits<std::int64_t>::max(), "EUR", "999999999999999", "BTC"));
}
