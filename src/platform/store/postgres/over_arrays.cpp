#include "platform/store/postgres/over_arrays.h"

#include "platform/store/postgres/tokens.h"

namespace rapport::store::postgres {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_parameter(std::string_view sql, std::size_t at) {
  return sql[at] == '$' && at + 1 < sql.size() && is_digit(sql[at + 1]);
}
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// Calls with the place of each character that stands outside of quotes and comments; false ends the walk.
template <class F>
void walk(std::string_view sql, std::size_t from, F&& at) {
  for (std::size_t i = from; i < sql.size();) {
    if (const std::size_t end = end_of_opaque(sql, i); end > i)
      i = end;
    else if (!at(i++))
      return;
  }
}

bool has_parameter(std::string_view sql) {
  bool found = false;
  walk(sql, 0, [&](std::size_t i) { return !(found = is_parameter(sql, i)); });
  return found;
}

// $2 as given.p2.
std::string of_given(std::string_view sql) {
  std::string out;
  for (std::size_t i = 0; i < sql.size();) {
    if (const std::size_t end = end_of_opaque(sql, i); end > i) {
      out.append(sql.substr(i, end - i));
      i = end;
    } else if (is_parameter(sql, i)) {
      out += "given.p";
      ++i;
    } else {
      out.push_back(sql[i++]);
    }
  }
  return out;
}

std::string given(std::size_t parameters) {
  std::string arrays, names;
  for (std::size_t i = 1; i <= parameters; ++i) {
    arrays += (i > 1 ? ", $" : "$") + std::to_string(i);
    names += (i > 1 ? ", p" : "p") + std::to_string(i);
  }
  return "unnest(" + arrays + ") as given(" + names + ")";
}

bool stands_at(std::string_view sql, std::size_t at, std::string_view word) {
  if (sql.size() - at < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if ((sql[at + i] | 0x20) != word[i]) return false;
  return (at == 0 || !is_letter(sql[at - 1])) &&
         (at + word.size() >= sql.size() || !is_letter(sql[at + word.size()]));
}

struct Parts {
  std::string_view before, values, after;  // of an insert: what stands in the brackets, and around them
};

Parts parts_of(std::string_view sql) {
  constexpr std::string_view word = "values";
  std::size_t keyword = std::string_view::npos, open = keyword, close = keyword;
  int depth = 0;
  walk(sql, 0, [&](std::size_t i) {
    const char c = sql[i];
    if (depth == 0 && keyword == std::string_view::npos && stands_at(sql, i, word)) keyword = i;
    if (c == '(' && ++depth == 1 && keyword != std::string_view::npos) open = i;
    if (c == ')' && --depth == 0 && open != std::string_view::npos) close = i;
    return close == std::string_view::npos;
  });
  if (close == std::string_view::npos) return {};
  return {sql.substr(0, keyword), sql.substr(open + 1, close - open - 1), sql.substr(close + 1)};
}

std::string insert_over_arrays(std::string_view sql, std::size_t parameters) {
  const Parts parts = parts_of(sql);
  if (parts.values.empty() || has_parameter(parts.before) || has_parameter(parts.after)) return {};
  const auto next = parts.after.find_first_not_of(" \t\r\n");
  if (next != std::string_view::npos && parts.after[next] == ',') return {};  // several rows
  bool updates = false;
  walk(parts.after, 0, [&](std::size_t i) { return !(updates = stands_at(parts.after, i, "update")); });
  if (updates) return {};
  return std::string(parts.before) + "select " + of_given(parts.values) + " from " + given(parameters) +
         std::string(parts.after);
}

}  // namespace

// The `offset 0` keeps the look-ups what they are: by the index, once for each row, however large the tables.
std::string over_arrays(std::string_view sql, std::size_t parameters) {
  const auto start = sql.find_first_not_of(" \t\r\n");
  if (parameters == 0 || start == std::string_view::npos) return {};
  if (stands_at(sql, start, "insert")) return insert_over_arrays(sql, parameters);
  if (!stands_at(sql, start, "select")) return {};
  return "select found.* from " + given(parameters) + ", lateral (select * from (" + of_given(sql) +
         ") as one offset 0) as found";
}

}  // namespace rapport::store::postgres
