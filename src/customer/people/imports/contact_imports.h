// Imports of contacts: from an upload over its settings and a dry run to the run, its report, and back. HTTP
// and the command line use these; the worker does the long parts.
#pragma once

#include "customer/people/imports/analysis.h"
#include "customer/people/imports/contact_run.h"
#include "platform/imports/worker.h"

namespace rapport::people {

struct DryRunReport {
  Counts counts;
  std::int64_t lines = 0;
  Instant made_at;
};
template <class = void>
constexpr auto describe(Type<DryRunReport>) {
  using D = DryRunReport;
  return fields(field<&D::counts>().text("Lines by outcome and reason, as the run would count them"),
                field<&D::lines>(), field<&D::made_at>());
}

// What a run remembers of whoever began it.
struct ImportPrincipal {
  http::Principal::Kind kind = http::Principal::Kind::user;
  Uuid id;
  std::string name;
  http::Scope scope = http::Scope::own;
  std::optional<Uuid> team_id;
  bool may_attest = false;
};
template <class = void>
constexpr auto describe(Type<ImportPrincipal>) {
  using P = ImportPrincipal;
  return fields(field<&P::kind>(), field<&P::id>(), field<&P::name>(), field<&P::scope>(),
                field<&P::team_id>(), field<&P::may_attest>());
}

struct ContactImport {
  imports::Import import_;
  ContactImportOptions options;
  ImportAnalysis analysis;
  std::optional<DryRunReport> dry_run;  // of the present settings
  bool may_attest = false;
  std::vector<std::string> fields_;   // that a column may be brought to
  std::int64_t settings_version = 0;  // of these settings; another one when they differ
};
template <class = void>
constexpr auto describe(Type<ContactImport>) {
  using C = ContactImport;
  return fields(
      field<&C::import_>(), field<&C::options>(), field<&C::analysis>(),
      field<&C::dry_run>().text("Of the present settings; absent until it was asked for"),
      field<&C::may_attest>().text("Consent that you state for the file counts as attested by you"),
      field<&C::fields_>().text("The fields that a column may be brought to"),
      field<&C::settings_version>().text("As `If-Match` of a dry run or a run: refused with `stale` "
                                         "when the settings are others by then"));
}

// Looks at the beginning of the file and makes a draft; the worker looks through the rest. Error(invalid)
// says what the file is when it holds no contacts.
ContactImport create_contact_import(store::Database& database, const std::string& path,
                                    const std::string& filename, const http::Principal& principal);
ContactImport get_contact_import(store::Reader& reader, ImportId id);
// Changes the settings of a draft; another delimiter, encoding or header looks at the file again. Two changes
// of different settings at the same time both stand.
ContactImport change_settings(store::Database& database, ImportId id, const Json& changes);

imports::Import begin_dry_run(store::Transaction& tx, ImportId id);
imports::Import begin_run(store::Transaction& tx, ImportId id, const http::Principal& principal);

// Does what the import waits for, on this thread; `progress` is called now and then.
void work_on(store::Database& database, ImportId id, const std::atomic<bool>& stop,
             const std::function<void(std::int64_t lines)>& progress = {});

class ContactImports : public imports::Engine {
 public:
  std::string_view kind() const override { return "contacts"; }
  void work(store::Database& database, ImportId id, const std::atomic<bool>& stop) override {
    work_on(database, id, stop);
  }
};

std::span<const store::Statement> contact_import_statements();

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::DryRunReport)
RAPPORT_DESCRIBED(people::ImportPrincipal)
RAPPORT_DESCRIBED(people::ContactImport)
}  // namespace rapport
