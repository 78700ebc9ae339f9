// Letting people and programs in, each with its audit entry: what the API and the command line both do.
#pragma once

#include "platform/access/access.h"
#include "platform/access/passwords.h"

namespace rapport::access {

// Hashes the password (slow), or makes an invitation when there is none: then the answer holds its token and
// url. Not for the writer's thread.
User add_user(Access& access, const UserDraft& draft, const AuditActor& by);

ApiKey add_key(store::Transaction& tx, Access& access, const ApiKeyDraft& draft, const AuditActor& by);

struct PasswordLinkGiven {
  std::string token, url;
};
template <class = void>
constexpr auto describe(Type<PasswordLinkGiven>) {
  using L = PasswordLinkGiven;
  return fields(field<&L::token>(), field<&L::url>().text("Give it to the user; it works once"));
}
// For a user who lost the password, or whose invitation ran out.
PasswordLinkGiven give_password_link(store::Transaction& tx, Access& access, const User& user,
                                     const AuditActor& by);
// `rapport user reset EMAIL`: the way back in for an administrator who is locked out. With `two_factor` off
// the second factor is taken away too. Error(not_found) names the address.
enum class TwoFactor { keep, turn_off };
PasswordLinkGiven reset_user(Access& access, std::string_view email, TwoFactor two_factor);

// The command line, for the log.
AuditActor command_line();

}  // namespace rapport::access

namespace rapport {
RAPPORT_DESCRIBED(access::PasswordLinkGiven)
}
