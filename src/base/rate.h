// An exact exchange rate: so many units of one currency for one unit of another, as a decimal.
//
//   const Rate r = *parse_rate("0.9231");
//   convert(1250, usd, r, eur)   // 12.50 USD → 1154, that is 11.54 EUR
//
// Whole numbers only: the product has 128 bits, and halves of a minor unit are rounded away from zero.
#pragma once

#include "base/money.h"

namespace rapport {

struct Rate {
  std::int64_t digits = 1;  // the decimal without its point, above zero
  std::int32_t places = 0;  // digits behind the point
  friend constexpr bool operator==(const Rate&, const Rate&) = default;
};

// "0.9231": above zero, at most 15 digits and 15 places. Zeros at the end do not count.
std::optional<Rate> parse_rate(std::string_view decimal);
std::string render(const Rate& rate);
// The rate of a unit that is 10^places times smaller: of one satoshi from that of one bitcoin.
Rate smaller(Rate rate, int places);
// Minor units of `from` in minor units of `to`; nullopt when they do not fit.
std::optional<std::int64_t> convert(std::int64_t minor, Currency from, const Rate& rate, Currency to);

}  // namespace rapport
