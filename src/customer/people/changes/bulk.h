// One change to many contacts. Which ones is fixed first: the ids are read in one snapshot, within the
// caller's records, and kept with the change set (change_set_targets); the count that the request answers is
// the count that will be tried. The work is a job: each unit takes one portion of ids, writes contacts,
// facts, change rows, counts and removes the portion, all in one transaction. So a server that is killed goes
// on where it was and counts once, a cancelled change leaves its rest to be resumed (retry of the job), and
// undo knows exactly what was done.
#pragma once

#include "customer/people/changes/change_set.h"
#include "customer/people/contact_list.h"
#include "platform/http/endpoint.h"
#include "platform/jobs/handler.h"

namespace rapport::people {

enum class BulkAction { add_tags, remove_tags, assign, set_field, clear_field, set_status, delete_ };

struct BulkRequest {
  std::optional<std::vector<Uuid>> ids;
  std::optional<ContactQuery> query;
  BulkAction action = BulkAction::add_tags;
  std::vector<std::string> tags;
  std::optional<UserId> owner_id;
  std::optional<std::string> field;
  Json value;
  std::optional<Status> status;
  std::optional<std::int64_t> expected_count;
};
template <class = void>
constexpr auto describe(Type<BulkRequest>) {
  using B = BulkRequest;
  return fields(field<&B::ids>().max_items(10'000).text("These contacts, or"),
                field<&B::query>().text("all that meet these filters, every hit of this search too"),
                field<&B::action>(), field<&B::tags>().max_items(50).text("Of add_tags and remove_tags"),
                field<&B::owner_id>().text("Of assign; absent: nobody"),
                field<&B::field>().max_length(100).text(
                    "Of set_field and clear_field; one of the workspace's own is custom.<name>"),
                field<&B::value>().or_default().text("Of set_field, as in a PATCH"),
                field<&B::status>().text("Of set_status"),
                field<&B::expected_count>().text("Refused with 409 when another number of contacts matches"));
}

// Reads and keeps the ids, then queues the job. Runs on the calling thread in several units.
ChangeSet start_bulk(store::Database& database, const BulkRequest& request, const Caller& caller);

class BulkChange : public jobs::Handler {
 public:
  std::string_view kind() const override { return "bulk_change"; }
  Json run(jobs::Context& context) override;
};

std::span<const store::Statement> bulk_statements();

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::BulkRequest)
}
