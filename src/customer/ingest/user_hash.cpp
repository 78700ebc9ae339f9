#include "customer/ingest/user_hash.h"

#include "base/error.h"
#include "platform/settings/settings.h"

namespace rapport::ingest {

struct Stored {
  std::string user_hash_secret;  // sealed
};
template <class = void>
constexpr auto describe(Type<Stored>) {
  return fields(field<&Stored::user_hash_secret>().or_default());
}
constexpr std::string_view section_name(Type<Stored>) { return "ingest"; }

}  // namespace rapport::ingest

namespace rapport {
RAPPORT_DESCRIBED(ingest::Stored)
RAPPORT_DESCRIBE_HERE(ingest::Stored)
RAPPORT_DESCRIBE_HERE(ingest::UserHash)
}  // namespace rapport

namespace rapport::ingest {

namespace {
constexpr std::string_view place = "settings.ingest|user_hash_secret";
}

std::string find_user_hash_secret(store::Reader& reader, const access::SecretBox& box) {
  const auto stored = settings::get<Stored>(reader);
  return stored.user_hash_secret.empty() ? std::string() : box.open(stored.user_hash_secret, place);
}

UserHash renew_user_hash_secret(store::Transaction& tx, access::Access& access, const Actor& actor) {
  const std::string secret = access.random().token(43);
  settings::put(tx, Stored{access.box().seal(secret, place)}, actor);
  return {secret};
}

bool reseal_user_hash_secret(store::Transaction& tx, const access::SecretBox& box) {
  const auto kept = settings::get_stored<Stored>(tx);
  const std::string& sealed = kept.value.user_hash_secret;
  if (sealed.empty() || box.is_current(sealed)) return false;
  try {
    settings::put(tx, Stored{box.seal(box.open(sealed, place), place)}, Actor{}, kept.version);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::stale) throw;
    return false;  // another process was first
  }
  return true;
}

UserHash ensure_user_hash_secret(store::Transaction& tx, access::Access& access, const Actor& actor) {
  const auto stored = find_user_hash_secret(tx, access.box());
  return stored.empty() ? renew_user_hash_secret(tx, access, actor) : UserHash{stored};
}

}  // namespace rapport::ingest
