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

}  // namespace

bool looks_like_formula(std::string_view s) {
  return !s.empty() && std::string_view("=+-@\t\r").find(s[0]) != std::string_view::npos &&
         !is_plain_number(s);
}

bool is_marked_text(std::string_view s) {
  const auto at = s.find_first_not_of('\'');
  return at != 0 && at != std::string_view::npos &&
         std::string_view("=+-@\t\r").find(s[at]) != std::string_view::npos;
}

void Writer::field(std::string_view text) {
  if (!first_) out_ += delimiter_;
  empty_ = first_ && text.empty();
  first_ = false;
  const char special[] = {'"', '\n', '\r', delimiter_};
  const bool quote = text.find_first_of({special, sizeof special}) != std::string_view::npos;
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
