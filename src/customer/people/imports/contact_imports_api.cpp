#include "customer/people/imports/contact_imports_api.h"

#include <filesystem>

#include "customer/people/imports/revert.h"
#include "customer/people/people_api.h"
#include "platform/access/audit.h"
#include "platform/imports/imports_api.h"

namespace rapport::people {

// The query of an upload; the body is the file itself.
struct ContactUpload {
  std::string filename = "contacts.csv";
};
template <class = void>
constexpr auto describe(Type<ContactUpload>) {
  return fields(
      field<&ContactUpload::filename>().or_default().max_length(255).text("Shown in the list of imports"));
}

namespace {

using http::Call;
using http::Method;
using http::Nothing;

constexpr std::size_t largest_file = std::size_t{4} << 30;

ContactImport shown(ContactImport import_, const Call& call) {
  import_.may_attest = call.principal.can("consent.attest");
  return import_;
}

void note(store::Transaction& tx, const Call& call, const imports::Import& import_, std::string action,
          const std::string& what) {
  access::audit(tx, call,
                {.action = std::move(action),
                 .object_type = "import",
                 .object_id = render(import_.id),
                 .summary = what + " " + import_.filename});
}

ContactImport upload(const ContactUpload& in, Call& call, const ContactImportDoor& door) {
  const auto path = imports::take_upload(call.body_file, door.folder);
  try {
    auto made = create_contact_import(door.database, path, in.filename, call.principal);
    door.database.write([&](store::Transaction& tx) {
      note(tx, call, made.import_, "import.uploaded", "Uploaded contacts:");
    });
    if (door.wake) door.wake();
    call.created("/api/imports/" + render(made.import_.id));
    return shown(std::move(made), call);
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    throw;
  }
}

void register_upload(http::Registry& registry, const ContactImportDoor& door, std::string path,
                     std::string tag) {
  registry.task<ContactUpload, ContactImport>(
      {.method = Method::post,
       .path = std::move(path),
       .summary = "Upload a file of contacts",
       .description = "The body is the file: CSV with any delimiter and encoding, packed with gzip or not, "
                      "up to 4 GiB. The "
                      "answer is a draft with what the file looks like and suggested settings; nothing is "
                      "written before "
                      "`POST /api/imports/{id}/run`.",
       .permission = "contacts.import",
       .success = 201,
       .body = http::Body::file,
       .max_body = largest_file,
       .tag = std::move(tag)},
      [door](const ContactUpload& in, Call& call) { return upload(in, call, door); });
}

ImportId visible_import(store::Reader& reader, Call& call) {
  return imports::get_visible(reader, call.id<ImportId>(), call.principal).id;
}

// Whoever begins names the settings that they saw; others are not what they agreed to.
void require_settings(store::Transaction& tx, ImportId id, const Call& call) {
  imports::lock_settings(tx, id);
  if (call.if_match.empty()) return;
  if (call.if_match != std::to_string(get_contact_import(tx, id).settings_version))
    fail(ErrorCode::stale,
         "The settings of this import have changed in the meantime: look at them again before it begins.");
}

template <class Begin>
void register_revert(http::Registry& registry, const Begin& begin) {
  begin("revert", "Revert an import of contacts",
        "What it created goes to the trash, what it changed goes back to what stood there; what was changed "
        "since "
        "stays and is named. Consent is kept. Within 30 days; the status is `reverting` until it is done.",
        [](store::Transaction& tx, ImportId id, Call& call) {
          auto now = begin_revert(tx, id, caller_of(call));
          note(tx, call, now, "import.reverted", "Reverted the import of contacts from");
          return now;
        });
  registry.read<Nothing, RevertReport>({.path = "/api/imports/{id}/revert",
                                        .summary = "How far the revert of an import is, and what came of it",
                                        .permission = "imports.read",
                                        .tag = "imports"},
                                       [](const Nothing&, Call& call, store::Reader& reader) {
                                         return get_revert(reader, visible_import(reader, call));
                                       });
  registry.read<ChangeRowQuery, KeptPage>(
      {.path = "/api/imports/{id}/kept",
       .summary = "Contacts that a revert left as they are, with the reason",
       .permission = "contacts.read",
       .tag = "imports"},
      [](const ChangeRowQuery& in, Call& call, store::Reader& reader) {
        return list_kept(reader, visible_import(reader, call), in, caller_of(call));
      });
}

}  // namespace

void register_import_routes(http::Registry& registry, const ContactImportDoor& door) {
  registry.permission("contacts.import", "Import contacts from files",
                      {"administrator", "manager", "marketer"});
  register_upload(registry, door, "/api/imports/contacts", "imports");
  register_upload(registry, door, "/api/prospects/import", "prospects");
  registry.read<Nothing, ContactImport>(
      {.path = "/api/imports/{id}/draft",
       .summary = "Read the settings, the look and the dry run of an import of contacts",
       .permission = "contacts.import",
       .tag = "imports"},
      [](const Nothing&, Call& call, store::Reader& reader) {
        return shown(get_contact_import(reader, visible_import(reader, call)), call);
      });
  registry.task<http::Patch<ContactImportOptions>, ContactImport>(
      {.method = Method::patch,
       .path = "/api/imports/{id}",
       .summary = "Change the settings of a draft",
       .permission = "contacts.import",
       .tag = "imports"},
      [door](const http::Patch<ContactImportOptions>& in, Call& call) {
        const auto id = door.database.read([&](store::Reader& r) { return visible_import(r, call); });
        auto changed = change_settings(door.database, id, in.changes);
        if (door.wake) door.wake();
        return shown(std::move(changed), call);
      });
  const auto begin = [&](std::string name, std::string summary, std::string description, auto function) {
    registry.write<Nothing, imports::Import>({.method = Method::post,
                                              .path = "/api/imports/{id}/" + name,
                                              .summary = summary,
                                              .description = description,
                                              .permission = "contacts.import",
                                              .tag = "imports"},
                                             [=](const Nothing&, Call& call, store::Transaction& tx) {
                                               auto now = function(tx, visible_import(tx, call), call);
                                               if (door.wake) tx.after_commit(door.wake);
                                               return now;
                                             });
  };
  begin("dry-run", "Count what a run would do, without writing anything",
        "The counts stand in `dry_run` of the draft afterwards; a run with the same settings has the same.",
        [](store::Transaction& tx, ImportId id, Call& call) {
          require_settings(tx, id, call);
          return begin_dry_run(tx, id);
        });
  begin("run", "Run an import",
        "Every line ends in one outcome; the run can be paused, resumed and taken back.",
        [](store::Transaction& tx, ImportId id, Call& call) {
          require_settings(tx, id, call);
          auto now = begin_run(tx, id, call.principal);
          note(tx, call, now, "import.started", "Started the import of contacts from");
          return now;
        });
  register_revert(registry, begin);
}

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::ContactUpload)
}
