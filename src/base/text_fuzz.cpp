#include "base/fuzz.h"
#include "base/hash.h"
#include "base/text.h"

using namespace rapport;

RAPPORT_FUZZ_TARGET(email, "ann.lee+x@example.com", " Ann@M\xc3\xbcnchen.de\n", "\"a b\"@c.de",
                    "a@[127.0.0.1]", "a@xn--mnchen-3ya.de", "\xe4\xbe\x8b@\xe4\xbe\x8b\xe3\x81\x88.jp") {
  const auto address = text::email(input);
  if (!address) return;
  fuzz::require(address->size() <= 254 && text::is_utf8(*address));
  fuzz::require(text::email(*address) == address);
}

RAPPORT_FUZZ_TARGET(text,
                    "Nguy\xe1\xbb\x85n V\xc4\x83n \xc4\x90\xe1\xbb\xa9"
                    "c",
                    "Stra\xc3\x9f"
                    "e",
                    "https://ex\xc3\xa4mple.com:8080/x?y#z", "fr-FR", "\xc4\xb0I\xef\xac\x81\xe2\x80\x8b") {
  const std::size_t valid = text::valid_prefix(input);
  fuzz::require(valid <= input.size() && text::is_utf8(input.substr(0, valid)));
  const std::string_view trimmed = text::trim(input);
  fuzz::require(text::trim(trimmed) == trimmed);
  if (text::is_utf8(input)) {
    fuzz::require(text::is_utf8(text::fold(input)) && text::is_utf8(text::nfc(input)) &&
                  text::is_utf8(text::lower(input)));
    fuzz::require(text::fold(text::fold(input)) == text::fold(input));
    fuzz::require(text::length(text::truncate(input, 3)) <= 3);
  }
  (void)text::is_url(input);
  (void)text::is_domain(input);
  (void)text::is_locale(input);
  (void)text::nearest(input, {"email", "phone"});
  fuzz::require(hash::parse_base64url(hash::base64url(input)) == input);
  for (const auto parse : {hash::parse_base64, hash::parse_base64url, hash::parse_base32, hash::parse_hex})
    (void)parse(input);
}
