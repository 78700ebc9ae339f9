// What recurs: a row that says when the next job of a kind is due. Missed moments (the program was down) are
// made up for by one run. Started by the keeper of the Runner in the process that leads; whoever moves the
// row first enqueues the job.
#pragma once

#include "platform/jobs/jobs.h"

namespace rapport::jobs {

struct Schedule {
  std::string name;
  std::string kind;
  Json payload;
  Duration every{0};              // or, when 0, once a day:
  std::int32_t daily_minute = 0;  // minutes after midnight in `timezone`
  std::string timezone = "UTC";
};

// Adds or changes it; the next moment stays unless the rhythm changed.
void set_schedule(store::Transaction& tx, const Schedule& schedule);
void remove_schedule(store::Transaction& tx, std::string_view name);
// Enqueues the jobs that are due; how many.
int run_due_schedules(store::Transaction& tx);

Instant next_run(const Schedule& schedule, Instant after);

}  // namespace rapport::jobs
