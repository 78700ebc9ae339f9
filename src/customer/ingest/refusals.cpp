#include "customer/ingest/refusals.h"

namespace rapport::ingest {

namespace {
std::int64_t hour_of(Instant at) { return at.ms / 3'600'000; }
}  // namespace

void Refusals::note(const Uuid& source, std::string_view code, Instant now) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_[source];
  Hour& hour = entry.hours[static_cast<std::size_t>(hour_of(now) % 24)];
  if (hour.number != hour_of(now)) hour = {hour_of(now), 0};
  ++hour.count;
  entry.code = code;
  entry.at = now;
}

Refusals::Count Refusals::of(const Uuid& source, Instant now) const {
  const std::lock_guard lock(mutex_);
  Count out;
  const auto it = entries_.find(source);
  if (it == entries_.end()) return out;
  for (const Hour& hour : it->second.hours)
    if (hour.number > hour_of(now) - 24) out.day += hour.count;
  if (out.day == 0) return out;
  out.code = it->second.code;
  out.at = it->second.at;
  return out;
}

}  // namespace rapport::ingest
