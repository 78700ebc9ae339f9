#include "base/file_kind.h"

#include <algorithm>

#include "base/text.h"

namespace rapport {

namespace {

bool contains(std::string_view s, std::string_view part) { return s.find(part) != std::string_view::npos; }

// Text of any encoding has hardly any control characters, and zero bytes only where UTF-16 has them.
bool looks_binary(std::string_view head) {
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) return false;
  std::size_t zeros[2] = {0, 0}, controls = 0;
  for (std::size_t i = 0; i < head.size(); ++i) {
    const auto c = static_cast<unsigned char>(head[i]);
    if (c == 0)
      ++zeros[i % 2];
    else if (c < 9 || (c > 13 && c < 32) || c == 127)
      ++controls;
  }
  const auto most = std::max(zeros[0], zeros[1]), least = std::min(zeros[0], zeros[1]);
  const bool wide = most * 10 > head.size() / 2 * 4 && least * 20 < head.size() / 2;
  if (wide) return false;
  return zeros[0] + zeros[1] > head.size() / 1000 || controls > head.size() / 50;
}

}  // namespace

FileKind file_kind(std::string_view head) {
  using namespace std::literals;
  if (head.empty()) return FileKind::empty;
  if (head.starts_with("PK\x03\x04"sv)) {
    const bool sheet = contains(head, "xl/") || contains(head, "opendocument.spreadsheet") ||
                       contains(head, "[Content_Types].xml") || contains(head, "Index/");
    return sheet ? FileKind::spreadsheet : FileKind::archive;
  }
  if (head.starts_with("\xD0\xCF\x11\xE0"sv)) return FileKind::old_spreadsheet;
  if (head.starts_with("%PDF-")) return FileKind::document;
  if (head.starts_with("{\\rtf")) return FileKind::document;
  if (head.starts_with("\x89PNG"sv) || head.starts_with("\xFF\xD8\xFF"sv) || head.starts_with("GIF8"))
    return FileKind::picture;
  if (head.starts_with("\x7F"
                       "ELF"sv) ||
      (head.starts_with("MZ") && looks_binary(head)))
    return FileKind::program;
  if (head.starts_with("Rar!") || head.starts_with("7z\xBC\xAF"sv) ||
      head.starts_with("\x28\xB5\x2F\xFD"sv) || head.starts_with("BZh") ||
      head.starts_with("\xFD"
                       "7zXZ"sv))
    return FileKind::archive;
  const std::string_view start = text::trim(head.substr(0, 400));
  if (start.starts_with("<!DOCTYPE") || start.starts_with("<!doctype") || start.starts_with("<html") ||
      start.starts_with("<?xml"))
    return FileKind::web_page;
  if (start.starts_with("{\"") || start.starts_with("[{") || start.starts_with("{\n")) return FileKind::json;
  return looks_binary(head) ? FileKind::binary : FileKind::text;
}

std::string_view describe_kind(FileKind kind) {
  switch (kind) {
    case FileKind::text:
      return {};
    case FileKind::empty:
      return "is empty";
    case FileKind::spreadsheet:
      return "is a workbook of a spreadsheet program (xlsx, ods): open it there and save it as CSV";
    case FileKind::old_spreadsheet:
      return "is an old Office file (xls or doc): open it there and save it as CSV";
    case FileKind::archive:
      return "is an archive of files (zip or the like): unpack it and choose the CSV file inside";
    case FileKind::document:
      return "is a document (PDF or the like), not a table";
    case FileKind::picture:
      return "is a picture, not a table";
    case FileKind::program:
      return "is a program, not a table";
    case FileKind::web_page:
      return "is a web page or XML, not CSV";
    case FileKind::json:
      return "is JSON, not CSV: send its records to the API instead";
    case FileKind::binary:
      return "is no text";
  }
  return "is no text";
}

}  // namespace rapport
