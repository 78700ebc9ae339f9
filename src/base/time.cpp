#include "base/time.h"

#include <atomic>
#include <cstdio>

namespace rapport {

namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t first_ms = -62'135'596'800'000;  // 0001-01-01T00:00:00.000Z
constexpr std::int64_t last_ms = 253'402'300'799'999;   // 9999-12-31T23:59:59.999Z

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0); }

void put_digits(char* at, std::int64_t value, int digits) {
  for (int i = digits - 1; i >= 0; --i) {
    at[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

// Reads fixed-width pieces from the front; any failure sticks.
struct Scanner {
  std::string_view rest;
  bool ok = true;

  std::int32_t digits(std::size_t n) {
    std::int32_t value = 0;
    if (rest.size() < n) ok = false;
    for (std::size_t i = 0; ok && i < n; ++i) {
      const char c = rest[i];
      if (c < '0' || c > '9')
        ok = false;
      else
        value = value * 10 + (c - '0');
    }
    if (ok) rest.remove_prefix(n);
    return value;
  }
  bool take(char c) {
    if (!ok || rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  void expect(char c) { ok = ok && take(c); }
};

bool is_leap(std::int32_t y) { return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0); }

std::optional<Date> scan_date(Scanner& s) {
  Date d;
  d.year = s.digits(4);
  s.expect('-');
  d.month = s.digits(2);
  s.expect('-');
  d.day = s.digits(2);
  static constexpr std::int32_t month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (!s.ok || d.year < 1 || d.month < 1 || d.month > 12 || d.day < 1) return std::nullopt;
  if (d.day > month_days[d.month - 1] + (d.month == 2 && is_leap(d.year))) return std::nullopt;
  return d;
}

// ".123456" → 123; more digits than milliseconds are cut, not rounded, so that an instant never moves
// forward.
std::int32_t scan_fraction(Scanner& s) {
  if (!s.take('.')) return 0;
  std::int32_t ms = 0;
  int count = 0;
  while (!s.rest.empty() && s.rest.front() >= '0' && s.rest.front() <= '9') {
    if (count < 3) ms = ms * 10 + (s.rest.front() - '0');
    ++count;
    s.rest.remove_prefix(1);
  }
  if (count == 0) s.ok = false;
  for (; count < 3; ++count) ms *= 10;
  return ms;
}

// Milliseconds to subtract from the local time: "Z", "+07:00", "-03:30".
std::int64_t scan_offset(Scanner& s) {
  if (s.take('Z') || s.take('z')) return 0;
  const bool minus = s.take('-');
  if (!minus) s.expect('+');
  const std::int32_t hour = s.digits(2);
  s.expect(':');
  const std::int32_t minute = s.digits(2);
  if (hour > 23 || minute > 59) s.ok = false;
  const std::int64_t ms = (hour * 60 + minute) * std::int64_t{60'000};
  return minus ? -ms : ms;
}

}  // namespace

std::string render(Instant instant) {
  const std::int64_t ms = std::min(std::max(instant.ms, first_ms), last_ms);
  const std::int64_t days = floor_div(ms, day_ms);
  const std::int64_t of_day = ms - days * day_ms;
  const Date d = date_from_days(days);
  std::string out = "0000-00-00T00:00:00.000Z";
  put_digits(out.data(), d.year, 4);
  put_digits(out.data() + 5, d.month, 2);
  put_digits(out.data() + 8, d.day, 2);
  put_digits(out.data() + 11, of_day / 3'600'000, 2);
  put_digits(out.data() + 14, of_day / 60'000 % 60, 2);
  put_digits(out.data() + 17, of_day / 1000 % 60, 2);
  put_digits(out.data() + 20, of_day % 1000, 3);
  return out;
}

std::optional<Instant> parse_instant(std::string_view text) {
  Scanner s{text};
  const auto date = scan_date(s);
  if (!date) return std::nullopt;
  const std::int64_t midnight = days_since_epoch(*date) * day_ms;
  if (s.rest.empty()) return Instant{midnight};
  if (!s.take('T')) s.expect('t');
  const std::int32_t hour = s.digits(2);
  s.expect(':');
  const std::int32_t minute = s.digits(2);
  s.expect(':');
  const std::int32_t second = s.digits(2);
  const std::int32_t fraction = s.ok ? scan_fraction(s) : 0;
  const std::int64_t offset = s.ok ? scan_offset(s) : 0;
  if (!s.ok || !s.rest.empty() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  std::int64_t ms = midnight + ((hour * 60 + minute) * std::int64_t{60} + second) * 1000 + fraction - offset;
  if (second == 60) {  // a leap second ends a UTC day; it is read as the first instant of the next one
    ms -= fraction;
    if (ms % day_ms != 0) return std::nullopt;
  }
  if (ms < first_ms || ms > last_ms) return std::nullopt;
  return Instant{ms};
}

std::string render(Date date) {
  std::string out = "0000-00-00";
  put_digits(out.data(), date.year, 4);
  put_digits(out.data() + 5, date.month, 2);
  put_digits(out.data() + 8, date.day, 2);
  return out;
}

std::optional<Date> parse_date(std::string_view text) {
  Scanner s{text};
  auto date = scan_date(s);
  return s.rest.empty() ? date : std::nullopt;
}

// Proleptic Gregorian calendar, counted in years that begin in March so that the leap day comes last.
std::int64_t days_since_epoch(Date date) {
  const std::int64_t y = date.year - (date.month <= 2);
  const std::int64_t era = floor_div(y, 400);
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

Date date_from_days(std::int64_t days) {
  days += 719'468;
  const std::int64_t era = floor_div(days, 146'097);
  const std::int64_t day_of_era = days - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t m = (5 * day_of_year + 2) / 153;
  Date d;
  d.day = static_cast<std::int32_t>(day_of_year - (153 * m + 2) / 5 + 1);
  d.month = static_cast<std::int32_t>(m < 10 ? m + 3 : m - 9);
  d.year = static_cast<std::int32_t>(year_of_era + era * 400 + (d.month <= 2));
  return d;
}

namespace {

Instant system_now() {
  using namespace std::chrono;
  return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

}  // namespace

Instant SystemClock::now() const { return system_now(); }

struct TestClock::State {
  std::atomic<std::int64_t> ms;
};

TestClock::TestClock() : TestClock(system_now()) {}
TestClock::TestClock(Instant start) : state_(std::make_unique<State>()) { state_->ms = start.ms; }
TestClock::~TestClock() = default;
Instant TestClock::now() const { return {state_->ms.load()}; }
void TestClock::advance(Duration by) { state_->ms += by.count(); }
void TestClock::set(Instant to) { state_->ms = to.ms; }

}  // namespace rapport
