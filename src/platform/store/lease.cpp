#include "platform/store/lease.h"

#include "base/error.h"

namespace rapport::store {

namespace {

constexpr Statement acquire{"leases.acquire", Reach::local, R"sql(
insert into leases (name, holder, epoch, expires_at) values (:name, :holder, 1, :expires_at)
on conflict (name) do update set
  epoch = leases.epoch + case when leases.holder = excluded.holder and leases.expires_at >= :now then 0 else 1 end,
  holder = excluded.holder,
  expires_at = excluded.expires_at
where leases.holder = excluded.holder or leases.expires_at < :now
returning epoch)sql"};

// A write, so that on PostgreSQL the row stays as it is until the caller's transaction ends.
constexpr Statement check{"leases.check", Reach::local, R"sql(
update leases set expires_at = expires_at where name = :name and holder = :holder and epoch = :epoch)sql"};

constexpr Statement release{"leases.release", Reach::local, R"sql(
update leases set expires_at = 0 where name = :name and holder = :holder and epoch = :epoch)sql"};

constexpr Statement all[] = {acquire, check, release};

}  // namespace

std::span<const Statement> lease_statements() { return all; }

std::optional<Lease> acquire_lease(Transaction& tx, std::string_view name, std::string_view holder,
                                   Duration length) {
  Lease lease{std::string(name), std::string(holder), 0, tx.now() + length};
  const auto epoch = tx.value<std::int64_t>(
      acquire, {{"name", name}, {"holder", holder}, {"expires_at", lease.expires_at}, {"now", tx.now()}});
  if (!epoch) return std::nullopt;
  lease.epoch = *epoch;
  return lease;
}

void check_lease(Transaction& tx, const Lease& lease) {
  const auto found = tx.run(check, {{"name", lease.name}, {"holder", lease.holder}, {"epoch", lease.epoch}});
  if (found != 1) fail(ErrorCode::stale, "Another process has taken over: " + lease.name + ".");
}

void release_lease(Transaction& tx, const Lease& lease) {
  tx.run(release, {{"name", lease.name}, {"holder", lease.holder}, {"epoch", lease.epoch}});
}

}  // namespace rapport::store
