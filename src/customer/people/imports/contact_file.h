// A contact file from its first byte: packed or not, in any encoding, with or without a header.
#pragma once

#include <filesystem>

#include "customer/people/imports/line_reader.h"

namespace rapport::people {

class ContactFile {
 public:
  // Error(invalid) says what the file is when it is no table, or what its header lacks.
  ContactFile(const std::filesystem::path& path, const ContactImportOptions& options);

  const std::vector<std::string>& header() const { return header_; }  // empty without a header line
  void skip(std::int64_t records);                                    // Error(invalid) when there are fewer
  const csv::Record* next();                                          // behind the header
  csv::Reader& reader() { return *csv_; }

 private:
  std::unique_ptr<ByteSource> bytes_;
  std::unique_ptr<csv::Reader> csv_;
  std::vector<std::string> header_;
};

// Error(invalid) when the file is no text: "customers.csv is an Excel workbook …".
void check_is_text(const std::filesystem::path& path, const std::string& filename);

}  // namespace rapport::people
