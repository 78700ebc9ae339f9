#include "base/money.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/error.h"

namespace rapport {

namespace {

// ISO 4217, codes in use, by decimal places of the minor unit. Bitcoin is no ISO code: BTC counts satoshi
// (8 places), SAT and MSAT are whole satoshi and millisatoshi.
constexpr std::string_view two_digits =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD "
    "HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT "
    "MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR "
    "SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU "
    "UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";
constexpr std::string_view no_digits = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
constexpr std::string_view three_digits = "BHD IQD JOD KWD LYD OMR TND";
constexpr std::string_view four_digits = "CLF UYW";

constexpr std::size_t index_of(std::string_view code) {
  std::size_t out = 0;
  for (const char c : code) out = out * 26 + static_cast<std::size_t>(c - 'A');
  return out;
}

// Decimal places by code, -1 for letters that are no currency: a look-up on every amount must cost nothing.
constexpr auto places = [] {
  std::array<std::int8_t, 26 * 26 * 26> out{};
  for (auto& entry : out) entry = -1;
  const auto add_all = [&out](std::string_view codes, std::int8_t digits) {
    for (std::size_t i = 0; i + 3 <= codes.size(); i += 4) out[index_of(codes.substr(i, 3))] = digits;
  };
  add_all(no_digits, 0);
  add_all(two_digits, 2);
  add_all(three_digits, 3);
  add_all(four_digits, 4);
  add_all("BTC", 8);
  add_all("SAT", 0);
  return out;
}();

// -1 when unknown
int find_digits(std::string_view code) {
  if (code == "MSAT") return 0;
  if (code.size() != 3) return -1;
  for (const char c : code)
    if (c < 'A' || c > 'Z') return -1;
  return places[index_of(code)];
}

}  // namespace

std::string_view Currency::code() const {
  const auto end = std::find(letters.begin(), letters.end(), '\0');
  return {letters.data(), static_cast<std::size_t>(end - letters.begin())};
}

int Currency::digits() const { return std::max(0, find_digits(code())); }

std::optional<Currency> parse_currency(std::string_view code) {
  if (find_digits(code) < 0) return std::nullopt;
  Currency c;
  c.letters = {};
  std::copy(code.begin(), code.end(), c.letters.begin());
  return c;
}

std::string render(const Money& money) {
  const auto digits = static_cast<std::size_t>(money.currency.digits());
  const bool minus = money.minor < 0;
  const auto magnitude =
      minus ? 0 - static_cast<std::uint64_t>(money.minor) : static_cast<std::uint64_t>(money.minor);
  std::string out = std::to_string(magnitude);
  if (out.size() <= digits) out.insert(0, digits + 1 - out.size(), '0');
  if (digits > 0) out.insert(out.size() - digits, ".");
  if (minus) out.insert(0, "-");
  out += ' ';
  out += money.currency.code();
  return out;
}

std::optional<Money> parse_money(std::string_view decimal, Currency currency) {
  const bool minus = decimal.starts_with('-');
  if (minus) decimal.remove_prefix(1);
  const auto digits = static_cast<std::size_t>(currency.digits());
  const std::size_t point = decimal.find('.');
  const std::string_view whole = decimal.substr(0, point);
  std::string_view part = point == std::string_view::npos ? std::string_view{} : decimal.substr(point + 1);
  if (whole.empty() || (point != std::string_view::npos && part.empty())) return std::nullopt;
  while (part.size() > digits && part.back() == '0') part.remove_suffix(1);  // "12.500" EUR is exact
  if (part.size() > digits) return std::nullopt;

  std::uint64_t magnitude = 0;
  const auto push = [&magnitude](char c) {
    return c >= '0' && c <= '9' && !__builtin_mul_overflow(magnitude, 10u, &magnitude) &&
           !__builtin_add_overflow(magnitude, static_cast<unsigned>(c - '0'), &magnitude);
  };
  for (const char c : whole)
    if (!push(c)) return std::nullopt;
  for (std::size_t i = 0; i < digits; ++i)
    if (!push(i < part.size() ? part[i] : '0')) return std::nullopt;
  constexpr auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (magnitude > limit + (minus ? 1 : 0)) return std::nullopt;
  return Money{static_cast<std::int64_t>(minus ? 0 - magnitude : magnitude), currency};
}

Money add(const Money& a, const Money& b) {
  if (a.currency != b.currency)
    fail(ErrorCode::conflict, "Amounts in " + std::string(a.currency.code()) + " and " +
                                  std::string(b.currency.code()) + " cannot be added.");
  Money sum = a;
  if (__builtin_add_overflow(a.minor, b.minor, &sum.minor))
    fail(ErrorCode::conflict, "The sum of " + render(a) + " and " + render(b) + " is too large.");
  return sum;
}

}  // namespace rapport
