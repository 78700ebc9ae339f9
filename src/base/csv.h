// CSV (RFC 4180 and what people really send): a reader that streams in constant memory and a writer whose
// files are safe to open in a spreadsheet.
//   csv::Reader reader(*gunzip(file_source(path)));           // delimiter and encoding are found out
//   while (const csv::Record* r = reader.next()) use(r->fields, r->line);
// A record with a flaw is given with its text, so that the caller can keep it and say why it was refused.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text_source.h"

namespace rapport::csv {

struct Limits {
  std::size_t field_bytes = 1 << 20;
  std::size_t record_bytes = 16 << 20;
  std::size_t columns = 1000;
};

struct Options {
  std::optional<char> delimiter = {};     // else found out among , ; tab |
  std::optional<Encoding> encoding = {};  // else found out
  Limits limits = {};
  // A record past a limit is given as flawed instead of thrown, and a quotation mark that is never closed
  // costs its own line instead of the rest of the file.
  bool recover = false;
};

enum class Flaw { none, text_after_quote, unclosed_quote, too_long, too_many_columns };

struct Record {
  std::vector<std::string_view> fields;  // UTF-8, quotes taken off
  std::string_view raw;                  // the record as it stands in the file, without its line end
  std::uint64_t line = 0;                // where it begins; the first line is 1
  Flaw flaw = Flaw::none;
};

class Reader {
 public:
  explicit Reader(ByteSource& bytes, Options options = {});
  ~Reader();

  // The next record, blank lines skipped; null after the last. Holds until the next call.
  // Throws Error(too_large) with the line when a limit is passed (see recover), and what the source throws.
  const Record* next();

  char delimiter() const;  // after the first next()
  Encoding encoding() const;
  std::uint64_t repaired_bytes() const;  // that did not fit the encoding

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Appends to a string that the caller empties when it likes.
class Writer {
 public:
  explicit Writer(std::string& out, char delimiter = ',') : out_(out), delimiter_(delimiter) {}
  void byte_order_mark() { out_ += "\xEF\xBB\xBF"; }  // first, for spreadsheets that else guess the encoding
  void field(std::string_view text);
  void end_record();  // CRLF
  void record(std::span<const std::string_view> fields);

 private:
  std::string& out_;
  char delimiter_;
  bool first_ = true;
  bool empty_ = true;  // nothing but one empty field so far
};

// A spreadsheet runs what begins with = + - @ tab or CR as a formula; numbers (and so +33…) are let be. The
// writer puts an apostrophe before such a text, as people do in a spreadsheet.
bool looks_like_formula(std::string_view text);
// Whether a cell is a text behind apostrophes that keep it from being a formula: '=1+1, '+33…, ''=1+1. Who
// reads a file takes one of them off; the writer adds one to a text that is of this form itself.
bool is_marked_text(std::string_view cell);

// Several texts in one cell: vip|b2b; an item that holds a divider is written so that it comes back whole.
std::string render_list(std::span<const std::string_view> items);
// Divided by | or ; or, when there is neither, by commas; also as Mailchimp writes them: "vip","b2b". Blanks
// around an item and empty items are left out.
std::vector<std::string> parse_list(std::string_view cell);

}  // namespace rapport::csv
