#include "customer/people/imports/column_guess.h"

#include <algorithm>

#include "base/text.h"
#include "customer/people/phone.h"

namespace rapport::people {

namespace {

constexpr std::int64_t most_looked_at = 300;

CellKind kind_of(std::string_view cell, const std::string& country) {
  if (cell.size() > 254) return CellKind::text;
  if (cell.find('@') != std::string_view::npos) return text::email(cell) ? CellKind::email : CellKind::text;
  if (parse_written_date(cell, DateOrder::day_first) || parse_written_date(cell, DateOrder::month_first))
    return CellKind::date;
  const auto digits = std::ranges::count_if(cell, [](char c) { return c >= '0' && c <= '9'; });
  const bool only_signs = cell.find_first_not_of("0123456789 +-.()/") == std::string_view::npos;
  if (only_signs && digits >= 8 && digits <= 15 &&
      (cell.front() == '+' || cell.front() == '0' || cell.front() == '(') && phone_number(cell, country))
    return CellKind::phone;
  if (cell.find_first_not_of("0123456789.,-") == std::string_view::npos) return CellKind::number;
  if (digits > 0 && parse_amount(cell, Currency{})) return CellKind::money;
  if (digits == 0 && parse_yes_no(cell)) return CellKind::boolean;
  if (digits == 0 && parse_country(cell)) return CellKind::country;
  return CellKind::text;
}

}  // namespace

void ColumnGuess::add(std::string_view cell) {
  ++seen_;
  if (looked_ < most_looked_at) {
    ++looked_;
    ++counts_[static_cast<std::size_t>(kind_of(cell, country_))];
  }
  const bool dates = counts_[static_cast<std::size_t>(CellKind::date)] * 2 > looked_;
  if (!dates) return;
  switch (order_of(cell)) {
    case OrderHint::either:
      ++either_;
      break;
    case OrderHint::day_first:
      ++day_;
      break;
    case OrderHint::month_first:
      ++month_;
      break;
    case OrderHint::none:
      break;
  }
}

CellKind ColumnGuess::kind() const {
  if (looked_ == 0) return CellKind::empty;
  const auto best = std::ranges::max_element(counts_);
  return *best * 10 >= looked_ * 6 ? static_cast<CellKind>(best - counts_.begin()) : CellKind::text;
}

}  // namespace rapport::people
