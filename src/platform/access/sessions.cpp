#include "platform/access/sessions.h"

#include <array>

#include "base/hash.h"
#include "base/text.h"
#include "platform/access/access_store.h"
#include "platform/access/passwords.h"
#include "platform/access/two_factor.h"

namespace rapport::access {

namespace {

constexpr store::Statement insert_session{
    .name = "sessions.insert",
    .sql =
        "insert into sessions (id, user_id, token_hash, created_at, last_seen_at, expires_at, ip, "
        "user_agent) "
        "values (:id, :user_id, :token_hash, :now, :now, :expires_at, :ip, :user_agent)"};
constexpr store::Statement saw_user{.name = "users.signed_in",
                                    .sql = "update users set last_seen_at = :now where id = :id"};
constexpr store::Statement delete_ended{
    .name = "sessions.delete_ended",
    .sql = "delete from sessions where expires_at < :now or last_seen_at < :idle_since"};
constexpr store::Statement delete_session{.name = "sessions.delete",
                                          .sql = "delete from sessions where id = :id"};
constexpr store::Statement delete_of_user{.name = "sessions.delete_of_user",
                                          .sql = "delete from sessions where user_id = :user_id"};
constexpr store::Statement postpone{
    .name = "sessions.postpone",
    .sql = "update sessions set last_seen_at = last_seen_at + :ms, expires_at = expires_at + :ms"};
constexpr store::Statement rehash{
    .name = "users.rehash",
    .sql = "update users set password_hash = :after where id = :id and password_hash = :before"};

constexpr std::array sessions_sql{insert_session, saw_user, delete_ended, delete_session,
                                  delete_of_user, postpone, rehash};

[[noreturn]] void fail_wrong() {
  fail(ErrorCode::unauthenticated, "The e-mail address or the password is not right.");
}

std::string cookie(const http::Call& call, std::string_view token, std::int64_t seconds_left) {
  std::string out = std::string(session_cookie) + "=" + std::string(token) +
                    "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(seconds_left);
  if (call.origin.starts_with("https://")) out += "; Secure";
  return out;
}

void set_cookie(http::Call& call, const Access& access, std::string_view token) {
  const auto seconds_left = std::chrono::duration_cast<seconds>(access.options().session_limit).count();
  call.headers.emplace_back("Set-Cookie", cookie(call, token, seconds_left));
}

std::string plain(std::string_view header, std::size_t longest) {
  std::string out;
  for (const char c : header.substr(0, longest))
    if (c >= ' ' && c < 127) out += c;
  return out;
}

// Told to the log for accounts that exist; unknown names would let strangers fill it.
void note_failure(Access& access, const http::Call& call, const User& user, std::string summary) {
  AuditActor by = audit_actor(call);
  by.actor = {ActorKind::user, user.id.uuid};
  by.name = user.name;
  access.database().submit(
      [by, summary = std::move(summary), id = render(user.id)](store::Transaction& tx) {
        audit(tx, by,
              {.action = "session.refused", .object_type = "user", .object_id = id, .summary = summary});
      },
      [](std::exception_ptr) {});
}

Session session_of(Access& access, const User& user, const Uuid& session_id, store::Reader& reader) {
  const auto workspace = settings::get<settings::Workspace>(reader);
  http::Principal principal;
  principal.session_id = session_id;
  Session out{user,
              access.csrf_token(principal),
              {workspace.name, workspace.currency, workspace.timezone, workspace.country, workspace.locale},
              {}};
  const auto permissions = access.roles().of(user.role);
  out.permissions.assign(permissions->begin(), permissions->end());
  return out;
}

// The second factor and the session in one unit: a used code and no session would lock somebody out.
Session finish_sign_in(Access& access, const User& user, const std::string& stored_hash, const SignIn& input,
                       http::Call& call) {
  const std::string fresh_hash =
      access.hasher().needs_rehash(stored_hash) ? access.hasher().hash(input.password) : "";
  NewSession session;
  Session out = access.database().write([&](store::Transaction& tx) {
    const auto current = find_user(tx, user.id);
    if (!current || !current->active || find_password_hash(tx, user.id) != stored_hash) fail_wrong();
    if (current->totp_enabled && !use_second_factor(tx, access, user.id, input.code.value_or("")))
      throw Error(ErrorCode::unauthenticated, "This code is not right, or it was used already.",
                  {{"code", "code_wrong", "is not right, or was used already"}});
    if (!fresh_hash.empty())
      tx.run(rehash, {{"id", user.id}, {"before", stored_hash}, {"after", fresh_hash}});
    session = start_session(tx, access, user.id, call);
    AuditActor by = audit_actor(call);
    by.actor = {ActorKind::user, user.id.uuid};
    by.name = user.name;
    audit(tx, by,
          {.action = "session.created",
           .object_type = "user",
           .object_id = render(user.id),
           .summary = "Signed in"});
    return session_of(access, get_user(tx, user.id), session.id, tx);
  });
  set_cookie(call, access, session.token);
  return out;
}

}  // namespace

void require_patience(Throttle& throttle, const std::string& name, Instant now) {
  if (const auto wait = throttle.attempt(name, now)) {
    const auto whole = std::to_string(std::chrono::ceil<seconds>(*wait).count());
    throw Error(ErrorCode::too_many, "There were too many attempts. Try again " + render_wait(*wait) + ".",
                {{"", "too_many_attempts", "were too many", {{"seconds", whole}}}});
  }
}

NewSession start_session(store::Transaction& tx, Access& access, UserId user, const http::Call& call) {
  const Instant now = tx.now();
  tx.run(delete_ended, {{"now", now}, {"idle_since", now - access.options().session_idle}});
  NewSession session{access.random().token(43), tx.new_uuid()};
  tx.run(insert_session, {{"id", session.id},
                          {"user_id", user},
                          {"token_hash", hash::sha256_hex(session.token)},
                          {"now", now},
                          {"expires_at", now + access.options().session_limit},
                          {"ip", plain(call.remote_address, 64)},
                          {"user_agent", plain(call.user_agent, 300)}});
  tx.run(saw_user, {{"id", user}, {"now", now}});
  return session;
}

Session sign_in(Access& access, const SignIn& input, http::Call& call) {
  const Instant now = access.clock().now();
  const auto valid = text::email(input.email);
  const std::string account = valid ? text::email_key(*valid) : text::lower(text::truncate(input.email, 254));
  require_patience(access.addresses(), call.remote_address, now);
  require_patience(access.accounts(), account, now);
  const auto [user, stored_hash] = access.database().read([&](store::Reader& reader) {
    auto found = find_user_by_email(reader, input.email);
    auto stored = found ? find_password_hash(reader, found->id) : std::nullopt;
    return std::pair(std::move(found), std::move(stored));
  });
  const bool right = stored_hash ? access.hasher().verify(*stored_hash, input.password)
                                 : access.hasher().verify_nobody(input.password);
  if (!right || !user->active) {
    if (user)
      note_failure(access, call, *user,
                   right ? "Refused a user who is switched off" : "Refused a wrong password");
    fail_wrong();
  }
  if (user->totp_enabled && text::is_blank(input.code.value_or(""))) {
    access.accounts().take_back(account);  // half-way is no failure
    access.addresses().take_back(call.remote_address);
    throw Error(ErrorCode::unauthenticated, "Enter the code that your authenticator app shows.",
                {{"code", "code_required",
                  "is needed: the code that the authenticator app shows, or a recovery code"}});
  }
  try {
    Session session = finish_sign_in(access, *user, *stored_hash, input, call);
    access.accounts().forget(account);
    access.addresses().take_back(call.remote_address);
    return session;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::unauthenticated) note_failure(access, call, *user, "Refused a wrong code");
    throw;
  }
}

