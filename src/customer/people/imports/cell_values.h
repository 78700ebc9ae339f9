// What people write into cells, read as values: dates in any order, amounts with signs and grouping, yes and
// no, countries by name, in English, French and Vietnamese.
#pragma once

#include "base/money.h"
#include "base/time.h"
#include "customer/people/imports/import_options.h"

namespace rapport::people {

struct WrittenDate {
  Date date;
  std::int32_t hour = 0, minute = 0, second = 0;
  bool has_time = false;
};
// "20/11/2026", "20.11.26 14:05", "2026-11-20", "Nov 20, 2026", "20 novembre 2026"; nullopt for anything
// else, also for a day that does not exist in this order. What begins with the year is never ambiguous.
std::optional<WrittenDate> parse_written_date(std::string_view cell, DateOrder order);
// Could only be day first, only month first, or either?
enum class OrderHint { none, either, day_first, month_first };
OrderHint order_of(std::string_view cell);

// "1 234,56 €", "$12.50", "1.234.567 ₫", "12.50 EUR"; the given currency where none is written.
std::optional<Money> parse_amount(std::string_view cell, Currency currency);
std::optional<bool> parse_yes_no(std::string_view cell);
// "FR", "France", "Viêt Nam", "Royaume-Uni", "Hoa Kỳ" → ISO alpha-2.
std::optional<std::string> parse_country(std::string_view cell);

}  // namespace rapport::people
