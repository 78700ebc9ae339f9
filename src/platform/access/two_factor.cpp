#include "platform/access/two_factor.h"

#include <array>

#include "base/hash.h"
#include "platform/access/access.h"
#include "platform/access/access_store.h"
#include "platform/access/totp.h"

namespace rapport::access {

namespace {

constexpr std::string_view secret_place = "users.totp_secret", pending_place = "users.totp_pending";

constexpr store::Statement get_secrets{
    .name = "users.totp",
    .sql = "select totp_secret, totp_pending, totp_last_step from users where id = :id"};
constexpr store::Statement set_pending{.name = "users.totp_start",
                                       .sql = "update users set totp_pending = :sealed where id = :id"};
constexpr store::Statement turn_on{.name = "users.totp_confirm",
                                   .sql =
                                       "update users set totp_secret = :sealed, totp_pending = null, "
                                       "totp_last_step = :step, updated_at = :now, "
                                       "version = version + 1 where id = :id and totp_secret is null"};
constexpr store::Statement turn_off{
    .name = "users.totp_off",
    .sql =
        "update users set totp_secret = null, totp_pending = null, totp_last_step = 0, updated_at = :now, "
        "version = version + 1 where id = :id"};
// Of two sign-ins with one code the second changes no row.
constexpr store::Statement use_step{
    .name = "users.totp_use",
    .sql = "update users set totp_last_step = :step where id = :id and totp_last_step < :step"};
constexpr store::Statement insert_code{
    .name = "recovery_codes.insert",
    .sql = "insert into recovery_codes (user_id, code_hash) values (:id, :code_hash)"};
constexpr store::Statement use_code{.name = "recovery_codes.use",
                                    .sql =
                                        "update recovery_codes set used_at = :now where user_id = :id and "
                                        "code_hash = :code_hash and used_at is null"};
constexpr store::Statement delete_codes{.name = "recovery_codes.delete",
                                        .sql = "delete from recovery_codes where user_id = :id"};

constexpr store::Statement list_secrets{
    .name = "users.totp_secrets", .sql = "select id, totp_secret from users where totp_secret is not null"};
constexpr store::Statement reseal_secret{
    .name = "users.reseal_totp_secret",
    .sql = "update users set totp_secret = :sealed where id = :id and totp_secret = :before"};
constexpr store::Statement list_pending_secrets{
    .name = "users.totp_pendings",
    .sql = "select id, totp_pending from users where totp_pending is not null"};
constexpr store::Statement reseal_pending{
    .name = "users.reseal_totp_pending",
    .sql = "update users set totp_pending = :sealed where id = :id and totp_pending = :before"};

constexpr std::array two_factor_sql{
    get_secrets,          set_pending,   turn_on,      turn_off,     use_step,
    insert_code,          use_code,      delete_codes, list_secrets, reseal_secret,
    list_pending_secrets, reseal_pending};
constexpr std::array columns{SealedColumn{secret_place, list_secrets, reseal_secret},
                             SealedColumn{pending_place, list_pending_secrets, reseal_pending}};

struct Secrets {
  std::optional<std::string> secret, pending;  // sealed
  std::int64_t last_step = 0;
};
Secrets read_secrets(store::Reader& reader, UserId user) {
  Secrets out;
  reader.each(get_secrets, {{"id", user}}, [&](const store::Row& row) {
    out = {row.get<std::optional<std::string>>(0), row.get<std::optional<std::string>>(1), row.integer(2)};
  });
  return out;
}

std::string place(std::string_view column, UserId user) { return std::string(column) + "|" + render(user); }

// Short codes are guessed in no time from a plain hash, so that the key of the installation takes part.
std::string code_hash(const Access& access, UserId user, std::string_view code) {
  return access.box().lasting_mac("recovery code", render(user) + "|" + normal_recovery_code(code));
}

}  // namespace

TotpStart start_totp(store::Transaction& tx, Access& access, const User& user, std::string_view issuer) {
  if (user.totp_enabled)
    fail(ErrorCode::conflict, "Two-factor sign-in is already on; turn it off first to change the app.");
  std::string secret(20, '\0');  // as long as a SHA-1 digest, RFC 4226 section 4
  access.random().fill({reinterpret_cast<std::uint8_t*>(secret.data()), secret.size()});
  const std::string sealed = access.box().seal(secret, place(pending_place, user.id));
  tx.run(set_pending, {{"id", user.id}, {"sealed", sealed}});
  const std::string url = otpauth_url(secret, issuer, user.email);
  return {hash::base32(secret), url, qr_svg(url)};
}

RecoveryCodes confirm_totp(store::Transaction& tx, Access& access, const User& user, std::string_view code) {
  const Secrets stored = read_secrets(tx, user.id);
  if (!stored.pending) fail(ErrorCode::conflict, "Start the set-up of two-factor sign-in first.");
  const std::string secret = access.box().open(*stored.pending, place(pending_place, user.id));
  const auto step = match_totp(secret, code, tx.now(), 0);
  if (!step)
    fail_field("code", "code_wrong", "is not the code that the app shows now; check the phone's clock");
  const std::string sealed = access.box().seal(secret, place(secret_place, user.id));
  if (tx.run(turn_on, {{"id", user.id}, {"sealed", sealed}, {"step", *step}, {"now", tx.now()}}) == 0)
    fail(ErrorCode::conflict, "Two-factor sign-in is already on.");
  tx.run(delete_codes, {{"id", user.id}});
  RecoveryCodes out{make_recovery_codes(access.random())};
  for (const std::string& recovery : out.recovery_codes)
    tx.run(insert_code, {{"id", user.id}, {"code_hash", code_hash(access, user.id, recovery)}});
  return out;
}

void turn_off_totp(store::Transaction& tx, UserId user) {
  tx.run(turn_off, {{"id", user}, {"now", tx.now()}});
  tx.run(delete_codes, {{"id", user}});
}

bool use_second_factor(store::Transaction& tx, const Access& access, UserId user, std::string_view code) {
  const Secrets stored = read_secrets(tx, user);
  if (!stored.secret) return true;
  const std::string secret = access.box().open(*stored.secret, place(secret_place, user));
  if (const auto step = match_totp(secret, code, tx.now(), stored.last_step))
    return tx.run(use_step, {{"id", user}, {"step", *step}}) == 1;
  return tx.run(use_code, {{"id", user}, {"code_hash", code_hash(access, user, code)}, {"now", tx.now()}}) ==
         1;
}

std::span<const SealedColumn> sealed_columns() { return columns; }

std::span<const store::Statement> detail::two_factor_statements() { return two_factor_sql; }

}  // namespace rapport::access

namespace rapport {
RAPPORT_DESCRIBE_HERE(access::TotpStart)
RAPPORT_DESCRIBE_HERE(access::RecoveryCodes)
}  // namespace rapport
