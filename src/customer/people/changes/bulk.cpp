#include "customer/people/changes/bulk.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cstring>

#include "customer/people/changes/bulk_work.h"
#include "customer/people/changes/change_set_sql.h"
#include "customer/people/fields/custom_values.h"
#include "customer/people/new_contact.h"
#include "customer/people/record_scope.h"
#include "platform/access/audit.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::BulkRequest)
RAPPORT_DESCRIBE_HERE(people::BulkWork)
RAPPORT_DESCRIBE_HERE(people::BulkProgress)
}  // namespace rapport

namespace rapport::people {

namespace {

namespace bj = boost::json;
using store::Reach;
using store::Statement;

constexpr std::size_t portion = 250;  // ids that one unit takes; also the most that one statement binds
constexpr std::size_t portions_spread = 16;    // over which neighbours are spread
constexpr std::size_t portions_in_unit = 400;  // that are kept in one unit before the work begins

constexpr Statement insert_targets{
    "people.insert_targets", Reach::local,
    "insert into change_set_targets (change_set_id, position, contact_ids) values (:set, :position, :ids)"};
constexpr Statement start_set{"people.start_set", Reach::local,
                              "update change_sets set state = 'open', counts = :counts, job_id = :job_id "
                              "where id = :id"};
constexpr Statement bulk_sql[] = {insert_targets, start_set};

[[noreturn]] void need(const char* field, const char* action) {
  fail_field(field, "required", std::string("is needed for ") + action);
}

// The changes of a PATCH that a request stands for; null for tags and deletion.
bj::object changes_of(const BulkRequest& r) {
  bj::object out;
  switch (r.action) {
    case BulkAction::assign:
      out["owner_id"] = r.owner_id ? bj::value(render(*r.owner_id)) : bj::value();
      break;
    case BulkAction::set_status:
      if (!r.status) need("status", "set_status");
      out["status"] = enum_name(*r.status);
      break;
    case BulkAction::set_field:
    case BulkAction::clear_field: {
      const char* action = r.action == BulkAction::set_field ? "set_field" : "clear_field";
      if (!r.field || r.field->empty()) need("field", action);
      if (r.action == BulkAction::set_field && r.value.is_null()) need("value", action);
      static const std::set<std::string, std::less<>> refused = {"email",  "phone",    "external_id",
                                                                 "tags",   "consent",  "consent_status",
                                                                 "status", "owner_id", "custom"};
      if (refused.contains(*r.field))
        fail_field("field", "not_in_bulk", "cannot be set for many contacts at once");
      const bj::value value = r.action == BulkAction::set_field ? r.value.value() : bj::value();
      if (r.field->starts_with("custom."))
        out["custom"] = bj::object{{r.field->substr(7), value}};
      else
        out[*r.field] = value;
      break;
    }
    default:
      break;
  }
  return out;
}

// What is wrong with it is said before anything begins, and tags get the form in which they are stored.
BulkWork checked(store::Reader& reader, const BulkRequest& request, const Caller& caller) {
  BulkWork work;
  work.action = request.action;
  if (request.ids.has_value() == request.query.has_value())
    fail_field("ids", "required", "or query is needed, and not both");
  if (request.action == BulkAction::delete_) {
    caller.principal.require("contacts.delete");
    return work;
  }
  const bool tags = request.action == BulkAction::add_tags || request.action == BulkAction::remove_tags;
  if (tags && request.tags.empty()) need("tags", "this action");
  ContactDraft example;
  example.first_name = "x";
  example.tags = request.tags;
  const bj::object changes = changes_of(request);
  if (!tags) json::patch(example, Json(changes));
  if (!example.first_name && !example.last_name && !example.company) example.company = "x";
  std::vector<Issue> issues;
  normalise(example, Intake{settings::get<settings::Workspace>(reader), {}, {}, false}, reader.now(), issues);
  resolve(example, reader, caller, issues);
  const auto& workspace = settings::get<settings::Workspace>(reader);
  const Json none;
  patched_custom(reader, *field_catalogue(reader), FieldObject::contact,
                 {!example.custom.is_null(), none, example.custom},
                 {workspace.country, workspace.currency, false, scope_owners(reader, caller.principal)},
                 issues);
  for (const CustomField* f : field_catalogue(reader)->of(FieldObject::contact))
    if (f->unique && request.action == BulkAction::set_field && request.field == f->path())
      issues.push_back({"field", "not_in_bulk", "cannot be set for many contacts at once"});
  if (!issues.empty()) json::fail_with(std::move(issues));
  work.tags = example.tags;
  work.changes = Json(changes);
  return work;
}

std::vector<Uuid> read_ids(store::Reader& reader, const BulkRequest& request, const Caller& caller) {
  std::vector<Uuid> ids;
  if (request.ids) {
    ids = *request.ids;
  } else {
    each_contact_id(reader, *request.query, caller, [&](ContactId id) { ids.push_back(id.uuid); });
  }
  std::sort(ids.begin(), ids.end());  // in the order of the tables: neighbours are written together
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

std::string summary_of(const BulkWork& work, std::size_t count) {
  std::string names;
  for (const auto& tag : work.tags) names += (names.empty() ? "" : ", ") + tag;
  const std::string many = std::to_string(count) + (count == 1 ? " contact" : " contacts");
  switch (work.action) {
    case BulkAction::add_tags:
      return "Add " + names + " to " + many;
    case BulkAction::remove_tags:
      return "Remove " + names + " from " + many;
    case BulkAction::assign:
      return "Assign " + many;
    case BulkAction::delete_:
      return "Delete " + many;
    default:
      return "Change " + many;
  }
}

// PostgreSQL changes a row without touching its indexes while its page has room, and makes room on a page
// once earlier changes there are committed. So neighbours go to different units there, at nearly the same
// time. SQLite writes whole pages with each commit: neighbours stay together.
std::vector<Uuid> spread(const std::vector<Uuid>& ids, store::Engine engine) {
  if (engine == store::Engine::sqlite) return ids;
  std::vector<Uuid> out;
  out.reserve(ids.size());
  for (std::size_t block = 0; block < ids.size(); block += portion * portions_spread)
    for (std::size_t first = block; first < block + portions_spread; ++first)
      for (std::size_t i = first; i < std::min(ids.size(), block + portion * portions_spread);
           i += portions_spread)
        out.push_back(ids[i]);
  return out;
}

void keep_ids(store::Database& database, ChangeSetId set, const std::vector<Uuid>& ids) {
  std::size_t position = 0;
  while (position * portion < ids.size()) {
    database.write([&, from = position](store::Transaction& tx) {
      std::vector<store::Params> rows;
      for (std::size_t p = from; p < from + portions_in_unit && p * portion < ids.size(); ++p) {
        const std::size_t count = std::min(portion, ids.size() - p * portion);
        rows.push_back({{"set", set},
                        {"position", static_cast<std::int64_t>(p)},
                        {"ids", store::to_value(octets_of({ids.data() + p * portion, count}))}});
      }
      tx.run_batch(insert_targets, rows);
    });
    position += portions_in_unit;
  }
}

}  // namespace

std::span<const std::uint8_t> octets_of(std::span<const Uuid> ids) {
  static_assert(sizeof(Uuid) == 16);
  return {reinterpret_cast<const std::uint8_t*>(ids.data()), ids.size() * sizeof(Uuid)};
}

ChangeSet start_bulk(store::Database& database, const BulkRequest& request, const Caller& caller) {
  BulkWork work;
  std::vector<Uuid> ids;
  database.read_without_limit([&](store::Reader& reader) {
    work = checked(reader, request, caller);
    ids = read_ids(reader, request, caller);
  });
  if (ids.empty()) fail_field("ids", "none", "no contact matches");
  if (request.expected_count && *request.expected_count != static_cast<std::int64_t>(ids.size()))
    fail(ErrorCode::conflict, "There are " + std::to_string(ids.size()) + " contacts now, not " +
                                  std::to_string(*request.expected_count) + ".");
  const std::string summary = summary_of(work, ids.size());
  bj::object details{{"action", enum_name(work.action)}};
  if (!work.tags.empty()) details["tags"] = json::to_json(work.tags).value();
  if (const auto changes = work.changes.value(); changes.is_object() && !changes.as_object().empty())
    details["changes"] = changes;
  work.caller = save(caller);
  work.change_set = database.write([&](store::Transaction& tx) {
    return begin_change_set(tx,
                            {.kind = ChangeSetKind::bulk,
                             .summary = summary,
                             .details = Json(details),
                             .state = ChangeSetState::preparing},
                            caller);
  });
  keep_ids(database, work.change_set, spread(ids, database.engine()));
  return database.write([&](store::Transaction& tx) {
    ChangeCounts counts;
    counts.total = static_cast<std::int64_t>(ids.size());
    const auto job = jobs::enqueue(tx, {.kind = "bulk_change",
                                        .payload = json::to_json(work),
                                        .unique_key = render(work.change_set),
                                        .created_by = caller.principal.id});
    tx.run(start_set, {{"id", work.change_set}, {"counts", json::to_json(counts)}, {"job_id", job}});
    access::audit(tx,
                  access::AuditActor{caller.principal.actor(), caller.principal.name, caller.ip,
                                     caller.user_agent, caller.request_id},
                  {.action = "contacts.bulk_changed",
                   .object_type = "change_set",
                   .object_id = render(work.change_set),
                   .summary = summary});
    return *find_change_set(tx, work.change_set);
  });
}

std::span<const Statement> bulk_statements() { return bulk_sql; }

}  // namespace rapport::people
