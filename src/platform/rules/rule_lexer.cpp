#include "platform/rules/rule_lexer.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/time.h"

namespace rapport::rules {

namespace {

constexpr auto words = std::to_array<std::string_view>(
    {"AFTER",   "ALL",     "AND",      "ANNIVERSARY", "ANY",     "ANYTHING", "AT",       "AVERAGE",
     "BEFORE",  "BETWEEN", "CONTAINS", "COUNT",       "DECAYED", "DID",      "DISTINCT", "ENDS",
     "EXACTLY", "FALSE",   "FEWER",    "FIRST",       "HAS",     "IN",       "IS",       "LAST",
     "LEAST",   "MAXIMUM", "MINIMUM",  "MORE",        "MOST",    "NEXT",     "NONE",     "NOT",
     "NULL",    "OF",      "ON",       "OR",          "SEGMENT", "SINCE",    "STARTS",   "SUM",
     "THAN",    "TIMES",   "TRUE",     "UNTIL",       "WHERE",   "WITH"});
static_assert(std::is_sorted(words.begin(), words.end()));

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

std::string capitals(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

bool is_number(std::string_view text) {
  if (text.starts_with("-")) text.remove_prefix(1);
  const auto dot = text.find('.');
  const auto digits = [](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), is_digit);
  };
  if (dot == std::string_view::npos) return digits(text);
  return digits(text.substr(0, dot)) && digits(text.substr(dot + 1));
}

class Lexer {
 public:
  Lexer(std::string_view text, const std::string& path) : text_(text), path_(path) {}

  std::vector<Token> run() {
    std::vector<Token> out;
    for (skip_blanks(); at_ < text_.size(); skip_blanks()) out.push_back(next());
    out.push_back({Token::Kind::end, "", place_});
    return out;
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  char take() {
    const char c = text_[at_++];
    if (c == '\n') {
      ++place_.line;
      place_.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {
      ++place_.column;
    }
    return c;
  }

  void skip_blanks() {
    while (at_ < text_.size() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r'))
      take();
  }

  Token next() {
    Token out;
    out.place = place_;
    const char c = peek();
    if (is_letter(c)) {
      while (is_letter(peek()) || is_digit(peek()) ||
             (peek() == '.' && (is_letter(peek(1)) || is_digit(peek(1)))))
        out.text += take();
      const std::string upper = capitals(out.text);
      out.kind = is_rule_word(upper) ? Token::Kind::word : Token::Kind::name;
      if (out.kind == Token::Kind::word) out.text = upper;
    } else if (is_digit(c) || (c == '-' && is_digit(peek(1)))) {
      number(out);
    } else if (c == '"' || c == '\'') {
      quoted(out);
    } else {
      sign(out);
    }
    return out;
  }

  void number(Token& out) {
    out.text += take();
    while (is_letter(peek()) || is_digit(peek()) ||
           ((peek() == '.' || peek() == ':' || peek() == '-' || peek() == '+') && is_digit(peek(1))))
      out.text += take();
    if (is_number(out.text))
      out.kind = Token::Kind::number;
    else if (is_moment(out.text))
      out.kind = Token::Kind::moment;
    else
      fail_at(path_, out.place, "not_a_value",
              "`" + out.text + "` is no number, no day (2026-11-20) and no instant (2026-11-20T08:00:00Z)");
  }

  void quoted(Token& out) {
    out.kind = Token::Kind::quoted;
    const char mark = take();
    while (peek() != mark) {
      if (at_ >= text_.size()) fail_at(path_, out.place, "no_end", "the quotation mark is never closed");
      if (peek() == '\\') {
        take();
        escape(out);
      } else {
        out.text += take();
      }
    }
    take();
  }

  void escape(Token& out) {
    const Place here = place_;
    const char c = at_ < text_.size() ? take() : '\0';
    switch (c) {
      case 'n':
        out.text += '\n';
        return;
      case 't':
        out.text += '\t';
        return;
      case 'r':
        out.text += '\r';
        return;
      case '"':
      case '\'':
      case '\\':
        out.text += c;
        return;
      default:
        fail_at(path_, here, "unknown_escape",
                "after a backslash only n, t, r, a backslash or a quotation mark is known");
    }
  }

  void sign(Token& out) {
    out.kind = Token::Kind::sign;
    for (const std::string_view two : {"!=", "<=", ">=", "<>", "≥", "≤", "≠"})
      if (text_.substr(at_).starts_with(two)) {
        for (std::size_t i = 0; i < two.size(); ++i) take();
        out.text = two == "<>" || two == "≠" ? "!="
                   : two == "≥"              ? ">="
                   : two == "≤"              ? "<="
                                             : std::string(two);
        return;
      }
    const char c = peek();
    if (std::string_view("=<>(),").find(c) == std::string_view::npos) {
      const std::size_t length = std::max<std::size_t>(1, text::truncate(text_.substr(at_), 1).size());
      fail_at(path_, out.place, "unknown_sign",
              "`" + std::string(text_.substr(at_, length)) +
                  "` means nothing here; texts stand in quotation marks");
    }
    out.text = take();
  }

  std::string_view text_;
  const std::string& path_;
  std::size_t at_ = 0;
  Place place_;
};

}  // namespace

std::vector<Token> read_tokens(std::string_view text, const std::string& path) {
  return Lexer(text, path).run();
}

bool is_rule_word(std::string_view upper) { return std::binary_search(words.begin(), words.end(), upper); }

bool is_plain_name(std::string_view text) {
  if (text.empty() || !is_letter(text.front()) || is_rule_word(capitals(text))) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool inner_dot = text[i] == '.' && i + 1 < text.size() && text[i + 1] != '.';
    if (!is_letter(text[i]) && !is_digit(text[i]) && !inner_dot) return false;
  }
  return true;
}

bool is_moment(std::string_view text) {
  return text.size() == 10 ? parse_date(text).has_value()
                           : text.size() > 10 && parse_instant(text).has_value();
}

Issue issue_at(std::string path, Place place, std::string code, const std::string& message) {
  const std::string line = std::to_string(place.line), column = std::to_string(place.column);
  return {std::move(path),
          std::move(code),
          "line " + line + ", column " + column + ": " + message,
          {{"line", line}, {"column", column}}};
}

void fail_at(const std::string& path, Place place, std::string code, const std::string& message) {
  throw Error(ErrorCode::invalid, "The rule cannot be read.",
              {issue_at(path, place, std::move(code), message)});
}

}  // namespace rapport::rules
