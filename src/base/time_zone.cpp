// Zones of the IANA database. Each zone's offsets are read from ICU once into a sorted table; a question is
// then a binary search without locks. Beyond the table (year 2100) ICU itself is asked.
#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/tztrans.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <vector>

#include "base/time.h"

namespace rapport {

namespace {

constexpr std::int64_t zone_day_ms = 86'400'000;
constexpr std::int64_t table_end = 4'102'444'800'000;  // 2100-01-01

struct Segment {
  std::int64_t from;    // instant at which it begins
  std::int64_t offset;  // local minus UTC, milliseconds
};

std::int64_t ask_icu(const icu::TimeZone& zone, std::int64_t ms) {
  std::int32_t raw = 0, dst = 0;
  UErrorCode status = U_ZERO_ERROR;
  zone.getOffset(static_cast<UDate>(ms), false, raw, dst, status);
  return raw + dst;
}

std::vector<Segment> read_segments(const icu::TimeZone& zone) {
  constexpr std::int64_t beginning = -62'167'219'200'000;  // year 0
  std::vector<Segment> out{{beginning, ask_icu(zone, beginning)}};
  const auto* basic = dynamic_cast<const icu::BasicTimeZone*>(&zone);
  if (basic == nullptr) return out;
  icu::TimeZoneTransition transition;
  std::int64_t at = beginning;
  while (basic->getNextTransition(static_cast<UDate>(at), false, transition)) {
    at = static_cast<std::int64_t>(transition.getTime());
    if (at >= table_end) break;
    const std::int64_t offset = transition.getTo()->getRawOffset() + transition.getTo()->getDSTSavings();
    if (offset != out.back().offset) out.push_back({at, offset});
  }
  return out;
}

class TableZone final : public TimeZone {
 public:
  TableZone(std::string name, std::unique_ptr<icu::TimeZone> zone)
      : name_(std::move(name)), zone_(std::move(zone)), segments_(read_segments(*zone_)) {}

  const std::string& name() const override { return name_; }

  Local local(Instant instant) const override {
    const std::int64_t ms = instant.ms + offset_at(instant.ms);
    const std::int64_t days = floor_days(ms);
    const std::int64_t of_day = ms - days * zone_day_ms;
    Local out;
    out.date = date_from_days(days);
    out.hour = static_cast<std::int32_t>(of_day / 3'600'000);
    out.minute = static_cast<std::int32_t>(of_day / 60'000 % 60);
    out.second = static_cast<std::int32_t>(of_day / 1000 % 60);
    out.weekday = static_cast<std::int32_t>(((days + 3) % 7 + 7) % 7);  // 1970-01-01 was a Thursday
    return out;
  }

  // The smallest instant whose local time is not before the midnight. Where clocks skip midnight that is the
  // moment of the jump; where they repeat it, the first of the two.
  Instant start_of_day(Date date) const override {
    const std::int64_t midnight = days_since_epoch(date) * zone_day_ms;
    if (midnight >= table_end - 2 * zone_day_ms) return late_start_of_day(midnight);
    for (auto s = segment_at(midnight - zone_day_ms); s != segments_.end(); ++s) {
      const std::int64_t at = std::max(s->from, midnight - s->offset);
      const auto next = s + 1;
      if (next == segments_.end() || at < next->from) return {at};
    }
    return {midnight};
  }

 private:
  static std::int64_t floor_days(std::int64_t ms) { return ms / zone_day_ms - (ms % zone_day_ms < 0); }

  std::vector<Segment>::const_iterator segment_at(std::int64_t ms) const {
    auto after = std::upper_bound(segments_.begin(), segments_.end(), ms,
                                  [](std::int64_t value, const Segment& s) { return value < s.from; });
    return after == segments_.begin() ? after : after - 1;
  }

  std::int64_t offset_at(std::int64_t ms) const {
    return ms < table_end ? segment_at(ms)->offset : ask_icu(*zone_, ms);
  }

  Instant late_start_of_day(std::int64_t midnight) const {
    std::int64_t low = midnight - zone_day_ms,
                 high = midnight + zone_day_ms;  // local(low) < midnight <= local(high)
    while (high - low > 1) {
      const std::int64_t middle = low + (high - low) / 2;
      (middle + offset_at(middle) < midnight ? low : high) = middle;
    }
    return {high};
  }

  std::string name_;
  std::unique_ptr<icu::TimeZone> zone_;
  std::vector<Segment> segments_;
};

struct Zones {
  std::shared_mutex mutex;
  std::map<std::string, std::shared_ptr<const TimeZone>, std::less<>> known;
};

Zones& zones() {
  static Zones instance;
  return instance;
}

std::unique_ptr<icu::TimeZone> open_zone(std::string_view name) {
  if (name.empty() || name.size() > 64) return nullptr;
  const auto id = icu::UnicodeString::fromUTF8({name.data(), static_cast<std::int32_t>(name.size())});
  icu::UnicodeString canonical;
  UBool is_system = false;
  UErrorCode status = U_ZERO_ERROR;
  icu::TimeZone::getCanonicalID(id, canonical, is_system, status);
  if (U_FAILURE(status) || !is_system) return nullptr;  // "GMT+5" and the like are no names of zones
  std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(id));
  return *zone == icu::TimeZone::getUnknown() ? nullptr : std::move(zone);
}

}  // namespace

std::shared_ptr<const TimeZone> TimeZone::find(std::string_view name) {
  Zones& all = zones();
  {
    const std::shared_lock lock(all.mutex);
    if (const auto it = all.known.find(name); it != all.known.end()) return it->second;
  }
  auto zone = open_zone(name);
  if (!zone) return nullptr;
  auto made = std::make_shared<const TableZone>(std::string(name), std::move(zone));
  const std::unique_lock lock(all.mutex);
  return all.known.try_emplace(std::string(name), std::move(made)).first->second;
}

std::shared_ptr<const TimeZone> TimeZone::utc() {
  static const std::shared_ptr<const TimeZone> zone = find("UTC");
  return zone;
}

}  // namespace rapport
