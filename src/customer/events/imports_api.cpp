#include "base/csv.h"
#include "customer/events/events_api.h"
#include "platform/access/audit.h"

namespace rapport::events {

// The query of an upload; the body is the file itself.
struct ImportUpload {
  std::string preset;
  std::string filename = "orders.csv";
  bool invent_names = false;
  std::optional<Currency> currency;
  std::optional<std::string> source;
};
template <class = void>
constexpr auto describe(Type<ImportUpload>) {
  using I = ImportUpload;
  return fields(
      field<&I::preset>().or_default().max_length(60).text(
          "uci-online-retail, or nothing: columns by their names"),
      field<&I::filename>().or_default().max_length(255).text("Shown in the list of imports"),
      field<&I::invent_names>().or_default().text("Give customers without a name an invented one"),
      field<&I::currency>().text("Of rows that name none"),
      field<&I::source>().format(Format::slug).max_length(60).text("The system that gave the order numbers"));
}

namespace {

using http::Call;
using http::Method;

// Takes the upload over; a unit that runs twice finds it taken already.
std::filesystem::path take_upload(const std::string& upload, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  // Another name: the upload itself is deleted after the call, and both may live in one folder.
  const auto kept = folder / std::filesystem::path(upload).filename().concat(".order-import");
  std::error_code failed;
  if (!std::filesystem::exists(upload)) return kept;
  std::filesystem::rename(upload, kept, failed);
  if (failed) std::filesystem::copy_file(upload, kept, std::filesystem::copy_options::overwrite_existing);
  return kept;
}

Import start(const ImportUpload& in, Call& call, store::Transaction& tx, const ImportDoor& door) {
  if (call.body_file.empty()) fail(ErrorCode::invalid, "The request has no body; send the file as the body.");
  ImportOptions options{in.preset, in.invent_names, in.currency, in.source};
  const auto path = take_upload(call.body_file, door.folder);
  Import import_ = create_import(tx, in.filename, path.string(), options, call.principal.actor());
  access::audit(tx, call,
                {.action = "import.started",
                 .object_type = "import",
                 .object_id = render(import_.id),
                 .summary = "Started the import of orders from " + in.filename});
  if (door.wake) tx.after_commit(door.wake);
  call.created("/api/imports/" + render(import_.id));
  return import_;
}

http::Download report(ImportId id, store::Reader& reader) {
  get_import(reader, id);
  // A report is small: the lines that became nothing. It is read here, because the reader ends with the call.
  auto text = std::make_shared<std::string>();
  csv::Writer writer(*text);
  writer.record(std::vector<std::string_view>{"line", "outcome", "reason", "text"});
  each_reject(reader, id, [&](const ImportReject& r) {
    writer.record(std::vector<std::string_view>{std::to_string(r.line), r.outcome, r.reason, r.raw});
  });
  return {"text/csv; charset=utf-8", "import-" + render(id) + ".csv",
          [text](const std::function<void(std::string_view)>& write) { write(*text); }};
}

}  // namespace

void register_import_routes(http::Registry& registry, const ImportDoor& imports) {
  registry.permission("imports.read", "See imports and their reports",
                      {"administrator", "manager", "marketer"});
  registry.permission("imports.write", "Import orders", {"administrator", "manager"});
  registry.write<ImportUpload, Import>(
      {.method = Method::post,
       .path = "/api/imports/orders",
       .summary = "Import orders from a CSV file",
       .description =
           "The body is the file, one row for each order line, packed with gzip or not. It is read in the "
           "background; every row ends in one outcome, and orders that are here already are left alone.",
       .permission = "imports.write",
       .success = 201,
       .body = http::Body::file,
       .max_body = std::size_t{1} << 30,
       .tag = "imports"},
      [imports](const ImportUpload& in, Call& call, store::Transaction& tx) {
        return start(in, call, tx, imports);
      });
  registry.read<ImportQuery, http::Page<Import>>(
      {.path = "/api/imports", .summary = "List imports", .permission = "imports.read"},
      [](const ImportQuery& in, Call&, store::Reader& reader) { return list_imports(reader, in); });
  registry.read<http::Nothing, Import>({.path = "/api/imports/{id}",
                                        .summary = "Read an import with its counts",
                                        .permission = "imports.read"},
                                       [](const http::Nothing&, Call& call, store::Reader& reader) {
                                         return get_import(reader, call.id<ImportId>());
                                       });
  registry.read<http::Nothing, http::Download>(
      {.path = "/api/imports/{id}/report",
       .summary = "Download the lines that became nothing, with the reasons",
       .permission = "imports.read"},
      [](const http::Nothing&, Call& call, store::Reader& reader) {
        return report(call.id<ImportId>(), reader);
      });
}

}  // namespace rapport::events

namespace rapport {
RAPPORT_DESCRIBE_HERE(events::ImportUpload)
}
