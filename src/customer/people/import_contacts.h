// Contacts from a CSV file. The first record names the columns, in English or French ("prénom", "E-mail
// address"); every line is checked and answered: created, updated (what the file says wins, empty cells keep
// what is stored, tags are added), unchanged, or rejected with column and reason. The intake policy and the
// suppression list hold for each line. Memory is constant; the file may have any size.
//
//   auto report = import_contacts(database, source, {.caller = …, .filename = "clients.csv"});
#pragma once

#include <functional>

#include "base/csv.h"
#include "customer/people/people.h"

namespace rapport::people {

enum class LineOutcome { created, updated, unchanged, rejected };

struct LineReport {
  std::uint64_t line = 0;  // in the file; the first is 1
  LineOutcome outcome = LineOutcome::created;
  ContactId contact_id;              // nil when rejected
  std::string column, code, reason;  // of a rejection; of an alert when the contact was created
  std::string raw;                   // of a rejection: the record as it stands in the file
};

struct ImportCounts {
  std::int64_t lines = 0, created = 0, updated = 0, unchanged = 0, rejected = 0, alerts = 0;
  std::map<std::string, std::int64_t> reasons;  // "email: invalid_email" → how many lines
};
template <class = void>
constexpr auto describe(Type<ImportCounts>) {
  using C = ImportCounts;
  return fields(field<&C::lines>(), field<&C::created>(), field<&C::updated>(), field<&C::unchanged>(),
                field<&C::rejected>(), field<&C::alerts>(), field<&C::reasons>());
}

struct ContactImport {
  Caller caller;
  std::string filename;
  std::string source;  // of contacts whose line names none
  std::map<std::string, std::string> columns =
      {};                        // header → field, over what is found by name; "" leaves it out
  std::uint64_t after_line = 0;  // goes on behind this line of an interrupted import
  csv::Options csv = {};
  // In the transaction of each chunk: the caller keeps `line` in its own row, to go on from. It may check
  // that the row still says `after` and throw, so that no chunk is kept when one before it was lost.
  std::function<void(store::Transaction&, std::uint64_t after, std::uint64_t line,
                     const ImportCounts& of_chunk)>
      on_chunk = {};
  // In the order of the file, after the commit of the line.
  std::function<void(const LineReport&)> on_line = {};
  std::function<bool()> cancelled = {};
};

struct ImportReport {
  ImportCounts counts;
  std::vector<std::string> columns;          // the field of each column; "" where it is left out
  std::vector<std::string> ignored_headers;  // no field is known by this name
  std::uint64_t last_line = 0;
  bool cancelled = false;
};

// Error(invalid) when the file has no column that a contact could be recognised by.
ImportReport import_contacts(store::Database& database, ByteSource& bytes, const ContactImport& import_);

// The field that a header names, "" for none: "Prénom" → "first_name".
std::string field_of_header(std::string_view header);

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::ImportCounts)
}
