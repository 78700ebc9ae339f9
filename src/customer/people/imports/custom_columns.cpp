#include "customer/people/imports/custom_columns.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "customer/people/imports/cell_values.h"
#include "customer/people/imports/header_words.h"

namespace rapport::people {

namespace {

namespace bj = boost::json;

constexpr std::string_view prefix = "custom.";

// Without what groups digits: blanks of any width and apostrophes.
std::string without_grouping(std::string_view cell) {
  using namespace std::literals;
  static constexpr std::string_view blanks[] = {"\u00a0"sv, "\u202f"sv, "\u2009"sv, "\u2019"sv, " "sv, "'"sv};
  std::string out;
  for (std::size_t i = 0; i < cell.size();) {
    const auto rest = cell.substr(i);
    const auto* blank = std::ranges::find_if(blanks, [&](std::string_view b) { return rest.starts_with(b); });
    if (blank != std::end(blanks))
      i += blank->size();
    else
      out += cell[i++];
  }
  return out;
}

// The text with a point as its decimal sign, or none.
std::string plain_digits(std::string digits, bool whole) {
  const auto last = digits.find_last_of(".,");
  if (last == std::string::npos) return digits;
  const char sign = digits[last];
  const bool both = digits.find(sign == '.' ? ',' : '.') != std::string::npos;
  const bool many = digits.find(sign) != last;
  const bool groups = many || (whole && !both && digits.size() - last - 1 == 3);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (digits[i] != '.' && digits[i] != ',')
      out += digits[i];
    else if (i == last && !groups)
      out += '.';
  }
  return out;
}

bj::value refuse(const CustomField& field, std::vector<Issue>& issues, std::string code,
                 std::string message) {
  issues.push_back({field.path(), std::move(code), std::move(message)});
  return nullptr;
}

bj::value multi_choice(const CustomField& field, std::string_view cell, const ValueContext& context,
                       std::vector<Issue>& issues) {
  std::vector<Issue> as_one;  // a label may hold a comma
  const bj::value one = read_field_value(field, bj::array{bj::string(cell)}, context, nullptr, as_one);
  if (as_one.empty()) return one;
  bj::array list;
  const char divider = cell.find('|') != std::string_view::npos   ? '|'
                       : cell.find(';') != std::string_view::npos ? ';'
                                                                  : ',';
  for (const auto part : text::split(cell, divider))
    if (const auto item = text::trim(part); !item.empty()) list.emplace_back(bj::string(item));
  return read_field_value(field, list, context, nullptr, issues);
}

bj::value datetime(const CustomField& field, std::string_view cell, const CustomCellContext& context,
                   std::vector<Issue>& issues) {
  if (const auto at = parse_instant(cell)) return bj::string(render(*at));
  const auto written = parse_written_date(cell, context.order);
  if (!written) return refuse(field, issues, "invalid_date", "is no date");
  const Instant at = context.zone.start_of_day(written->date) + hours(written->hour) +
                     minutes(written->minute) + seconds(written->second);
  return bj::string(render(at));
}

}  // namespace

const CustomField* custom_target(const FieldCatalogue& own, std::string_view target) {
  if (!target.starts_with(prefix)) return nullptr;
  return own.find(FieldObject::contact, target.substr(prefix.size()));
}

std::string custom_of_header(const FieldCatalogue& own, std::string_view header) {
  const std::string wanted = normal_header(header);
  if (wanted.empty()) return {};
  const auto fields = own.of(FieldObject::contact);
  for (const CustomField* f : fields)
    if (wanted == f->name || wanted == "custom_" + f->name) return f->path();
  for (const CustomField* f : fields)
    for (const auto* label : {&f->label.en, &f->label.fr, &f->label.vi})
      if (*label && normal_header(**label) == wanted) return f->path();
  return {};
}

std::optional<bj::value> parse_number(std::string_view cell, bool whole) {
  std::string digits = plain_digits(without_grouping(cell), whole);
  if (digits.starts_with('+')) digits.erase(0, 1);
  if (digits.empty() || digits.find_first_not_of("0123456789.-eE+") != std::string::npos) return std::nullopt;
  const char* const end = digits.data() + digits.size();
  std::int64_t integer = 0;
  if (const auto [at, error] = std::from_chars(digits.data(), end, integer);
      error == std::errc{} && at == end)
    return bj::value(integer);
  double number = 0;
  if (const auto [at, error] = std::from_chars(digits.data(), end, number); error == std::errc{} && at == end)
    return bj::value(number);
  return std::nullopt;
}

bj::value read_custom_cell(const CustomField& field, std::string_view cell, const CustomCellContext& context,
                           std::vector<Issue>& issues) {
  bj::value given = bj::string(cell);
  switch (field.type) {
    case FieldType::number:
      if (auto number = parse_number(cell, field.validation.decimals == 0))
        given = std::move(*number);
      else
        return refuse(field, issues, "invalid_number", "is no number");
      break;
    case FieldType::money:
      if (const auto money = parse_amount(cell, field.validation.currency.value_or(context.value.currency)))
        given = bj::object{{"amount", money->minor}, {"currency", money->currency.code()}};
      else
        return refuse(field, issues, "invalid_money", "is no amount of money");
      break;
    case FieldType::boolean:
      if (const auto yes = parse_yes_no(cell))
        given = *yes;
      else
        return refuse(field, issues, "invalid_boolean", "is neither yes nor no");
      break;
    case FieldType::date:
      if (const auto written = parse_written_date(cell, context.order))
        given = bj::string(render(written->date));
      else
        return refuse(field, issues, "invalid_date", "is no date");
      break;
    case FieldType::datetime:
      given = datetime(field, cell, context, issues);
      if (given.is_null()) return given;
      break;
    case FieldType::multi_choice:
      return multi_choice(field, cell, context.value, issues);
    case FieldType::reference:
      return given;
    default:
      break;
  }
  return read_field_value(field, given, context.value, nullptr, issues);
}

}  // namespace rapport::people
