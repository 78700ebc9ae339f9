#include "platform/access/digest.h"

#include <sodium.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/error.h"

namespace rapport::access {

namespace {

const unsigned char* octets_of(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

template <std::size_t N>
std::array<std::uint8_t, N> hmac(const EVP_MD* algorithm, std::span<const std::uint8_t> key, std::string_view message) {
  std::array<std::uint8_t, N> out{};
  unsigned int size = 0;
  if (!HMAC(algorithm, key.data(), static_cast<int>(key.size()), octets_of(message), message.size(), out.data(), &size) ||
      size != N)
    fail(ErrorCode::internal, "A message authentication code could not be computed.");
  return out;
}

}  // namespace

Digest sha256(std::string_view octets) {
  Digest out{};
  crypto_hash_sha256(out.data(), octets_of(octets), octets.size());
  return out;
}

Digest hmac_sha256(std::span<const std::uint8_t> key, std::string_view message) {
  return hmac<32>(EVP_sha256(), key, message);
}

std::array<std::uint8_t, 20> hmac_sha1(std::span<const std::uint8_t> key, std::string_view message) {
  return hmac<20>(EVP_sha1(), key, message);
}

std::string hex(std::span<const std::uint8_t> octets) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(octets.size() * 2);
  for (const std::uint8_t o : octets) {
    out += digits[o >> 4];
    out += digits[o & 15];
  }
  return out;
}

std::string sha256_hex(std::string_view octets) { return hex(sha256(octets)); }

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string base32(std::span<const std::uint8_t> octets) {
  constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const std::uint8_t o : octets) {
    buffer = (buffer << 8) | o;
    for (bits += 8; bits >= 5; bits -= 5) out += letters[(buffer >> (bits - 5)) & 31];
  }
  if (bits > 0) out += letters[(buffer << (5 - bits)) & 31];
  return out;
}

std::string random_octets(std::size_t n) {
  std::string out(n, '\0');
  randombytes_buf(out.data(), n);
  return out;
}

}  // namespace rapport::access
