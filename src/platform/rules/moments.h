// Days, calendar words and spans of time as bounds, for one `now` in one time zone.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "base/time.h"
#include "platform/rules/condition.h"

namespace rapport::rules {

// A segment that a rule names.
struct NamedSegment {
  Uuid id;
  std::string name;
  std::shared_ptr<const Condition> rule;  // null: a fixed list, whose members are kept one by one
};

// What relative conditions mean: one of each for a whole request.
struct Context {
  Instant now;
  std::shared_ptr<const TimeZone> zone = TimeZone::utc();
  Currency currency;            // of amounts that name none
  std::optional<Uuid> me = {};  // who asks: the reference "me"
  std::function<std::optional<NamedSegment>(std::string_view name_or_id)> find_segment = {};
  bool amounts_name_currency = false;       // a plain number is no amount
  std::optional<NamedSegment> within = {};  // whose rule this is: it may not lead back to itself
  // A window that ends now takes in so much more: for a condition that is kept while the clock goes on.
  Duration ahead{0};
};

// Days from `from` up to `to`, which is not among them; as days since 1970-01-01.
struct DayRange {
  std::int64_t from = 0, to = 0;
};

// today, yesterday, tomorrow, this_week (from Monday), last_week, next_week, this_month, last_month,
// next_month, this_year, last_year; nullopt for another word.
std::optional<DayRange> calendar_range(std::string_view word, Date today);

// The day so many days, weeks, months or years later (earlier when negative); a month that lacks the day ends
// on its last: 31 January + 1 month is 28 February.
Date shift(Date day, Span::Unit unit, std::int64_t count);
// Hours are exact; else the same time of day on the shifted day. A time that the clock skips on that day is
// the same time counted from its midnight.
Instant shift(Instant instant, Span::Unit unit, std::int64_t count, const TimeZone& zone);

Date day_of(Instant instant, const TimeZone& zone);
Instant start_of(std::int64_t day, const TimeZone& zone);

// The most that a span may be.
std::int64_t longest(Span::Unit unit);

}  // namespace rapport::rules
