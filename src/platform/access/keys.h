// Keys for programs: `Authorization: Bearer rk_…`. Only a hash is stored; the key is shown once, when it is
// made. A key of kind `api` acts with a role; a write key only sends facts.
#pragma once

#include "platform/access/users.h"

namespace rapport::access {

using ApiKeyId = Id<struct ApiKeyTag>;

struct ApiKey {
  ApiKeyId id;
  std::string name;
  KeyKind kind = KeyKind::api;
  std::optional<Role> role;
  http::Scope scope = http::Scope::all;
  std::optional<TeamId> team_id;
  std::vector<std::string> permissions_extra;
  std::string prefix;  // its first characters, to know it by
  Instant created_at;
  std::optional<Instant> last_used_at, revoked_at;
  std::optional<std::string> secret;  // in the answer that made it, never again
};
template <class = void>
constexpr auto describe(Type<ApiKey>) {
  using K = ApiKey;
  return fields(field<&K::id>(), field<&K::name>(), field<&K::kind>(), field<&K::role>(), field<&K::scope>(),
                field<&K::team_id>(), field<&K::permissions_extra>(),
                field<&K::prefix>().text("Its first characters, to know it by"), field<&K::created_at>(),
                field<&K::last_used_at>(), field<&K::revoked_at>(),
                field<&K::secret>().text("The key itself: given once, in the answer that made it"));
}

struct ApiKeyDraft {
  std::string name;
  KeyKind kind = KeyKind::api;
  std::optional<Role> role;
  http::Scope scope = http::Scope::all;
  std::optional<TeamId> team_id;
  std::vector<std::string> permissions_extra;
};
template <class = void>
constexpr auto describe(Type<ApiKeyDraft>) {
  using K = ApiKeyDraft;
  return fields(
      field<&K::name>().not_empty().max_length(200), field<&K::kind>().or_default(),
      field<&K::role>().text("What a key of kind api may do; write keys have none"),
      field<&K::scope>().or_default(), field<&K::team_id>(),
      field<&K::permissions_extra>().max_items(50).text("Further permissions by name, as consent.attest"));
}

// The answer holds the secret. Error(invalid) for an unknown permission, a missing or a needless role.
ApiKey create_key(store::Transaction& tx, Random& random, const Roles& roles, const ApiKeyDraft& draft,
                  const Actor& by);
std::vector<ApiKey> list_keys(store::Reader& reader);  // newest first, revoked ones too
std::optional<ApiKey> find_key(store::Reader& reader, ApiKeyId id);
void revoke_key(store::Transaction& tx, ApiKeyId id);

}  // namespace rapport::access

namespace rapport {
RAPPORT_DESCRIBED(access::ApiKey)
RAPPORT_DESCRIBED(access::ApiKeyDraft)
}  // namespace rapport
