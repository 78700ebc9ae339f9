#include "customer/people/changes/changes_api.h"

#include <boost/json.hpp>

#include "customer/people/duplicates/merge_store.h"
#include "customer/people/people_api.h"
#include "customer/people/record_scope.h"
#include "platform/access/audit.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::ChangeSetQuery)
RAPPORT_DESCRIBE_HERE(people::ChangeSetPage)
RAPPORT_DESCRIBE_HERE(people::ContactChangePage)
RAPPORT_DESCRIBE_HERE(people::RestoreRequest)
}  // namespace rapport

namespace rapport::people {

namespace {

using http::Call;
using http::Method;
using http::Nothing;
using store::Reader;
using store::Transaction;

template <class IdType>
std::optional<IdType> parse_cursor(const std::optional<std::string>& text) {
  if (!text || text->empty()) return std::nullopt;
  const auto id = parse_uuid(*text);
  if (!id) fail_field("cursor", "invalid_cursor", "is no cursor of this list");
  return IdType{*id};
}

ChangeSetPage list(const ChangeSetQuery& in, Call& call, Reader& reader) {
  const bool all = in.all.value_or(false);
  if (all) call.principal.require("changes.all");
  ChangeSetFilter filter;
  filter.actors = all ? change_actors(reader, call.principal) : std::vector<Uuid>{call.principal.id};
  if (in.contact_id) {
    const auto id =
        get(reader, *in.contact_id, caller_of(call)).id;  // not_found outside of the caller's records
    filter.contacts = {id};
    for (const auto& [merged, by] : duplicates::aliases_of(reader, id)) filter.contacts.push_back(merged);
  }
  filter.job_id = in.job_id;
  filter.before = parse_cursor<ChangeSetId>(in.cursor);
  filter.with_single = !in.bulk.value_or(false);
  filter.limit = in.limit + 1;
  ChangeSetPage page;
  page.items = list_change_sets(reader, filter);
  if (static_cast<std::int32_t>(page.items.size()) > in.limit) {
    page.items.resize(static_cast<std::size_t>(in.limit));
    page.next_cursor = render(page.items.back().id);
  }
  return page;
}

ChangeSet visible(Reader& reader, Call& call) {
  return get_change_set(reader, call.id<ChangeSetId>(), call.principal);
}

// Of a contact outside of the caller's records only that something happened: neither values nor who holds
// them.
ContactChangePage rows(const ChangeRowQuery& in, Call& call, Reader& reader) {
  const ChangeSet set = visible(reader, call);
  ContactChangePage page;
  page.items =
      list_changes(reader, set.id, parse_cursor<ContactId>(in.cursor).value_or(ContactId{}), in.limit + 1);
  if (static_cast<std::int32_t>(page.items.size()) > in.limit) {
    page.items.resize(static_cast<std::size_t>(in.limit));
    page.next_cursor = render(page.items.back().contact_id);
  }
  if (call.principal.scope == http::Scope::all) return page;
  for (auto& row : page.items)
    if (!find(reader, row.contact_id, caller_of(call))) row.before = row.after = Json::trusted("{}");
  return page;
}

Contact restore_one(const Nothing&, Call& call, Transaction& tx) {
  Caller caller = caller_of(call);
  caller.new_change_set = tx.new_id<ChangeSetId>();
  Contact contact = restore(tx, call.id<ContactId>(), caller);
  call.headers.emplace_back("Change-Set", render(caller.new_change_set));
  call.set_version(contact.version);
  return contact;
}

ChangeSet restore_many(const RestoreRequest& in, Call& call, Transaction& tx) {
  if (in.ids.empty()) fail_field("ids", "required", "must name at least one contact");
  Caller caller = caller_of(call);
  const std::string summary = "Restored " + std::to_string(in.ids.size()) + " contacts from the trash";
  const auto set = begin_change_set(tx, {.kind = ChangeSetKind::restore, .summary = summary}, caller);
  access::audit(tx, call,
                {.action = "contacts.restored",
                 .object_type = "change_set",
                 .object_id = render(set),
                 .summary = summary});
  caller.change_set = set;
  caller.audited = false;
  ChangeCounts counts;
  counts.total = static_cast<std::int64_t>(in.ids.size());
  for (const Uuid& id : in.ids) {
    try {
      restore(tx, ContactId{id}, caller);
      ++counts.restored;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::conflict && error.code() != ErrorCode::not_found) throw;
      const ContactChange row = skipped_change(ContactId{id}, error);
      ++counts.skipped;
      ++counts.reasons[*row.reason];
      record_changes(tx, set, {&row, 1});
    }
  }
  finish_change_set(tx, set, counts);
  return *find_change_set(tx, set);
}

void register_trash_routes(http::Registry& registry) {
  registry.read<TrashQuery, TrashPage>(
      {.path = "/api/contacts/trash",
       .summary = "Contacts that were deleted within thirty days, the last first",
       .permission = "contacts.delete"},
      [](const TrashQuery& in, Call& call, Reader& reader) {
        return list_trash(reader, in, caller_of(call));
      });
  registry.write<Nothing, Contact>({.method = Method::post,
                                    .path = "/api/contacts/{id}/restore",
                                    .summary = "Bring a contact back from the trash",
                                    .description = "409 with the other contact when somebody else has its "
                                                   "e-mail, phone or external id now.",
                                    .permission = "contacts.delete"},
                                   restore_one);
  registry.write<RestoreRequest, ChangeSet>(
      {.method = Method::post,
       .path = "/api/contacts/restore",
       .summary = "Bring several contacts back from the trash",
       .description = "What cannot be restored is skipped with a row of the change set that says why.",
       .permission = "contacts.delete"},
      restore_many);
}

}  // namespace

