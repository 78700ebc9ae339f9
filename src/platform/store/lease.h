// Who may do something alone: a row with a holder, an end and an epoch. The epoch grows with every new
// holder, and every write of a beat checks it first (check_lease), so that a holder that slept past its end
// can no longer write. Works through any connection pooler.
#pragma once

#include <optional>
#include <string>

#include "platform/store/store.h"

namespace rapport::store {

struct Lease {
  std::string name;
  std::string holder;  // different for every start of a process
  std::int64_t epoch = 0;
  Instant expires_at;
};

// Takes a lease that is free or has run out, or extends one's own; nullopt while somebody else holds it.
std::optional<Lease> acquire_lease(Transaction& tx, std::string_view name, std::string_view holder,
                                   Duration length);
// Error(stale) when the lease passed to another epoch. Call it in the transaction that it protects.
void check_lease(Transaction& tx, const Lease& lease);
void release_lease(Transaction& tx, const Lease& lease);

std::span<const Statement> lease_statements();

}  // namespace rapport::store
