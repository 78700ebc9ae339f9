#include "customer/people/imports/contact_imports.h"

#include <boost/json.hpp>

#include "base/hash.h"
#include "customer/people/fields/catalogue.h"
#include "customer/people/imports/contact_file.h"
#include "customer/people/imports/header_words.h"
#include "customer/people/imports/revert.h"
#include "platform/access/audit.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::DryRunReport)
RAPPORT_DESCRIBE_HERE(people::ImportPrincipal)
RAPPORT_DESCRIBE_HERE(people::ContactImport)
}  // namespace rapport

namespace rapport::people {

namespace {

using imports::Import;
using imports::ImportParts;
using imports::ImportStatus;

constexpr store::Statement find_mapping{"import_mappings.find", store::Reach::local,
                                        "select mapping from import_mappings where header_key = :header_key"};
constexpr store::Statement put_mapping{
    "import_mappings.put", store::Reach::local,
    "insert into import_mappings (header_key, mapping, used_at) values (:header_key, :mapping, :now) "
    "on conflict (header_key) do update set mapping = excluded.mapping, used_at = excluded.used_at"};

ContactImportOptions options_of(const ImportParts& parts) {
  return json::read<ContactImportOptions>(parts.options.text(), json::Mode::stored);
}

AnalysisGiven given_of(store::Database& database, const ContactImportOptions& options) {
  AnalysisGiven given{options.delimiter, options.encoding, options.has_header};
  return database.read([&](store::Reader& r) {
    given.country = settings::get<settings::Workspace>(r).country;
    given.own = field_catalogue(r);
    return given;
  });
}

// A number that travels through JSON unharmed.
std::int64_t version_of(const ContactImportOptions& options) {
  constexpr std::uint64_t exact_in_json = (std::uint64_t{1} << 53) - 1;
  return static_cast<std::int64_t>(hash::fast(json::to_json(options).text()) & exact_in_json);
}

bool same_form(const ContactImportOptions& a, const ContactImportOptions& b) {
  return a.delimiter == b.delimiter && a.encoding == b.encoding && a.has_header == b.has_header;
}

// Brings in what an earlier import of the same headers was told.
void recall_mapping(store::Reader& reader, ImportAnalysis& analysis, ContactImportOptions& options) {
  const auto key = header_key(analysis);
  if (key.empty()) return;
  const auto stored = reader.value<std::string>(find_mapping, {{"header_key", key}});
  if (!stored) return;
  const auto mapping = json::read<std::vector<std::string>>(std::string_view(*stored), json::Mode::stored);
  if (mapping.size() != options.mapping.size()) return;
  const auto own = field_catalogue(reader);
  for (std::size_t i = 0; i < mapping.size(); ++i) {
    if (!mapping[i].empty() && !is_importable(mapping[i], *own)) continue;  // a field that is gone
    if (options.mapping[i] != mapping[i]) analysis.columns[i].found_by = FoundBy::remembered;
    options.mapping[i] = analysis.columns[i].field_ = mapping[i];
  }
}

void remember_mapping(store::Transaction& tx, const ImportAnalysis& analysis,
                      const ContactImportOptions& options) {
  const auto key = header_key(analysis);
  if (key.empty()) return;
  const Json mapping = json::to_json(options.mapping);
  tx.run(put_mapping, {{"header_key", key}, {"mapping", mapping}, {"now", tx.now()}});
}

Json principal_json(const http::Principal& p) {
  return json::to_json(ImportPrincipal{p.kind, p.id, p.name, p.scope, p.team_id, p.can("consent.attest")});
}

Caller caller_of_parts(const ImportParts& parts) {
  const auto stored = json::read<ImportPrincipal>(parts.principal.text(), json::Mode::stored);
  Caller caller = system_caller();
  if (parts.change_set_id) caller.change_set = ChangeSetId{*parts.change_set_id};
  if (stored.kind == http::Principal::Kind::system) return caller;
  caller.principal.kind = stored.kind;
  caller.principal.id = stored.id;
  caller.principal.name = stored.name;
  caller.principal.scope = stored.scope;
  caller.principal.team_id = stored.team_id;
  std::set<std::string, std::less<>> permissions;
  if (stored.may_attest) permissions.insert("consent.attest");
  caller.principal.permissions =
      std::make_shared<const std::set<std::string, std::less<>>>(std::move(permissions));
  return caller;
}

std::vector<std::string> importable_fields(const FieldCatalogue& own) {
  std::vector<std::string> out = {std::string(full_name)};
  for (const auto& field : type_info<ContactDraft>().fields)
    if (is_importable(field.name, own)) out.emplace_back(field.name);
  for (const CustomField* field : own.of(FieldObject::contact)) out.push_back(field->path());
  return out;
}

// -- the work
// ------------------------------------------------------------------------------------------------

// One turn of a worker on one import.
class Turn {
 public:
  Turn(store::Database& database, ImportId id, const std::atomic<bool>& stop,
       const std::function<void(std::int64_t)>& progress)
      : database_(database), id_(id), stop_(stop), progress_(progress) {
    database.write([&](store::Transaction& tx) {
      holder_ = tx.new_uuid();
      import_ = imports::hold_import(tx, id, holder_);
      if (import_) parts_ = imports::get_parts(tx, id);
    });
  }

