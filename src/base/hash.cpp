#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <xxhash.h>

#include "base/error.h"

namespace rapport::hash {

namespace {

const unsigned char* data(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

[[noreturn]] void fail_crypto() { fail(ErrorCode::internal, "The cryptographic library refused to work."); }

void digest(std::string_view bytes, unsigned char* out) {
  unsigned int n = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), out, &n, EVP_sha256(), nullptr) != 1) fail_crypto();
}

template <std::size_t N>
std::array<std::uint8_t, N> hmac(const EVP_MD* md, std::string_view key, std::string_view message) {
  std::array<std::uint8_t, N> out{};
  unsigned int n = 0;
  const char* key_bytes = key.empty() ? "" : key.data();  // OpenSSL takes null for "the key of before"
  if (HMAC(md, key_bytes, static_cast<int>(key.size()), data(message), message.size(), out.data(), &n) ==
      nullptr)
    fail_crypto();
  return out;
}

// Bits from the front, `width` at a time (5 for base32, 6 for base64).
std::string encode(std::string_view in, int width, const char* alphabet) {
  std::string out;
  out.reserve(in.size() * 8 / static_cast<std::size_t>(width) + 1);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : in) {
    bits = bits << 8 | static_cast<std::uint8_t>(c);
    count += 8;
    while (count >= width) {
      count -= width;
      out += alphabet[bits >> count & ((1u << width) - 1)];
    }
    bits &= (1u << count) - 1;
  }
  if (count > 0) out += alphabet[bits << (width - count) & ((1u << width) - 1)];
  return out;
}

std::optional<std::string> decode(std::string_view in, int width, std::string_view alphabet) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : in) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << width | static_cast<std::uint32_t>(value);
    count += width;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> count);
      bits &= (1u << count) - 1;
    }
  }
  if (bits != 0 || count >= width)
    return std::nullopt;  // left-over bits, or a last character that adds nothing
  return out;
}

constexpr const char* base64_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr const char* base64url_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr const char* base32_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

}  // namespace

Digest sha256(std::string_view bytes) {
  Digest out{};
  digest(bytes, out.data());
  return out;
}
Digest hmac_sha256(std::string_view key, std::string_view message) {
  return hmac<32>(EVP_sha256(), key, message);
}
std::array<std::uint8_t, 20> hmac_sha1(std::string_view key, std::string_view message) {
  return hmac<20>(EVP_sha1(), key, message);
}
std::string sha256_hex(std::string_view s) { return hex(bytes(sha256(s))); }
std::string hmac_sha256_hex(std::string_view key, std::string_view message) {
  return hex(bytes(hmac_sha256(key, message)));
}

struct Sha256::State {
  State() : context(EVP_MD_CTX_new()) { begin(); }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  void begin() {
    if (context == nullptr || EVP_DigestInit_ex(context, EVP_sha256(), nullptr) != 1) fail_crypto();
  }
  EVP_MD_CTX* context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
void Sha256::add(std::string_view s) {
  if (EVP_DigestUpdate(state_->context, s.data(), s.size()) != 1) fail_crypto();
}
Digest Sha256::finish() {
  Digest out{};
  unsigned int n = 0;
  if (EVP_DigestFinal_ex(state_->context, out.data(), &n) != 1) fail_crypto();
  state_->begin();
  return out;
}

std::string hex(std::string_view in) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(in.size() * 2);
  for (const char c : in) {
    out += digits[static_cast<std::uint8_t>(c) >> 4];
    out += digits[static_cast<std::uint8_t>(c) & 15];
  }
  return out;
}

std::optional<std::string> parse_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c + 32);
  return decode(lower, 4, "0123456789abcdef");
}

std::string base64(std::string_view in) {
  std::string out = encode(in, 6, base64_letters);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}
std::string base64url(std::string_view in) { return encode(in, 6, base64url_letters); }
std::string base32(std::string_view in) { return encode(in, 5, base32_letters); }

std::optional<std::string> parse_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return decode(text, 6, base64_letters);
}
std::optional<std::string> parse_base64url(std::string_view text) {
  return decode(text, 6, base64url_letters);
}
std::optional<std::string> parse_base32(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string letters;
  for (const char c : text)
    if (c != ' ' && c != '-') letters += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return decode(letters, 5, base32_letters);
}

bool equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::uint64_t fast(std::string_view s) { return XXH3_64bits(s.data(), s.size()); }

}  // namespace rapport::hash
