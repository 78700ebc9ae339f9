// Two-factor codes: TOTP (RFC 6238) with SHA-1, steps of 30 seconds and 6 digits, which every authenticator
// app knows. A code is taken one step early or late, and each step once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"

namespace rapport::access {

// HOTP of RFC 4226: the code of a counter.
std::string hotp(std::string_view secret, std::uint64_t counter, int digits = 6);
std::int64_t totp_step(Instant at);
// The step that the code belongs to, of those after `last_step` and near `at`; nullopt when it fits none.
std::optional<std::int64_t> match_totp(std::string_view secret, std::string_view code, Instant at,
                                       std::int64_t last_step);
// "otpauth://totp/…": what the QR code says.
std::string otpauth_url(std::string_view secret, std::string_view issuer, std::string_view account);
// Ten codes like "k7mq2-9xw4t" for the day when the phone is lost; 50 random bits each.
std::vector<std::string> make_recovery_codes(Random& random);
// The form that is compared: lower case, without hyphens and blanks.
std::string normal_recovery_code(std::string_view typed);

// A QR code (ISO/IEC 18004, level M) as a square SVG of black on white with the quiet zone.
std::string qr_svg(std::string_view content);

}  // namespace rapport::access
