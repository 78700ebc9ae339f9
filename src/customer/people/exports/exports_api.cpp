#include "customer/people/exports/exports_api.h"

#include "customer/people/exports/record_writer.h"
#include "customer/people/people_api.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::ExportListQuery)
RAPPORT_DESCRIBE_HERE(people::ExportPage)
}  // namespace rapport

namespace rapport::people {

namespace {

using http::Call;
using http::Method;
using http::Nothing;
using store::Reader;
using store::Transaction;

constexpr const char* permission = "contacts.export";

// What the caller may not see is not there.
ContactExport visible(Reader& reader, const Call& call) {
  auto found = find_export(reader, call.id<ExportId>());
  if (!found || (found->created_by != call.principal.id && !call.principal.can("exports.all")))
    fail(ErrorCode::not_found, "There is no such export.");
  return *std::move(found);
}

ExportPage list(const ExportListQuery& in, Call& call, Reader& reader) {
  std::optional<ExportId> before;
  if (in.cursor && !in.cursor->empty()) {
    const auto id = parse_uuid(*in.cursor);
    if (!id) fail_field("cursor", "invalid_cursor", "is no cursor of this list");
    before = ExportId{*id};
  }
  const bool everybody = call.principal.can("exports.all");
  ExportPage page;
  page.items =
      list_exports(reader, everybody ? std::nullopt : std::optional(call.principal.id), before, in.limit + 1);
  if (static_cast<std::int32_t>(page.items.size()) > in.limit) {
    page.items.pop_back();
    page.next_cursor = render(page.items.back().id);
  }
  return page;
}

// "contacts-2026-11-20.csv"
std::string name_of_file(const ContactExport& export_) {
  return "contacts-" + render(export_.created_at).substr(0, 10) + "." +
         std::string(file_extension(export_.format));
}

void register_direct(http::Registry& registry, store::Database& database, const std::string& many) {
  registry.read<ContactQuery, http::Download>(
      {.path = "/api/" + many + "/export",
       .summary = "Export " + many + " as CSV, as the answer itself",
       .description =
           "Takes the filters, the search and the order of the list; up to 100,000. Counts as an export: "
           "20 an hour, each in the audit log. For more, other formats or chosen columns: "
           "`POST /api/exports/contacts`.",
       .permission = permission},
      [many, &database](const ContactQuery& in, Call& call, Reader& reader) {
        const ExportRequest request{.query = in, .bom = true};
        const Caller caller = caller_of(call);
        note_direct_export(database, reader, request, caller);
        return http::Download{.content_type = std::string(media_type(request.format)),
                              .filename = many + ".csv",
                              .stream = [&reader, request, caller](const auto& write) {
                                write_records(reader, request, caller, {.write = write});
                              }};
      });
}

}  // namespace

void register_export_routes(http::Registry& registry, store::Database& database,
                            std::filesystem::path folder) {
  registry.permission("exports.all", "See, download and delete the exports of everybody", {"administrator"});
  registry.task<ExportRequest, ContactExport>(
      {.method = Method::post,
       .path = "/api/exports/contacts",
       .summary = "Export contacts to a file",
       .description =
           "A job in the background; `job_id` is followed and cancelled under `/api/jobs`. One runs at a "
           "time for each person, others wait; 20 an hour may begin. The file holds what the caller may "
           "see, of one moment, and is kept for seven days.",
       .permission = permission,
       .success = 202},
      [&database](const ExportRequest& in, Call& call) {
        auto begun = start_export(database, in, caller_of(call));
        call.headers.emplace_back("Location", "/api/exports/" + render(begun.id));
        return begun;
      });
  registry.read<ExportListQuery, ExportPage>({.path = "/api/exports",
                                              .summary = "List exports, newest first",
                                              .description = "One's own; with `exports.all`, everybody's.",
                                              .permission = permission},
                                             list);
  registry.read<Nothing, ContactExport>(
      {.path = "/api/exports/{id}", .summary = "Read an export", .permission = permission},
      [](const Nothing&, Call& call, Reader& reader) { return visible(reader, call); });
  registry.read<Nothing, http::Download>(
      {.path = "/api/exports/{id}/file",
       .summary = "Download the file of an export",
       .description = "Each download stands in the audit log.",
       .permission = permission},
      [&database, folder](const Nothing&, Call& call, Reader& reader) {
        const ContactExport export_ = visible(reader, call);
        const std::string file = database.write(
            [&](Transaction& tx) { return begin_download(tx, export_.id, access::audit_actor(call)); });
        return http::Download{.content_type = std::string(media_type(export_.format)),
                              .filename = name_of_file(export_),
                              .stream = {},
                              .file = folder / file};
      });
  registry.write<Nothing, Nothing>({.method = Method::delete_,
                                    .path = "/api/exports/{id}",
                                    .summary = "Delete the file of an export, or cancel it",
                                    .permission = permission,
                                    .success = 204},
                                   [folder](const Nothing&, Call& call, Transaction& tx) {
                                     const std::string file =
                                         delete_export(tx, visible(tx, call).id, access::audit_actor(call));
                                     if (!file.empty())
                                       tx.after_commit([path = folder / file] {
                                         std::error_code gone_already;
                                         std::filesystem::remove(path, gone_already);
                                       });
                                     return Nothing{};
                                   });
  register_direct(registry, database, "contacts");
  register_direct(registry, database, "prospects");
}

}  // namespace rapport::people
