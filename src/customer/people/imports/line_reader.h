// Inside people: one line of a contact file into a draft, by the settings of the import. Pure: the database
// is not asked.
#pragma once

#include <boost/json.hpp>

#include "base/csv.h"
#include "customer/people/imports/cell_values.h"
#include "customer/people/imports/custom_columns.h"
#include "customer/people/people.h"

namespace rapport::people {

struct ImportedLine {
  std::int64_t line = 0;
  std::string raw;            // of lines with issues
  ContactDraft draft;         // also tags, source and consent of the whole file
  boost::json::object cells;  // those that say something, as a PATCH of a contact that exists
  std::vector<Issue> issues;  // paths are fields
  // What custom fields refer to, as the file says it; the judge brings the ids into `cells` and `draft`.
  std::map<std::string, std::string> references;
};

class LineReader {
 public:
  // The header as the file has it; empty when the first line is one of data. Error(invalid) when the mapping
  // names a field that was removed meanwhile.
  LineReader(const ContactImportOptions& options, std::vector<std::string> header, const Intake& intake,
             Instant now);

  std::string header_of(
      std::string_view field) const;  // as the file names it; "3" for the third without names
  ImportedLine read(const csv::Record& record) const;

 private:
  struct Column {
    const Field* field = nullptr;
    const TypeInfo* type = nullptr;       // of the value, without optional
    const CustomField* custom = nullptr;  // one of the workspace's own, in intake_.fields
    bool is_full_name = false;
  };
  boost::json::value value_of(const Column& column, std::string_view cell, std::vector<Issue>& issues) const;
  // Cells of the workspace's own fields, once the country of the line is known.
  void add_custom(const csv::Record& record, ImportedLine& line) const;
  std::string clean(std::string_view cell) const;  // trimmed, without invisible characters; "" for nothing
  void split_name(std::string_view cell, boost::json::object& cells) const;
  void add_file_values(ImportedLine& line) const;

  const ContactImportOptions& options_;
  std::vector<std::string> header_;
  std::vector<Column> columns_;
  Intake intake_;
  Instant now_;
  std::shared_ptr<const TimeZone> zone_;
};

// The options of a reader for files from anywhere.
csv::Options csv_options(const ContactImportOptions& options);
// "too_long" and so on; "" for a record without flaw.
std::string_view flaw_code(csv::Flaw flaw);

}  // namespace rapport::people
