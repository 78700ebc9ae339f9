// What a workspace does for itself every hour: forgets what has served its time. A job like any other, so
// that several processes do it once, and a late one shows in /readyz.
#pragma once

#include "platform/jobs/handler.h"

namespace rapport::app {

class Upkeep : public jobs::Handler {
 public:
  std::string_view kind() const override { return "upkeep"; }
  Json run(jobs::Context& context) override;
};

// Sets the schedule; again: nothing changes.
void schedule_upkeep(store::Database& database);

// For /readyz: a sentence when work is late.
std::optional<std::string> find_late_work(store::Database& database);

}  // namespace rapport::app
