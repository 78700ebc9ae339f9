// The endpoints of change sets, undo, the trash and bulk changes.
#pragma once

#include "customer/people/changes/bulk.h"
#include "customer/people/changes/change_work.h"
#include "customer/people/changes/kept.h"
#include "customer/people/changes/trash.h"
#include "customer/people/changes/undo.h"

namespace rapport::people {

void register_change_routes(http::Registry& registry, store::Database& database, UndoMerge undo_merge);

struct ChangeSetQuery {
  std::optional<ContactId> contact_id;
  std::optional<Uuid> job_id;
  std::optional<bool> all, bulk;
  std::optional<std::string> cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<ChangeSetQuery>) {
  using Q = ChangeSetQuery;
  return fields(
      field<&Q::contact_id>().text("Changes of this contact and of those merged into it"),
      field<&Q::job_id>().text("The one whose work this job does"),
      field<&Q::all>().text("Of everybody whose records you see: asks for changes.all; else your own"),
      field<&Q::bulk>().text("Without edits and creations of one contact"),
      field<&Q::cursor>().max_length(100).text("next_cursor of the page before"),
      field<&Q::limit>().or_default().at_least(1).at_most(200));
}
using ChangeSetPage = http::Page<ChangeSet>;

using ContactChangePage = http::Page<ContactChange>;

struct RestoreRequest {
  std::vector<Uuid> ids;
};
template <class = void>
constexpr auto describe(Type<RestoreRequest>) {
  return fields(field<&RestoreRequest::ids>().max_items(50).text("At most 50 contacts in the trash"));
}

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::ChangeSetQuery)
RAPPORT_DESCRIBED(people::ChangeSetPage)
RAPPORT_DESCRIBED(people::ContactChangePage)
RAPPORT_DESCRIBED(people::RestoreRequest)
}  // namespace rapport
