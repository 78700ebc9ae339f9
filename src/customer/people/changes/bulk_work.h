// Inside people: what a bulk change's job is told, and where it stands.
#pragma once

#include "customer/people/changes/bulk.h"
#include "customer/people/changes/change_work.h"

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

std::span<const std::uint8_t> octets_of(std::span<const Uuid> ids);
std::span<const store::Statement> bulk_change_statements();

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::BulkWork)
RAPPORT_DESCRIBED(people::BulkProgress)
}  // namespace rapport
