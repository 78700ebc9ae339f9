// How names, addresses and company names are compared when two records may be the same person. All work on
// text folded by base/text (lower case, no accents, đ → d), so that "Nguyễn" and "NGUYEN" are one word.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rapport::people::duplicates {

// 0 … 1; common beginnings weigh more (Winkler's p = 0.1, up to four letters).
double jaro_winkler(std::string_view a, std::string_view b);
// Insertions, deletions, replacements and swaps of neighbours; counts no further than `limit` + 1.
int edit_distance(std::string_view a, std::string_view b, int limit);
// One slip of the finger: distance 1, or 2 in words of eight letters and more; short words must be equal.
bool is_typing_error(std::string_view a, std::string_view b);

// The consonants that are heard, as English, French and Vietnamese spell them: "philippe" and "filip" are
// "flp".
std::string sound_of(std::string_view folded_word);

// Whether two given names stand for each other: "bob" and "robert", "manu" and "emmanuel", "huynh" and
// "hoang".
bool is_nickname(std::string_view a, std::string_view b);
// One number for all names that may stand for each other, also over several steps; for blocking only.
// 0 when the word has no other form.
std::uint32_t nickname_family(std::string_view word);

// Folded words of a name, without titles and punctuation: "Dr. Jean-Paul O'Neil" → jean paul oneil.
std::vector<std::string_view> name_words(std::string_view folded, std::string& room);

// Where the same mailbox is reached by several spellings: what stands behind + is left out, and the dots of a
// Gmail address. "J.Doe+news@googlemail.com" → "jdoe@gmail.com". Never used to recognise somebody by itself.
std::string mailbox_of(std::string_view email_key);
// Addresses that anybody may have, in the three language areas: gmail.com, orange.fr, vnn.vn, …
bool is_free_mail(std::string_view domain);

// Folded, without legal forms: "ACME S.à r.l." and "Acme" are "acme".
std::string company_key(std::string_view name);

std::uint64_t hash_text(std::string_view text, std::uint64_t seed);

}  // namespace rapport::people::duplicates
