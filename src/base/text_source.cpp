#include "base/text_source.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/text.h"

namespace rapport {

namespace {

constexpr std::size_t chunk_size = 128 * 1024;

bool is_letter(unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool contains(std::string_view set, unsigned char c) {
  return set.find(static_cast<char>(c)) != std::string_view::npos;
}

// Zero bytes on one side of nearly every pair: Latin text in UTF-16 without a mark.
std::optional<Encoding> guess_utf16(std::string_view s) {
  std::size_t zeros[2] = {0, 0};
  s = s.substr(0, 4096);
  for (std::size_t i = 0; i < s.size(); ++i) zeros[i % 2] += s[i] == '\0';
  const std::size_t pairs = s.size() / 2;
  if (pairs < 2) return std::nullopt;
  if (zeros[1] * 10 > pairs * 4 && zeros[0] * 20 < pairs) return Encoding::utf16_le;
  if (zeros[0] * 10 > pairs * 4 && zeros[1] * 20 < pairs) return Encoding::utf16_be;
  return std::nullopt;
}

const char* icu_name(Encoding e) {
  switch (e) {
    case Encoding::utf8:
      return "UTF-8";
    case Encoding::utf16_le:
      return "UTF-16LE";
    case Encoding::utf16_be:
      return "UTF-16BE";
    case Encoding::windows_1252:
      return "windows-1252";
    case Encoding::mac_roman:
      return "macintosh";
  }
  return "UTF-8";
}

// Windows-1252 above 0x7f; its five holes are read as the control characters of Latin-1.
constexpr char16_t high[32] = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                               0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                               0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                               0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

void append_windows_1252(std::string& out, unsigned char c) {
  const char16_t u = c < 0xA0 ? high[c - 0x80] : c;
  if (u < 0x800) {
    out += static_cast<char>(0xC0 | u >> 6);
  } else {
    out += static_cast<char>(0xE0 | u >> 12);
    out += static_cast<char>(0x80 | (u >> 6 & 63));
  }
  out += static_cast<char>(0x80 | (u & 63));
}

// Could these last bytes be the beginning of a code point that the next read completes?
bool may_continue(std::string_view tail) {
  if (tail.empty() || tail.size() > 3) return false;
  const auto lead = static_cast<unsigned char>(tail[0]);
  const std::size_t wanted = lead >= 0xF0 && lead <= 0xF4 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
  if (lead > 0xF4 || tail.size() >= wanted) return false;
  return std::all_of(tail.begin() + 1, tail.end(),
                     [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; });
}

}  // namespace

std::optional<std::string> undo_double_decoding(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  bool other = false;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      bytes += text[i++];
      continue;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (length == 4 || i + length > text.size()) return std::nullopt;
    char16_t u = static_cast<char16_t>(lead & (length == 3 ? 0x0F : 0x1F));
    for (std::size_t k = 1; k < length; ++k)
      u = static_cast<char16_t>(u << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3F));
    i += length;
    other = true;
    if (u >= 0xA0 && u <= 0xFF) {
      bytes += static_cast<char>(u);
      continue;
    }
    const auto* place = std::find(std::begin(high), std::end(high), u);
    if (place == std::end(high)) return std::nullopt;
    bytes += static_cast<char>(0x80 + (place - std::begin(high)));
  }
  if (!other || !text::is_utf8(bytes)) return std::nullopt;
  return bytes;
}

Encoding guess_legacy_encoding(std::string_view s) {
  // Accented letters and signs of western European text, as each encoding writes them.
  static constexpr std::string_view windows_letters =
      "\xE9\xE8\xE0\xE7\xEA\xF4\xFB\xFC\xF6\xE4\xF1\xED\xF3\xE1\xFA\xDF\xE2\xEE\xEF\xEB\xF9\xE5\xF8\xE6\xE3"
      "\xF5\xC9\xC8\xC0\xC7\xD6\xDC\xC4\xD1\xC5\xD8";
  static constexpr std::string_view windows_signs = "\x92\x93\x94\x96\x97\x80\x85\xAB\xBB\xB0\xA3\xA0";
  static constexpr std::string_view mac_letters =
      "\x8E\x8F\x88\x8D\x90\x99\x9E\x9F\x9A\x8A\x96\x92\x97\x87\x9C\xA7\x89\x94\x95\x91\x9D\x8C\xBF\xBE\x8B"
      "\x9B\x83\xE9\xCB\x82\x85\x86\x80\x84\x81\xAF";
  static constexpr std::string_view mac_signs = "\xD5\xD2\xD3\xD0\xD1\xDB\xC9\xC7\xC8\xA1\xA3\xCA";
  long windows = 0, mac = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto c = static_cast<unsigned char>(s[i]);
    if (c < 0x80) continue;
    const bool in_word = (i > 0 && is_letter(static_cast<unsigned char>(s[i - 1]))) ||
                         (i + 1 < s.size() && is_letter(static_cast<unsigned char>(s[i + 1])));
    const auto score = [&](std::string_view letters, std::string_view signs) -> long {
      if (contains(letters, c)) return in_word ? 3 : 1;
      return contains(signs, c) ? 1 : -3;
    };
    windows += score(windows_letters, windows_signs);
    mac += score(mac_letters, mac_signs);
  }
  return mac > windows ? Encoding::mac_roman : Encoding::windows_1252;
}

