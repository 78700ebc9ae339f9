// Whom a change of many left as they are, wholly or in part, and why.
#pragma once

#include "customer/people/changes/change_set.h"
#include "platform/http/endpoint.h"

namespace rapport::people {

struct KeptContact {
  ContactId contact_id;
  std::string name;    // empty: gone, or outside of the caller's records
  std::string reason;  // changed_since, not_unique, missing, …
};
template <class = void>
constexpr auto describe(Type<KeptContact>) {
  using K = KeptContact;
  return fields(field<&K::contact_id>(), field<&K::name>().is_personal().text("Empty when it is gone"),
                field<&K::reason>().text("changed_since, not_unique, missing, …"));
}
struct ChangeRowQuery {
  std::optional<std::string> cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<ChangeRowQuery>) {
  using Q = ChangeRowQuery;
  return fields(field<&Q::cursor>().max_length(100),
                field<&Q::limit>().or_default().at_least(1).at_most(200));
}
using KeptPage = http::Page<KeptContact>;
KeptPage list_kept(store::Reader& reader, ChangeSetId id, const ChangeRowQuery& query, const Caller& caller);

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::KeptContact)
RAPPORT_DESCRIBED(people::KeptPage)
RAPPORT_DESCRIBED(people::ChangeRowQuery)
}  // namespace rapport
