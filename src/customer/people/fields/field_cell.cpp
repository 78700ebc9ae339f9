// Values in files.
#include <algorithm>

#include "base/csv.h"
#include "base/text.h"
#include "customer/people/fields/field_value.h"

namespace rapport::people {

namespace {

namespace bj = boost::json;

std::string without_blanks(std::string_view cell) {
  std::string out;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    const std::string_view rest = cell.substr(i);
    if (rest.starts_with("\u00a0") || rest.starts_with("\u202f")) {
      i += rest.starts_with("\u00a0") ? 1 : 2;
      continue;
    }
    if (cell[i] != ' ' && cell[i] != '\'') out.push_back(cell[i]);
  }
  if (out.find('.') == std::string::npos && std::ranges::count(out, ',') == 1)
    std::ranges::replace(out, ',', '.');
  return out;
}

// A text that is no number stays one, and is refused by the type.
bj::value number_in(std::string_view cell) {
  const std::string digits = without_blanks(cell);
  const bool is_plain = !digits.empty() && digits.find_first_not_of("0123456789.-+eE") == std::string::npos;
  if (!is_plain) return bj::value(std::string(cell));
  boost::system::error_code error;
  const auto value = bj::parse(digits.front() == '+' ? digits.substr(1) : digits, error);
  if (error && digits.front() == '0') {  // 007
    const auto first = digits.find_first_not_of('0');
    return first == std::string::npos ? bj::value(0) : number_in(digits.substr(first));
  }
  return error || !value.is_number() ? bj::value(std::string(cell)) : value;
}

bj::value money_in(std::string_view cell, Currency currency) {
  std::string text(cell);
  if (const auto blank = text.rfind(' '); blank != std::string::npos)
    if (const auto named = parse_currency(std::string_view(text).substr(blank + 1))) {
      currency = *named;
      text.resize(blank);
    }
  if (const auto money = parse_money(without_blanks(text), currency))
    return bj::object{{"amount", money->minor}, {"currency", money->currency.code()}};
  return bj::value(std::string(cell));
}

bj::value boolean_in(std::string_view cell) {
  static constexpr std::string_view yes[] = {"true", "yes", "y", "1", "oui", "vrai", "co", "dung", "x"};
  static constexpr std::string_view no[] = {"false", "no", "n", "0", "non", "faux", "khong", "sai"};
  const std::string folded = text::fold(text::trim(cell));
  if (std::ranges::find(yes, folded) != std::end(yes)) return true;
  if (std::ranges::find(no, folded) != std::end(no)) return false;
  return bj::value(std::string(cell));
}

// 28/02/2026 and 28.02.2026 as days of the European order.
bj::value date_in(std::string_view cell) {
  if (cell.size() == 10 && (cell[2] == '/' || cell[2] == '.') && cell[5] == cell[2])
    return bj::value(std::string(cell.substr(6)) + "-" + std::string(cell.substr(3, 2)) + "-" +
                     std::string(cell.substr(0, 2)));
  return bj::value(std::string(cell));
}

bj::value choices_in(std::string_view cell) {
  bj::array out;
  for (auto& item : csv::parse_list(cell)) out.emplace_back(std::move(item));
  return out;
}

}  // namespace

bj::value read_field_cell(const CustomField& field, std::string_view cell, const ValueContext& context,
                          std::vector<Issue>& issues) {
  const auto as_json = [&]() -> bj::value {
    switch (field.type) {
      case FieldType::number:
        return number_in(cell);
      case FieldType::money:
        return money_in(cell, field.validation.currency.value_or(context.currency));
      case FieldType::boolean:
        return boolean_in(cell);
      case FieldType::date:
        return date_in(cell);
      case FieldType::multi_choice:
        return field.find_option(cell) ? bj::value(std::string(cell)) : choices_in(cell);
      default:
        return bj::value(std::string(cell));
    }
  };
  return read_field_value(field, as_json(), context, nullptr, issues);
}

std::string render_field_cell(const CustomField& field, const bj::value& stored) {
  if (stored.is_null()) return {};
  if (stored.is_string()) return std::string(stored.get_string());
  if (stored.is_array()) {
    std::vector<std::string_view> items;
    for (const auto& item : stored.get_array())
      if (item.is_string()) items.emplace_back(item.get_string());
    return csv::render_list(items);
  }
  if (field.type == FieldType::money && stored.is_object()) {
    const auto currency = parse_currency(std::string_view(stored.at("currency").as_string()));
    return render(Money{stored.at("amount").to_number<std::int64_t>(), currency.value_or(Currency{})});
  }
  return json::render(stored);
}

}  // namespace rapport::people
