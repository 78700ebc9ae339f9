// How a file of order lines is to be read: which columns mean what, and what its special rows mean. A preset
// is data; the code below it knows no shop. The default finds columns by the names that shops usually give
// them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"

namespace rapport::events {

enum class Column : std::uint8_t {
  number,
  ordered_at,
  customer,
  email,
  first_name,
  last_name,
  country,
  sku,
  name,
  category,
  quantity,
  unit_price,
  discount,
  currency,
  channel,
  store,
  coupon,
};
constexpr std::size_t column_count = 17;

// What a row with a given stock code is.
//   service   carriage, manual charges: a line of the order that is no merchandise
//   discount  money off for the customer, of no single order
//   fee       with a customer a service, else a cost between the shop and its providers
//   cost      never part of an order
enum class CodeUse : std::uint8_t { service, discount, fee, cost };
struct CodeRule {
  std::string_view code;
  CodeUse use;
};

struct ColumnName {
  Column column;
  std::string_view header;  // compared without case, blanks, hyphens and underscores
};

struct CountryName {
  std::string_view name, code;  // code empty: the name is no country
};

struct Preset {
  std::string_view name;
  std::string_view text;  // where such files come from
  std::span<const ColumnName> columns;
  std::span<const CodeRule> codes;
  std::string_view credit_prefix;  // numbers that begin so are credit notes; empty: none
  std::string_view source;         // of the orders: their numbers are unique within it
  std::string_view currency;       // of rows that name none; empty: the workspace's
  std::string_view timezone;       // of times without offset; empty: the workspace's
  std::string_view channel;
};

std::span<const Preset> presets();
// Empty name: the default. Throws Error(invalid) that names the known ones.
const Preset& get_preset(std::string_view name);

// Where each column stands in a header; Error(invalid) when one that is needed is missing.
struct ColumnPlaces {
  std::array<std::int16_t, column_count> place;
  std::int16_t operator[](Column c) const { return place[static_cast<std::size_t>(c)]; }
};
ColumnPlaces find_columns(const Preset& preset, std::span<const std::string_view> header);

// ISO 3166 code of a country as files write it ("EIRE", "USA", "fr"); nullopt when it is none.
std::optional<std::string> parse_country_name(std::string_view written);

}  // namespace rapport::events