void register_change_routes(http::Registry& registry, store::Database& database, UndoMerge undo_merge) {
  registry.permission("changes.all", "See and undo what others changed", {"administrator", "manager"});
  registry.read<ChangeSetQuery, ChangeSetPage>(
      {.path = "/api/change-sets",
       .summary = "What was changed at once, newest first",
       .description = "Your own changes of the last thirty days; with `all` those of everybody.",
       .permission = "contacts.read"},
      list);
  registry.read<Nothing, ChangeSet>(
      {.path = "/api/change-sets/{id}",
       .summary = "Read a change set with its counts",
       .permission = "contacts.read"},
      [](const Nothing&, Call& call, Reader& reader) { return visible(reader, call); });
  registry.read<ChangeRowQuery, ContactChangePage>(
      {.path = "/api/change-sets/{id}/contacts",
       .summary = "What a change set did to each contact, skipped ones with the reason",
       .permission = "contacts.read"},
      rows);
  registry.read<ChangeRowQuery, KeptPage>(
      {.path = "/api/change-sets/{id}/kept",
       .summary = "Contacts that a change set left as they are, wholly or in part, with the reason",
       .permission = "contacts.read"},
      [](const ChangeRowQuery& in, Call& call, Reader& reader) {
        return list_kept(reader, visible(reader, call).id, in, caller_of(call));
      });
  registry.write<Nothing, ChangeSet>(
      {.method = Method::post,
       .path = "/api/change-sets/{id}/undo",
       .summary = "Undo a change set",
       .description = "At once for up to 20 contacts, else as a job. The answer is the change set of the "
                      "undo, which can "
                      "be undone itself. What was changed since stays and is reported.",
       .permission = "contacts.write"},
      [undo_merge](const Nothing&, Call& call, Transaction& tx) {
        return undo_change_set(tx, call.id<ChangeSetId>(), caller_of(call), undo_merge);
      });
  registry.write<Nothing, ChangeSet>(
      {.method = Method::post,
       .path = "/api/change-sets/{id}/resume",
       .summary = "Go on with a change that was cancelled",
       .description = "Its job does the rest, with the rights of who began it.",
       .permission = "contacts.write"},
      [](const Nothing&, Call& call, Transaction& tx) {
        return resume_change_set(tx, call.id<ChangeSetId>(), call.principal);
      });
  registry.task<BulkRequest, ChangeSet>(
      {.method = Method::post,
       .path = "/api/contacts/bulk",
       .summary = "Change many contacts",
       .description =
           "Which contacts is fixed when it is asked for; `counts.total` of the answer says how many. The "
           "job "
           "`job_id` does the work; cancelled, it leaves a rest that a retry of the job goes on with.",
       .permission = "contacts.write",
       .success = 202},
      [&database](const BulkRequest& in, Call& call) { return start_bulk(database, in, caller_of(call)); });
  register_trash_routes(registry);
}

}  // namespace rapport::people
