// Inside people: one line of a contact file into a draft.
#pragma once

#include "customer/people/import_contacts.h"

namespace rapport::people {

struct ImportedLine {
  std::uint64_t line = 0;
  std::string raw;
  ContactDraft draft;
  Json changes;               // the cells that say something, as a PATCH of a contact that exists
  std::vector<Issue> issues;  // paths are fields
};

class LineReader {
 public:
  LineReader(const csv::Record& header, const ContactImport& import_, Intake intake, Instant now);

  const std::vector<std::string>& columns() const { return columns_; }
  std::vector<std::string> ignored_headers() const;
  std::string header_of(std::string_view field) const;  // as the file names it
  ImportedLine read(const csv::Record& record) const;

 private:
  std::vector<std::string> headers_, columns_;
  std::string default_source_;
  Intake intake_;
  Instant now_;
};

}  // namespace rapport::people
