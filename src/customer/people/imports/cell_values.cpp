#include "customer/people/imports/cell_values.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.h"

namespace rapport::people {

namespace {

// The words and numbers of a cell, and what divides them.
struct Part {
  std::string text;
  bool is_number = false;
  int value = 0;
  char after = 0;  // the sign behind it; ' ' for a blank
};

std::vector<Part> split_parts(std::string_view cell) {
  std::vector<Part> out;
  const std::string folded = text::fold(text::trim(cell));
  for (std::size_t i = 0; i < folded.size();) {
    const auto kind = [&](char c) {
      if (c >= '0' && c <= '9') return 1;
      return (c >= 'a' && c <= 'z') || (c & 0x80) != 0 ? 2 : 0;
    };
    const int of = kind(folded[i]);
    if (of == 0) {
      if (!out.empty() && (out.back().after == 0 || out.back().after == ' ')) out.back().after = folded[i];
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < folded.size() && kind(folded[end]) == of) ++end;
    Part part{folded.substr(i, end - i), of == 1, 0, 0};
    if (part.is_number) {
      if (part.text.size() > 9) return {};
      std::from_chars(part.text.data(), part.text.data() + part.text.size(), part.value);
    }
    out.push_back(std::move(part));
    i = end;
  }
  return out;
}

int month_named(std::string_view word) {
  static const std::map<std::string_view, int> names = {
      {"jan", 1},       {"january", 1},   {"janv", 1},    {"janvier", 1},   {"feb", 2},      {"february", 2},
      {"fev", 2},       {"fevr", 2},      {"fevrier", 2}, {"mar", 3},       {"march", 3},    {"mars", 3},
      {"apr", 4},       {"april", 4},     {"avr", 4},     {"avril", 4},     {"may", 5},      {"mai", 5},
      {"jun", 6},       {"june", 6},      {"juin", 6},    {"jul", 7},       {"july", 7},     {"juil", 7},
      {"juillet", 7},   {"aug", 8},       {"august", 8},  {"aout", 8},      {"sep", 9},      {"sept", 9},
      {"september", 9}, {"septembre", 9}, {"oct", 10},    {"october", 10},  {"octobre", 10}, {"nov", 11},
      {"november", 11}, {"novembre", 11}, {"dec", 12},    {"december", 12}, {"decembre", 12}};
  const auto at = names.find(word);
  return at == names.end() ? 0 : at->second;
}

std::optional<Date> date_of(int year, int month, int day, std::size_t year_digits) {
  if (year_digits <= 2) year += year < 70 ? 2000 : 1900;
  if (year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
  return parse_date(text);
}

// Behind the date: nothing, or a time. False when there is something else.
bool read_time(std::span<const Part> parts, WrittenDate& out) {
  std::vector<int> numbers;
  bool afternoon = false, morning = false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Part& p = parts[i];
    if (p.is_number)
      numbers.push_back(p.value);
    else if (p.text == "pm" || p.text == "ch")
      afternoon = true;
    else if (p.text == "am" || p.text == "sa")
      morning = true;
    else if (p.text != "t" && p.text != "h" && p.text != "z" && p.text != "a" && p.text != "utc" &&
             p.text != "luc")
      return false;
  }
  if (numbers.empty()) return parts.empty();
  if (numbers.size() < 2) return false;
  out.has_time = true;
  out.hour = numbers[0];
  out.minute = numbers[1];
  out.second = numbers.size() > 2 ? numbers[2] : 0;
  if (afternoon && out.hour < 12) out.hour += 12;
  if (morning && out.hour == 12) out.hour = 0;
  return out.hour < 24 && out.minute < 60 && out.second < 61;
}

std::optional<Date> numeric_date(const std::vector<Part>& p, DateOrder order) {
  if (p[0].text.size() == 4) return date_of(p[0].value, p[1].value, p[2].value, 4);
  if (order == DateOrder::year_first && p[2].text.size() <= 2)
    return date_of(p[0].value, p[1].value, p[2].value, p[0].text.size());
  if (p[2].text.size() != 4 && p[2].text.size() != 2) return std::nullopt;
  const bool month_first = order == DateOrder::month_first;
  return date_of(p[2].value, p[month_first ? 0 : 1].value, p[month_first ? 1 : 0].value, p[2].text.size());
}

}  // namespace

std::optional<WrittenDate> parse_written_date(std::string_view cell, DateOrder order) {
  if (cell.size() > 60) return std::nullopt;
  auto parts = split_parts(cell);
  // "Friday, 20 November 2026": the weekday says nothing.
  if (parts.size() > 3 && !parts[0].is_number && month_named(parts[0].text) == 0) parts.erase(parts.begin());
  if (parts.size() < 3) return std::nullopt;
  WrittenDate out;
  std::optional<Date> date;
  if (parts[0].is_number && parts[1].is_number && parts[2].is_number) {
    const char sign = parts[0].after;
    if ((sign != '/' && sign != '-' && sign != '.') || parts[1].after != sign) return std::nullopt;
    date = numeric_date(parts, order);
  } else if (parts[0].is_number && !parts[1].is_number && parts[2].is_number) {
    date = date_of(parts[2].value, month_named(parts[1].text), parts[0].value, parts[2].text.size());
  } else if (!parts[0].is_number && parts[1].is_number && parts[2].is_number) {
    date = date_of(parts[2].value, month_named(parts[0].text), parts[1].value, parts[2].text.size());
  }
  if (!date || !read_time(std::span(parts).subspan(3), out)) return std::nullopt;
  out.date = *date;
  return out;
}

OrderHint order_of(std::string_view cell) {
  const auto parts = split_parts(cell);
  if (parts.size() < 3 || !parts[0].is_number || !parts[1].is_number || !parts[2].is_number)
    return OrderHint::none;
  if (parts[0].text.size() > 2 || parts[0].after != parts[1].after) return OrderHint::none;
  const bool day = parse_written_date(cell, DateOrder::day_first).has_value();
  const bool month = parse_written_date(cell, DateOrder::month_first).has_value();
  if (day && month) return parts[0].value == parts[1].value ? OrderHint::none : OrderHint::either;
  return day ? OrderHint::day_first : month ? OrderHint::month_first : OrderHint::none;
}

std::optional<Money> parse_amount(std::string_view cell, Currency currency) {
  static const std::pair<std::string_view, std::string_view> signs[] = {
      {"€", "EUR"}, {"£", "GBP"}, {"₫", "VND"}, {"đ", "VND"}, {"¥", "JPY"}, {"$", "USD"}};
  std::string digits;
  std::string letters;
  std::string rest(text::trim(cell));
  for (const auto& [sign, code] : signs) {
    const auto at = rest.find(sign);
    if (at == std::string::npos) continue;
    rest.erase(at, sign.size());
    letters = code;
    break;
  }
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const char c = rest[i];
    if ((c >= '0' && c <= '9') || c == '.' || c == ',' || c == '-' || c == '+')
      digits += c;
    else if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
      letters += static_cast<char>(c & ~0x20);
    else if (c != ' ' && c != '\'' && (c & 0x80) == 0)
      return std::nullopt;  // blanks and apostrophes group
  }
  if (!letters.empty()) {
    const auto named = parse_currency(letters);
    if (!named) return std::nullopt;
    currency = *named;
  }
  if (digits.starts_with('+')) digits.erase(0, 1);
  const auto last = digits.find_last_of(".,");
  if (last != std::string::npos) {
    const char sign = digits[last];
    const bool both = digits.find(sign == '.' ? ',' : '.') != std::string::npos;
    const bool many = digits.find(sign) != last;
    const auto behind = digits.size() - last - 1;
    // Three digits behind the only sign are a group where the currency has no thousandths.
    const bool groups = many || (!both && behind == 3 && currency.digits() < 3);
    std::string plain;
    for (std::size_t i = 0; i < digits.size(); ++i) {
      if (digits[i] != '.' && digits[i] != ',')
        plain += digits[i];
      else if (i == last && !groups)
        plain += '.';
    }
    digits = std::move(plain);
  }
  return parse_money(digits, currency);
}

