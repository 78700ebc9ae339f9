#include <utility>

#include "base/csv.h"
#include "base/text.h"

namespace rapport::csv {

namespace {

std::string joined(std::span<const std::string_view> items, bool escaped) {
  std::string out;
  bool is_first = true;
  for (const auto item : items) {
    if (!std::exchange(is_first, false)) out += '|';
    for (const char c : item) {
      if (escaped && (c == '|' || c == '\\')) out += '\\';
      out += c;
    }
  }
  // One item alone says by a divider of its own that it is not to be divided.
  if (items.size() == 1 && items[0].find_first_of(",;") != std::string_view::npos) out += '|';
  if (out.starts_with('"')) out.insert(0, 1, '|');
  return out;
}

// "new customer","a, b": as Mailchimp writes tags.
std::vector<std::string> quoted_items(std::string_view cell) {
  std::vector<std::string> out(1);
  bool inside = false;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (cell[i] == '"' && inside && i + 1 < cell.size() && cell[i + 1] == '"')
      out.back() += cell[i++];
    else if (cell[i] == '"')
      inside = !inside;
    else if (cell[i] == ',' && !inside)
      out.emplace_back();
    else
      out.back() += cell[i];
  }
  return out;
}

std::vector<std::string> escaped_items(std::string_view cell) {
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (cell[i] == '\\' && i + 1 < cell.size())
      out.back() += cell[++i];
    else if (cell[i] == '|')
      out.emplace_back();
    else
      out.back() += cell[i];
  }
  return out;
}

std::vector<std::string> plain_items(std::string_view cell) {
  const char divider = cell.find('|') != std::string_view::npos   ? '|'
                       : cell.find(';') != std::string_view::npos ? ';'
                                                                  : ',';
  std::vector<std::string> out;
  for (const auto part : text::split(cell, divider)) out.emplace_back(part);
  return out;
}

}  // namespace

std::string render_list(std::span<const std::string_view> items) {
  std::string out = joined(items, false);
  bool divided = false;  // an item that the divider stands in
  for (const auto item : items) divided = divided || item.find('|') != std::string_view::npos;
  return divided || out.find("\\|") != std::string::npos ? joined(items, true) : out;
}

std::vector<std::string> parse_list(std::string_view cell) {
  cell = text::trim(cell);
  auto items = cell.starts_with('"')                        ? quoted_items(cell)
               : cell.find("\\|") != std::string_view::npos ? escaped_items(cell)
                                                            : plain_items(cell);
  std::vector<std::string> out;
  for (auto& item : items)
    if (const auto kept = text::trim(item); !kept.empty()) out.emplace_back(kept);
  return out;
}

}  // namespace rapport::csv