  void work() {
    if (!import_) return;
    try {
      if (import_->status == ImportStatus::analysing) look_through();
      if (import_->status == ImportStatus::checking) dry_run();
      if (import_->status == ImportStatus::running) run();
    } catch (const Error& error) {
      if (error.code() == ErrorCode::unavailable) {
        release();
        throw;
      }
      // A dry run that cannot be made leaves the draft with the reason.
      const bool is_check = import_->status == ImportStatus::checking;
      end(is_check ? ImportStatus::draft : ImportStatus::failed, 0, error.message(),
          error.issues().empty() ? "" : error.issues().front().code);
    }
  }

 private:
  bool alive(std::int64_t lines) {
    if (progress_) progress_(lines);
    if (stop_.load()) return false;
    const auto now = std::chrono::steady_clock::now();
    if (now - told_at_ < std::chrono::seconds(1)) return true;
    told_at_ = now;
    return database_.write(
        [&](store::Transaction& tx) { return imports::keep_hold(tx, id_, holder_, lines); });
  }
  void release() {
    database_.write([&](store::Transaction& tx) { imports::release_import(tx, id_, holder_); });
  }
  void end(ImportStatus status, std::int64_t lines, const std::string& message = "",
           const std::string& code = "") {
    database_.write(
        [&](store::Transaction& tx) { imports::end_work(tx, id_, holder_, status, lines, message, code); });
  }

  void look_through() {
    const auto options = options_of(parts_);
    bool asked = true;
    auto analysis = analyse(parts_.path, given_of(database_, options), Extent::whole,
                            [&](std::int64_t lines) { return asked = alive(lines); });
    if (!asked) return release();
    database_.write([&](store::Transaction& tx) {
      if (!imports::keep_hold(tx, id_, holder_, 0)) return;
      const auto now = imports::get_parts(tx, id_);
      if (!same_form(options_of(now), options)) return imports::release_import(tx, id_, holder_);
      const auto before = json::read<ImportAnalysis>(now.analysis.text(), json::Mode::stored);
      for (std::size_t i = 0; i < std::min(before.columns.size(), analysis.columns.size()); ++i) {
        analysis.columns[i].field_ = before.columns[i].field_;  // what was suggested stays suggested
        analysis.columns[i].found_by = before.columns[i].found_by;
      }
      imports::put_analysis(tx, id_, json::to_json(analysis));
      imports::end_work(tx, id_, holder_, ImportStatus::draft, analysis.lines);
    });
  }

  ContactRun plan() const { return {parts_.path, options_of(parts_), caller_of_parts(parts_)}; }

