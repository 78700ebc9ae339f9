#include "customer/people/phone.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#include <phonenumbers/phonenumberutil.h>
#pragma GCC diagnostic pop

namespace rapport::people {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

std::optional<std::string> phone_number(std::string_view written, std::string_view country) {
  if (written.empty() || written.size() > 64) return std::nullopt;
  // E.164 numbers of import files need no parsing of separators, but their validity is still asked for.
  const auto* numbers = PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  const std::string region = country.empty() ? "ZZ" : std::string(country);
  if (numbers->ParseAndKeepRawInput(std::string(written), region, &number) !=
      PhoneNumberUtil::NO_PARSING_ERROR)
    return std::nullopt;
  if (!numbers->IsPossibleNumber(number)) return std::nullopt;
  if (number.has_extension()) return std::nullopt;  // an extension has no place in E.164
  std::string out;
  numbers->Format(number, PhoneNumberUtil::E164, &out);
  return out;
}

std::string phone_country(std::string_view e164) {
  const auto* numbers = PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  std::string region;
  if (numbers->Parse(std::string(e164), "ZZ", &number) == PhoneNumberUtil::NO_PARSING_ERROR)
    numbers->GetRegionCodeForNumber(number, &region);
  return region == "ZZ" || region == "001" ? std::string() : region;
}

}  // namespace rapport::people
