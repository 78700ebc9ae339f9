// The trash: contacts that were deleted within the last thirty days. They are in no list, search or count,
// their e-mail, phone and external id are free, and they come back whole as long as nobody else took these.
//
// After that time a daily job empties the record: names, addresses, notes, tags, own fields, what facts and
// change sets say of them. What stays, because law or figures need it: the bare record with its dates, orders
// and their sums (revenue), the ledger of consent (proof), suppressions (the person stays closed), the audit
// log.
#pragma once

#include "customer/people/changes/change_set.h"
#include "platform/http/endpoint.h"
#include "platform/jobs/handler.h"

namespace rapport::people {

struct TrashQuery {
  std::optional<std::string> cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<TrashQuery>) {
  using Q = TrashQuery;
  return fields(field<&Q::cursor>().max_length(2'000).text("next_cursor of the page before"),
                field<&Q::limit>().or_default().at_least(1).at_most(200));
}
struct TrashedContact {
  ContactId id;
  std::string name;
  std::optional<std::string> email, phone, company;
  std::optional<UserId> owner_id;
  Instant deleted_at, gone_at;
};
template <class = void>
constexpr auto describe(Type<TrashedContact>) {
  using C = TrashedContact;
  return fields(field<&C::id>(), field<&C::name>().is_personal(), field<&C::email>().is_personal(),
                field<&C::phone>().is_personal(), field<&C::company>(), field<&C::owner_id>(),
                field<&C::deleted_at>(), field<&C::gone_at>().text("Until then it can be restored"));
}
using TrashPage = http::Page<TrashedContact>;

TrashPage list_trash(store::Reader& reader, const TrashQuery& query, const Caller& caller);

// Error(not_found) when it is not in the trash (or outside the caller's records); Error(conflict) not_unique
// with the contact that has its e-mail, phone or external id now, before anything is written.
Contact restore(store::Transaction& tx, ContactId id, const Caller& caller);

// Daily: empties what lay in the trash long enough, and forgets change sets that cannot be undone any more.
class EmptyTrash : public jobs::Handler {
 public:
  std::string_view kind() const override { return "empty_trash"; }
  Json run(jobs::Context& context) override;
};
void schedule_trash(store::Database& database);

std::span<const store::Statement> trash_statements();

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::TrashQuery)
RAPPORT_DESCRIBED(people::TrashedContact)
RAPPORT_DESCRIBED(people::TrashPage)
}  // namespace rapport