  void dry_run() {
    const auto done = dry_run_contacts(database_, plan(), [&](std::int64_t lines) { return alive(lines); });
    if (!done.finished) return release();
    database_.write([&](store::Transaction& tx) {
      if (!imports::keep_hold(tx, id_, holder_, 0)) return;
      imports::put_dry_run(tx, id_, json::to_json(DryRunReport{done.counts, done.lines, tx.now()}));
      imports::end_work(tx, id_, holder_, ImportStatus::draft, done.lines);
    });
  }

  void run() {
    const auto what = plan();
    const auto done = run_contacts(database_, id_, holder_, what, {&stop_, progress_});
    if (done.how == RunEnd::How::taken_away) return;
    if (done.how == RunEnd::How::stopped) return release();
    database_.write([&](store::Transaction& tx) {
      imports::end_work(tx, id_, holder_, ImportStatus::completed, done.lines);
      settle_import_set(tx, id_);  // from now on it can be reverted
      note_end(tx, what.caller);
    });
  }

  void note_end(store::Transaction& tx, const Caller& caller) {
    const Import now = imports::get_import(tx, id_);
    std::map<std::string, std::int64_t> sums;
    for (const auto& [name, count] : now.counts) sums[name.substr(0, name.find('.'))] += count;
    const auto part = [&](const char* name) { return std::to_string(sums[name]) + " " + name; };
    access::audit(tx, access::AuditActor{caller.principal.actor(), caller.principal.name},
                  {.action = "contacts.imported",
                   .object_type = "import",
                   .object_id = render(id_),
                   .summary = "Imported contacts from " + now.filename + ": " + part("created") + ", " +
                              part("updated") + ", " + part("merged") + ", " + part("unchanged") + ", " +
                              part("rejected")});
  }