std::optional<bool> parse_yes_no(std::string_view cell) {
  static const std::map<std::string_view, bool> words = {
      {"1", true},    {"true", true},  {"yes", true},    {"y", true},    {"oui", true},
      {"o", true},    {"vrai", true},  {"x", true},      {"co", true},   {"dung", true},
      {"on", true},   {"0", false},    {"false", false}, {"no", false},  {"n", false},
      {"non", false}, {"faux", false}, {"khong", false}, {"sai", false}, {"off", false}};
  const auto at = words.find(text::fold(text::trim(cell)));
  return at == words.end() ? std::nullopt : std::optional(at->second);
}

std::optional<std::string> parse_country(std::string_view cell) {
  static const std::map<std::string, std::string> names = [] {
    std::map<std::string, std::string> all = {{"uk", "GB"},
                                              {"usa", "US"},
                                              {"etats unis", "US"},
                                              {"england", "GB"},
                                              {"angleterre", "GB"},
                                              {"viet nam", "VN"},
                                              {"vn", "VN"},
                                              {"hoa ky", "US"},
                                              {"my", "US"},
                                              {"phap", "FR"},
                                              {"anh", "GB"},
                                              {"duc", "DE"},
                                              {"eire", "IE"},
                                              {"holland", "NL"},
                                              {"rsa", "ZA"},
                                              {"uae", "AE"},
                                              {"scotland", "GB"},
                                              {"wales", "GB"},
                                              {"czech republic", "CZ"},
                                              {"republique tcheque", "CZ"},
                                              {"great britain", "GB"}};
    for (const char* const* code = icu::Locale::getISOCountries(); *code != nullptr; ++code) {
      for (const char* language : {"en", "fr", "vi"}) {
        icu::UnicodeString name;
        icu::Locale("", *code).getDisplayCountry(icu::Locale(language), name);
        std::string utf8;
        name.toUTF8String(utf8);
        std::string folded = text::fold(utf8);
        std::ranges::replace(folded, '-', ' ');
        all.emplace(std::move(folded), *code);
      }
    }
    return all;
  }();
  std::string code(text::trim(cell));
  if (code.size() == 2) {
    for (char& c : code)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (text::is_country(code)) return code;
  }
  std::string folded = text::fold(text::trim(cell));
  std::ranges::replace(folded, '-', ' ');
  const auto at = names.find(folded);
  return at == names.end() ? std::nullopt : std::optional(at->second);
}

}  // namespace rapport::people
