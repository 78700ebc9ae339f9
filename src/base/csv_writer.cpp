#include "base/csv.h"

namespace rapport::csv {

namespace {

// "-12.5", "+33612345678", "1e-7"
bool is_plain_number(std::string_view s) {
  std::size_t i = !s.empty() && (s[0] == '+' || s[0] == '-') ? 1 : 0;
  const auto digits = [&] {
    const std::size_t from = i;
    while (i < s.size() && s[i] >= '0' && s[i] <= '9') ++i;
    return i > from;
  };
  if (!digits()) return false;
  if (i < s.size() && s[i] == '.' && (++i, !digits())) return false;
  if (i < s.size() && (s[i] == 'e' || s[i] == 'E')) {
    ++i;
    if (i < s.size() && (s[i] == '+' || s[i] == '-')) ++i;
    if (!digits()) return false;
  }
  return i == s.size();
}

// What makes a spreadsheet take a text for a formula.
bool is_sign(char c) { return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r'; }

}  // namespace

bool looks_like_formula(std::string_view s) { return !s.empty() && is_sign(s[0]) && !is_plain_number(s); }

bool is_marked_text(std::string_view s) {
  if (s.empty() || s[0] != '\'') return false;
  const auto at = s.find_first_not_of('\'');
  return at != std::string_view::npos && is_sign(s[at]);
}

void Writer::field(std::string_view text) {
  if (!first_) out_ += delimiter_;
  empty_ = first_ && text.empty();
  first_ = false;
  if (text.empty()) return;
  bool quote = false;  // a loop over characters: find_first_of costs a call for each of them
  for (const char c : text) quote |= (c == '"') | (c == '\n') | (c == '\r') | (c == delimiter_);
  if (quote) out_ += '"';
  if (looks_like_formula(text) || is_marked_text(text)) out_ += '\'';
  if (!quote) {
    out_ += text;
    return;
  }
  for (const char c : text) {
    if (c == '"') out_ += '"';
    out_ += c;
  }
  out_ += '"';
}

void Writer::end_record() {
  if (empty_ && !first_) out_ += "\"\"";  // else it would read as a blank line
  out_ += "\r\n";
  first_ = empty_ = true;
}

void Writer::record(std::span<const std::string_view> fields) {
  for (const std::string_view f : fields) field(f);
  end_record();
}

}  // namespace rapport::csv
