#include "customer/people/changes/kept.h"

#include "customer/people/changes/change_set_sql.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::KeptContact)
RAPPORT_DESCRIBE_HERE(people::KeptPage)
RAPPORT_DESCRIBE_HERE(people::ChangeRowQuery)
}  // namespace rapport

namespace rapport::people {

KeptPage list_kept(store::Reader& reader, ChangeSetId id, const ChangeRowQuery& query, const Caller& caller) {
  KeptPage page;
  ContactId after;
  if (query.cursor) {
    const auto at = parse_uuid(*query.cursor);
    if (!at) fail_field("cursor", "invalid_cursor", "is no cursor of this list");
    after = ContactId{*at};
  }
  const auto rows = reader.list<ContactChange>(
      sql::list_kept_changes,
      {{"change_set_id", id}, {"after", after}, {"limit", static_cast<std::int64_t>(query.limit) + 1}});
  for (const auto& row : rows) {
    if (page.items.size() == static_cast<std::size_t>(query.limit)) {
      page.next_cursor = render(page.items.back().contact_id);
      break;
    }
    const auto contact = find(reader, row.contact_id, caller);
    page.items.push_back({row.contact_id, contact ? contact->name : "", row.reason.value_or("")});
  }
  return page;
}

}  // namespace rapport::people
