#include "customer/privacy/retention.h"

#include <algorithm>

namespace rapport::privacy {

namespace {
bool permits(ConsentStatus s) {
  return s == ConsentStatus::b2b_optout_allowed || s == ConsentStatus::b2c_optin_confirmed ||
         s == ConsentStatus::legitimate_interest;
}

Instant plus_years(Instant from, std::int32_t years) {
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds(from.ms)};
  const auto midnight = floor<days>(time);
  year_month_day day{midnight};
  day += std::chrono::years(years);
  if (!day.ok()) day = day.year() / day.month() / last;
  const auto moved = sys_days(day) + (time - midnight);
  return {duration_cast<milliseconds>(moved.time_since_epoch()).count()};
}
}  // namespace

Instant data_retention_until(const RetentionDates& dates, std::int32_t years) {
  Instant from = dates.collected_at;
  from = std::max(from, dates.last_inbound_contact_at.value_or(from));
  from = std::max(from, dates.last_order_at.value_or(from));
  return plus_years(from, years);
}

bool gdpr_compliant(const ConsentSummary& consent, Instant retention_until, Instant now) {
  return permits(consent.status) && !consent.claimed && now < retention_until;
}

ConsentSummary at(const ConsentSummary& consent, Instant retention_until, Instant now) {
  const bool open = permits(consent.status) || consent.status == ConsentStatus::pending;
  if (open && now >= retention_until) return {ConsentStatus::expired, consent.claimed};
  return consent;
}

}  // namespace rapport::privacy
