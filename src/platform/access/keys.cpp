#include "platform/access/keys.h"

#include <array>

#include "base/hash.h"
#include "platform/access/access_store.h"

namespace rapport::access {

namespace {

#define RAPPORT_KEY_COLUMNS                                                                            \
  "select id, name, kind, role, scope, team_id, permissions_extra, prefix, created_at, last_used_at, " \
  "revoked_at from api_keys "
constexpr store::Statement key_by_id{.name = "api_keys.find", .sql = RAPPORT_KEY_COLUMNS "where id = :id"};
constexpr store::Statement list_all_keys{.name = "api_keys.list",
                                         .sql = RAPPORT_KEY_COLUMNS "order by id desc"};
#undef RAPPORT_KEY_COLUMNS

constexpr store::Statement insert_key{
    .name = "api_keys.insert",
    .sql =
        "insert into api_keys (id, name, kind, role, scope, team_id, permissions_extra, prefix, token_hash, "
        "created_by, created_at) values (:id, :name, :kind, :role, :scope, :team_id, :permissions_extra, "
        ":prefix, "
        ":token_hash, :created_by, :now)"};
constexpr store::Statement revoke{
    .name = "api_keys.revoke",
    .sql = "update api_keys set revoked_at = :now where id = :id and revoked_at is null"};

constexpr std::array keys_sql{key_by_id, list_all_keys, insert_key, revoke};

void check_draft(store::Reader& reader, const Roles& roles, const ApiKeyDraft& draft) {
  std::vector<Issue> issues;
  if (draft.kind == KeyKind::api && !draft.role)
    issues.push_back({"role", "required", "is needed for a key of kind api"});
  if (draft.kind != KeyKind::api && draft.role)
    issues.push_back({"role", "not_allowed", "must be absent for a write key, which only sends facts"});
  for (std::size_t i = 0; i < draft.permissions_extra.size(); ++i)
    if (!roles.declares(draft.permissions_extra[i]))
      issues.push_back({"permissions_extra[" + std::to_string(i) + "]", "unknown_permission",
                        "is not a permission; GET /api/permissions lists them"});
  // A page in strangers' hands must not be trusted with more.
  if (draft.kind == KeyKind::write_browser && !draft.permissions_extra.empty())
    issues.push_back(
        {"permissions_extra", "not_allowed", "must be empty for a key that is public in a page"});
  if (draft.team_id && !find_team(reader, *draft.team_id))
    issues.push_back({"team_id", "not_found", "is not a team"});
  if (draft.scope == http::Scope::team && !draft.team_id)
    issues.push_back({"team_id", "required", "is needed when the scope is the team"});
  if (!issues.empty()) throw Error(ErrorCode::invalid, "This key cannot be made.", std::move(issues));
}

}  // namespace

ApiKey create_key(store::Transaction& tx, Random& random, const Roles& roles, const ApiKeyDraft& draft,
                  const Actor& by) {
  check_draft(tx, roles, draft);
  const auto id = tx.new_id<ApiKeyId>();
  // 40 characters of 6 bits: too many to guess, so that a plain hash is enough and a look-up stays cheap.
  const std::string secret = (draft.kind == KeyKind::api ? "rk_" : "wk_") + random.token(40);
  const std::string prefix = secret.substr(0, 8);
  const Json extra = json::to_json(draft.permissions_extra);
  const std::optional<Uuid> created_by = by.id.is_nil() ? std::nullopt : std::optional(by.id);
  tx.run(insert_key, {{"id", id},
                      {"name", draft.name},
                      {"kind", draft.kind},
                      {"role", draft.role},
                      {"scope", draft.scope},
                      {"team_id", draft.team_id},
                      {"permissions_extra", extra},
                      {"prefix", prefix},
                      {"token_hash", hash::sha256_hex(secret)},
                      {"created_by", created_by},
                      {"now", tx.now()}});
  ApiKey key = *find_key(tx, id);
  key.secret = secret;
  return key;
}

std::vector<ApiKey> list_keys(store::Reader& reader) { return reader.list<ApiKey>(list_all_keys); }

std::optional<ApiKey> find_key(store::Reader& reader, ApiKeyId id) {
  return reader.find<ApiKey>(key_by_id, {{"id", id}});
}

void revoke_key(store::Transaction& tx, ApiKeyId id) {
  if (!find_key(tx, id)) fail(ErrorCode::not_found, "This key does not exist.");
  tx.run(revoke, {{"id", id}, {"now", tx.now()}});  // a second time changes nothing
}

std::span<const store::Statement> detail::api_key_statements() { return keys_sql; }

}  // namespace rapport::access

namespace rapport {
RAPPORT_DESCRIBE_HERE(access::ApiKey)
RAPPORT_DESCRIBE_HERE(access::ApiKeyDraft)
}  // namespace rapport
