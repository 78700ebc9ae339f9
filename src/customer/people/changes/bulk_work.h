// Inside people: what a bulk change's job is told, and where it stands.
#pragma once

#include <thread>

#include "base/error.h"
#include "customer/people/changes/bulk.h"
#include "customer/people/changes/undo.h"
#include "platform/jobs/runner.h"

namespace rapport::people {

struct BulkWork {
  ChangeSetId change_set;
  SavedCaller caller;
  BulkAction action = BulkAction::add_tags;
  std::vector<std::string> tags;
  Json changes;  // of a PATCH
};
template <class = void>
constexpr auto describe(Type<BulkWork>) {
  using W = BulkWork;
  return fields(field<&W::change_set>(), field<&W::caller>(), field<&W::action>(), field<&W::tags>(),
                field<&W::changes>());
}
struct BulkProgress {
  std::int64_t done = 0, total = 0;
};
template <class = void>
constexpr auto describe(Type<BulkProgress>) {
  return fields(field<&BulkProgress::done>(), field<&BulkProgress::total>());
}

// Runs a unit. Where somebody else changed one of its contacts at that moment, it was rolled back and is done
// anew at once: the job need not begin another attempt.
template <class Unit>
auto write_with_patience(jobs::Context& context, const Unit& unit) {
  constexpr int tries = 6;
  for (int n = 1;; ++n) {
    try {
      return context.write(unit);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::unavailable || n == tries) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5 << n));
  }
}

std::span<const std::uint8_t> octets_of(std::span<const Uuid> ids);
std::span<const store::Statement> bulk_change_statements();

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::BulkWork)
RAPPORT_DESCRIBED(people::BulkProgress)
}  // namespace rapport
