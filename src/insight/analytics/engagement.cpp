#include "insight/analytics/engagement.h"

#include <array>

#include "customer/people/record_scope.h"
#include "customer/segments/columns/matches.h"
#include "customer/segments/people_of.h"
#include "insight/customer_base/habits.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(analytics::Engagement)
}

namespace rapport::analytics {

namespace {

constexpr std::array edges = {0, 1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 101};

// Each band is the difference of two questions that segments answer, so that a segment made of it has as many
// members.
void read_bands(store::Reader& reader, segments::Live& live, const people::Caller& caller, Engagement& out) {
  const auto source = people::contact_source(reader);
  const auto context = segments::segment_context(reader, caller);
  out.as_of = context.now;
  const auto above = [&](int score) {
    rules::Condition rule = rules::all({});
    if (score > 0)
      rule = rules::test("engagement_score", rules::Op::greater_equal, {static_cast<std::int64_t>(score)});
    return segments::within_scope(reader, rules::resolve(rule, *source->fields, context), caller,
                                  *source->fields, context);
  };
  const auto version = live.provide(above(1));
  if (!version) return;
  const auto count = [&](int score) {
    return static_cast<std::int64_t>(
        segments::columns::evaluate(segments::columns::compile(above(score), *version), *version).count());
  };
  std::int64_t from = out.contacts = count(0);
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    const std::int64_t to = edges[i + 1] > 100 ? 0 : count(edges[i + 1]);
    out.bands.push_back({edges[i], edges[i + 1] - 1, from - to});
    from = to;
  }
}

std::optional<BusyHours> busy_hours(store::Reader& reader) {
  const auto habits = customer_base::find_habits(reader);
  if (!habits) return std::nullopt;
  BusyHours out;
  out.from = habits->counted_from;
  out.to = habits->counted_at;
  out.acts = habits->acts;
  out.own = habits->hours;
  const auto week = customer_base::population_prior(habits->hours);
  out.shares.assign(week.begin(), week.end());
  if (habits->acts > 0)
    for (const auto& hour : customer_base::best_hours(week, static_cast<double>(habits->acts)))
      out.best.push_back({hour.hour, hour.share * static_cast<double>(customer_base::hours_of_week)});
  return out;
}

}  // namespace

Engagement read_engagement(store::Reader& reader, segments::Live& live, const people::Caller& caller) {
  Engagement out;
  read_bands(reader, live, caller, out);
  if (const auto counts = find_channels(reader))
    out.channels = ChannelReport{counts->from, counts->to, touch_days,
                                 sum_channels(*counts, people::scope_owners(reader, caller.principal))};
  out.hours = busy_hours(reader);
  return out;
}

}  // namespace rapport::analytics
