#include "platform/jobs/schedule.h"

#include "base/error.h"
#include "platform/jobs/statement_lists.h"

namespace rapport::jobs {

namespace {

using store::Reach;
using store::Statement;

struct DueSchedule {
  std::string name, kind;
  Json payload;
  std::int64_t every_ms = 0;
  std::int32_t daily_minute = 0;
  std::string timezone;
  Instant next_run_at;
};
template <class = void>
constexpr auto describe(Type<DueSchedule>) {
  return fields(field<&DueSchedule::name>(), field<&DueSchedule::kind>(), field<&DueSchedule::payload>(),
                field<&DueSchedule::every_ms>(), field<&DueSchedule::daily_minute>(),
                field<&DueSchedule::timezone>(), field<&DueSchedule::next_run_at>());
}

constexpr Statement upsert{"schedules.set", Reach::local, R"sql(
insert into schedules (name, kind, payload, every_ms, daily_minute, timezone, next_run_at)
values (:name, :kind, :payload, :every_ms, :daily_minute, :timezone, :next_run_at)
on conflict (name) do update set kind = excluded.kind, payload = excluded.payload, every_ms = excluded.every_ms,
  daily_minute = excluded.daily_minute, timezone = excluded.timezone,
  next_run_at = case when schedules.every_ms = excluded.every_ms and schedules.timezone = excluded.timezone
    and schedules.daily_minute = excluded.daily_minute then schedules.next_run_at else excluded.next_run_at end)sql"};
constexpr Statement remove{"schedules.remove", Reach::local, "delete from schedules where name = :name"};
constexpr Statement due_schedule{
    "schedules.due", Reach::local,
    "select * from schedules where next_run_at <= :now order by next_run_at limit 100"};
constexpr Statement advance{"schedules.advance", Reach::local, R"sql(
update schedules set next_run_at = :next, last_run_at = :now where name = :name and next_run_at = :was)sql"};
constexpr Statement schedule_sql[] = {upsert, remove, due_schedule, advance};

// The minute of that calendar day on the wall clock; days on which the clock changes included.
Instant moment_of_day(const TimeZone& zone, Date date, std::int32_t minute) {
  Instant at = zone.start_of_day(date) + minutes(minute);
  const TimeZone::Local local = zone.local(at);
  const std::int64_t shown = days_since_epoch(local.date) * 1440 + local.hour * 60 + local.minute;
  return at + minutes(days_since_epoch(date) * 1440 + minute - shown);
}

}  // namespace

std::span<const Statement> schedule_statements() { return schedule_sql; }

Instant next_run(const Schedule& schedule, Instant after) {
  if (schedule.every > Duration(0)) return after + schedule.every;
  const auto zone = TimeZone::find(schedule.timezone);
  if (!zone) fail(ErrorCode::invalid, "There is no time zone " + schedule.timezone + ".");
  std::int64_t day = days_since_epoch(zone->local(after).date);
  while (true) {
    const Instant at = moment_of_day(*zone, date_from_days(day++), schedule.daily_minute);
    if (at > after) return at;
  }
}

void set_schedule(store::Transaction& tx, const Schedule& schedule) {
  tx.run(upsert, {{"name", schedule.name},
                  {"kind", schedule.kind},
                  {"payload", schedule.payload},
                  {"every_ms", std::int64_t{schedule.every.count()}},
                  {"daily_minute", std::int64_t{schedule.daily_minute}},
                  {"timezone", schedule.timezone},
                  {"next_run_at", next_run(schedule, tx.now())}});
}

void remove_schedule(store::Transaction& tx, std::string_view name) { tx.run(remove, {{"name", name}}); }

int run_due_schedules(store::Transaction& tx) {
  int count = 0;
  for (const DueSchedule& row : tx.list<DueSchedule>(due_schedule, {{"now", tx.now()}})) {
    const Schedule schedule{row.name,         row.kind,    row.payload, Duration(row.every_ms),
                            row.daily_minute, row.timezone};
    const auto moved = tx.run(advance, {{"name", row.name},
                                        {"was", row.next_run_at},
                                        {"now", tx.now()},
                                        {"next", next_run(schedule, tx.now())}});
    if (moved != 1) continue;  // another process was first
    enqueue(tx, {.kind = row.kind, .payload = row.payload, .unique_key = "schedule:" + row.name});
    ++count;
  }
  return count;
}

}  // namespace rapport::jobs
