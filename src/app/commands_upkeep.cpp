// Commands of whoever looks after the installation: migrations, copies, checks.
#include <iostream>

#include "app/commands.h"
#include "app/doctor.h"
#include "app/workspace.h"
#include "customer/people/search_index.h"
#include "platform/store/backup.h"
#include "platform/store/migrations.h"

namespace rapport::app {

namespace {

// "2026-11-20T191300Z": sorts by time and suits every file system.
std::string file_time(Instant instant) {
  std::string text = render(instant).substr(0, 19) + "Z";
  std::erase(text, ':');
  return text;
}

int migrate(const Arguments& arguments) {
  auto options = workspace_options(arguments);
  options.migrate = false;
  Workspace workspace(options);
  const auto report = workspace.migrate();
  if (report.from == report.to)
    std::cout << "The database is at version " << report.to << " already.\n";
  else
    std::cout << "Migrated the database from version " << report.from << " to " << report.to << ".\n";
  return 0;
}

void print_summary(const store::ArchiveSummary& summary) {
  std::int64_t rows = 0;
  for (const auto& table : summary.tables) rows += table.rows;
  std::cout << rows << " rows of " << summary.tables.size() << " tables, schema " << summary.header.schema
            << ", of " << render(summary.header.created_at) << "\n";
}

int backup(const Arguments& arguments) {
  auto options = workspace_options(arguments);
  options.create = false;
  options.migrate = false;  // a copy leaves the original as it is
  options.read_limit = hours(12);
  Workspace workspace(options);
  const auto file = std::filesystem::path(arguments.get("out", ""));
  const auto path = file.empty()
                        ? workspace.folder() / "backups" / (file_time(workspace.clock().now()) + ".rapport")
                        : file;
  if (!path.parent_path().empty()) std::filesystem::create_directories(path.parent_path());
  print_summary(
      store::write_backup(workspace.database(), path.string(), workspace.secrets().current().fingerprint()));
  std::cout << path.string() << "\n";
  std::cerr << "The secret key is not in it: keep " << (workspace.folder() / "secret.key").string()
            << " apart.\n";
  return 0;
}

int restore(const Arguments& arguments) {
  const auto file = arguments.operand(0, "FILE");
  if (arguments.has("check")) {
    print_summary(store::verify_backup(file));
    std::cout << "The backup is whole.\n";
    return 0;
  }
  store::read_backup_header(file);  // before anything is made
  auto options = workspace_options(arguments);
  options.migrate = false;
  options.read_limit = hours(12);
  Workspace workspace(options);
  if (store::schema_version(workspace.database()) > 0)
    fail(ErrorCode::conflict, "there is a workspace already; restore into an empty folder or database");
  const auto summary = store::restore_backup(workspace.database(), file, workspace.ids());
  people::rebuild_search(workspace.database());
  print_summary(summary);
  if (summary.header.key_fingerprint != workspace.secrets().current().fingerprint())
    std::cout << "Put the secret.key of the original into " << workspace.folder().string()
              << " before you start the server: its fingerprint is " << summary.header.key_fingerprint
              << ".\n";
  return 0;
}

int doctor(const Arguments& arguments) {
  auto options = workspace_options(arguments);
  options.create = false;
  Workspace workspace(options);
  bool is_well = true;
  for (const auto& finding : examine(workspace)) {
    static constexpr const char* marks[] = {"ok    ", "advice", "BAD   "};
    std::cout << marks[static_cast<int>(finding.verdict)] << "  " << finding.sentence << "\n";
    if (!finding.advice.empty()) std::cout << "        " << finding.advice << "\n";
    is_well = is_well && finding.verdict != Finding::Verdict::bad;
  }
  return is_well ? 0 : 1;
}

int doctor_proxy(const Arguments& arguments) {
  const auto kind = arguments.operand(0, "caddy, nginx or traefik");
  const auto text = proxy_snippet(kind, arguments.get("host", "crm.example.com"),
                                  arguments.get("upstream", "127.0.0.1:8080"));
  if (text.empty()) fail(ErrorCode::invalid, "the proxy must be caddy, nginx or traefik, not '" + kind + "'");
  std::cout << text;
  return 0;
}

}  // namespace

std::vector<Command> upkeep_commands() {
  return {
      {"migrate", "", "Bring the database to this version", {data_option, database_option}, migrate},
      {"backup",
       "",
       "Copy the workspace into one file, while the server runs",
       {data_option, database_option, {"out", "FILE", "Default: backups/TIME.rapport in the folder"}},
       backup},
      {"restore",
       "FILE",
       "Fill an empty folder or database from a backup",
       {data_option, database_option, {"check", "", "Only read the backup and say whether it is whole"}},
       restore},
      {"doctor", "", "Look for what is wrong with this installation", {data_option, database_option}, doctor},
      {"doctor proxy",
       "KIND",
       "Print a configuration for caddy, nginx or traefik in front of Rapport",
       {{"host", "NAME", "The public name"}, {"upstream", "HOST:PORT", "Where Rapport listens"}},
       doctor_proxy},
  };
}

}  // namespace rapport::app
