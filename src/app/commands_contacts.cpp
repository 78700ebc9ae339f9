// Contacts in and out of CSV files, beside a running server.
#include <fstream>
#include <iostream>

#include "app/commands.h"
#include "app/workspace.h"
#include "base/gzip_input.h"
#include "customer/people/contact_export.h"
#include "customer/people/import_contacts.h"

namespace rapport::app {

namespace {

std::ofstream open_output(const std::string& path) {
  std::ofstream out(path, std::ios::binary);
  if (!out) fail(ErrorCode::invalid, "the file " + path + " cannot be written");
  return out;
}

// line, outcome, contact, column, code, reason, text: one record for each line of the file.
class ReportFile {
 public:
  explicit ReportFile(const std::string& path) : file_(open_output(path)), csv_(text_) {
    for (const auto name : {"line", "outcome", "contact_id", "column", "code", "reason", "text"})
      csv_.field(name);
    csv_.end_record();
  }
  ~ReportFile() { file_ << text_; }
  void add(const people::LineReport& line) {
    csv_.field(std::to_string(line.line));
    csv_.field(enum_name(line.outcome));
    csv_.field(line.contact_id.is_nil() ? "" : render(line.contact_id));
    for (const auto& text : {line.column, line.code, line.reason, line.raw}) csv_.field(text);
    csv_.end_record();
    if (text_.size() < 1 << 16) return;
    file_ << text_;
    text_.clear();
  }

 private:
  std::ofstream file_;
  std::string text_;
  csv::Writer csv_;
};

int import_contacts(const Arguments& arguments) {
  Workspace workspace(workspace_options(arguments));
  const std::filesystem::path path = arguments.operand(0, "FILE");
  people::ContactImport options;
  options.caller = people::system_caller();
  options.filename = path.filename().string();
  options.source = arguments.get("source", "");
  std::optional<ReportFile> report;
  if (const auto file = arguments.find("report")) report.emplace(*file);
  const bool quiet = arguments.has("quiet");
  options.on_line = [&](const people::LineReport& line) {
    if (report) report->add(line);
    if (!quiet && line.line % 1'000 == 0) std::cerr << "\r" << line.line << " lines" << std::flush;
  };
  const auto bytes = gunzip(file_source(path));
  const auto done = people::import_contacts(workspace.database(), *bytes, options);
  if (!quiet) std::cerr << "\n";
  const auto& counts = done.counts;
  std::cout << counts.lines << " lines read: " << counts.created << " created, " << counts.updated
            << " updated, " << counts.unchanged << " unchanged, " << counts.rejected << " rejected\n";
  for (const auto& [reason, count] : counts.reasons) std::cout << "  " << count << "\t" << reason << "\n";
  for (const auto& header : done.ignored_headers) std::cout << "  column left out: " << header << "\n";
  return 0;
}

int export_contacts(const Arguments& arguments) {
  Workspace workspace(workspace_options(arguments));
  const std::string path = arguments.operand(0, "FILE");
  std::ofstream file;
  if (path != "-") file = open_output(path);
  std::ostream& out = path == "-" ? std::cout : file;
  const auto count = workspace.database().read([&](store::Reader& reader) {
    return people::export_contacts(reader, {}, people::system_caller(),
                                   [&](std::string_view text) { out << text; });
  });
  out.flush();
  if (!out) fail(ErrorCode::unavailable, "the file " + path + " could not be written to its end");
  std::cerr << count << " contacts written\n";
  return 0;
}

}  // namespace

std::vector<Command> contact_commands() {
  return {
      {"import contacts",
       "FILE",
       "Read contacts from a CSV file (also .gz) whose first line names the columns",
       {data_option,
        database_option,
        {"source", "NAME", "Where the contacts come from, where a line does not say it"},
        {"report", "FILE", "Write what became of each line as CSV"},
        {"quiet", "", "No progress"}},
       import_contacts},
      {"export contacts",
       "FILE",
       "Write all contacts as CSV; - for the standard output",
       {data_option, database_option},
       export_contacts},
  };
}

}  // namespace rapport::app
