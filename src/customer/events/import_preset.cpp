#include "customer/events/import_preset.h"

#include "base/error.h"
#include "base/text.h"

namespace rapport::events {

namespace {

constexpr ColumnName usual_names[] = {
    {Column::number, "number"},
    {Column::number, "order"},
    {Column::number, "orderid"},
    {Column::number, "ordernumber"},
    {Column::number, "orderno"},
    {Column::number, "invoice"},
    {Column::number, "invoiceno"},
    {Column::number, "invoicenumber"},
    {Column::ordered_at, "orderedat"},
    {Column::ordered_at, "date"},
    {Column::ordered_at, "orderdate"},
    {Column::ordered_at, "invoicedate"},
    {Column::ordered_at, "createdat"},
    {Column::customer, "customer"},
    {Column::customer, "customerid"},
    {Column::customer, "externalid"},
    {Column::email, "email"},
    {Column::email, "customeremail"},
    {Column::first_name, "firstname"},
    {Column::last_name, "lastname"},
    {Column::country, "country"},
    {Column::country, "countrycode"},
    {Column::sku, "sku"},
    {Column::sku, "stockcode"},
    {Column::sku, "productcode"},
    {Column::sku, "productid"},
    {Column::name, "name"},
    {Column::name, "product"},
    {Column::name, "productname"},
    {Column::name, "description"},
    {Column::name, "item"},
    {Column::category, "category"},
    {Column::category, "productcategory"},
    {Column::quantity, "quantity"},
    {Column::quantity, "qty"},
    {Column::unit_price, "unitprice"},
    {Column::unit_price, "price"},
    {Column::discount, "discount"},
    {Column::discount, "linediscount"},
    {Column::currency, "currency"},
    {Column::channel, "channel"},
    {Column::store, "store"},
    {Column::store, "storecode"},
    {Column::coupon, "coupon"},
    {Column::coupon, "couponcode"},
};

// UCI Machine Learning Repository, set 352 "Online Retail" (Daqing Chen, 2015, CC BY 4.0,
// https://archive.ics.uci.edu/dataset/352/online+retail): one row a line of an invoice of a shop in the
// United Kingdom, December 2010 to December 2011.
constexpr ColumnName uci_columns[] = {
    {Column::number, "invoiceno"},    {Column::sku, "stockcode"},          {Column::name, "description"},
    {Column::quantity, "quantity"},   {Column::ordered_at, "invoicedate"}, {Column::unit_price, "unitprice"},
    {Column::customer, "customerid"}, {Column::country, "country"},
};
constexpr CodeRule uci_codes[] = {
    {"POST", CodeUse::service},  // postage
    {"DOT", CodeUse::service},   // postage of the second web shop
    {"C2", CodeUse::service},    // carriage
    {"M", CodeUse::service},     // manual entry
    {"m", CodeUse::service},
    {"D", CodeUse::discount},
    {"S", CodeUse::fee},  // samples sent to a market place
    {"BANK CHARGES", CodeUse::fee},
    {"AMAZONFEE", CodeUse::cost},
    {"CRUK", CodeUse::cost},  // commission for a charity
    {"B", CodeUse::cost},     // bad debt
};

constexpr Preset all_presets[] = {
    {"", "Any file with one row for each order line", usual_names, {}, "", "import", "", "", "website"},
    {"uci-online-retail", "Online Retail, UCI set 352: https://archive.ics.uci.edu/dataset/352/online+retail",
     uci_columns, uci_codes, "C", "uci-online-retail", "GBP", "Europe/London", "website"},
};

constexpr CountryName country_names[] = {
    {"United Kingdom", "GB"},
    {"UK", "GB"},
    {"Great Britain", "GB"},
    {"EIRE", "IE"},
    {"Ireland", "IE"},
    {"France", "FR"},
    {"Germany", "DE"},
    {"Deutschland", "DE"},
    {"Spain", "ES"},
    {"Netherlands", "NL"},
    {"Belgium", "BE"},
    {"Belgique", "BE"},
    {"Switzerland", "CH"},
    {"Portugal", "PT"},
    {"Australia", "AU"},
    {"Norway", "NO"},
    {"Italy", "IT"},
    {"Finland", "FI"},
    {"Cyprus", "CY"},
    {"Sweden", "SE"},
    {"Austria", "AT"},
    {"Denmark", "DK"},
    {"Japan", "JP"},
    {"Poland", "PL"},
    {"Israel", "IL"},
    {"USA", "US"},
    {"United States", "US"},
    {"Hong Kong", "HK"},
    {"Singapore", "SG"},
    {"Iceland", "IS"},
    {"Canada", "CA"},
    {"Greece", "GR"},
    {"Malta", "MT"},
    {"United Arab Emirates", "AE"},
    {"RSA", "ZA"},
    {"South Africa", "ZA"},
    {"Lebanon", "LB"},
    {"Lithuania", "LT"},
    {"Brazil", "BR"},
    {"Czech Republic", "CZ"},
    {"Bahrain", "BH"},
    {"Saudi Arabia", "SA"},
    {"Luxembourg", "LU"},
    {"Vietnam", "VN"},
    {"Việt Nam", "VN"},
};

std::string comparable(std::string_view header) {
  std::string out;
  for (const char c : text::fold(header))
    if (c != ' ' && c != '_' && c != '-' && c != '.') out += c;
  return out;
}

constexpr std::string_view name_of(Column c) {
  switch (c) {
    case Column::number:
      return "the order number";
    case Column::ordered_at:
      return "the date of the order";
    case Column::quantity:
      return "the quantity";
    case Column::unit_price:
      return "the unit price";
    default:
      return "a column";
  }
}

}  // namespace

std::span<const Preset> presets() { return all_presets; }

const Preset& get_preset(std::string_view name) {
  std::string known;
  for (const auto& preset : all_presets) {
    if (preset.name == name) return preset;
    if (!preset.name.empty()) known += (known.empty() ? "" : ", ") + std::string(preset.name);
  }
  fail_field("preset", "unknown_value", "must be one of: " + known);
}

ColumnPlaces find_columns(const Preset& preset, std::span<const std::string_view> header) {
  ColumnPlaces places{};
  places.place.fill(-1);
  std::vector<std::string> names;
  for (const auto& h : header) names.push_back(comparable(h));
  // The preset lists the names of one column in the order of preference.
  for (const auto& wanted : preset.columns) {
    auto& place = places.place[static_cast<std::size_t>(wanted.column)];
    for (std::size_t i = 0; place < 0 && i < names.size(); ++i)
      if (names[i] == wanted.header) place = static_cast<std::int16_t>(i);
  }
  std::vector<Issue> issues;
  for (const auto needed : {Column::number, Column::ordered_at, Column::quantity, Column::unit_price})
    if (places[needed] < 0)
      issues.push_back({"header", "missing_column", "has no column for " + std::string(name_of(needed))});
  if (places[Column::sku] < 0 && places[Column::name] < 0)
    issues.push_back({"header", "missing_column", "has no column for the product's code or name"});
  if (!issues.empty())
    throw Error(ErrorCode::invalid, "The first line of the file does not name what is needed.", issues);
  return places;
}

std::optional<std::string> parse_country_name(std::string_view written) {
  const std::string name(text::trim(written));
  const std::string folded = text::fold(name);
  for (const auto& c : country_names)
    if (text::fold(c.name) == folded) return std::string(c.code);
  std::string code = name;
  for (char& c : code)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (text::is_country(code)) return code;
  return std::nullopt;
}

}  // namespace rapport::events
