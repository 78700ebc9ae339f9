#include "platform/access/users.h"

#include <array>

#include "base/text.h"
#include "platform/access/access_store.h"

namespace rapport::access {

namespace {

#define RAPPORT_USER_COLUMNS                                                                                 \
  "select u.id, u.email, u.name, m.role, m.scope, m.team_id, u.locale, u.theme, u.density, u.last_seen_at, " \
  "u.created_at, u.version, m.active, (u.totp_secret is not null) as totp_enabled, "                         \
  "(u.password_hash is not null) as password_set from users u join memberships m on m.user_id = u.id "

constexpr store::Statement find_by_id{.name = "users.find", .sql = RAPPORT_USER_COLUMNS "where u.id = :id"};
constexpr store::Statement find_by_email{.name = "users.find_by_email",
                                         .sql = RAPPORT_USER_COLUMNS "where u.email_key = :email_key"};
constexpr store::Statement list_all_users{.name = "users.list",
                                          .sql = RAPPORT_USER_COLUMNS "order by u.name, u.id"};
#undef RAPPORT_USER_COLUMNS

constexpr store::Statement insert_user{
    .name = "users.insert",
    .sql =
        "insert into users (id, email, email_key, name, locale, theme, density, password_hash, "
        "password_changed_at, totp_last_step, created_at, updated_at, version) values (:id, :email, "
        ":email_key, "
        ":name, :locale, :theme, :density, :password_hash, :password_changed_at, 0, :now, :now, 1) "
        "on conflict (email_key) do nothing"};
constexpr store::Statement insert_membership{.name = "memberships.insert",
                                             .sql =
                                                 "insert into memberships (user_id, role, scope, team_id, "
                                                 "active, created_at) values (:user_id, :role, "
                                                 ":scope, :team_id, :active, :now)"};
constexpr store::Statement update_one{
    .name = "users.update",
    .sql =
        "update users set email = :email, email_key = :email_key, name = :name, locale = :locale, theme = "
        ":theme, "
        "density = :density, updated_at = :now, version = version + 1 where id = :id and version = :version"};
constexpr store::Statement update_membership{
    .name = "memberships.update",
    .sql =
        "update memberships set role = :role, scope = :scope, team_id = :team_id, active = :active "
        "where user_id = :user_id"};
constexpr store::Statement delete_one_user{.name = "users.delete", .sql = "delete from users where id = :id"};
constexpr store::Statement count_users{.name = "users.count", .sql = "select count(*) from users"};
constexpr store::Statement count_administrators{
    .name = "memberships.count_administrators",
    .sql = "select count(*) from memberships where role = 'administrator' and active = :active"};
constexpr store::Statement claim{
    .name = "installation.claim",
    .sql = "insert into installation (key, value) values ('set_up_at', :at) on conflict (key) do nothing"};
// Orders changes of memberships, so that two administrators cannot remove each other at the same moment.
constexpr store::Statement lock_memberships{
    .name = "installation.lock", .sql = "update installation set value = value where key = 'set_up_at'"};

constexpr store::Statement insert_team{.name = "teams.insert",
                                       .sql =
                                           "insert into teams (id, name, name_key, store_code, created_at, "
                                           "version) values (:id, :name, :name_key, "
                                           ":store_code, :now, 1) on conflict (name_key) do nothing"};
constexpr store::Statement list_all_teams{
    .name = "teams.list",
    .sql = "select id, name, store_code, created_at, version from teams order by name, id"};
constexpr store::Statement find_one_team{
    .name = "teams.find",
    .sql = "select id, name, store_code, created_at, version from teams where id = :id"};

constexpr std::array users_sql{
    find_by_id, find_by_email,     list_all_users,  insert_user,    insert_membership,
    update_one, update_membership, delete_one_user, count_users,    count_administrators,
    claim,      lock_memberships,  insert_team,     list_all_teams, find_one_team};

struct Address {
  std::string email, key;
};
Address address_of(std::string_view email) {
  const auto valid = text::email(email);
  if (!valid) fail_field("email", "email", "must be an e-mail address");
  return {*valid, text::email_key(*valid)};
}

[[noreturn]] void fail_taken() {
  fail_field("email", "not_unique", "is already used by another user", ErrorCode::conflict);
}

void require_team(store::Reader& reader, http::Scope scope, const std::optional<TeamId>& team) {
  if (team && !find_team(reader, *team)) fail_field("team_id", "not_found", "is not a team");
  if (scope == http::Scope::team && !team)
    fail_field("team_id", "required", "is needed when the scope is the team");
}

void require_administrator(store::Reader& reader) {
  if (reader.value<std::int64_t>(count_administrators, {{"active", true}}).value_or(0) == 0)
    fail(ErrorCode::conflict, "This is the last active administrator; make another one first.");
}

}  // namespace

std::optional<User> find_user(store::Reader& reader, UserId id) {
  return reader.find<User>(find_by_id, {{"id", id}});
}

User get_user(store::Reader& reader, UserId id) {
  auto user = find_user(reader, id);
  if (!user) fail(ErrorCode::not_found, "This user does not exist.");
  return std::move(*user);
}

std::optional<User> find_user_by_email(store::Reader& reader, std::string_view email) {
  const auto valid = text::email(email);
  if (!valid) return std::nullopt;
  const std::string key = text::email_key(*valid);
  return reader.find<User>(find_by_email, {{"email_key", key}});
}

std::vector<User> list_users(store::Reader& reader) { return reader.list<User>(list_all_users); }

User create_user(store::Transaction& tx, const UserDraft& draft, std::string_view password_hash) {
  const Address address = address_of(draft.email);
  require_team(tx, draft.scope, draft.team_id);
  claim_installation(tx);  // however the first user came, the setup page closes
  const auto id = tx.new_id<UserId>();
  const Instant now = tx.now();
  const auto hash = password_hash.empty() ? std::nullopt : std::optional<std::string>(password_hash);
  const auto changed = password_hash.empty() ? std::nullopt : std::optional(now);
  const std::int64_t inserted = tx.run(insert_user, {{"id", id},
                                                     {"email", address.email},
                                                     {"email_key", address.key},
                                                     {"name", draft.name},
                                                     {"locale", draft.locale},
                                                     {"theme", Theme::auto_},
                                                     {"density", Density::comfortable},
                                                     {"password_hash", hash},
                                                     {"password_changed_at", changed},
                                                     {"now", now}});
  if (inserted == 0) fail_taken();
  tx.run(insert_membership, {{"user_id", id},
                             {"role", draft.role},
                             {"scope", draft.scope},
                             {"team_id", draft.team_id},
                             {"active", true},
                             {"now", now}});
  return get_user(tx, id);
}

bool claim_installation(store::Transaction& tx) { return tx.run(claim, {{"at", render(tx.now())}}) == 1; }

bool needs_administrator(store::Reader& reader) {
  return reader.value<std::int64_t>(count_users).value_or(0) == 0;
}

void update_user(store::Transaction& tx, const User& before, const User& after) {
  const Address address = address_of(after.email);
  require_team(tx, after.scope, after.team_id);
  tx.run(lock_memberships, {});
  if (const auto other = find_user_by_email(tx, after.email); other && other->id != after.id) fail_taken();
  const std::int64_t updated = tx.run(update_one, {{"id", before.id},
                                                   {"email", address.email},
                                                   {"email_key", address.key},
                                                   {"name", after.name},
                                                   {"locale", after.locale},
                                                   {"theme", after.theme},
                                                   {"density", after.density},
                                                   {"now", tx.now()},
                                                   {"version", before.version}});
  if (updated == 0) fail(ErrorCode::stale, "This user was changed by somebody else since you opened it.");
  tx.run(update_membership, {{"user_id", before.id},
                             {"role", after.role},
                             {"scope", after.scope},
                             {"team_id", after.team_id},
                             {"active", after.active}});
  require_administrator(tx);
}

void delete_user(store::Transaction& tx, UserId id) {
  tx.run(lock_memberships, {});
  if (tx.run(delete_one_user, {{"id", id}}) == 0) fail(ErrorCode::not_found, "This user does not exist.");
  require_administrator(tx);
}

Team create_team(store::Transaction& tx, const Team& draft) {
  const auto id = tx.new_id<TeamId>();
  const std::string key = text::fold(draft.name);
  const std::int64_t inserted = tx.run(insert_team, {{"id", id},
                                                     {"name", draft.name},
                                                     {"name_key", key},
                                                     {"store_code", draft.store_code},
                                                     {"now", tx.now()}});
  if (inserted == 0) fail_field("name", "not_unique", "is already the name of a team", ErrorCode::conflict);
  return *find_team(tx, id);
}

std::vector<Team> list_teams(store::Reader& reader) { return reader.list<Team>(list_all_teams); }

std::optional<Team> find_team(store::Reader& reader, TeamId id) {
  return reader.find<Team>(find_one_team, {{"id", id}});
}

std::span<const store::Statement> detail::user_statements() { return users_sql; }

}  // namespace rapport::access

namespace rapport {
RAPPORT_DESCRIBE_HERE(access::User)
RAPPORT_DESCRIBE_HERE(access::UserDraft)
RAPPORT_DESCRIBE_HERE(access::Profile)
RAPPORT_DESCRIBE_HERE(access::Team)
}  // namespace rapport
