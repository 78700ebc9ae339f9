#include "customer/people/exports/custom_cells.h"

#include <boost/json.hpp>
#include <charconv>

#include "customer/people/fields/field_value.h"

namespace rapport::people {

namespace {

std::size_t skip_blanks(std::string_view s, std::size_t i) {
  while (i < s.size() && (s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r')) ++i;
  return i;
}

// Behind the closing quotation mark of the string that begins at i.
std::size_t end_of_string(std::string_view s, std::size_t i) {
  for (++i; i < s.size(); ++i) {
    if (s[i] == '"') return i + 1;
    if (s[i] == '\\') ++i;
  }
  return s.size();
}

std::size_t end_of_value(std::string_view s, std::size_t i) {
  if (s[i] == '"') return end_of_string(s, i);
  int depth = 0;
  while (i < s.size()) {
    const char c = s[i];
    if (c == '"') {
      i = end_of_string(s, i);
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n')) return i;
    ++i;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return i;
  }
  return s.size();
}

// {"amount": 1250, "currency": "EUR"} in either order; nullopt for what is written in another way.
std::optional<Money> money_in(std::string_view json) {
  const auto amount = json.find("\"amount\""), currency = json.find("\"currency\"");
  if (amount == std::string_view::npos || currency == std::string_view::npos) return std::nullopt;
  const std::size_t number = skip_blanks(json, json.find(':', amount) + 1);
  const std::size_t code = skip_blanks(json, json.find(':', currency) + 1);
  if (code >= json.size() || json[code] != '"') return std::nullopt;
  Money out;
  const std::string_view digits = json.substr(number, end_of_value(json, number) - number);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.minor);
  const auto known = parse_currency(json.substr(code + 1, end_of_string(json, code) - code - 2));
  if (error != std::errc{} || end != digits.data() + digits.size() || !known) return std::nullopt;
  out.currency = *known;
  return out;
}

}  // namespace

std::size_t CustomCells::place_of(const CustomField& field) {
  const auto [at, is_new] = places_.emplace(field.name, fields_.size());
  if (is_new) {
    fields_.push_back(&field);
    values_.emplace_back();
  }
  return at->second;
}

void CustomCells::read(std::string_view s) {
  std::ranges::fill(values_, std::string_view());
  next_ = 0;
  std::size_t i = s.find('{');
  if (i == std::string_view::npos) return;
  for (++i; i < s.size(); ++i) {
    while (i < s.size() && s[i] != '"' && s[i] != '}') ++i;
    if (i >= s.size() || s[i] == '}') return;
    const std::size_t key_end = end_of_string(s, i);
    const std::string_view key = s.substr(i + 1, key_end - i - 2);  // names of fields hold nothing to escape
    i = skip_blanks(s, s.find(':', key_end) + 1);
    const std::size_t end = end_of_value(s, i);
    std::size_t place = next_;
    if (place >= fields_.size() || fields_[place]->name != key) {
      const auto known = places_.find(key);
      place = known == places_.end() ? fields_.size() : known->second;
    }
    if (place < fields_.size()) {
      values_[place] = s.substr(i, end - i);
      next_ = place + 1;
    }
    i = skip_blanks(s, end);
    if (i < s.size() && s[i] == '}') return;
  }
}

std::string_view CustomCells::value(std::size_t place) {
  const std::string_view json = values_[place];
  if (json.empty() || json == "null") return {};
  const bool is_tree = json.front() == '{' || json.front() == '[';
  if (json.front() == '"' && json.find('\\') == std::string_view::npos)
    return json.substr(1, json.size() - 2);
  if (json.front() != '"' && !is_tree) return json;
  if (fields_[place]->type == FieldType::money) {
    if (const auto money = money_in(json)) return text_ = render(*money);
  }
  unsigned char room[4'096];
  boost::json::monotonic_resource memory(room);
  text_ = render_field_cell(*fields_[place], boost::json::parse(json, &memory));
  return text_;
}

}  // namespace rapport::people
