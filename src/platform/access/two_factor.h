// The second factor of a user: an authenticator app, and ten recovery codes for the day it is lost. Each code
// of the app and each recovery code works once.
#pragma once

#include "platform/access/users.h"

namespace rapport::access {

class Access;

struct TotpStart {
  std::string secret;       // base32, to type by hand
  std::string otpauth_url;  // what the picture says
  std::string qr_svg;
};
template <class = void>
constexpr auto describe(Type<TotpStart>) {
  using S = TotpStart;
  return fields(field<&S::secret>().text("Base32, to type by hand"), field<&S::otpauth_url>(),
                field<&S::qr_svg>().max_length(200'000).text("QR code of the address, as SVG"));
}
struct RecoveryCodes {
  std::vector<std::string> recovery_codes;
};
template <class = void>
constexpr auto describe(Type<RecoveryCodes>) {
  return fields(field<&RecoveryCodes::recovery_codes>().text(
      "Each replaces a code of the app once; shown this time only"));
}

// Nothing is on until a first code confirms that the app has the secret.
TotpStart start_totp(store::Transaction& tx, Access& access, const User& user, std::string_view issuer);
RecoveryCodes confirm_totp(store::Transaction& tx, Access& access, const User& user, std::string_view code);
void turn_off_totp(store::Transaction& tx, UserId user);

// Checks a code of the app or a recovery code, and uses it up. False when it is neither, or was used before.
bool use_second_factor(store::Transaction& tx, const Access& access, UserId user, std::string_view code);

}  // namespace rapport::access

namespace rapport {
RAPPORT_DESCRIBED(access::TotpStart)
RAPPORT_DESCRIBED(access::RecoveryCodes)
}  // namespace rapport
