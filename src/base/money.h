// Exact money: a whole number of minor units and an ISO 4217 code (`SAT` and `MSAT` too). No floating point
// ever touches an amount.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rapport {

struct Currency {
  std::array<char, 4> letters{'E', 'U', 'R', 0};  // three or four capital letters, zero-filled
  friend constexpr auto operator<=>(const Currency&, const Currency&) = default;
  std::string_view code() const;  // "EUR"
  int digits() const;             // decimal places of the minor unit: EUR 2, VND 0, TND 3, SAT 0
};

std::optional<Currency> parse_currency(std::string_view code);  // known codes only, capital letters

struct Money {
  std::int64_t minor = 0;  // 12.50 EUR is 1250
  Currency currency;
  friend constexpr bool operator==(const Money&, const Money&) = default;
};

std::string render(const Money& money);  // "12.50 EUR"
// "12.5", "-3", "1250": decimal point, no grouping; refuses more decimals than the currency has and overflow.
std::optional<Money> parse_money(std::string_view decimal, Currency currency);
// Throws Error(conflict) when the currencies differ or the sum overflows.
Money add(const Money& a, const Money& b);

}  // namespace rapport