TextSource::TextSource(ByteSource& bytes, std::optional<Encoding> known)
    : bytes_(bytes), encoding_(known.value_or(Encoding::utf8)), known_(known.has_value()), raw_(chunk_size) {}

TextSource::~TextSource() {
  if (converter_ != nullptr) ucnv_close(static_cast<UConverter*>(converter_));
}

// Drops what was given and reads on until `wanted` bytes are there or the end is.
void TextSource::fill(std::size_t wanted) {
  std::memmove(raw_.data(), raw_.data() + given_, size_ - given_);
  size_ -= given_;
  given_ = 0;
  while (!at_end_ && size_ < wanted) {
    const std::size_t n = bytes_.read(std::span(raw_).subspan(size_));
    size_ += n;
    at_end_ = n == 0;
  }
}

void TextSource::decide() {
  fill(chunk_size / 2);
  const auto skip = [this](std::string_view mark, Encoding e) {
    if (!raw().starts_with(mark) || (known_ && encoding_ != e)) return;
    given_ = mark.size();
    encoding_ = e;
    known_ = true;
  };
  skip("\xEF\xBB\xBF", Encoding::utf8);
  if (!known_ || encoding_ == Encoding::utf16_le) skip("\xFF\xFE", Encoding::utf16_le);
  if (!known_ || encoding_ == Encoding::utf16_be) skip("\xFE\xFF", Encoding::utf16_be);
  if (known_) return;
  if (const auto wide = guess_utf16(raw())) {
    encoding_ = *wide;
    known_ = true;
  }
}

void TextSource::open_converter() {
  UErrorCode status = U_ZERO_ERROR;
  converter_ = ucnv_open(icu_name(encoding_), &status);
  if (U_FAILURE(status))
    fail(ErrorCode::internal, "The encoding " + std::string(icu_name(encoding_)) + " is not available.");
}

std::string_view TextSource::next() {
  if (!begun_) {
    begun_ = true;
    decide();
  }
  return encoding_ == Encoding::utf8 ? next_utf8() : next_converted();
}

std::string_view TextSource::next_utf8() {
  fill(8);
  const std::string_view chunk = raw();
  if (chunk.empty()) return {};
  const std::size_t valid = text::valid_prefix(chunk);
  if (valid == chunk.size() || (!at_end_ && may_continue(chunk.substr(valid)))) {
    if (!seen_other_)
      seen_other_ = std::any_of(chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(valid),
                                [](char c) { return c < 0; });
    given_ = valid;
    return valid > 0 ? chunk.substr(0, valid) : next_utf8();
  }
  const bool only_ascii =
      !seen_other_ && std::none_of(chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(valid),
                                   [](char c) { return c < 0; });
  if (!known_ && only_ascii) {
    encoding_ = guess_legacy_encoding(chunk);
    known_ = true;
    return next_converted();
  }
  return repair(chunk, valid);
}

std::string_view TextSource::repair(std::string_view chunk, std::size_t valid) {
  seen_other_ = true;
  converted_.clear();
  std::size_t done = 0;
  while (true) {
    converted_.append(chunk, done, valid);
    done += valid;
    if (done == chunk.size() || (!at_end_ && may_continue(chunk.substr(done)))) break;
    append_windows_1252(converted_, static_cast<unsigned char>(chunk[done]));
    ++repaired_;
    ++done;
    valid = text::valid_prefix(chunk.substr(done));
  }
  given_ = done;
  return converted_;
}

std::string_view TextSource::next_converted() {
  if (converter_ == nullptr) open_converter();
  converted_.clear();
  while (converted_.empty()) {
    fill(8);
    const char* from = raw_.data();
    std::u16string wide(size_ + 16, u'\0');  // none of these encodings makes more units than bytes
    char16_t* to = wide.data();
    UErrorCode status = U_ZERO_ERROR;
    ucnv_toUnicode(static_cast<UConverter*>(converter_), &to, wide.data() + wide.size(), &from,
                   raw_.data() + size_, nullptr, at_end_, &status);
    given_ = static_cast<std::size_t>(from - raw_.data());
    wide.resize(static_cast<std::size_t>(to - wide.data()));
    repaired_ += static_cast<std::uint64_t>(std::count(wide.begin(), wide.end(), u'\uFFFD'));
    icu::UnicodeString(false, wide.data(), static_cast<std::int32_t>(wide.size())).toUTF8String(converted_);
    if (at_end_) break;
  }
  return converted_;
}

}  // namespace rapport
