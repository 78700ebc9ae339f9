#include "platform/http/headers.h"

#include <charconv>

namespace rapport::http {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Calls f(item, weight) for each part of a comma list with `;q=`.
template <class F>
void each_weighted(std::string_view list, F&& f) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    std::string_view item = list.substr(0, comma);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    double weight = 1;
    if (const auto semicolon = item.find(';'); semicolon != std::string_view::npos) {
      auto parameter = trim_blanks(item.substr(semicolon + 1));
      if (parameter.starts_with("q=") || parameter.starts_with("Q=")) {
        parameter.remove_prefix(2);
        if (std::from_chars(parameter.data(), parameter.data() + parameter.size(), weight).ec != std::errc{})
          weight = 0;
      }
      item = item.substr(0, semicolon);
    }
    item = trim_blanks(item);
    if (!item.empty()) f(item, weight);
  }
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower(a[i]) != lower(b[i])) return false;
  return true;
}

std::string_view trim_blanks(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

std::string_view find_cookie(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    const auto end = cookies.find(';');
    const auto pair = trim_blanks(cookies.substr(0, end));
    cookies = end == std::string_view::npos ? std::string_view{} : cookies.substr(end + 1);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
    auto value = pair.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    return value;
  }
  return {};
}

bool accepts_coding(std::string_view accept_encoding, std::string_view coding) {
  double any = -1, exact = -1;
  each_weighted(accept_encoding, [&](std::string_view item, double weight) {
    if (item == "*") any = weight;
    if (same_name(item, coding)) exact = weight;
  });
  return exact >= 0 ? exact > 0 : any > 0;
}

std::string_view preferred_language(std::string_view accept_language) {
  std::string_view best = "en";
  double best_weight = 0;
  each_weighted(accept_language, [&](std::string_view item, double weight) {
    const auto primary = item.substr(0, item.find('-'));
    for (const std::string_view known : {"en", "fr", "vi"}) {
      if (!same_name(primary, known) || weight <= best_weight) continue;
      best = known;
      best_weight = weight;
    }
  });
  return best;
}

bool lists_tag(std::string_view header, std::string_view tag) {
  bool found = false;
  each_weighted(header, [&](std::string_view item, double) {
    if (item == "*" || unquote_tag(item) == tag) found = true;
  });
  return found;
}

std::string unquote_tag(std::string_view tag) {
  tag = trim_blanks(tag);
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  if (tag.size() >= 2 && tag.front() == '"' && tag.back() == '"') tag = tag.substr(1, tag.size() - 2);
  return std::string(tag);
}

void allow_any_origin(HeaderPairs& headers) {
  headers.emplace_back("Access-Control-Allow-Origin", "*");
  headers.emplace_back("Access-Control-Expose-Headers", "Retry-After, X-Request-Id");
}

}  // namespace rapport::http
