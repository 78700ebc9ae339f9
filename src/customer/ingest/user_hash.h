// The secret with which a site proves who its visitor is: `context.userHash` is the HMAC-SHA-256 of the
// userId (of the e-mail in lower case, where there is no userId) under it, in hexadecimal, made on the site's
// server. Kept sealed in the settings section `ingest`; made when somebody first asks for it.
#pragma once

#include "platform/access/access.h"

namespace rapport::ingest {

struct UserHash {
  std::string secret;
};
template <class = void>
constexpr auto describe(Type<UserHash>) {
  return fields(
      field<&UserHash::secret>().text("Keep it on your server: whoever has it can pass for anybody"));
}

std::string find_user_hash_secret(store::Reader& reader,
                                  const access::SecretBox& box);  // "" while there is none
UserHash ensure_user_hash_secret(store::Transaction& tx, access::Access& access, const Actor& actor);
// Another one from now on: hashes of the old one prove nothing any more.
UserHash renew_user_hash_secret(store::Transaction& tx, access::Access& access, const Actor& actor);

// Seals it with the installation's newest key, where an older one did; whether it had to.
bool reseal_user_hash_secret(store::Transaction& tx, const access::SecretBox& box);

}  // namespace rapport::ingest

namespace rapport {
RAPPORT_DESCRIBED(ingest::UserHash)
}  // namespace rapport
