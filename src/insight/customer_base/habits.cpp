#include "insight/customer_base/habits.h"

#include "insight/customer_base/preference_sql.h"
#include "platform/jobs/schedule.h"
#include "platform/settings/workspace.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(customer_base::Habits)
}

namespace rapport::customer_base {

namespace {

constexpr Duration looked_back = Days(180);
constexpr std::int64_t quarter_ms = 900'000;

}  // namespace

std::optional<Habits> find_habits(store::Reader& reader) {
  return reader.find<Habits>(preference_sql::find_habits);
}

Habits count_habits(store::Reader& reader) {
  const auto workspace = settings::get<settings::Workspace>(reader);
  const auto named = TimeZone::find(workspace.timezone);
  const auto home = named ? named : TimeZone::utc();
  Habits out;
  reader.each(preference_sql::everybodys_orders, {{"currency", workspace.currency}},
              [&](const store::Row& row) { out = row.as<Habits>(); });
  out.hours.assign(hours_of_week, 0);
  out.currency = workspace.currency;
  out.counted_at = reader.now();
  out.counted_from = out.counted_at - looked_back;
  reader.each(preference_sql::everybodys_acts, {{"from", out.counted_from}, {"now", out.counted_at}},
              [&](const store::Row& row) {
                const auto own = row.is_null(0) ? nullptr : TimeZone::find(row.text(0));
                // Within the quarter, yet at no moment that may stand for a day, unless it is one.
                const Instant at{row.integer(1) * quarter_ms + (row.integer(2) == 1 ? 0 : 1)};
                const auto local = local_time(at, {own ? own : home, home});
                if (!local.hour) return;
                out.hours[static_cast<std::size_t>(hour_of_week(local))] += row.integer(3);
                out.acts += row.integer(3);
              });
  return out;
}

void put_habits(store::Transaction& tx, const Habits& habits) {
  tx.run(preference_sql::put_habits, {{"acts", habits.acts},
                                      {"hours", json::to_json(habits.hours)},
                                      {"counted_from", habits.counted_from},
                                      {"counted_at", habits.counted_at},
                                      {"orders", habits.orders},
                                      {"discounted_orders", habits.discounted_orders},
                                      {"value", habits.value},
                                      {"discounted_value", habits.discounted_value},
                                      {"currency", habits.currency}});
}

Json CountHabits::run(jobs::Context& context) {
  Habits habits;
  context.database().read_without_limit([&](store::Reader& reader) { habits = count_habits(reader); });
  context.write([&](store::Transaction& tx) { put_habits(tx, habits); });
  return Json::parse("{\"acts\": " + std::to_string(habits.acts) + "}");
}

void schedule_habits(store::Database& database) {
  database.write([](store::Transaction& tx) {
    jobs::set_schedule(tx,
                       {.name = "count_habits", .kind = "count_habits", .payload = {}, .daily_minute = 190});
    if (!find_habits(tx))
      jobs::enqueue(tx, {.kind = "count_habits", .payload = Json::parse("{}"), .unique_key = "first"});
  });
}

}  // namespace rapport::customer_base
