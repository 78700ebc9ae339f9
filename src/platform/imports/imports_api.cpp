#include "platform/imports/imports_api.h"

#include <filesystem>

#include "platform/access/audit.h"
#include "platform/imports/import_sql.h"
#include "platform/imports/report.h"

namespace rapport::imports {

struct ImportQuery {
  std::optional<std::string> kind, cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<ImportQuery>) {
  using Q = ImportQuery;
  return fields(field<&Q::kind>().max_length(30).text("contacts or orders"),
                field<&Q::cursor>().max_length(100),
                field<&Q::limit>().or_default().at_least(1).at_most(200));
}

struct ReportQuery {
  std::optional<std::string> outcome, language;
};
template <class = void>
constexpr auto describe(Type<ReportQuery>) {
  using Q = ReportQuery;
  return fields(field<&Q::outcome>().max_length(30).text("Only lines with this outcome; all when absent"),
                field<&Q::language>().max_length(10).text("en, fr or vi; else as the browser asks"));
}

namespace {

using http::Call;
using http::Method;
using http::Nothing;

bool sees_all(const http::Principal& p) {
  return p.kind == http::Principal::Kind::system || p.scope == http::Scope::all;
}

http::Page<Import> list(store::Reader& reader, const ImportQuery& query, const http::Principal& principal) {
  Uuid before{};
  if (query.cursor) {
    const auto id = parse_uuid(*query.cursor);
    if (!id) fail_field("cursor", "invalid", "is no cursor of this list");
    before = *id;
  }
  http::Page<Import> page;
  page.items =
      reader.list<Import>(sql::list_imports, {{"before", query.cursor},
                                              {"id", before},
                                              {"kind", query.kind},
                                              {"own", !sees_all(principal)},
                                              {"actor", principal.id},
                                              {"limit", static_cast<std::int64_t>(query.limit) + 1}});
  if (page.items.size() > static_cast<std::size_t>(query.limit)) {
    page.items.pop_back();
    page.next_cursor = render(page.items.back().id);
  }
  return page;
}

http::Download report(store::Database& database, const Import& import_, std::optional<std::string> outcome,
                      const std::string& language) {
  return {"text/csv; charset=utf-8", "import-" + render(import_.id) + ".csv",
          [&database, import_, outcome = std::move(outcome),
           language](const std::function<void(std::string_view)>& write) {
            write_report(database, import_, outcome, language, write);
          }};
}

Import get_own(store::Reader& reader, Call& call, const KindPermissions& permissions) {
  Import import_ = get_visible(reader, call.id<ImportId>(), call.principal);
  if (const auto needed = permissions.find(import_.kind); needed != permissions.end())
    call.principal.require(needed->second);
  return import_;
}

void note(store::Transaction& tx, const Call& call, const Import& import_, std::string action,
          const std::string& summary) {
  access::audit(tx, call,
                {.action = std::move(action),
                 .object_type = "import",
                 .object_id = render(import_.id),
                 .summary = summary + " " + import_.filename});
}

void register_controls(http::Registry& registry, const std::function<void()>& wake,
                       const KindPermissions& permissions) {
  const auto control = [&](std::string name, std::string summary, auto function) {
    registry.write<Nothing, Import>({.method = Method::post,
                                     .path = "/api/imports/{id}/" + name,
                                     .summary = summary,
                                     .permission = "imports.read",
                                     .tag = "imports"},
                                    [=](const Nothing&, Call& call, store::Transaction& tx) {
                                      const Import before = get_own(tx, call, permissions);
                                      Import after = function(tx, before.id);
                                      note(tx, call, before, "import." + name, summary + ":");
                                      if (wake) tx.after_commit(wake);
                                      return after;
                                    });
  };
  control("pause", "Pause an import", pause);
  control("resume", "Go on with a paused import", resume);
  control("cancel", "Cancel an import; what was written stays", cancel);
  registry.write<Nothing, Nothing>({.method = Method::delete_,
                                    .path = "/api/imports/{id}",
                                    .summary = "Throw a draft away",
                                    .permission = "imports.read",
                                    .success = 204},
                                   [permissions](const Nothing&, Call& call, store::Transaction& tx) {
                                     const Import before = get_own(tx, call, permissions);
                                     const std::filesystem::path path = get_parts(tx, before.id).path;
                                     delete_draft(tx, before.id);
                                     note(tx, call, before, "import.discarded", "Threw away the draft of");
                                     tx.after_commit([path] {
                                       std::error_code ignored;
                                       if (path.extension() == ".import")
                                         std::filesystem::remove(path, ignored);
                                     });
                                     return Nothing{};
                                   });
}

}  // namespace

Import get_visible(store::Reader& reader, ImportId id, const http::Principal& principal) {
  Import import_ = get_import(reader, id);
  if (!sees_all(principal) && get_parts(reader, id).actor.id != principal.id)
    fail(ErrorCode::not_found, "There is no such import.");
  return import_;
}

std::string take_upload(const std::string& upload, const std::string& folder) {
  namespace fs = std::filesystem;
  if (upload.empty()) fail(ErrorCode::invalid, "The request has no body; send the file as the body.");
  fs::create_directories(folder);
  // Another name: the upload itself is deleted after the call, and both may live in one folder.
  const auto kept = fs::path(folder) / fs::path(upload).filename().concat(".import");
  if (!fs::exists(upload)) return kept.string();
  std::error_code failed;
  fs::rename(upload, kept, failed);
  if (failed) fs::copy_file(upload, kept, fs::copy_options::overwrite_existing);
  return kept.string();
}

void register_routes(http::Registry& registry, store::Database& database, std::function<void()> wake,
                     KindPermissions permissions) {
  registry.permission("imports.read", "See imports and their reports",
                      {"administrator", "manager", "marketer"});
  registry.read<ImportQuery, http::Page<Import>>(
      {.path = "/api/imports", .summary = "List imports", .permission = "imports.read"},
      [](const ImportQuery& in, Call& call, store::Reader& reader) {
        return list(reader, in, call.principal);
      });
  registry.read<Nothing, Import>({.path = "/api/imports/{id}",
                                  .summary = "Read an import with its counts",
                                  .permission = "imports.read"},
                                 [](const Nothing&, Call& call, store::Reader& reader) {
                                   return get_visible(reader, call.id<ImportId>(), call.principal);
                                 });
  registry.read<LineQuery, http::Page<LineAnswer>>(
      {.path = "/api/imports/{id}/lines",
       .summary = "List what became of each line",
       .description = "Imports of orders keep the lines that became nothing, imports of contacts every line.",
       .permission = "imports.read"},
      [](const LineQuery& in, Call& call, store::Reader& reader) {
        return list_lines(reader, get_visible(reader, call.id<ImportId>(), call.principal), in);
      });
  registry.read<ReportQuery, http::Download>(
      {.path = "/api/imports/{id}/report",
       .summary = "Download what became of the lines, with the reasons",
       .permission = "imports.read"},
      [&database](const ReportQuery& in, Call& call, store::Reader& reader) {
        return report(database, get_visible(reader, call.id<ImportId>(), call.principal), in.outcome,
                      in.language.value_or(call.language));
      });
  register_controls(registry, wake, permissions);
}

}  // namespace rapport::imports

namespace rapport {
RAPPORT_DESCRIBE_HERE(imports::ImportQuery)
RAPPORT_DESCRIBE_HERE(imports::ReportQuery)
}  // namespace rapport
