// Bytes in an unknown encoding to UTF-8 text, in pieces. The encoding is told by its byte order mark, else
// guessed: UTF-16 by its zero bytes, UTF-8 when valid, else Windows-1252 or Mac Roman by which gives the more
// likely letters. A file that is plain ASCII for long is decided where the first other byte stands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.h"

namespace rapport {

enum class Encoding { utf8, utf16_le, utf16_be, windows_1252, mac_roman };

class TextSource {
 public:
  TextSource(ByteSource& bytes, std::optional<Encoding> known);
  ~TextSource();
  TextSource(const TextSource&) = delete;
  TextSource& operator=(const TextSource&) = delete;

  // The next piece, valid UTF-8, code points whole; empty at the end. Holds until the next call.
  std::string_view next();

  Encoding encoding() const { return encoding_; }
  // Bytes that did not fit the encoding: in UTF-8 read as Windows-1252 (files put together from two), else
  // U+FFFD.
  std::uint64_t repaired() const { return repaired_; }

 private:
  std::string_view next_utf8();
  std::string_view next_converted();
  std::string_view repair(std::string_view chunk, std::size_t valid);
  void fill(std::size_t wanted);
  std::string_view raw() const { return {raw_.data() + given_, size_ - given_}; }
  void decide();
  void open_converter();

  ByteSource& bytes_;
  Encoding encoding_ = Encoding::utf8;
  bool begun_ = false;
  bool known_ = false;       // told by the caller or a byte order mark: not to be guessed again
  bool seen_other_ = false;  // UTF-8 beyond ASCII was seen: the guess is confirmed
  bool at_end_ = false;
  std::uint64_t repaired_ = 0;
  std::vector<char> raw_;  // one piece as read
  std::size_t given_ = 0;  // of it
  std::size_t size_ = 0;
  std::string converted_;
  void* converter_ = nullptr;  // UConverter
};

// UTF-8 that somebody read as Windows-1252 and wrote as UTF-8 again: "CafÃ©" → "Café". Nullopt when the text
// is not of that kind.
std::optional<std::string> undo_double_decoding(std::string_view text);

// By their letters; for bytes that are no UTF-8.
Encoding guess_legacy_encoding(std::string_view bytes);

}  // namespace rapport
