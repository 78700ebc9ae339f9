// Digests, message authentication and the text forms of bytes (through OpenSSL). Bytes are passed as
// string_view.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace rapport::hash {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view bytes);
Digest hmac_sha256(std::string_view key, std::string_view message);
std::array<std::uint8_t, 20> hmac_sha1(std::string_view key,
                                       std::string_view message);  // one-time codes (RFC 6238)

// The same as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);
std::string hmac_sha256_hex(std::string_view key, std::string_view message);

// SHA-256 over pieces: Sha256 h; h.add(a); h.add(b); h.finish().
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void add(std::string_view bytes);
  Digest finish();  // begins anew afterwards

 private:
  struct State;
  std::unique_ptr<State> state_;
};

template <std::size_t N>
std::string_view bytes(const std::array<std::uint8_t, N>& digest) {
  return {reinterpret_cast<const char*>(digest.data()), N};
}

std::string hex(std::string_view bytes);
std::string base64(std::string_view bytes);     // RFC 4648 section 4, padded
std::string base64url(std::string_view bytes);  // RFC 4648 section 5, without padding
std::string base32(std::string_view bytes);     // RFC 4648 section 6, without padding
// Strict inverses: nullopt for a foreign character, wrong padding, or bits that a canonical writer leaves
// zero.
std::optional<std::string> parse_hex(std::string_view text);
std::optional<std::string> parse_base64(std::string_view text);
std::optional<std::string> parse_base64url(std::string_view text);
std::optional<std::string> parse_base32(
    std::string_view text);  // either case, blanks and padding allowed: people type it

// Takes the same time wherever the two differ (their lengths are no secret).
bool equal(std::string_view a, std::string_view b);

// XXH3: fast, not for secrets; the same on every machine.
std::uint64_t fast(std::string_view bytes);

}  // namespace rapport::hash
