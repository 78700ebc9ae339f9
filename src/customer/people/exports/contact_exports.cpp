#include "customer/people/exports/contact_exports.h"

#include <boost/json.hpp>

#include "customer/people/exports/export_work.h"
#include "customer/people/exports/record_writer.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::ContactExport)
}

namespace rapport::people {

namespace {

namespace bj = boost::json;
using store::Reach;
using store::Statement;

#define EXPORT_COLUMNS                                                                                     \
  "select e.id, e.format, e.asked, e.expected, e.written, e.left_out, e.bytes, e.job_id, nullif(j.error, " \
  "'') "                                                                                                   \
  "as error, e.created_by, e.created_by_name, e.created_at, e.ready_at, e.expires_at, e.downloads, "       \
  "e.downloaded_at, case when e.deleted_at is not null and e.ready_at is not null then 'expired' when "    \
  "e.ready_at is not null then 'ready' when e.job_id is null then 'direct' when j.state = 'queued' then "  \
  "'queued' when j.state = "                                                                               \
  "'running' then 'running' when j.cancel_requested then 'cancelled' else 'failed' end as state "          \
  "from contact_exports e left join jobs j on j.id = e.job_id "

constexpr Statement insert{
    "exports.insert", Reach::local,
    "insert into contact_exports (id, job_id, format, asked, expected, created_by, created_by_name, "
    "created_at, "
    "downloads) values (:id, :job_id, :format, :asked, :expected, :created_by, :created_by_name, :now, 0)"};
constexpr Statement find_one{"exports.find", Reach::local, EXPORT_COLUMNS "where e.id = :id"};
constexpr Statement list_all{"exports.list", Reach::local,
                             EXPORT_COLUMNS
                             "where (cast(:all as boolean) or e.created_by = :created_by) and (cast(:first "
                             "as boolean) or e.id < :before) "
                             "order by e.id desc limit :limit"};
constexpr Statement begun_since{"exports.begun_since", Reach::local,
                                "select count(*) as begun, min(created_at) as first_at from contact_exports "
                                "where created_by = :created_by and "
                                "created_at > :since"};
constexpr Statement count_download{"exports.count_download", Reach::local,
                                   "update contact_exports set downloads = downloads + 1, downloaded_at = "
                                   ":now where id = :id and file is not "
                                   "null and deleted_at is null and expires_at > :now returning file"};
constexpr Statement mark_deleted{
    "exports.mark_deleted", Reach::local,
    "update contact_exports set deleted_at = :now where id = :id and deleted_at is null returning file"};
constexpr Statement contact_exports_sql[] = {insert,      find_one,       list_all,
                                             begun_since, count_download, mark_deleted};

// What the list and the audit log tell of a request: which contacts, which columns.
bj::object told(const ExportRequest& request) {
  bj::object out;
  if (request.ids) out["ids"] = request.ids->size();
  if (request.query) {
    bj::object query;
    const bj::value whole = json::to_json(*request.query).value();
    for (const auto& [name, value] : whole.as_object())
      if (!value.is_null() && name != "limit" && name != "cursor" && name != "count") query[name] = value;
    if (!query.empty()) out["query"] = std::move(query);
  }
  if (request.columns) out["columns"] = json::to_json(*request.columns).value();
  return out;
}

void check_rate(store::Transaction& tx, const Caller& caller) {
  struct Begun {
    std::int64_t count = 0;
    Instant first_at;
  } begun;
  tx.each(begun_since, {{"created_by", caller.principal.id}, {"since", tx.now() - hours(1)}},
          [&](const store::Row& row) {
            begun.count = row.integer(0);
            if (!row.is_null(1)) begun.first_at = Instant{row.integer(1)};
          });
  if (begun.count < exports_an_hour) return;
  const std::string next = render(begun.first_at + hours(1));
  fail(ErrorCode::too_many, "You have begun " + std::to_string(begun.count) +
                                " exports within an hour, which is the most; the next may begin at " +
                                next.substr(11, 5) + " UTC.");
}

struct NewExport {
  ExportId id;
  std::optional<jobs::JobId> job_id;
  const ExportRequest& request;
  std::int64_t expected = 0;
};

void record(store::Transaction& tx, const NewExport& fresh, const Caller& caller) {
  check_rate(tx, caller);
  const bj::object asked = told(fresh.request);
  const auto& principal = caller.principal;
  tx.run(insert, {{"id", fresh.id},
                  {"job_id", fresh.job_id},
                  {"format", fresh.request.format},
                  {"asked", Json(asked)},
                  {"expected", fresh.expected},
                  {"created_by", principal.id},
                  {"created_by_name", principal.name},
                  {"now", tx.now()}});
  std::vector<json::Change> details = {
      {"format", {}, json::to_json(std::string(enum_name(fresh.request.format)))}};
  for (const auto& [name, value] : asked) details.push_back({std::string(name), {}, Json(value)});
  if (!asked.contains("columns"))
    details.push_back({"columns",
                       {},
                       Json(bj::value(fresh.request.format == ExportFormat::csv ? "all" : "of the format"))});
  access::audit(tx, {principal.actor(), principal.name, caller.ip, caller.user_agent, caller.request_id},
                {.action = "contacts.exported",
                 .object_type = "export",
                 .object_id = render(fresh.id),
                 .summary = (fresh.job_id ? "Asked for an export of " : "Exported ") +
                            std::to_string(fresh.expected) + (fresh.expected == 1 ? " contact" : " contacts"),
                 .changes = std::move(details)});
}

}  // namespace

ContactExport start_export(store::Database& database, const ExportRequest& request, const Caller& caller) {
  ExportWork work{.id = {}, .caller = save(caller), .request = request};
  work.expected = database.read([&](store::Reader& reader) { return check_export(reader, request, caller); });
  return database.write([&](store::Transaction& tx) {
    work.id = tx.new_id<ExportId>();
    const auto job = jobs::enqueue(tx, {.kind = "export_contacts",
                                        .payload = json::to_json(work),
                                        .unique_key = render(work.id),
                                        .created_by = caller.principal.id});
    record(tx, {work.id, job, request, work.expected}, caller);
    return *find_export(tx, work.id);
  });
}

void note_direct_export(store::Database& database, store::Reader& reader, const ExportRequest& request,
                        const Caller& caller) {
  const auto expected = check_export(reader, request, caller);
  if (expected > most_given_directly)
    fail(ErrorCode::too_large,
         "These are " + std::to_string(expected) + " contacts, and a direct download gives " +
             std::to_string(most_given_directly) + " at most: ask for a file by POST /api/exports/contacts.");
  database.write([&](store::Transaction& tx) {
    record(tx, {tx.new_id<ExportId>(), std::nullopt, request, expected}, caller);
  });
}

std::optional<ContactExport> find_export(store::Reader& reader, ExportId id) {
  return reader.find<ContactExport>(find_one, {{"id", id}});
}

std::vector<ContactExport> list_exports(store::Reader& reader, std::optional<Uuid> created_by,
                                        std::optional<ExportId> before, int limit) {
  return reader.list<ContactExport>(list_all, {{"all", !created_by},
                                               {"created_by", created_by.value_or(Uuid{})},
                                               {"first", !before},
                                               {"before", before.value_or(ExportId{})},
                                               {"limit", static_cast<std::int64_t>(limit)}});
}

std::string begin_download(store::Transaction& tx, ExportId id, const access::AuditActor& who) {
  const auto known = find_export(tx, id);
  const auto file = tx.value<std::string>(count_download, {{"id", id}, {"now", tx.now()}});
  if (!known || !file)
    fail(ErrorCode::not_found,
         known && known->ready_at
             ? "The file of this export was deleted, as all are after seven days; export "
               "the contacts again."
             : "This export has no file.");
  access::audit(tx, who,
                {.action = "export.downloaded",
                 .object_type = "export",
                 .object_id = render(id),
                 .summary = "Downloaded an export of " + std::to_string(known->written.value_or(0)) +
                            " contacts that " + known->created_by_name + " made"});
  return *file;
}

std::string delete_export(store::Transaction& tx, ExportId id, const access::AuditActor& who) {
  const auto known = find_export(tx, id);
  if (!known) fail(ErrorCode::not_found, "There is no such export.");
  if (known->job_id) jobs::cancel_job(tx, *known->job_id);
  const auto file = tx.value<std::string>(mark_deleted, {{"id", id}, {"now", tx.now()}});
  access::audit(tx, who,
                {.action = "export.deleted",
                 .object_type = "export",
                 .object_id = render(id),
                 .summary = "Deleted the file of an export of contacts"});
  return file.value_or("");
}

std::span<const Statement> export_statements() { return contact_exports_sql; }

}  // namespace rapport::people