  store::Database& database_;
  const ImportId id_;
  const std::atomic<bool>& stop_;
  const std::function<void(std::int64_t)>& progress_;
  Uuid holder_;
  std::optional<Import> import_;
  ImportParts parts_;
  std::chrono::steady_clock::time_point told_at_{};
};

}  // namespace

ContactImport create_contact_import(store::Database& database, const std::string& path,
                                    const std::string& filename, const http::Principal& principal) {
  check_is_text(path, filename);
  AnalysisGiven given;
  database.read([&](store::Reader& r) {
    given.country = settings::get<settings::Workspace>(r).country;
    given.own = field_catalogue(r);
  });
  auto analysis = analyse(path, given, Extent::beginning);
  auto options = suggest(analysis);
  return database.write([&](store::Transaction& tx) {
    recall_mapping(tx, analysis, options);
    imports::NewImport n;
    n.kind = "contacts";
    n.filename = filename;
    n.path = path;
    n.options = json::to_json(options);
    n.status = analysis.exact ? ImportStatus::draft : ImportStatus::analysing;
    n.actor = principal.actor();
    n.actor_name = principal.name;
    n.principal = principal_json(principal);
    const Import made = imports::create_import(tx, n);
    imports::put_analysis(tx, made.id, json::to_json(analysis));
    return get_contact_import(tx, made.id);
  });
}

ContactImport get_contact_import(store::Reader& reader, ImportId id) {
  ContactImport out;
  out.import_ = imports::get_import(reader, id);
  if (out.import_.kind != "contacts") fail(ErrorCode::not_found, "This is no import of contacts.");
  const auto parts = imports::get_parts(reader, id);
  out.options = options_of(parts);
  if (!parts.analysis.is_null())
    out.analysis = json::read<ImportAnalysis>(parts.analysis.text(), json::Mode::stored);
  if (!parts.dry_run.is_null())
    out.dry_run = json::read<DryRunReport>(parts.dry_run.text(), json::Mode::stored);
  out.fields_ = importable_fields(*field_catalogue(reader));
  out.settings_version = version_of(out.options);
  return out;
}

// nullopt when somebody else changed the settings while the file was looked at.
static std::optional<ContactImport> try_change(store::Database& database, ImportId id, const Json& changes) {
  const auto before = database.read([&](store::Reader& r) { return get_contact_import(r, id); });
  const auto path = database.read([&](store::Reader& r) { return imports::get_parts(r, id).path; });
  if (before.import_.status != ImportStatus::draft && before.import_.status != ImportStatus::analysing)
    fail(ErrorCode::conflict,
         "The import of " + before.import_.filename + " was begun; its settings cannot change any more.");
  ContactImportOptions options = before.options;
  const auto named = json::patch(options, changes);
  ImportAnalysis analysis = before.analysis;
  const bool looks_again = !same_form(options, before.options);
  if (looks_again) {
    analysis = analyse(path, given_of(database, options), Extent::beginning);
    if (std::ranges::find(named, "mapping") == named.end()) options.mapping = suggest(analysis).mapping;
  }
  if (options.mapping.size() != analysis.columns.size())
    fail_field("mapping", "wrong_size",
               "must name a field, or \"\", for each of the " + std::to_string(analysis.columns.size()) +
                   " columns");
  check(options, *database.read([](store::Reader& r) { return field_catalogue(r); }));
  return database.write([&](store::Transaction& tx) -> std::optional<ContactImport> {
    imports::lock_settings(tx, id);
    const Import now = imports::get_import(tx, id);
    if (now.status != ImportStatus::draft && now.status != ImportStatus::analysing)
      fail(ErrorCode::conflict, "The import was begun in this moment; its settings cannot change any more.");
    if (version_of(options_of(imports::get_parts(tx, id))) != before.settings_version) return std::nullopt;
    if (looks_again) {
      auto mapping = options;
      if (std::ranges::find(named, "mapping") == named.end()) recall_mapping(tx, analysis, mapping);
      options.mapping = mapping.mapping;
      imports::put_analysis(tx, id, json::to_json(analysis));
      if (!analysis.exact && now.status == ImportStatus::draft) imports::look_again(tx, id);
    }
    imports::put_options(tx, id, json::to_json(options));
    return get_contact_import(tx, id);
  });
}

ContactImport change_settings(store::Database& database, ImportId id, const Json& changes) {
  for (int attempt = 0; attempt < 20; ++attempt)
    if (auto changed = try_change(database, id, changes)) return *std::move(changed);
  fail(ErrorCode::conflict, "The settings of this import change all the time; nothing was changed.");
}

Import begin_dry_run(store::Transaction& tx, ImportId id) {
  check(get_contact_import(tx, id).options, *field_catalogue(tx));
  return imports::ask_for(tx, id, ImportStatus::checking);
}

Import begin_run(store::Transaction& tx, ImportId id, const http::Principal& principal) {
  const auto now = get_contact_import(tx, id);
  check(now.options, *field_catalogue(tx));
  imports::put_principal(tx, id, principal_json(principal));
  remember_mapping(tx, now.analysis, now.options);
  Caller caller;
  caller.principal = principal;
  const auto set = begin_change_set(
      tx,
      {.kind = ChangeSetKind::import,
       .summary = "Imported contacts from " + now.import_.filename,
       .details = Json(boost::json::object{{"import_id", render(id)}, {"filename", now.import_.filename}})},
      caller);
  imports::put_change_set(tx, id, set.uuid);
  return imports::ask_for(tx, id, ImportStatus::queued);
}

void work_on(store::Database& database, ImportId id, const std::atomic<bool>& stop,
             const std::function<void(std::int64_t)>& progress) {
  Turn(database, id, stop, progress).work();
}

std::span<const store::Statement> contact_import_statements() {
  static const std::vector<store::Statement> all = [] {
    std::vector<store::Statement> out = {find_mapping, put_mapping};
    const auto judging = judge_statements();
    out.insert(out.end(), judging.begin(), judging.end());
    return out;
  }();
  return all;
}

}  // namespace rapport::people
