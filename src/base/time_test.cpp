#include "base/time.h"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

using namespace rapport;

TEST_CASE("an instant is read with any offset and printed in UTC") {
  const auto utc = [](std::string_view s) { return render(parse_instant(s).value_or(Instant{0})); };
  CHECK(utc("2026-11-20T19:13:00Z") == "2026-11-20T19:13:00.000Z");
  CHECK(utc("2026-11-20t19:13:00.5z") == "2026-11-20T19:13:00.500Z");
  CHECK(utc("2026-11-20T19:13:00.123999999Z") == "2026-11-20T19:13:00.123Z");
  CHECK(utc("2026-11-21T02:13:00+07:00") == "2026-11-20T19:13:00.000Z");
  CHECK(utc("2026-11-20T15:43:00-03:30") == "2026-11-20T19:13:00.000Z");
  CHECK(utc("2026-11-20") == "2026-11-20T00:00:00.000Z");
  CHECK(utc("2016-12-31T23:59:60Z") == "2017-01-01T00:00:00.000Z");
  CHECK(utc("2017-01-01T06:59:60.9+07:00") == "2017-01-01T00:00:00.000Z");
  CHECK(utc("0001-01-01T00:00:00Z") == "0001-01-01T00:00:00.000Z");
  CHECK(utc("9999-12-31T23:59:59.999Z") == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("what is not RFC 3339 is refused") {
  for (const char* bad : {"",
                          "2026",
                          "2026-11",
                          "2026-11-20T",
                          "2026-11-20T19:13",
                          "2026-11-20T19:13Z",
                          "2026-11-20T19:13:00",
                          "2026-11-20 19:13:00Z",
                          "2026-11-20T19:13:00.Z",
                          "2026-11-20T24:00:00Z",
                          "2026-11-20T19:60:00Z",
                          "2026-11-20T19:13:61Z",
                          "2026-11-20T19:13:60Z",
                          "2026-13-01T00:00:00Z",
                          "2026-02-29T00:00:00Z",
                          "2026-11-20T19:13:00+7:00",
                          "2026-11-20T19:13:00+0700",
                          "2026-11-20T19:13:00+24:00",
                          "2026-11-20T19:13:00+07:60",
                          "2026-11-20T19:13:00Zx",
                          " 2026-11-20",
                          "20261120",
                          "0000-01-01",
                          "0001-01-01T00:00:00+01:00",
                          "9999-12-31T23:59:59-01:00",
                          "+2026-11-20T19:13:00Z",
                          "2026-11-20T1a:13:00Z",
                          "2026-1-20"})
    CHECK_MESSAGE(!parse_instant(bad), bad);
}

TEST_CASE("days and dates agree over all years") {
  std::int64_t expected = days_since_epoch({1, 1, 1});
  CHECK(expected == -719'162);
  for (std::int64_t day = expected; day <= 2'932'896; day += 13) {
    const Date d = date_from_days(day);
    REQUIRE(days_since_epoch(d) == day);
    REQUIRE(parse_date(render(d)) == d);
  }
  CHECK(render(date_from_days(2'932'896)) == "9999-12-31");
  CHECK(parse_date("2024-02-29"));
  for (const char* bad : {"1900-02-29", "2026-02-30", "2026-00-01", "2026-01-00", "2026-01-01 ", "26-01-01"})
    CHECK(!parse_date(bad));
}

TEST_CASE("a zone gives local time on both sides of its changes") {
  const auto paris = TimeZone::find("Europe/Paris");
  REQUIRE(paris);
  const auto at = [&](std::string_view s) { return paris->local(*parse_instant(s)); };
  CHECK(at("2026-03-29T00:59:59Z").hour == 1);
  CHECK(at("2026-03-29T01:00:00Z").hour == 3);
  CHECK(at("2026-10-25T00:59:59Z").hour == 2);
  CHECK(at("2026-10-25T01:00:00Z").hour == 2);
  CHECK(at("2026-10-25T02:00:00Z").hour == 3);
  CHECK(at("2026-11-20T23:30:00Z").date == Date{2026, 11, 21});
  CHECK(at("2026-11-20T12:00:00Z").weekday == 4);
  CHECK(at("2150-07-01T12:00:00Z").hour == 14);
  CHECK(at("1850-01-01T00:00:00Z").minute == 9);  // local mean time
  const auto vietnam = TimeZone::find("Asia/Ho_Chi_Minh");
  CHECK(render(vietnam->start_of_day({2026, 11, 20})) == "2026-11-19T17:00:00.000Z");
}

TEST_CASE("a day starts at its first instant, also where midnight is skipped or comes twice") {
  const auto start = [](const char* zone, Date d) { return render(TimeZone::find(zone)->start_of_day(d)); };
  CHECK(start("Europe/Paris", {2026, 3, 29}) == "2026-03-28T23:00:00.000Z");
  CHECK(start("Europe/Paris", {2026, 3, 30}) == "2026-03-29T22:00:00.000Z");
  CHECK(start("America/Sao_Paulo", {2018, 11, 4}) == "2018-11-04T03:00:00.000Z");  // 00:00 became 01:00
  CHECK(start("America/Havana", {2026, 11, 1}) == "2026-11-01T04:00:00.000Z");     // 01:00 became 00:00
  CHECK(start("Pacific/Apia", {2011, 12, 30}) == "2011-12-30T10:00:00.000Z");      // a day that was left out
  CHECK(start("Europe/Paris", {2150, 7, 1}) == "2150-06-30T22:00:00.000Z");
  CHECK(start("UTC", {1970, 1, 1}) == "1970-01-01T00:00:00.000Z");
  for (const char* name :
       {"Europe/Paris", "America/Havana", "Asia/Tehran", "Pacific/Apia", "America/St_Johns"}) {
    const auto zone = TimeZone::find(name);
    for (std::int64_t day = days_since_epoch({2005, 1, 1}); day < days_since_epoch({2110, 1, 1}); day += 3) {
      const Instant first = zone->start_of_day(date_from_days(day));
      if (std::string_view(name) != "Pacific/Apia") REQUIRE(zone->local(first).date == date_from_days(day));
      REQUIRE(zone->local(first - Duration(1)).date < date_from_days(day));
    }
  }
}

TEST_CASE("only names of the zone database are zones") {
  for (const char* bad : {"", "Mars/Base", "GMT+5", "europe/paris", "Etc/Unknown", "../etc/passwd", "+07:00"})
    CHECK_MESSAGE(!TimeZone::find(bad), bad);
  CHECK(TimeZone::find("Europe/Paris") == TimeZone::find("Europe/Paris"));
  CHECK(TimeZone::utc()->name() == "UTC");
}

TEST_CASE("zones may be asked from many threads") {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([] {
      for (int i = 0; i < 2000; ++i)
        for (const char* name : {"Asia/Tokyo", "America/New_York", "Australia/Lord_Howe"})
          if (TimeZone::find(name)->local(Instant{i * std::int64_t{1'000'000'000}}).hour > 23) throw 1;
    });
  for (auto& t : threads) t.join();
}

TEST_CASE("a test clock moves by hand") {
  TestClock clock(Instant{1000});
  clock.advance(seconds(2));
  CHECK(clock.now() == Instant{3000});
  clock.set(Instant{5});
  CHECK(clock.now() == Instant{5});
  CHECK(SystemClock().now() > *parse_instant("2024-01-01"));
}
