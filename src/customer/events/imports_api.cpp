#include "platform/imports/imports_api.h"

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
  std::optional<Date> ending;
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
      field<&I::source>().format(Format::slug).max_length(60).text("The system that gave the order numbers"),
      field<&I::ending>().text(
          "To try the product with old orders: the newest of the file is moved to this day, "
          "the others by as many days"));
}

namespace {

using http::Call;
using http::Method;

Import start(const ImportUpload& in, Call& call, store::Transaction& tx, const ImportDoor& door) {
  ImportOptions options{in.preset, in.invent_names, in.currency, in.source, in.ending};
  const auto path = imports::take_upload(call.body_file, door.folder.string());
  Import import_ = create_import(tx, in.filename, path, options, call.principal.actor(), call.principal.name);
  access::audit(tx, call,
                {.action = "import.started",
                 .object_type = "import",
                 .object_id = render(import_.id),
                 .summary = "Started the import of orders from " + in.filename});
  if (door.wake) tx.after_commit(door.wake);
  call.created("/api/imports/" + render(import_.id));
  return import_;
}

}  // namespace

void register_import_routes(http::Registry& registry, const ImportDoor& door) {
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
      [door](const ImportUpload& in, Call& call, store::Transaction& tx) {
        return start(in, call, tx, door);
      });
}

}  // namespace rapport::events

namespace rapport {
RAPPORT_DESCRIBE_HERE(events::ImportUpload)
}
