// When somebody is most likely to be there: the hours of the week in which they did something, drawn towards
// those of everybody as long as there is little of their own. Pure arithmetic; preferences.cpp reads what
// goes in.
//
//   score(h) = (acts(h) + κ · prior(h)) / (acts + κ),  κ = 20, smoothed around the week by ¼ ½ ¼
//
// so that nobody's acts give the prior itself, and many give their own shares. An hour is one of 168, Monday
// 0:00 first, of the clock where the person lives; the hour that clocks repeat in autumn is one bin, the
// skipped one stays empty.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "base/time.h"

namespace rapport::customer_base {

inline constexpr std::size_t hours_of_week = 168;
inline constexpr double prior_weight =
    20;  // κ: so many acts of the person's own weigh as much as everybody's
using Week = std::array<double, hours_of_week>;

// ¼ of what stands an hour before, ½, ¼ of the hour after; Sunday 23:00 and Monday 0:00 are neighbours.
Week smoothed(const Week& week);
// Shares that add up to 1. An act more for each hour (Laplace), so that no hour is held to be impossible;
// without acts all hours are alike.
Week population_prior(std::span<const std::int64_t> acts);
// `prior` is smoothed already, as population_prior gives it.
Week send_scores(std::span<const std::int64_t> own, const Week& prior);

struct HourScore {
  int hour = 0;  // of the week
  double share = 0;
  double low = 0, high = 0;  // between which the share lies with 90 %, the scores being a Dirichlet's means
};
// The best first; none within an hour of a better one, as neighbours share their evidence. `acts`: of the
// person.
std::vector<HourScore> best_hours(const Week& scores, double acts, int count = 3);

// Where something stands on the clocks of a zone.
struct Zones {
  std::shared_ptr<const TimeZone> own, workspace;
};
struct LocalTime {
  Date date;
  int weekday = 0;          // 0 Monday … 6 Sunday
  std::optional<int> hour;  // absent: only the day is known
};
// Files that name days alone make midnights of them, of the workspace or of UTC: such a time says nothing of
// an hour, and its day is that of the zone of the midnight.
LocalTime local_time(Instant at, const Zones& zones);
inline int hour_of_week(const LocalTime& at) { return at.weekday * 24 + at.hour.value_or(0); }

}  // namespace rapport::customer_base
