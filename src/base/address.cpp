// The written forms that have rules: e-mail addresses, domains, URLs, countries, locales, slugs.
#include <unicode/idna.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.h"

namespace rapport::text {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_alnum(char c) { return is_digit(c) || is_lower(c) || is_upper(c); }

template <class Predicate>
bool all_of(std::string_view s, Predicate p) {
  return std::all_of(s.begin(), s.end(), p);
}

// Letters, digits, inner hyphens; at most 63.
bool is_label(std::string_view s) {
  return !s.empty() && s.size() <= 63 && s.front() != '-' && s.back() != '-' &&
         all_of(s, [](char c) { return is_alnum(c) || c == '-'; });
}

// Lower-case ASCII form of a name of at least two labels whose last is not a number.
std::optional<std::string> ascii_domain(std::string_view s) {
  if (s.empty() || s.size() > 1000) return std::nullopt;
  std::string name;
  const bool plain = all_of(s, [](char c) { return static_cast<signed char>(c) > 0; });
  if (plain) name = lower(s);
  if (!plain || name.find("xn--") != std::string::npos) {
    name.clear();
    static const std::unique_ptr<icu::IDNA> idna = [] {
      UErrorCode status = U_ZERO_ERROR;
      return std::unique_ptr<icu::IDNA>(icu::IDNA::createUTS46Instance(
          UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ,
          status));
    }();
    UErrorCode status = U_ZERO_ERROR;
    icu::IDNAInfo info;
    icu::StringByteSink<std::string> sink(&name);
    idna->nameToASCII_UTF8({s.data(), static_cast<std::int32_t>(s.size())}, sink, info, status);
    if (U_FAILURE(status) || info.hasErrors()) return std::nullopt;
  }
  if (name.size() > 253) return std::nullopt;
  const auto labels = split(name, '.');
  if (labels.size() < 2 || all_of(labels.back(), is_digit)) return std::nullopt;
  if (!std::all_of(labels.begin(), labels.end(), is_label)) return std::nullopt;
  return name;
}

// Dot-atom of RFC 5321 with the letters of RFC 6531.
bool is_local_part(std::string_view s) {
  if (s.empty() || s.size() > 64 || s.front() == '.' || s.back() == '.') return false;
  if (s.find("..") != std::string_view::npos) return false;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(s.data());
  const auto size = static_cast<std::int32_t>(s.size());
  for (std::int32_t i = 0; i < size;) {
    UChar32 c;
    U8_NEXT(bytes, i, size, c);
    if (c < 0) return false;
    if (c < 0x80) {
      const char a = static_cast<char>(c);
      if (!is_alnum(a) && std::string_view("!#$%&'*+-/=?^_`{|}~.").find(a) == std::string_view::npos)
        return false;
    } else if (!(U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK))) {
      return false;
    }
  }
  return true;
}

bool is_ip4(std::string_view s) {
  const auto parts = split(s, '.');
  return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](std::string_view p) {
           return !p.empty() && p.size() <= 3 && all_of(p, is_digit) && std::stoi(std::string(p)) <= 255;
         });
}

bool is_host(std::string_view s) {
  if (s.size() > 2 && s.front() == '[' && s.back() == ']')
    return all_of(s.substr(1, s.size() - 2), [](char c) {
      return is_digit(c) || c == ':' || c == '.' || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    });
  return is_ip4(s) || is_domain(s) || is_label(s);
}

}  // namespace

std::optional<std::string> email(std::string_view s) {
  s = trim(s);
  if (s.size() > 1000 || !is_utf8(s)) return std::nullopt;
  const std::size_t at = s.rfind('@');
  if (at == std::string_view::npos) return std::nullopt;
  std::string local = nfc(s.substr(0, at));
  if (!is_local_part(local)) return std::nullopt;
  const auto domain = ascii_domain(s.substr(at + 1));
  if (!domain || local.size() + 1 + domain->size() > 254) return std::nullopt;
  return local + "@" + *domain;
}

std::string email_key(std::string_view valid_email) { return lower(valid_email); }

bool is_country(std::string_view code) {
  static constexpr std::string_view known =
      "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV "
      "BW "
      "BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET "
      "FI "
      "FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM "
      "IN "
      "IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD "
      "ME "
      "MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE "
      "PF "
      "PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST "
      "SV "
      "SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS "
      "YE "
      "YT ZA ZM ZW";
  static constexpr auto table = [] {
    std::array<bool, 26 * 26> out{};
    for (std::size_t i = 0; i + 2 <= known.size(); i += 3)
      out[static_cast<std::size_t>((known[i] - 'A') * 26 + known[i + 1] - 'A')] = true;
    return out;
  }();
  if (code.size() != 2 || !all_of(code, is_upper)) return false;
  return table[static_cast<std::size_t>((code[0] - 'A') * 26 + code[1] - 'A')];
}

bool is_locale(std::string_view tag) {
  if (tag.size() > 35) return false;
  const auto parts = split(tag, '-');
  const std::string_view language = parts[0];
  if (language.size() < 2 || language.size() > 3 || !all_of(language, is_lower)) return false;
  if (*uloc_getISO3Language(std::string(language).c_str()) == '\0') return false;
  std::size_t i = 1;
  if (i < parts.size() && parts[i].size() == 4 && is_upper(parts[i][0])) {
    if (!all_of(parts[i].substr(1), is_lower)) return false;
    ++i;
  }
  if (i < parts.size() && (parts[i].size() == 2 || parts[i].size() == 3)) {
    if (!is_country(parts[i]) && !(parts[i].size() == 3 && all_of(parts[i], is_digit))) return false;
    ++i;
  }
  for (; i < parts.size(); ++i)  // variants: "ca-valencia", "sl-1994"
    if (parts[i].size() < 4 || parts[i].size() > 8 || !all_of(parts[i], is_alnum)) return false;
  return true;
}

bool is_domain(std::string_view s) { return is_utf8(s) && ascii_domain(s).has_value(); }

bool is_url(std::string_view s) {
  if (s.size() > 2048 || !is_utf8(s)) return false;
  const std::size_t colon_slashes = s.find("://");
  if (colon_slashes == std::string_view::npos) return false;
  const std::string scheme = lower(s.substr(0, colon_slashes));
  if (scheme != "http" && scheme != "https") return false;
  const auto is_bad = [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '"' || c == '<' || c == '>' ||
           c == '\\';
  };
  if (std::any_of(s.begin(), s.end(), is_bad)) return false;
  s.remove_prefix(colon_slashes + 3);
  std::string_view authority = s.substr(0, s.find_first_of("/?#"));
  const std::size_t colon = authority.rfind(':');
  if (colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos) {
    const std::string_view port = authority.substr(colon + 1);
    if (port.empty() || port.size() > 5 || !all_of(port, is_digit)) return false;
    const int number = std::stoi(std::string(port));
    if (number < 1 || number > 65'535) return false;
    authority = authority.substr(0, colon);
  }
  return is_host(authority);  // a name and password before the host are refused: they only ever deceive
}

bool is_slug(std::string_view s) {
  return !s.empty() && all_of(s, [](char c) { return is_lower(c) || is_digit(c) || c == '_' || c == '-'; });
}

}  // namespace rapport::text