Session set_up(Access& access, const Setup& input, http::Call& call) {
  require_patience(access.addresses(), call.remote_address, access.clock().now());
  require_password(input.password, input.email, "password");
  if (!access.database().read([](store::Reader& reader) { return needs_administrator(reader); }))
    fail(ErrorCode::conflict, "This workspace has an administrator already. Sign in instead.");
  const std::string password_hash = access.hasher().hash(input.password);
  NewSession session;
  Session out = access.database().write([&](store::Transaction& tx) {
    if (!claim_installation(tx))
      fail(ErrorCode::conflict, "This workspace has an administrator already. Sign in instead.");
    settings::Workspace workspace = settings::get<settings::Workspace>(tx);
    workspace.name = input.workspace_name;
    if (input.currency) workspace.currency = *input.currency;
    if (input.timezone) workspace.timezone = *input.timezone;
    if (input.country) workspace.country = *input.country;
    if (input.locale) workspace.locale = *input.locale;
    if (input.public_url) workspace.public_url = *input.public_url;
    while (workspace.public_url.ends_with('/')) workspace.public_url.pop_back();
    const User user = create_user(tx,
                                  {.email = input.email,
                                   .name = input.name,
                                   .role = Role::administrator,
                                   .scope = http::Scope::all,
                                   .team_id = std::nullopt,
                                   .locale = input.locale.value_or("en"),
                                   .password = std::nullopt},
                                  password_hash);
    AuditActor by = audit_actor(call);
    by.actor = {ActorKind::user, user.id.uuid};
    by.name = user.name;
    settings::put(tx, workspace, by.actor);
    audit(tx, by,
          {.action = "workspace.set_up",
           .object_type = "user",
           .object_id = render(user.id),
           .summary = "Set up the workspace and its first administrator"});
    session = start_session(tx, access, user.id, call);
    return session_of(access, get_user(tx, user.id), session.id, tx);
  });
  set_cookie(call, access, session.token);
  return out;
}

Session describe_session(Access& access, const http::Principal& principal, store::Reader& reader) {
  return session_of(access, get_user(reader, UserId{principal.id}), principal.session_id, reader);
}

void sign_out(store::Transaction& tx, Access& access, http::Call& call) {
  tx.run(delete_session, {{"id", call.principal.session_id}});
  audit(tx, call,
        {.action = "session.ended",
         .object_type = "user",
         .object_id = render(call.principal.id),
         .summary = "Signed out"});
  access.forget_after(tx);
  call.headers.emplace_back("Set-Cookie", cookie(call, "", 0));
}

std::int64_t sign_out_everywhere(store::Transaction& tx, Access& access, UserId user) {
  access.forget_after(tx);
  return tx.run(delete_of_user, {{"user_id", user}});
}

void postpone_sessions(store::Transaction& tx, Duration by) {
  tx.run(postpone, {{"ms", static_cast<std::int64_t>(by.count())}});
}

std::span<const store::Statement> detail::session_statements() { return sessions_sql; }

}  // namespace rapport::access

namespace rapport {
RAPPORT_DESCRIBE_HERE(access::SignIn)
RAPPORT_DESCRIBE_HERE(access::SessionWorkspace)
RAPPORT_DESCRIBE_HERE(access::Session)
RAPPORT_DESCRIBE_HERE(access::Setup)
}  // namespace rapport
