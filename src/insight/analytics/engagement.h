// How people take part: the engagement score of everybody, what happens on each channel, and when people act.
#pragma once

#include "customer/segments/answers.h"
#include "insight/analytics/channels.h"

namespace rapport::analytics {

struct ScoreBand {
  std::int32_t from = 0, to = 0;
  std::int64_t contacts = 0;
};
template <class = void>
constexpr auto describe(Type<ScoreBand>) {
  return fields(field<&ScoreBand::from>(), field<&ScoreBand::to>(), field<&ScoreBand::contacts>());
}
struct ChannelReport {
  Instant from, to;
  std::int64_t touch_days = 30;
  std::vector<ChannelSums> channels;
};
template <class = void>
constexpr auto describe(Type<ChannelReport>) {
  using C = ChannelReport;
  return fields(
      field<&C::from>(), field<&C::to>().text("When it was counted"),
      field<&C::touch_days>().text("An order belongs to acts that lie at most so many days before it"),
      field<&C::channels>().text("Of the caller's contacts"));
}
struct BusyHour {
  std::int32_t hour = 0;
  double times_average = 0;
};
template <class = void>
constexpr auto describe(Type<BusyHour>) {
  return fields(field<&BusyHour::hour>().text("Of the week, Monday 0:00 is 0"),
                field<&BusyHour::times_average>());
}
struct BusyHours {
  Instant from, to;
  std::int64_t acts = 0;
  std::vector<std::int64_t> own;
  std::vector<double> shares;
  std::vector<BusyHour> best;
};
template <class = void>
constexpr auto describe(Type<BusyHours>) {
  using B = BusyHours;
  return fields(field<&B::from>(), field<&B::to>(), field<&B::acts>(),
                field<&B::own>().text("Acts by hour of the week, each in the zone of who acted"),
                field<&B::shares>().text("The same as shares, smoothed by the hours beside"),
                field<&B::best>().text("The busiest first"));
}
struct Engagement {
  Instant as_of;
  std::int64_t contacts = 0;
  std::vector<ScoreBand> bands;
  std::optional<ChannelReport> channels;
  std::optional<BusyHours> hours;
};
template <class = void>
constexpr auto describe(Type<Engagement>) {
  using E = Engagement;
  return fields(
      field<&E::as_of>(), field<&E::contacts>().text("Of the caller"),
      field<&E::bands>().text("By engagement score; empty while the columns of segments are being read"),
      field<&E::channels>().text("Absent until it was counted for the first time"),
      field<&E::hours>().text("Of everybody; absent until it was counted for the first time"));
}
Engagement read_engagement(store::Reader& reader, segments::Live& live, const people::Caller& caller);

}  // namespace rapport::analytics

namespace rapport {
RAPPORT_DESCRIBED(analytics::Engagement)
}
