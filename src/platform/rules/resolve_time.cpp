#include "platform/rules/resolve_time.h"

#include <algorithm>

#include "base/error.h"

namespace rapport::rules {

namespace {

// What a value covers, in the unit of the field (days or milliseconds): [from, to). An instant is a point.
struct Covered {
  std::int64_t from = 0, to = 0;
  bool point = false;
};

class TimeResolver {
 public:
  TimeResolver(const Condition& test, const Field& field, const Context& context, const std::string& path,
               std::vector<Issue>& issues)
      : test_(test),
        field_(field),
        context_(context),
        path_(path),
        issues_(issues),
        days_(field.kind == FieldKind::date),
        today_(days_since_epoch(day_of(context.now, *context.zone))) {}

  Condition resolve() {
    switch (test_.op) {
      case Op::is_null:
      case Op::is_not_null:
        return test_;
      case Op::in_last:
      case Op::in_next:
      case Op::more_than_ago:
        return by_span(test_.op);
      case Op::not_in_last:
        return none({by_span(Op::in_last)});
      case Op::anniversary_in_next:
        return anniversary();
      case Op::between:
        return between();
      default:
        return compared();
    }
  }

 private:
  void issue(std::string path, std::string code, std::string message) {
    issues_.push_back({std::move(path), std::move(code), std::move(message)});
  }

  // As the column holds it.
  Literal stored(std::int64_t value) const {
    if (days_ && field_.type == store::ColumnType::text)
      return rapport::render(date_from_days(std::clamp<std::int64_t>(value, -719'162, 2'932'896)));
    return value;
  }
  Condition half_open(std::int64_t from, std::int64_t to) const {
    return test(field_.name, Op::between, {stored(from), stored(to)});
  }
  Condition one(Op op, std::int64_t value) const { return test(field_.name, op, {stored(value)}); }

  Covered of_days(DayRange range) const {
    if (days_) return {range.from, range.to};
    return {start_of(range.from, *context_.zone).ms, start_of(range.to, *context_.zone).ms};
  }

  Covered covered(const Literal& v, const std::string& path) {
    if (const auto* text = std::get_if<std::string>(&v)) {
      if (const auto range = calendar_range(*text, date_from_days(today_))) return of_days(*range);
      if (const auto date = text->size() == 10 ? parse_date(*text) : std::nullopt) {
        const std::int64_t day = days_since_epoch(*date);
        return of_days({day, day + 1});
      }
      if (const auto instant = text->size() > 10 ? parse_instant(*text) : std::nullopt) {
        if (!days_) return {instant->ms, instant->ms + 1, true};
        const std::int64_t day = days_since_epoch(day_of(*instant, *context_.zone));
        return {day, day + 1};
      }
    }
    issue(path, "not_a_moment",
          "must be a day (2026-11-20), an instant (2026-11-20T08:00:00Z) or a word like today, this_month");
    return {};
  }

  Condition compared() {
    const Covered at = covered(test_.values.front(), path_ + ".value");
    switch (test_.op) {
      case Op::not_equal:
        return none({half_open(at.from, at.to)});
      case Op::before:
        return one(Op::less, at.from);
      case Op::after:
        return one(Op::greater_equal, at.to);
      case Op::less_equal:
        return one(Op::less, at.to);
      case Op::greater_equal:
        return one(Op::greater_equal, at.from);
      default:
        return half_open(at.from, at.to);
    }
  }

  Condition between() {
    const Covered first = covered(test_.values[0], path_ + ".value[0]");
    const Covered last = covered(test_.values[1], path_ + ".value[1]");
    return half_open(first.from, last.point ? last.from : last.to);
  }

  const Span* span() {
    const auto* given = std::get_if<Span>(&test_.values.front());
    if (!given)
      issue(path_ + ".value", "not_a_span", "must be a span of time as {\"days\": 30}");
    else if (given->count < 1 || given->count > longest(given->unit))
      issue(path_ + ".value", "too_large",
            "must be at most " + std::to_string(longest(given->unit)) + " " +
                std::string(enum_name(given->unit)));
    else if (days_ && given->unit == Span::Unit::hours)
      issue(path_ + ".value", "not_a_span", "must be in days or longer for a day");
    else
      return given;
    return nullptr;
  }

  Condition by_span(Op op) {
    const Span* given = span();
    if (!given) return {};
    const std::int64_t sign = op == Op::in_next ? 1 : -1;
    if (days_) {
      const std::int64_t edge =
          days_since_epoch(shift(date_from_days(today_), given->unit, sign * given->count));
      if (op == Op::more_than_ago) return one(Op::less, edge);
      return op == Op::in_next ? half_open(today_, edge) : half_open(edge + 1, today_ + 1);
    }
    const Instant edge = shift(context_.now, given->unit, sign * given->count, *context_.zone);
    if (op == Op::more_than_ago) return one(Op::less, edge.ms);
    return op == Op::in_next ? half_open(context_.now.ms, edge.ms)
                             : half_open(edge.ms + 1, (context_.now + context_.ahead).ms + 1);
  }

  // The days of earlier years that come again in the window, one interval a year. A 29 February comes again
  // on the 28th where there is none.
  Condition anniversary() {
    const Span* given = span();
    if (!given) return {};
    if (given->unit != Span::Unit::days || given->count > 365) {
      issue(path_ + ".value", "too_large", "must be at most 365 days");
      return {};
    }
    const std::int64_t end = today_ + given->count;
    Condition out = test(field_.name, Op::between);
    for (std::int32_t back = 1; date_from_days(today_).year - back >= 1900; ++back) {
      const std::int64_t from = origin(today_, back), to = origin(end, back);
      if (from == to) continue;
      const Covered range = of_days({from, to});
      out.values.push_back(stored(range.from));
      out.values.push_back(stored(range.to));
    }
    return out;
  }

  // The first day whose anniversary after `back` years is `day` or later: 1 March for a 29 February that the
  // earlier year lacks.
  static std::int64_t origin(std::int64_t day, std::int32_t back) {
    const Date at = date_from_days(day);
    return days_since_epoch({at.year - back, at.month, at.day});
  }

  const Condition& test_;
  const Field& field_;
  const Context& context_;
  const std::string& path_;
  std::vector<Issue>& issues_;
  bool days_;
  std::int64_t today_;
};

}  // namespace

Condition resolve_time(const Condition& test, const Field& field, const Context& context,
                       const std::string& path, std::vector<Issue>& issues) {
  return TimeResolver(test, field, context, path, issues).resolve();
}

}  // namespace rapport::rules
