#include "base/text.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstring>

namespace rapport::text {

namespace {

bool is_ascii(std::string_view s) {
  return std::none_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) & 0x80; });
}

icu::StringPiece piece(std::string_view s) { return {s.data(), static_cast<std::int32_t>(s.size())}; }

std::string normalized(const icu::Normalizer2* form, std::string_view s) {
  std::string out;
  UErrorCode status = U_ZERO_ERROR;
  icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(s.size()));
  form->normalizeUTF8(0, piece(s), sink, nullptr, status);
  return U_SUCCESS(status) ? out : std::string(s);
}

bool is_space(UChar32 c) {
  if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
  return u_isUWhiteSpace(c) || c == 0xFEFF || c == 0x200B;
}

// The next code point from i on; moves i.
UChar32 next_code_point(std::string_view s, std::size_t& i) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(s.data());
  auto at = static_cast<std::int32_t>(i);
  UChar32 c;
  U8_NEXT_OR_FFFD(bytes, at, static_cast<std::int32_t>(s.size()), c);
  i = static_cast<std::size_t>(at);
  return c;
}

void append_code_point(std::string& out, UChar32 c) {
  std::uint8_t bytes[4];
  std::int32_t n = 0;
  U8_APPEND_UNSAFE(bytes, n, c);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(n));
}

// Letters that Unicode does not decompose but people leave out when they type.
std::string_view plain_letter(UChar32 c) {
  switch (c) {
    case 0x111:
      return "d";  // đ
    case 0xF0:
      return "d";  // ð
    case 0x142:
      return "l";  // ł
    case 0xF8:
      return "o";  // ø
    case 0xE6:
      return "ae";  // æ
    case 0x153:
      return "oe";  // œ
    case 0xDF:
      return "ss";  // ß
    case 0x127:
      return "h";  // ħ
    case 0x131:
      return "i";  // ı
    case 0x167:
      return "t";  // ŧ
    case 0xFE:
      return "th";  // þ
    case 0x14B:
      return "n";  // ŋ
    case 0x180:
      return "b";  // ƀ
    case 0x1E5:
      return "g";  // ǥ
    default:
      return {};
  }
}

std::string fold_ascii(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  for (const char c : s) {
    if (c == ' ' || (c >= '\t' && c <= '\r')) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace

std::size_t valid_prefix(std::string_view s) {
  const auto* const begin = reinterpret_cast<const unsigned char*>(s.data());
  const auto* p = begin;
  const auto* end = p + s.size();
  const auto tail = [](unsigned char b) { return (b & 0xC0) == 0x80; };
  while (p < end) {
    const unsigned char b = *p;
    const auto left = end - p;
    if (b < 0x80) {
      std::uint64_t eight;  // most text is mostly ASCII
      while (end - p >= 8 && (std::memcpy(&eight, p, 8), (eight & 0x8080808080808080u) == 0)) p += 8;
      while (p < end && *p < 0x80) ++p;
    } else if (b >= 0xC2 && b <= 0xDF && left >= 2 && tail(p[1])) {
      p += 2;
    } else if ((b & 0xF0) == 0xE0 && left >= 3 && tail(p[1]) && tail(p[2])) {
      if ((b == 0xE0 && p[1] < 0xA0) || (b == 0xED && p[1] > 0x9F)) break;  // overlong, surrogate
      p += 3;
    } else if (b >= 0xF0 && b <= 0xF4 && left >= 4 && tail(p[1]) && tail(p[2]) && tail(p[3])) {
      if ((b == 0xF0 && p[1] < 0x90) || (b == 0xF4 && p[1] > 0x8F)) break;  // overlong, above U+10FFFF
      p += 4;
    } else {
      break;
    }
  }
  return static_cast<std::size_t>(p - begin);
}

bool is_utf8(std::string_view s) { return valid_prefix(s) == s.size(); }

std::size_t length(std::string_view s) {
  return static_cast<std::size_t>(std::count_if(
      s.begin(), s.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string nfc(std::string_view s) {
  if (is_ascii(s)) return std::string(s);
  UErrorCode status = U_ZERO_ERROR;
  return normalized(icu::Normalizer2::getNFCInstance(status), s);
}

std::string_view trim(std::string_view s) {
  std::size_t begin = 0;
  while (begin < s.size()) {
    std::size_t next = begin;
    if (!is_space(next_code_point(s, next))) break;
    begin = next;
  }
  std::size_t end = s.size();
  while (end > begin) {
    std::size_t start = end - 1;
    while (start > begin && (static_cast<unsigned char>(s[start]) & 0xC0) == 0x80) --start;
    std::size_t at = start;
    if (!is_space(next_code_point(s, at)) || at != end) break;
    end = start;
  }
  return s.substr(begin, end - begin);
}

std::string lower(std::string_view s) {
  std::string out;
  if (is_ascii(s)) {
    out.resize(s.size());
    std::transform(s.begin(), s.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
  }
  UErrorCode status = U_ZERO_ERROR;
  icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(s.size()));
  icu::CaseMap::utf8ToLower("", 0, piece(s), sink, nullptr, status);
  return U_SUCCESS(status) ? out : std::string(s);
}

std::string fold(std::string_view s) {
  if (is_ascii(s)) return fold_ascii(s);
  UErrorCode status = U_ZERO_ERROR;
  // Compatibility forms and case first (ﬁ → fi, ẞ → ss, zero-width characters go), then marks are split off.
  const std::string cased = normalized(icu::Normalizer2::getNFKCCasefoldInstance(status), s);
  const std::string split_marks = normalized(icu::Normalizer2::getNFDInstance(status), cased);
  std::string out;
  out.reserve(split_marks.size());
  for (std::size_t i = 0; i < split_marks.size();) {
    const UChar32 c = next_code_point(split_marks, i);
    if (is_space(c)) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (const auto plain = plain_letter(c); !plain.empty()) {
      out += plain;
    } else if (u_charType(c) != U_NON_SPACING_MARK || u_getCombiningClass(c) == 0) {
      append_code_point(out, c);
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool is_blank(std::string_view s) { return trim(s).empty(); }

std::string truncate(std::string_view s, std::size_t code_points) {
  std::size_t i = 0;
  for (; i < s.size(); ++i)
    if ((static_cast<unsigned char>(s[i]) & 0xC0) != 0x80 && code_points-- == 0) break;
  return std::string(s.substr(0, i));
}

std::vector<std::string_view> split(std::string_view s, char separator) {
  std::vector<std::string_view> out;
  for (;;) {
    const std::size_t at = s.find(separator);
    out.push_back(s.substr(0, at));
    if (at == std::string_view::npos) return out;
    s.remove_prefix(at + 1);
  }
}

namespace {

// Edits (insert, delete, replace, swap of neighbours) between two short names, in bytes.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string_view> nearest(std::string_view word,
                                        const std::vector<std::string_view>& candidates) {
  if (word.empty() || word.size() > 64) return std::nullopt;
  const std::string typed = lower(word);
  std::optional<std::string_view> best;
  std::size_t best_distance = std::min<std::size_t>(3, std::max<std::size_t>(1, word.size() / 3)) + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > 64) continue;
    const std::size_t distance = edit_distance(typed, lower(candidate));
    if (distance >= best_distance) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

}  // namespace rapport::text
