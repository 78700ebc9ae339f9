// Setting passwords: one's own with the old one, or through a link (an invitation, a reset) that works once
// and runs out. The slow hashing is done before the unit; a change of the password ends the other sessions.
#pragma once

#include "platform/access/users.h"

namespace rapport::access {

class Access;

enum class LinkKind { invitation, reset };

// Gives the token; only its hash is stored. Older unused links of the user stop working.
std::string make_password_link(store::Transaction& tx, Random& random, UserId user, LinkKind kind);
// Where the token is used: under the public address when one is set. The token stands behind '#', which
// browsers do not send and servers do not log.
std::string password_link_url(std::string_view public_url, std::string_view token);

struct PasswordLink {
  UserId user_id;
  std::string email, name;
  LinkKind kind = LinkKind::invitation;
  Instant expires_at;
};
template <class = void>
constexpr auto describe(Type<PasswordLink>) {
  using L = PasswordLink;
  return fields(field<&L::user_id>(), field<&L::email>(), field<&L::name>(), field<&L::kind>(),
                field<&L::expires_at>());
}
// Error(not_found) when the token is unknown, used or too old.
PasswordLink get_password_link(store::Reader& reader, std::string_view token);
// Uses the link up and sets the password.
void use_password_link(store::Transaction& tx, std::string_view token, std::string_view password_hash);

std::optional<std::string> find_password_hash(store::Reader& reader, UserId user);
// False when the stored hash is not `before` any more. Ends every session but `keep`.
bool change_password(store::Transaction& tx, UserId user, std::string_view before, std::string_view after,
                     const Uuid& keep_session);

}  // namespace rapport::access

namespace rapport {
RAPPORT_DESCRIBED(access::PasswordLink)
}
