// Inside people: many contacts to the trash in one transaction, statement by statement instead of contact by
// contact; each ends as people::remove leaves it.
#pragma once

#include "customer/people/people.h"

namespace rapport::people {

struct Living {
  ContactId id;
  std::optional<Uuid> owner_id;
  std::int64_t version = 0;
  bool has_orders = false;
};
// Those of the ids that are contacts now; one that was merged is none.
std::map<Uuid, Living> find_living(store::Reader& reader, std::span<const Uuid> ids);

// Of a job: the caller has a change set, sees the contacts and is not audited one by one. Error(unavailable)
// when somebody changed one of them meanwhile: nothing is written then, and the job tries again.
void remove_many(store::Transaction& tx, std::span<const Living> contacts, const Caller& caller);

// Those of the contacts that were changed after the set.
std::set<Uuid> changed_since(store::Reader& reader, std::span<const Uuid> ids, ChangeSetId set);

}  // namespace rapport::people
