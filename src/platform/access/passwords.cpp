#include "platform/access/passwords.h"

#include <array>

#include "base/hash.h"
#include "platform/access/access_store.h"

namespace rapport::access {

namespace {

constexpr Duration invitation_time = hours(24 * 7), reset_time = hours(24);

constexpr store::Statement insert_link{
    .name = "password_links.insert",
    .sql =
        "insert into password_links (token_hash, user_id, kind, created_at, expires_at) "
        "values (:token_hash, :user_id, :kind, :now, :expires_at)"};
constexpr store::Statement delete_unused{
    .name = "password_links.delete_unused",
    .sql = "delete from password_links where user_id = :user_id and used_at is null"};
constexpr store::Statement find_link{
    .name = "password_links.find",
    .sql =
        "select l.user_id, u.email, u.name, l.kind, l.expires_at from password_links l "
        "join users u on u.id = l.user_id join memberships m on m.user_id = l.user_id "
        "where l.token_hash = :token_hash and l.used_at is null and l.expires_at > :now and m.active = "
        ":active"};
constexpr store::Statement use_link{
    .name = "password_links.use",
    .sql = "update password_links set used_at = :now where token_hash = :token_hash and used_at is null"};
constexpr store::Statement get_hash{.name = "users.password_hash",
                                    .sql = "select password_hash from users where id = :id"};
constexpr store::Statement set_hash{
    .name = "users.set_password",
    .sql =
        "update users set password_hash = :password_hash, password_changed_at = :now, updated_at = :now, "
        "version = version + 1 where id = :id"};
constexpr store::Statement replace_hash{
    .name = "users.replace_password",
    .sql =
        "update users set password_hash = :password_hash, password_changed_at = :now, updated_at = :now, "
        "version = version + 1 where id = :id and password_hash = :before"};
constexpr store::Statement end_other_sessions{
    .name = "sessions.delete_others", .sql = "delete from sessions where user_id = :user_id and id <> :keep"};

constexpr std::array passwords_sql{insert_link, delete_unused, find_link,    use_link,
                                   get_hash,    set_hash,      replace_hash, end_other_sessions};

}  // namespace

std::string make_password_link(store::Transaction& tx, Random& random, UserId user, LinkKind kind) {
  tx.run(delete_unused, {{"user_id", user}});
  std::string token = random.token(40);
  const Instant expires = tx.now() + (kind == LinkKind::invitation ? invitation_time : reset_time);
  tx.run(insert_link, {{"token_hash", hash::sha256_hex(token)},
                       {"user_id", user},
                       {"kind", kind},
                       {"now", tx.now()},
                       {"expires_at", expires}});
  return token;
}

std::string password_link_url(std::string_view public_url, std::string_view token) {
  return std::string(public_url) + "/set-password#" + std::string(token);
}

PasswordLink get_password_link(store::Reader& reader, std::string_view token) {
  auto link = reader.find<PasswordLink>(
      find_link, {{"token_hash", hash::sha256_hex(token)}, {"now", reader.now()}, {"active", true}});
  if (!link)
    fail(ErrorCode::not_found, "This link is not valid any more. Ask an administrator for a new one.");
  return std::move(*link);
}

void use_password_link(store::Transaction& tx, std::string_view token, std::string_view password_hash) {
  const PasswordLink link = get_password_link(tx, token);
  const Instant now = tx.now();
  if (tx.run(use_link, {{"token_hash", hash::sha256_hex(token)}, {"now", now}}) == 0)
    fail(ErrorCode::conflict, "This link was used a moment ago.");
  tx.run(set_hash, {{"id", link.user_id}, {"password_hash", password_hash}, {"now", now}});
  tx.run(end_other_sessions, {{"user_id", link.user_id}, {"keep", Uuid{}}});
}

std::optional<std::string> find_password_hash(store::Reader& reader, UserId user) {
  return reader.value<std::string>(get_hash, {{"id", user}});
}

bool change_password(store::Transaction& tx, UserId user, std::string_view before, std::string_view after,
                     const Uuid& keep_session) {
  if (tx.run(replace_hash, {{"id", user}, {"password_hash", after}, {"before", before}, {"now", tx.now()}}) ==
      0)
    return false;
  tx.run(delete_unused, {{"user_id", user}});
  tx.run(end_other_sessions, {{"user_id", user}, {"keep", keep_session}});
  return true;
}

std::span<const store::Statement> detail::password_statements() { return passwords_sql; }

}  // namespace rapport::access

namespace rapport {
RAPPORT_DESCRIBE_HERE(access::PasswordLink)
}
