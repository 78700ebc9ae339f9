#include "base/format.h"

#include "base/text.h"

namespace rapport {

namespace {

bool looks_like_phone(std::string_view s) {
  if (s.size() < 5 || s.size() > 30) return false;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] >= '0' && s[i] <= '9')
      ++digits;
    else if (s[i] == '+' ? i != 0 : std::string_view(" -.()/").find(s[i]) == std::string_view::npos)
      return false;
  }
  return digits >= 5;
}

std::optional<Issue> unless(bool valid, const char* code, const char* message) {
  if (valid) return std::nullopt;
  return Issue{"", code, message};
}

}  // namespace

std::optional<Issue> normalize(Format format, std::string& s) {
  switch (format) {
    case Format::none:
      return std::nullopt;
    case Format::email: {
      auto stored = text::email(s);
      if (stored) s = std::move(*stored);
      return unless(stored.has_value(), "invalid_email", "must be an e-mail address");
    }
    case Format::phone:
      return unless(looks_like_phone(s), "invalid_phone", "must be a phone number");
    case Format::url:
      return unless(text::is_url(s), "invalid_url",
                    "must be a web address that begins with http:// or https://");
    case Format::country:
      return unless(text::is_country(s), "invalid_country",
                    "must be a country code of two capital letters, as FR");
    case Format::locale:
      return unless(text::is_locale(s), "invalid_locale", "must be a language code, as fr or fr-FR");
    case Format::timezone:
      return unless(TimeZone::find(s) != nullptr, "invalid_timezone",
                    "must be the name of a time zone, as Europe/Paris");
    case Format::domain:
      return unless(text::is_domain(s), "invalid_domain", "must be a domain name, as example.com");
    case Format::slug:
      return unless(text::is_slug(s), "invalid_slug", "must consist of a-z, 0-9, - and _");
  }
  return std::nullopt;
}

}  // namespace rapport
