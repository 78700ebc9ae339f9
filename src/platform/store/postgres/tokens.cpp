#include "platform/store/postgres/tokens.h"

#include <algorithm>

namespace rapport::store::postgres {

namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}
bool is_word_start(char c) { return is_word(c) && !(c >= '0' && c <= '9'); }

std::size_t end_of_quoted(std::string_view sql, std::size_t from, char quote, bool backslashes) {
  std::size_t i = from + 1;
  for (; i < sql.size(); ++i) {
    if (backslashes && sql[i] == '\\')
      ++i;
    else if (sql[i] == quote)
      return i + 1;  // a doubled quote opens the next quoted text at once
  }
  return sql.size();
}

std::size_t end_of_block_comment(std::string_view sql, std::size_t from) {
  int depth = 0;
  for (std::size_t i = from; i + 1 < sql.size(); ++i) {
    const std::string_view two = sql.substr(i, 2);
    if (two == "/*")
      ++depth, ++i;
    else if (two == "*/" && ++i && --depth == 0)
      return i + 1;
  }
  return sql.size();
}

// $tag$ … $tag$; `from` itself when it opens no such text.
std::size_t end_of_dollar_quoted(std::string_view sql, std::size_t from) {
  std::size_t i = from + 1;
  while (i < sql.size() && is_word(sql[i])) ++i;
  const bool opens = i < sql.size() && sql[i] == '$' && (i == from + 1 || is_word_start(sql[from + 1]));
  if (!opens) return from;
  const std::string_view tag = sql.substr(from, i + 1 - from);
  const auto close = sql.find(tag, i + 1);
  return close == std::string_view::npos ? sql.size() : close + tag.size();
}

}  // namespace

std::size_t end_of_opaque(std::string_view sql, std::size_t from) {
  const char c = sql[from];
  const bool after_word = from > 0 && is_word(sql[from - 1]);
  if (c == '\'') {
    const bool escapes =
        from > 0 && (sql[from - 1] == 'e' || sql[from - 1] == 'E') && (from < 2 || !is_word(sql[from - 2]));
    return end_of_quoted(sql, from, '\'', escapes);
  }
  if (c == '"') return end_of_quoted(sql, from, '"', false);
  if (c == '$' && !after_word) return end_of_dollar_quoted(sql, from);
  const std::string_view two = sql.substr(from, 2);
  if (two == "--") return std::min(sql.find('\n', from), sql.size());
  if (two == "/*") return end_of_block_comment(sql, from);
  if (two == "::") return from + 2;
  return from;
}

NumberedSql number_parameters(std::string_view sql) {
  NumberedSql out;
  out.text.reserve(sql.size());
  for (std::size_t i = 0; i < sql.size();) {
    if (const std::size_t end = end_of_opaque(sql, i); end > i) {
      out.text.append(sql.substr(i, end - i));
      i = end;
      continue;
    }
    if (sql[i] != ':' || i + 1 >= sql.size() || !is_word_start(sql[i + 1])) {
      out.text.push_back(sql[i++]);
      continue;
    }
    std::size_t end = i + 1;
    while (end < sql.size() && is_word(sql[end])) ++end;
    const std::string_view name = sql.substr(i + 1, end - i - 1);
    auto place = std::ranges::find(out.names, name);
    if (place == out.names.end()) place = out.names.emplace(out.names.end(), name);
    out.text.append("$").append(std::to_string(place - out.names.begin() + 1));
    i = end;
  }
  return out;
}

}  // namespace rapport::store::postgres
