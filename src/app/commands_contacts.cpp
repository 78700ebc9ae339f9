// Contacts in and out of CSV files, beside a running server.
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "app/commands.h"
#include "app/workspace.h"
#include "base/text.h"
#include "customer/people/changes/undo.h"
#include "customer/people/exports/export_file.h"
#include "customer/people/exports/write_records.h"
#include "customer/people/imports/contact_imports.h"
#include "customer/people/imports/revert.h"
#include "platform/access/audit.h"
#include "platform/imports/report.h"
#include "platform/jobs/runner.h"
#include "platform/store/statistics.h"

namespace rapport::app {

namespace {

std::ofstream open_output(const std::string& path) {
  std::ofstream out(path, std::ios::binary);
  if (!out) fail(ErrorCode::invalid, "the file " + path + " cannot be written");
  return out;
}

std::vector<std::string> list_of(std::string_view text) {
  std::vector<std::string> out;
  for (const auto part : text::split(text, ','))
    if (const auto item = text::trim(part); !item.empty()) out.emplace_back(item);
  return out;
}

// `Header=field,Other=`: over what was found out; an empty field leaves the column out.
void bring_to(people::ContactImport& draft, std::string_view given) {
  for (const auto& one : list_of(given)) {
    const auto sign = one.rfind('=');
    if (sign == std::string::npos)
      fail_field("--map", "invalid", "must be HEADER=FIELD; it is '" + one + "'");
    const std::string header = one.substr(0, sign);
    const auto& columns = draft.analysis.columns;
    const auto at = std::ranges::find(columns, header, &people::AnalysedColumn::header);
    if (at == columns.end())
      fail_field("--map", "unknown", "names the column '" + header + "', which the file does not have");
    draft.options.mapping[static_cast<std::size_t>(at - columns.begin())] = one.substr(sign + 1);
  }
}

// How the file is to be read where that was found out wrongly: its columns are found anew. Null for nothing.
Json form_of(const Arguments& arguments) {
  boost::json::object out;
  for (const char* name : {"encoding", "delimiter"})
    if (const auto value = arguments.find(name)) out[name] = boost::json::string(*value);
  return out.empty() ? Json() : Json(boost::json::value(out));
}

// The settings as a PATCH: checked, and named in the error, as those of the screen.
Json settings_of(const Arguments& arguments, people::ContactImport& draft) {
  namespace bj = boost::json;
  if (const auto map = arguments.find("map")) bring_to(draft, *map);
  bj::object out{{"mapping", json::to_json(draft.options.mapping).value()}};
  const auto list = [&](const char* option, const char* field) {
    if (const auto text = arguments.find(option)) out[field] = json::to_json(list_of(*text)).value();
  };
  const auto text = [&](const char* option, const char* field) {
    if (const auto value = arguments.find(option)) out[field] = bj::string(*value);
  };
  list("match", "match");
  list("tag", "tags");
  text("existing", "existing");
  text("source", "source");
  text("country", "country");
  text("dates", "date_order");
  if (arguments.has("repair")) out["repair"] = true;
  bj::object consent;
  for (const auto& [option, field] :
       {std::pair{"consent", "status"}, std::pair{"consent-wording", "wording"},
        std::pair{"consent-evidence", "evidence_ref"}, std::pair{"consent-given-on", "given_on"}})
    if (const auto value = arguments.find(option)) consent[field] = bj::string(*value);
  if (!consent.empty() && !consent.contains("status"))
    fail_field("--consent", "required", "must say the status that the other words about consent belong to");
  if (!consent.empty()) out["consent"] = consent;
  return Json(bj::value(out));
}

void print_counts(const people::Counts& counts, std::int64_t lines) {
  std::map<std::string, std::int64_t> sums;
  for (const auto& [name, count] : counts) sums[name.substr(0, name.find('.'))] += count;
  std::cout << lines << " lines read: ";
  for (const auto name : {"created", "updated", "merged", "unchanged"})
    std::cout << sums[name] << " " << name << ", ";
  std::cout << sums["rejected"] << " rejected\n";
  for (const auto& [name, count] : counts)
    if (name.find('.') != std::string::npos) std::cout << "  " << count << "\t" << name << "\n";
}

void print_columns(const people::ContactImport& draft) {
  for (std::size_t i = 0; i < draft.options.mapping.size(); ++i)
    if (draft.options.mapping[i].empty())
      std::cout << "  column left out: " << draft.analysis.columns[i].header << "\n";
}

// Until the import has ended: here, or in a server that took it first.
imports::Import run_to_end(store::Database& database, imports::ImportId id,
                           const std::function<void(std::int64_t)>& progress) {
  using imports::ImportStatus;
  const std::atomic<bool> never = false;
  for (;;) {
    people::work_on(database, id, never, progress);
    const auto now = database.read([&](store::Reader& r) { return imports::get_import(r, id); });
    if (now.status != ImportStatus::queued && now.status != ImportStatus::running) return now;
    progress(now.lines_done);
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

int import_contacts(const Arguments& arguments) {
  Workspace workspace(workspace_options(arguments));
  store::Database& database = workspace.database();
  const auto path = std::filesystem::absolute(arguments.operand(0, "FILE"));
  if (!std::filesystem::exists(path)) fail(ErrorCode::not_found, "there is no file " + path.string());
  const auto principal = people::system_caller().principal;
  auto draft = people::create_contact_import(database, path.string(), path.filename().string(), principal);
  auto id = draft.import_.id;
  const auto discard = [&] {
    database.write([&](store::Transaction& tx) { imports::delete_draft(tx, draft.import_.id); });
  };
  const bool quiet = arguments.has("quiet");
  const auto progress = [quiet](std::int64_t lines) {
    if (!quiet) std::cerr << "\r" << lines << " lines" << std::flush;
  };
  try {
    if (const Json form = form_of(arguments); !form.is_null())
      draft = people::change_settings(database, id, form);
    draft = people::change_settings(database, id, settings_of(arguments, draft));
    if (arguments.has("dry-run")) {
      const people::ContactRun run{path.string(), draft.options, people::system_caller()};
      const auto would = people::dry_run_contacts(database, run, [&](std::int64_t lines) {
        progress(lines);
        return true;
      });
      if (!quiet) std::cerr << "\n";
      print_counts(would.counts, would.lines);
      print_columns(draft);
      std::cout << "Nothing was written.\n";
      discard();
      return 0;
    }
  } catch (...) {
    discard();
    throw;
  }
  // One that was cut off goes on where it was.
  const auto unfinished = database.read([&](store::Reader& r) {
    return imports::find_unfinished(r, path.string(), json::to_json(draft.options));
  });
  if (unfinished) {
    discard();
    id = *unfinished;
  } else {
    database.write([&](store::Transaction& tx) { people::begin_run(tx, id, principal); });
  }
  const auto done = run_to_end(database, id, progress);
  store::refresh_statistics(database);
  if (!quiet) std::cerr << "\n";
  print_counts(done.counts, done.lines_done);
  print_columns(draft);
  if (done.message) std::cout << *done.message << "\n";
  if (const auto file = arguments.find("report")) {
    auto out = open_output(*file);
    imports::write_report(database, done, std::nullopt, "en", [&](std::string_view text) { out << text; });
  }
  return done.status == imports::ImportStatus::completed ? 0 : 1;
}

void print_kept(store::Database& database, imports::ImportId id) {
  people::ChangeRowQuery query{.limit = 200};
  do {
    const auto page = database.read(
        [&](store::Reader& r) { return people::list_kept(r, id, query, people::system_caller()); });
    for (const auto& kept : page.items)
      std::cout << "  kept\t" << render(kept.contact_id) << "\t" << kept.reason << "\t" << kept.name << "\n";
    query.cursor = page.next_cursor;
  } while (query.cursor);
}

// Here, or in a server that takes the work first.
int revert_import(const Arguments& arguments) {
  Workspace workspace(workspace_options(arguments));
  store::Database& database = workspace.database();
  const std::string given = arguments.operand(0, "ID");
  const auto parsed = parse_uuid(given);
  if (!parsed) fail(ErrorCode::invalid, "'" + given + "' is no id of an import");
  const imports::ImportId id{*parsed};
  database.write([&](store::Transaction& tx) { people::begin_revert(tx, id, people::system_caller()); });
  people::UndoChanges undoing;
  jobs::Runner runner(database, "import revert " + render(id));
  runner.add(undoing);
  for (;;) {
    runner.run_due();
    const auto now = database.read([&](store::Reader& r) { return imports::get_import(r, id); });
    if (now.status != imports::ImportStatus::reverting) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  const auto report = database.read([&](store::Reader& r) { return people::get_revert(r, id); });
  std::cout << report.counts.deleted << " to the trash, " << report.counts.updated << " put back, "
            << report.kept << " kept\n";
  print_kept(database, id);
  return 0;
}

// As the body of POST /api/exports/contacts: checked, and named in the error, in the same way.
people::ExportRequest export_request(const Arguments& arguments) {
  namespace bj = boost::json;
  bj::object query, out{{"format", arguments.get("format", "csv")}, {"bom", arguments.has("bom")}};
  for (const auto name : {"search", "sort"})
    if (const auto value = arguments.find(name)) query[name] = bj::string(*value);
  if (const auto filter = arguments.find("filter")) query["filter"] = Json::parse(*filter).value();
  out["query"] = std::move(query);
  if (const auto columns = arguments.find("columns"))
    out["columns"] = json::to_json(list_of(*columns)).value();
  if (const auto delimiter = arguments.find("delimiter")) out["delimiter"] = bj::string(*delimiter);
  return json::read<people::ExportRequest>(bj::value(std::move(out)));
}

int export_contacts(const Arguments& arguments) {
  Workspace workspace(workspace_options(arguments));
  const auto request = export_request(arguments);
  const auto caller = people::system_caller();
  const std::string path =
      arguments.operands().empty() ? arguments.get("out", "-") : arguments.operand(0, "FILE");
  std::optional<people::ExportFile> file;
  if (path != "-") file.emplace(path);
  people::ExportCounts counts;
  const people::ExportSink sink{.write = [&](std::string_view text) {
    if (file)
      file->write(text);
    else
      std::cout << text;
  }};
  workspace.database().read_without_limit(
      [&](store::Reader& reader) { counts = people::write_records(reader, request, caller, sink); });
  if (file) {
    file->finish();
    file->keep();
  } else if (!std::cout.flush()) {
    fail(ErrorCode::unavailable, "The standard output could not be written to its end.");
  }
  const std::string written = std::to_string(counts.written) + " contacts written";
  workspace.database().write([&](store::Transaction& tx) {
    access::audit(tx, access::AuditActor{{}, "command line"},
                  {.action = "contacts.exported",
                   .object_type = "export",
                   .object_id = {},
                   .summary = "Exported " + std::to_string(counts.written) + " contacts on the command line",
                   .changes = {{"format", {}, json::to_json(std::string(enum_name(request.format)))},
                               {"query", {}, json::to_json(*request.query)}}});
  });
  std::cerr << written;
  if (counts.left_out > 0) std::cerr << ", " << counts.left_out << " left out (no e-mail, or said no)";
  std::cerr << "\n";
  return 0;
}

}  // namespace

std::vector<Command> contact_commands() {
  return {
      {"import contacts",
       "FILE",
       "Read contacts from a CSV file (also .gz); each line is answered",
       {data_option,
        database_option,
        {"map", "HEADER=FIELD,…",
         "Bring columns to other fields than their headers say; no field leaves one out"},
        {"match", "LIST", "By what people are recognised: email,phone,external_id in the order given"},
        {"existing", "POLICY", "People who are here already: skip, fill_empty or overwrite"},
        {"tag", "LIST", "Tags for everybody in the file"},
        {"source", "NAME", "Where the contacts come from, where a line does not say it"},
        {"country", "CODE", "Country of phone numbers that name none"},
        {"dates", "ORDER", "How 3/4/2026 is meant: day_first, month_first or year_first"},
        {"encoding", "NAME", "utf8, utf16_le, utf16_be, windows_1252 or mac_roman; found out when absent"},
        {"delimiter", "NAME", "comma, semicolon, tab or pipe; found out when absent"},
        {"repair", "", "Repair text that was decoded twice"},
        {"consent", "STATUS",
         "The consent of people whose line does not say it: b2c_optin_confirmed, …; kept as a claim, for "
         "nobody "
         "attests it here"},
        {"consent-wording", "TEXT", "What you state about how it was given"},
        {"consent-evidence", "TEXT", "Where the proof is kept"},
        {"consent-given-on", "DAY", "The day it was given; today when absent"},
        {"dry-run", "", "Count what would become of each line; write nothing"},
        {"report", "FILE", "Write what became of each line as CSV"},
        {"quiet", "", "No progress"}},
       import_contacts},
      {"import revert",
       "ID",
       "Revert an import of contacts; what was changed since is kept and named",
       {data_option, database_option},
       revert_import},
      {"export contacts",
       "FILE",
       "Write contacts to a file, whole or not at all; without FILE to the standard output",
       {data_option,
        database_option,
        {"format", "NAME", "csv (an import reads it back), mailchimp or jsonl (a line of JSON each)"},
        {"out", "FILE", "The same as FILE"},
        {"columns", "LIST", "Fields of CSV; all when absent"},
        {"search", "WORDS", "Only contacts that the search finds"},
        {"filter", "JSON", "Only contacts that meet the condition, as in GET /api/contacts"},
        {"sort", "NAME", "As in GET /api/contacts"},
        {"delimiter", "NAME", "comma, semicolon, tab or pipe"},
        {"bom", "", "Begin with a byte order mark, for Excel"}},
       export_contacts},
  };
}

}  // namespace rapport::app
