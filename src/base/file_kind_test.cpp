#include "base/file_kind.h"

#include <doctest/doctest.h>

#include "base/text_source.h"

using namespace rapport;
using namespace std::literals;

TEST_CASE("a file is known by its first bytes, whatever its name says") {
  CHECK(file_kind("email,name\na@b.c,x\n") == FileKind::text);
  CHECK(file_kind("") == FileKind::empty);
  CHECK(file_kind("PK\x03\x04\x14\x00\x06\x00[Content_Types].xml"sv) == FileKind::spreadsheet);
  CHECK(file_kind("PK\x03\x04\x14\x00\x06\x00holiday.jpg"sv) == FileKind::archive);
  CHECK(file_kind("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv) == FileKind::old_spreadsheet);
  CHECK(file_kind("%PDF-1.7\n%\xE2\xE3") == FileKind::document);
  CHECK(file_kind("\x89PNG\r\n\x1A\n"sv) == FileKind::picture);
  CHECK(file_kind("\x7F"
                  "ELF\x02\x01"sv) == FileKind::program);
  CHECK(file_kind("<!DOCTYPE html><html>") == FileKind::web_page);
  CHECK(file_kind("[{\"email\": 1}]") == FileKind::json);
  CHECK(file_kind("e\0m\0a\0i\0l\0\n\0a\0@\0b\0"sv) == FileKind::text);
  std::string noise;
  for (int i = 0; i < 4096; ++i) noise += static_cast<char>((i * 7919) >> 3);
  CHECK(file_kind(noise) == FileKind::binary);
  for (int kind = 1; kind <= static_cast<int>(FileKind::binary); ++kind)
    CHECK_FALSE(describe_kind(static_cast<FileKind>(kind)).empty());
}

TEST_CASE("text that was decoded twice is told from text that was not") {
  CHECK(undo_double_decoding("CafÃ©") == "Café");
  CHECK(undo_double_decoding("Nguyá»…n VÄƒn") == "Nguyễn Văn");
  CHECK(undo_double_decoding("lâ€™Ã®le") == "l’île");
  CHECK_FALSE(undo_double_decoding("Café"));
  CHECK_FALSE(undo_double_decoding("plain"));
  CHECK_FALSE(undo_double_decoding("Hà Nội"));
  CHECK_FALSE(undo_double_decoding("50 € net"));
  CHECK_FALSE(undo_double_decoding("日本"));
}
