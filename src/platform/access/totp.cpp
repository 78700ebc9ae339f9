#include "platform/access/totp.h"

#include <qrencode.h>

#include <array>
#include <cstdio>
#include <memory>

#include "base/error.h"
#include "base/hash.h"

namespace rapport::access {

namespace {

constexpr std::int64_t step_ms = 30'000;

std::string percent(std::string_view text) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (plain.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    out += '%';
    out += digits[octet >> 4];
    out += digits[octet & 15];
  }
  return out;
}

}  // namespace

std::string hotp(std::string_view secret, std::uint64_t counter, int digits) {
  std::string message(8, '\0');
  for (int i = 7; i >= 0; --i, counter >>= 8)
    message[static_cast<std::size_t>(i)] = static_cast<char>(counter & 255);
  const auto mac = hash::hmac_sha1(secret, message);
  const std::size_t at = mac[19] & 15;  // dynamic truncation, RFC 4226 5.3
  const std::uint32_t number = (std::uint32_t{mac[at]} & 127) << 24 | std::uint32_t{mac[at + 1]} << 16 |
                               std::uint32_t{mac[at + 2]} << 8 | std::uint32_t{mac[at + 3]};
  std::uint32_t modulus = 1;
  for (int i = 0; i < digits; ++i) modulus *= 10;
  std::array<char, 16> out{};
  std::snprintf(out.data(), out.size(), "%0*u", digits, number % modulus);
  return out.data();
}

std::int64_t totp_step(Instant at) { return at.ms / step_ms; }

std::optional<std::int64_t> match_totp(std::string_view secret, std::string_view code, Instant at,
                                       std::int64_t last_step) {
  std::string digits;
  for (const char c : code)
    if (c != ' ') digits += c;
  const std::int64_t now = totp_step(at);
  for (const std::int64_t step : {now, now - 1, now + 1})
    if (step > last_step && step >= 0 && hash::equal(hotp(secret, static_cast<std::uint64_t>(step)), digits))
      return step;
  return std::nullopt;
}

std::string otpauth_url(std::string_view secret, std::string_view issuer, std::string_view account) {
  return "otpauth://totp/" + percent(issuer) + ":" + percent(account) + "?secret=" + hash::base32(secret) +
         "&issuer=" + percent(issuer) + "&algorithm=SHA1&digits=6&period=30";
}

std::vector<std::string> make_recovery_codes(Random& random) {
  constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz023456789";  // 32, without i, l, o, 1
  std::vector<std::string> codes;
  for (int n = 0; n < 10; ++n) {
    std::array<std::uint8_t, 10> octets{};
    random.fill(octets);
    std::string code;
    for (std::size_t i = 0; i < octets.size(); ++i) {
      if (i == 5) code += '-';
      code += letters[octets[i] & 31];
    }
    codes.push_back(std::move(code));
  }
  return codes;
}

std::string normal_recovery_code(std::string_view typed) {
  std::string out;
  for (const char c : typed) {
    if (c >= 'A' && c <= 'Z')
      out += static_cast<char>(c - 'A' + 'a');
    else if (c != '-' && c != ' ')
      out += c;
  }
  return out;
}

std::string qr_svg(std::string_view content) {
  const std::string text(content);
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), &QRcode_free);
  if (!code) fail(ErrorCode::internal, "The QR code could not be drawn.");
  constexpr int quiet = 4;  // modules of white around, as the standard asks
  const std::string side = std::to_string(code->width + 2 * quiet);
  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
                    "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" + side +
                    "H0z\"/><path fill=\"#000\" d=\"";
  for (int y = 0; y < code->width; ++y)
    for (int x = 0; x < code->width; ++x)
      if (code->data[y * code->width + x] & 1)
        svg += "M" + std::to_string(x + quiet) + " " + std::to_string(y + quiet) + "h1v1h-1z";
  return svg + "\"/></svg>";
}

}  // namespace rapport::access
