#include "base/rate.h"

#include <cstdint>
#include <limits>

namespace rapport {

namespace {

constexpr int most_digits = 15;

__int128_t power_of_ten(int n) {
  __int128_t out = 1;
  while (n-- > 0) out *= 10;
  return out;
}

}  // namespace

std::optional<Rate> parse_rate(std::string_view decimal) {
  const auto point = decimal.find('.');
  const std::string_view whole = decimal.substr(0, point);
  std::string_view part = point == std::string_view::npos ? std::string_view{} : decimal.substr(point + 1);
  if (whole.empty() || (point != std::string_view::npos && part.empty())) return std::nullopt;
  for (const auto digits : {whole, part})
    for (const char c : digits)
      if (c < '0' || c > '9') return std::nullopt;
  while (!part.empty() && part.back() == '0') part.remove_suffix(1);
  if (part.size() > most_digits) return std::nullopt;
  Rate rate{0, static_cast<std::int32_t>(part.size())};
  int significant = 0;
  for (const auto digits : {whole, part})
    for (const char c : digits) {
      if (significant > 0 || c != '0') ++significant;
      if (significant > most_digits) return std::nullopt;
      rate.digits = rate.digits * 10 + (c - '0');
    }
  if (rate.digits == 0) return std::nullopt;
  return rate;
}

std::string render(const Rate& rate) {
  std::string out = std::to_string(rate.digits);
  const auto places = static_cast<std::size_t>(rate.places);
  if (places == 0) return out;
  if (out.size() <= places) out.insert(0, places + 1 - out.size(), '0');
  out.insert(out.size() - places, ".");
  return out;
}

Rate smaller(Rate rate, int places) {
  rate.places += places;
  while (rate.places > 0 && rate.digits % 10 == 0) {
    rate.digits /= 10;
    --rate.places;
  }
  return rate;
}

std::optional<std::int64_t> convert(std::int64_t minor, Currency from, const Rate& rate, Currency to) {
  const __int128_t product = static_cast<__int128_t>(minor) * rate.digits;  // 63 + 50 bits at most
  const int places = rate.places + from.digits() - to.digits();
  __int128_t out = 0;
  if (places <= 0) {
    if (__builtin_mul_overflow(product, power_of_ten(-places), &out)) return std::nullopt;
  } else {
    const __int128_t unit = power_of_ten(places);
    const __int128_t left = product % unit;
    out = product / unit;
    if ((left < 0 ? -left : left) >= unit - (left < 0 ? -left : left)) out += product < 0 ? -1 : 1;
  }
  if (out > std::numeric_limits<std::int64_t>::max() || out < std::numeric_limits<std::int64_t>::min())
    return std::nullopt;
  return static_cast<std::int64_t>(out);
}

}  // namespace rapport
