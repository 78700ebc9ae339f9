#include "platform/access/access_api.h"
#include "platform/access/passwords.h"
#include "platform/access/sessions.h"
#include "platform/access/two_factor.h"

namespace rapport::access {

namespace {

struct PasswordChange {
  std::string current, new_;
};
template <class = void>
constexpr auto describe(Type<PasswordChange>) {
  return fields(field<&PasswordChange::current>().write_only().max_length(1000),
                field<&PasswordChange::new_>().write_only().max_length(1000).text("At least 10 characters"));
}

struct TotpCode {
  std::string code;
};
template <class = void>
constexpr auto describe(Type<TotpCode>) {
  return fields(field<&TotpCode::code>().write_only().max_length(40));
}

User update_profile(Access& access, const http::Patch<Profile>& in, http::Call& call,
                    store::Transaction& tx) {
  const User before = get_user(tx, detail::require_person(call));
  Profile profile{before.name, before.locale, before.theme, before.density};
  in.apply(profile);
  User after = before;
  after.name = profile.name;
  after.locale = profile.locale;
  after.theme = profile.theme;
  after.density = profile.density;
  update_user(tx, before, after);
  audit(tx, call,
        {.action = "user.updated",
         .object_type = "user",
         .object_id = render(before.id),
         .summary = "Changed their own profile",
         .changes = audit_changes(before, after)});
  access.forget_after(tx);
  return get_user(tx, before.id);
}

void change_own_password(Access& access, const PasswordChange& in, http::Call& call) {
  const UserId id = detail::require_person(call);
  require_patience(access.accounts(), "password|" + render(id), access.clock().now());
  const auto found = access.database().read(
      [&](store::Reader& reader) { return std::pair(get_user(reader, id), find_password_hash(reader, id)); });
  const auto& user = found.first;
  const auto& stored = found.second;
  if (!stored || !access.hasher().verify(*stored, in.current))
    fail_field("current", "password_wrong", "is not your password");
  require_password(in.new_, user.email, "new");
  const std::string fresh = access.hasher().hash(in.new_);
  access.database().write([&](store::Transaction& tx) {
    if (!change_password(tx, user.id, *stored, fresh, call.principal.session_id))
      fail(ErrorCode::conflict, "The password was changed a moment ago.");
    audit(tx, call,
          {.action = "user.password_changed",
           .object_type = "user",
           .object_id = render(user.id),
           .summary = "Changed their own password; other sessions ended"});
    access.forget_after(tx);
  });
  access.accounts().forget("password|" + render(user.id));
}

void register_totp_routes(http::Registry& registry, Access& access) {
  registry.write<http::Nothing, TotpStart>(
      {.method = http::Method::post,
       .path = "/api/me/totp",
       .summary = "Begin two-factor sign-in",
       .permission = "*",
       .tag = "profile",
       .secret_answer = true},
      [&access](const http::Nothing&, http::Call& call, store::Transaction& tx) {
        const User user = get_user(tx, detail::require_person(call));
        return start_totp(tx, access, user, settings::get<settings::Workspace>(tx).name);
      });
  registry.write<TotpCode, RecoveryCodes>(
      {.method = http::Method::post,
       .path = "/api/me/totp/confirm",
       .summary = "Turn two-factor sign-in on with a first code",
       .permission = "*",
       .tag = "profile",
       .secret_answer = true},
      [&access](const TotpCode& in, http::Call& call, store::Transaction& tx) {
        const User user = get_user(tx, detail::require_person(call));
        auto codes = confirm_totp(tx, access, user, in.code);
        audit(tx, call,
              {.action = "user.totp_enabled",
               .object_type = "user",
               .object_id = render(user.id),
               .summary = "Turned two-factor sign-in on"});
        return codes;
      });
  registry.write<http::Nothing, http::Nothing>(
      {.method = http::Method::delete_,
       .path = "/api/me/totp",
       .summary = "Turn two-factor sign-in off",
       .permission = "*",
       .tag = "profile"},
      [](const http::Nothing&, http::Call& call, store::Transaction& tx) {
        const UserId user = detail::require_person(call);
        turn_off_totp(tx, user);
        audit(tx, call,
              {.action = "user.totp_disabled",
               .object_type = "user",
               .object_id = render(user),
               .summary = "Turned two-factor sign-in off"});
      });
}

}  // namespace

void detail::register_profile_routes(http::Registry& registry, Access& access) {
  registry.read<http::Nothing, User>(
      {.path = "/api/me", .summary = "Read your own profile", .permission = "*", .tag = "profile"},
      [](const http::Nothing&, http::Call& call, store::Reader& reader) {
        User user = get_user(reader, detail::require_person(call));
        call.set_version(user.version);
        return user;
      });
  registry.write<http::Patch<Profile>, User>(
      {.method = http::Method::patch,
       .path = "/api/me",
       .summary = "Change your own profile",
       .permission = "*",
       .tag = "profile"},
      [&access](const http::Patch<Profile>& in, http::Call& call, store::Transaction& tx) {
        return update_profile(access, in, call, tx);
      });
  registry.task<PasswordChange, http::Nothing>(
      {.method = http::Method::post,
       .path = "/api/me/password",
       .summary = "Change your own password",
       .description = "Ends your other sessions.",
       .permission = "*",
       .tag = "profile"},
      [&access](const PasswordChange& in, http::Call& call) { change_own_password(access, in, call); });
  registry.write<http::Nothing, http::Nothing>(
      {.method = http::Method::delete_,
       .path = "/api/me/sessions",
       .summary = "Sign out everywhere",
       .permission = "*",
       .tag = "profile"},
      [&access](const http::Nothing&, http::Call& call, store::Transaction& tx) {
        const UserId user = detail::require_person(call);
        sign_out_everywhere(tx, access, user);
        audit(tx, call,
              {.action = "session.ended",
               .object_type = "user",
               .object_id = render(user),
               .summary = "Signed out everywhere"});
      });
  register_totp_routes(registry, access);
}

}  // namespace rapport::access
