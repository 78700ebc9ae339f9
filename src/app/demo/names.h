// The words that invented people, companies and goods are made of.
#pragma once

#include <span>
#include <string_view>

namespace rapport::app::demo {

struct Region {
  std::string_view country, locale, timezone;
  double share;  // of the shop's contacts
  std::span<const std::string_view> first_names, last_names, cities;
};
std::span<const Region> regions();
const Region& region_of(std::string_view country);  // the nearest for countries without a list

struct Good {
  std::string_view sku, name, category;
  std::int64_t price;  // cents
  double weight;       // how often it is taken
};
std::span<const Good> goods();

std::span<const std::string_view> company_words();
std::span<const std::string_view> company_kinds();
std::span<const std::string_view> industries();
std::span<const std::string_view> notes();
std::span<const std::string_view> calls();
std::span<const std::string_view> replies();  // of people who called us back
std::span<const std::string_view> meetings();

}  // namespace rapport::app::demo
