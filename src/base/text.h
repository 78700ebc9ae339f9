// UTF-8 text: validity, length in code points, normal forms, and the folding that search uses.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rapport::text {

bool is_utf8(std::string_view s);              // strict: no surrogates, no overlong forms
std::size_t valid_prefix(std::string_view s);  // bytes at the front that are valid UTF-8
std::size_t length(std::string_view s);        // code points of valid UTF-8
std::string nfc(std::string_view s);           // Unicode normal form C
std::string_view trim(std::string_view s);     // ASCII and Unicode white space, NBSP and BOM too
std::string lower(std::string_view s);         // full Unicode lower case, root locale
// For search and comparison: NFKD, marks removed, lower case, đ → d, ß → ss, white space folded to one blank.
std::string fold(std::string_view s);
bool is_blank(std::string_view s);
std::string truncate(std::string_view s, std::size_t code_points);  // never inside a code point
std::vector<std::string_view> split(std::string_view s, char separator);
// The nearest of the candidates by edit distance, when near enough to be worth suggesting.
std::optional<std::string_view> nearest(std::string_view word,
                                        const std::vector<std::string_view>& candidates);

// The e-mail as stored and compared: trimmed, NFC, domain in lower-case ASCII (IDNA) form; nullopt when it is
// no address of RFC 5321 that can be delivered to (no comments, no quoted local part, no address literal, at
// most 254 octets, local part at most 64).
std::optional<std::string> email(std::string_view s);
std::string email_key(std::string_view valid_email);  // lower case: what `=` on e-mail compares

bool is_country(std::string_view iso_alpha2);  // "FR"
bool is_locale(std::string_view bcp47);        // "fr", "fr-FR"
bool is_url(std::string_view s);               // http or https, absolute
bool is_domain(std::string_view s);
bool is_slug(std::string_view s);  // [a-z0-9_-]+

}  // namespace rapport::text
