// What a file is by its first bytes, whatever it is called: people give spreadsheets and archives the name of
// a CSV file.
#pragma once

#include <string_view>

namespace rapport {

enum class FileKind {
  text,
  empty,
  spreadsheet,
  old_spreadsheet,
  archive,
  document,
  picture,
  program,
  web_page,
  json,
  binary
};

// Of the first some thousand bytes, unpacked from gzip.
FileKind file_kind(std::string_view head);
// "is an Excel workbook (xlsx): open it and save it as CSV"; empty for text.
std::string_view describe_kind(FileKind kind);

}  // namespace rapport
