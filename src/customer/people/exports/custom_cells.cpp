#include "customer/people/exports/custom_cells.h"

#include <boost/json.hpp>

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
    i = s.find_first_of("\"\\", i);
    if (i == std::string_view::npos) return s.size();
    if (s[i] == '"') return i + 1;
    ++i;  // what was escaped
  }
  return s.size();
}

std::size_t end_of_value(std::string_view s, std::size_t i) {
  if (s[i] == '"') return end_of_string(s, i);
  if (s[i] != '{' && s[i] != '[') return std::min(s.find_first_of(",} \n\t\r", i), s.size());
  int depth = 0;
  while (i < s.size()) {
    i = s.find_first_of("\"{}[]", i);
    if (i == std::string_view::npos) return s.size();
    if (s[i] == '"') {
      i = end_of_string(s, i);
      continue;
    }
    depth += s[i] == '{' || s[i] == '[' ? 1 : -1;
    ++i;
    if (depth == 0) return i;
  }
  return s.size();
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
    i = s.find_first_of("\"}", i);
    if (i == std::string_view::npos || s[i] == '}') return;
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
  unsigned char room[4'096];
  boost::json::monotonic_resource memory(room);
  text_ = render_field_cell(*fields_[place], boost::json::parse(json, &memory));
  return text_;
}

}  // namespace rapport::people
