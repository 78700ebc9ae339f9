#include <doctest/doctest.h>

#include <set>
#include <thread>

#include "base/error.h"
#include "base/ids.h"
#include "base/money.h"

using namespace rapport;

TEST_CASE("an error tells its issues in one line") {
  const Error e(ErrorCode::invalid, "Two fields need correction.",
                {{"a", "x", "must be"}, {"", "y", "is bad"}});
  CHECK(std::string(e.what()) == "Two fields need correction. [a: must be; is bad]");
  CHECK(render(ErrorCode::too_many) == "too_many");
  try {
    fail_field("email", "not_unique", "is already used");
  } catch (const Error& f) {
    CHECK(f.message() == "email is already used.");
    CHECK(f.issues().at(0).code == "not_unique");
  }
}

TEST_CASE("ids increase strictly, also while the clock stands or steps back") {
  TestClock clock(Instant{1'700'000'000'000});
  SeededRandom random(1);
  IdSource source(clock, random);
  Uuid last = source.next();
  for (int i = 0; i < 100'000; ++i) {
    if (i == 30'000) clock.set(Instant{1'600'000'000'000});
    if (i == 60'000) clock.set(Instant{1'700'000'000'001});
    const Uuid id = source.next();
    REQUIRE(last < id);
    REQUIRE((id.bytes[6] >> 4) == 7);
    REQUIRE((id.bytes[8] >> 6) == 2);
    last = id;
  }
  clock.advance(hours(1));
  CHECK(render(source.next()).substr(0, 13) == "018bd01c-5681");  // 1700003600001 ms
}

TEST_CASE("ids made by many threads are all different") {
  const SystemClock clock;
  SystemRandom random;
  IdSource source(clock, random);
  std::vector<std::vector<Uuid>> made(4);
  std::vector<std::thread> threads;
  for (auto& mine : made)
    threads.emplace_back([&source, &mine] {
      for (int i = 0; i < 20'000; ++i) mine.push_back(source.next());
    });
  for (auto& t : threads) t.join();
  std::set<Uuid> all;
  for (const auto& mine : made) all.insert(mine.begin(), mine.end());
  CHECK(all.size() == 80'000);
}

TEST_CASE("an id survives its text form and nothing else is an id") {
  SeededRandom random(7);
  for (int i = 0; i < 100; ++i) {
    Uuid id;
    random.fill(id.bytes);
    CHECK(parse_uuid(render(id)) == id);
  }
  CHECK(parse_uuid("0189D0A8-43DF-7000-8000-0000000000AB"));
  for (const char* bad : {"", "0189d0a843df700080000000000000ab", "0189d0a8-43df-7000-8000-0000000000a",
                          "0189d0a8-43df-7000-8000-0000000000ag", "0189d0a8_43df-7000-8000-0000000000ab",
                          "{189d0a8-43df-7000-8000-0000000000ab"})
    CHECK(!parse_uuid(bad));
}

TEST_CASE("a seeded source repeats itself and tokens use the URL-safe letters") {
  SeededRandom a(5), b(5), c(6);
  CHECK(a.next() == b.next());
  CHECK(a.next() != c.next());
  SystemRandom strong;
  const std::string token = strong.token(43);
  CHECK(token.size() == 43);
  CHECK(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") ==
        std::string::npos);
  CHECK(strong.token(43) != token);
}

TEST_CASE("money is exact in every currency") {
  const auto money = [](std::string_view text, std::string_view code) {
    return parse_money(text, *parse_currency(code));
  };
  CHECK(money("12.5", "EUR")->minor == 1250);
  CHECK(money("-3", "EUR")->minor == -300);
  CHECK(money("12.500", "EUR")->minor == 1250);
  CHECK(money("1250", "VND")->minor == 1250);
  CHECK(money("1.234", "TND")->minor == 1234);
  CHECK(money("0.00000001", "BTC")->minor == 1);
  CHECK(money("92233720368547758.07", "USD")->minor == INT64_MAX);
  CHECK(money("-92233720368547758.08", "USD")->minor == INT64_MIN);
  for (const char* bad :
       {"", "-", ".5", "1.", "1.005", "+1", "1,000", " 1", "1e3", "92233720368547758.08", "0x1", "١"})
    CHECK_MESSAGE(!money(bad, "USD"), bad);
  CHECK(!money("1.5", "JPY"));
  CHECK(render(*money("-0.05", "EUR")) == "-0.05 EUR");
  CHECK(render(*money("7", "MSAT")) == "7 MSAT");
  CHECK(render(Money{INT64_MIN, *parse_currency("USD")}) == "-92233720368547758.08 USD");
  CHECK(parse_currency("KWD")->digits() == 3);
  CHECK(parse_currency("SAT")->digits() == 0);
  for (const char* bad : {"", "eur", "EU", "XXX", "EURO", "ABC", "E U"}) CHECK(!parse_currency(bad));
}

TEST_CASE("amounts add up or refuse") {
  const Currency eur = *parse_currency("EUR");
  CHECK(add({1, eur}, {2, eur}) == Money{3, eur});
  CHECK_THROWS_AS(add({INT64_MAX, eur}, {1, eur}), Error);
  CHECK_THROWS_AS(add({1, eur}, {1, *parse_currency("USD")}), Error);
}
