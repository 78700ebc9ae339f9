// Time is a UTC instant in whole milliseconds. A calendar question names a time zone.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace rapport {

using Duration = std::chrono::milliseconds;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Days = std::chrono::days;

// Milliseconds since 1970-01-01T00:00:00Z; years 0001-9999.
struct Instant {
  std::int64_t ms = 0;
  friend constexpr auto operator<=>(Instant, Instant) = default;
  friend constexpr Instant operator+(Instant a, Duration d) { return {a.ms + d.count()}; }
  friend constexpr Instant operator-(Instant a, Duration d) { return {a.ms - d.count()}; }
  friend constexpr Duration operator-(Instant a, Instant b) { return Duration(a.ms - b.ms); }
};

std::string render(Instant instant);  // "2026-11-20T19:13:00.000Z"
std::optional<Instant> parse_instant(
    std::string_view text);  // RFC 3339, any offset; a date alone is its midnight UTC

struct Date {
  std::int32_t year = 1970;
  std::int32_t month = 1;  // 1-12
  std::int32_t day = 1;    // 1-31
  friend constexpr auto operator<=>(const Date&, const Date&) = default;
};

std::string render(Date date);                          // "2026-11-20"
std::optional<Date> parse_date(std::string_view text);  // refuses 2026-02-30
std::int64_t days_since_epoch(Date date);
Date date_from_days(std::int64_t days);

// A named zone of the IANA database (through ICU). Thread-safe; instances are shared.
class TimeZone {
 public:
  struct Local {
    Date date;
    std::int32_t hour = 0, minute = 0, second = 0, weekday = 0;  // weekday: 0 Monday … 6 Sunday
  };
  static std::shared_ptr<const TimeZone> find(std::string_view name);  // null when unknown
  static std::shared_ptr<const TimeZone> utc();
  virtual ~TimeZone() = default;
  virtual const std::string& name() const = 0;
  virtual Local local(Instant instant) const = 0;
  virtual Instant start_of_day(Date date) const = 0;  // the first instant of that calendar day in the zone
};

// Passed in wherever time is read, so that a test can move it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock : public Clock {
 public:
  Instant now() const override;
};

// Starts at the system's time and is moved forward by hand. Thread-safe.
class TestClock : public Clock {
 public:
  TestClock();
  explicit TestClock(Instant start);
  ~TestClock() override;
  Instant now() const override;
  void advance(Duration by);
  void set(Instant to);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rapport
