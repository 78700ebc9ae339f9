#include "platform/rules/moments.h"

#include <algorithm>
#include <array>

namespace rapport::rules {

namespace {

bool leap(std::int32_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

std::int32_t last_day(std::int32_t year, std::int32_t month) {
  constexpr std::array<std::int32_t, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leap(year) ? 29 : days[static_cast<std::size_t>(month - 1)];
}

DayRange from_date(Date first, Span::Unit unit, std::int64_t begin, std::int64_t end) {
  return {days_since_epoch(shift(first, unit, begin)), days_since_epoch(shift(first, unit, end))};
}

constexpr std::int64_t ms_of_day = 86'400'000;

std::int64_t time_of_day(Instant instant, const TimeZone& zone) {
  const auto local = zone.local(instant);
  const std::int64_t whole = ((local.hour * 60 + local.minute) * 60 + local.second) * std::int64_t{1000};
  return whole + ((instant.ms % 1000) + 1000) % 1000;
}

}  // namespace

std::optional<DayRange> calendar_range(std::string_view word, Date today) {
  const std::int64_t day = days_since_epoch(today);
  const std::int64_t monday = day - (((day + 3) % 7) + 7) % 7;  // 1970-01-01 was a Thursday
  const Date month{today.year, today.month, 1}, year{today.year, 1, 1};
  if (word == "today") return DayRange{day, day + 1};
  if (word == "yesterday") return DayRange{day - 1, day};
  if (word == "tomorrow") return DayRange{day + 1, day + 2};
  if (word == "this_week") return DayRange{monday, monday + 7};
  if (word == "last_week") return DayRange{monday - 7, monday};
  if (word == "next_week") return DayRange{monday + 7, monday + 14};
  if (word == "this_month") return from_date(month, Span::Unit::months, 0, 1);
  if (word == "last_month") return from_date(month, Span::Unit::months, -1, 0);
  if (word == "next_month") return from_date(month, Span::Unit::months, 1, 2);
  if (word == "this_year") return from_date(year, Span::Unit::years, 0, 1);
  if (word == "last_year") return from_date(year, Span::Unit::years, -1, 0);
  return std::nullopt;
}

Date shift(Date day, Span::Unit unit, std::int64_t count) {
  if (unit == Span::Unit::hours) return day;
  if (unit == Span::Unit::days || unit == Span::Unit::weeks)
    return date_from_days(days_since_epoch(day) + count * (unit == Span::Unit::weeks ? 7 : 1));
  const std::int64_t months =
      std::int64_t{day.year} * 12 + (day.month - 1) + count * (unit == Span::Unit::years ? 12 : 1);
  const auto year = static_cast<std::int32_t>(months >= 0 ? months / 12 : (months - 11) / 12);
  const auto month = static_cast<std::int32_t>(months - std::int64_t{year} * 12 + 1);
  return {year, month, std::min(day.day, last_day(year, month))};
}

Instant shift(Instant instant, Span::Unit unit, std::int64_t count, const TimeZone& zone) {
  if (unit == Span::Unit::hours) return instant + hours(count);
  const Date day = shift(zone.local(instant).date, unit, count);
  const std::int64_t wanted = time_of_day(instant, zone);
  const Instant counted = zone.start_of_day(day) + Duration(wanted);
  // The clock was changed since midnight: by so much the guess is off, unless the time does not exist.
  const auto off = [&](Instant at) {
    return (days_since_epoch(day) - days_since_epoch(zone.local(at).date)) * ms_of_day + wanted -
           time_of_day(at, zone);
  };
  const Instant corrected = counted + Duration(off(counted));
  return off(corrected) == 0 ? corrected : counted;
}

Date day_of(Instant instant, const TimeZone& zone) { return zone.local(instant).date; }

Instant start_of(std::int64_t day, const TimeZone& zone) { return zone.start_of_day(date_from_days(day)); }

std::int64_t longest(Span::Unit unit) {
  switch (unit) {
    case Span::Unit::hours:
      return 876'000;
    case Span::Unit::days:
      return 36'500;
    case Span::Unit::weeks:
      return 5'200;
    case Span::Unit::months:
      return 1'200;
    case Span::Unit::years:
      return 100;
  }
  return 0;
}

}  // namespace rapport::rules
