#include "customer/people/fields/custom_field.h"

#include <algorithm>

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::LocalText)
RAPPORT_DESCRIBE_HERE(people::FieldOption)
RAPPORT_DESCRIBE_HERE(people::FieldValidation)
RAPPORT_DESCRIBE_HERE(people::FieldDraft)
RAPPORT_DESCRIBE_HERE(people::CustomField)
}  // namespace rapport

namespace rapport::people {

const std::string& LocalText::in(std::string_view language) const {
  static const std::string none;
  const auto* wanted = language == "fr" ? &fr : language == "vi" ? &vi : &en;
  for (const auto* text : {wanted, &en, &fr, &vi})
    if (*text && !(*text)->empty()) return **text;
  return none;
}

const FieldOption* CustomField::find_option(std::string_view value) const {
  const auto it = std::ranges::find(options, value, &FieldOption::value);
  return it == options.end() ? nullptr : &*it;
}

bool is_text_kind(FieldType type) {
  switch (type) {
    case FieldType::text:
    case FieldType::long_text:
    case FieldType::url:
    case FieldType::email:
    case FieldType::phone:
      return true;
    default:
      return false;
  }
}

bool is_number_kind(FieldType type) {
  switch (type) {
    case FieldType::number:
    case FieldType::money:
    case FieldType::boolean:
    case FieldType::date:
    case FieldType::datetime:
      return true;
    default:
      return false;
  }
}

std::string readable_name(std::string_view name) {
  std::string out(name);
  std::ranges::replace(out, '_', ' ');
  if (!out.empty() && out.front() >= 'a' && out.front() <= 'z')
    out.front() = static_cast<char>(out.front() - 32);
  return out;
}

}  // namespace rapport::people
