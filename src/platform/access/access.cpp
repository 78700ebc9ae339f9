#include "platform/access/access.h"

#include <array>

#include "base/hash.h"
#include "base/text.h"
#include "platform/access/access_store.h"

namespace rapport::access {

namespace {

constexpr store::Statement session_by_token{
    .name = "sessions.by_token",
    .sql =
        "select s.id, s.user_id, s.last_seen_at, s.expires_at, u.name, u.locale, m.role, m.scope, m.team_id "
        "from sessions s join users u on u.id = s.user_id join memberships m on m.user_id = s.user_id "
        "where s.token_hash = :token_hash and m.active = :active"};
constexpr store::Statement touch_session{
    .name = "sessions.touch",
    .sql = "update sessions set last_seen_at = :now where id = :id and last_seen_at < :now"};
constexpr store::Statement touch_user{.name = "users.touch",
                                      .sql =
                                          "update users set last_seen_at = :now where id = :id and "
                                          "(last_seen_at is null or last_seen_at < :now)"};
constexpr store::Statement key_by_token{
    .name = "api_keys.by_token",
    .sql =
        "select id, name, kind, role, scope, team_id, permissions_extra, last_used_at from api_keys "
        "where token_hash = :token_hash and revoked_at is null"};
constexpr store::Statement touch_key{.name = "api_keys.touch",
                                     .sql = "update api_keys set last_used_at = :now where id = :id"};

constexpr std::array own{session_by_token, touch_session, touch_user, key_by_token, touch_key};

// How stale "last seen" and "last used" may be: each refresh is a write.
constexpr Duration touch_session_every = minutes(5);
constexpr Duration touch_key_every = minutes(1);

// The token of "Bearer x", or the user name of "Basic base64(x:…)"; empty when there is neither.
std::string token_of(std::string_view authorization) {
  const auto space = authorization.find(' ');
  if (space == std::string_view::npos) return {};
  const std::string scheme = text::lower(authorization.substr(0, space));
  const std::string_view rest = text::trim(authorization.substr(space + 1));
  if (scheme == "bearer") return std::string(rest);
  if (scheme != "basic") return {};
  const auto decoded = hash::parse_base64(rest);
  return decoded ? decoded->substr(0, decoded->find(':')) : std::string();
}

void ignore(std::exception_ptr) {}  // "last seen" may be lost

}  // namespace

Access::Access(store::Database& database, const Clock& clock, Random& random, const SecretBox& box,
               const AccessOptions& options)
    : database_(database),
      clock_(clock),
      random_(random),
      box_(box),
      options_(options),
      hasher_(options.cost),
      accounts_(options.account_attempts, options.attempt_window),
      addresses_(options.address_attempts, options.attempt_window),
      cache_(options.cache_time) {}

void Access::use_permissions(const http::Registry& registry) { roles_ = Roles(registry); }

void Access::forget_after(store::Transaction& tx) {
  tx.after_commit([this] { cache_.forget(); });
}

std::optional<http::Principal> Access::recall(const http::Call& call, std::string_view authorization) {
  if (!authorization.empty()) {
    const std::string token = token_of(authorization);
    return token.empty() ? std::nullopt : cache_.find(hash::sha256_hex(token));
  }
  const std::string token = call.cookie(session_cookie);
  return token.empty() ? std::optional(http::Principal{}) : cache_.find(hash::sha256_hex(token));
}

http::Principal Access::authenticate(const http::Call& call, std::string_view authorization,
                                     store::Reader& reader) {
  if (const auto known = recall(call, authorization)) return *known;
  const auto started = PrincipalCache::Steady::now();
  const bool by_key = !authorization.empty();
  const std::string token = by_key ? token_of(authorization) : call.cookie(session_cookie);
  const std::string token_hash = hash::sha256_hex(token);
  const auto found = by_key ? look_up_key(token_hash, reader) : look_up_session(token_hash, reader);
  // A cookie that has run out is as good as none: the sign-in page must still open.
  if (!found && by_key) fail(ErrorCode::unauthenticated, "This API key is not known, or it was revoked.");
  if (!found) return {};
  cache_.keep(token_hash, *found, started);
  return *found;
}

std::optional<http::Principal> Access::look_up_session(const std::string& token_hash, store::Reader& reader) {
  std::optional<http::Principal> out;
  const Instant now = reader.now();
  bool touch = false;
  reader.each(session_by_token, {{"token_hash", token_hash}, {"active", true}}, [&](const store::Row& row) {
    const auto last_seen = row.get<Instant>("last_seen_at");
    if (now >= row.get<Instant>("expires_at") || now - last_seen >= options_.session_idle) return;
    http::Principal p;
    p.kind = http::Principal::Kind::user;
    p.id = row.get<Uuid>("user_id");
    p.name = row.get<std::string>("name");
    p.locale = row.get<std::string>("locale");
    const Role role = row.get<Role>("role");
    p.role = enum_name(role);
    p.scope = row.get<http::Scope>("scope");
    p.team_id = row.get<std::optional<Uuid>>("team_id");
    p.session_id = row.get<Uuid>("id");
    p.permissions = roles_.of(role);
    touch = now - last_seen >= touch_session_every;
    out = std::move(p);
  });
  if (touch)
    database_.submit(
        [id = out->session_id, user = out->id](store::Transaction& tx) {
          tx.run(touch_session, {{"id", id}, {"now", tx.now()}});
          tx.run(touch_user, {{"id", user}, {"now", tx.now()}});
        },
        ignore);
  return out;
}

std::optional<http::Principal> Access::look_up_key(const std::string& token_hash, store::Reader& reader) {
  std::optional<http::Principal> out;
  bool touch = false;
  reader.each(key_by_token, {{"token_hash", token_hash}}, [&](const store::Row& row) {
    const auto kind = row.get<KeyKind>("kind");
    const auto role = row.get<std::optional<Role>>("role");
    http::Principal p;
    p.kind = kind == KeyKind::api ? http::Principal::Kind::api_key : http::Principal::Kind::write_key;
    p.id = row.get<Uuid>("id");
    p.name = row.get<std::string>("name");
    if (role) p.role = enum_name(*role);
    p.scope = row.get<http::Scope>("scope");
    p.team_id = row.get<std::optional<Uuid>>("team_id");
    const auto extra = row.get<Json>("permissions_extra");
    p.permissions = roles_.of_key(kind, role, json::read<std::vector<std::string>>(extra.text()));
    const auto last_used = row.get<std::optional<Instant>>("last_used_at");
    touch = !last_used || reader.now() - *last_used >= touch_key_every;
    out = std::move(p);
  });
  if (touch)
    database_.submit(
        [id = out->id](store::Transaction& tx) {
          tx.run(touch_key, {{"id", id}, {"now", tx.now()}});
        },
        ignore);
  return out;
}

std::string Access::csrf_token(const http::Principal& principal) const {
  // Derived, so that nothing is stored and every process gives the same.
  return principal.session_id.is_nil() ? std::string()
                                       : box_.lasting_mac("csrf", render(principal.session_id));
}

void audit_settings(store::Transaction& tx, const http::Call& call, std::string_view section,
                    const TypeInfo& type, const void* before, const void* after) {
  audit(tx, call,
        {.action = "settings.updated",
         .object_type = "settings",
         .object_id = std::string(section),
         .summary = "Changed the settings of the section " + std::string(section),
         .changes = audit_changes(type, before, after)});
}

std::span<const store::Statement> statements() {
  static const std::vector<store::Statement> every = [] {
    std::vector<store::Statement> out(own.begin(), own.end());
    for (const auto part :
         {detail::key_binding_statements(), detail::audit_statements(), detail::audit_chain_statements(),
          detail::audit_list_statements(), detail::user_statements(), detail::two_factor_statements(),
          detail::password_statements(), detail::session_statements(), detail::api_key_statements()})
      out.insert(out.end(), part.begin(), part.end());
    return out;
  }();
  return every;
}

}  // namespace rapport::access
