#include "platform/access/access_api.h"
#include "platform/access/passwords.h"
#include "platform/access/sessions.h"

namespace rapport::access {

namespace {

struct SetupState {
  bool needs_administrator = false;
};
template <class = void>
constexpr auto describe(Type<SetupState>) {
  return fields(field<&SetupState::needs_administrator>());
}

struct LinkToken {
  std::string token;
};
template <class = void>
constexpr auto describe(Type<LinkToken>) {
  return fields(field<&LinkToken::token>().max_length(100).write_only());
}

struct LinkPassword {
  std::string token, password;
};
template <class = void>
constexpr auto describe(Type<LinkPassword>) {
  return fields(field<&LinkPassword::token>().max_length(100).write_only(),
                field<&LinkPassword::password>().max_length(1000).write_only());
}

PasswordLink read_link(Access& access, const std::string& token) {
  return access.database().read([&](store::Reader& reader) { return get_password_link(reader, token); });
}

PasswordLink set_password(Access& access, const LinkPassword& in, http::Call& call) {
  require_patience(access.addresses(), call.remote_address, access.clock().now());
  const PasswordLink link = read_link(access, in.token);
  require_password(in.password, link.email, "password");
  const std::string password_hash = access.hasher().hash(in.password);
  access.database().write([&](store::Transaction& tx) {
    use_password_link(tx, in.token, password_hash);
    AuditActor by = audit_actor(call);
    by.actor = {ActorKind::user, link.user_id.uuid};
    by.name = link.name;
    audit(tx, by,
          {.action = "user.password_set",
           .object_type = "user",
           .object_id = render(link.user_id),
           .summary = "Chose a password through a link"});
    access.forget_after(tx);
  });
  access.addresses().take_back(call.remote_address);
  return link;
}

}  // namespace

UserId detail::require_person(const http::Call& call) {
  if (call.principal.kind != http::Principal::Kind::user)
    fail(ErrorCode::forbidden, "This belongs to a person who is signed in, not to an API key.");
  return UserId{call.principal.id};
}

void detail::register_session_routes(http::Registry& registry, Access& access) {
  registry.task<SignIn, Session>(
      {.method = http::Method::post,
       .path = "/api/session",
       .summary = "Sign in",
       .open = true,
       .csrf = false,
       .tag = "session",
       .secret_answer = true},
      [&access](const SignIn& in, http::Call& call) { return sign_in(access, in, call); });
  registry.read<http::Nothing, Session>(
      {.path = "/api/session", .summary = "Who is signed in", .permission = "*", .tag = "session"},
      [&access](const http::Nothing&, http::Call& call, store::Reader& reader) {
        detail::require_person(call);
        return describe_session(access, call.principal, reader);
      });
  registry.write<http::Nothing, http::Nothing>(
      {.method = http::Method::delete_,
       .path = "/api/session",
       .summary = "Sign out",
       .permission = "*",
       .tag = "session"},
      [&access](const http::Nothing&, http::Call& call, store::Transaction& tx) {
        detail::require_person(call);
        sign_out(tx, access, call);
      });
  registry.read<http::Nothing, SetupState>({.path = "/api/setup",
                                            .summary = "Whether the first administrator is missing",
                                            .open = true,
                                            .tag = "session"},
                                           [](const http::Nothing&, http::Call&, store::Reader& reader) {
                                             return SetupState{needs_administrator(reader)};
                                           });
  registry.task<Setup, Session>(
      {.method = http::Method::post,
       .path = "/api/setup",
       .summary = "Make the first administrator, and sign in",
       .description = "Works once, while the workspace has no user.",
       .open = true,
       .csrf = false,
       .success = 201,
       .tag = "session",
       .secret_answer = true},
      [&access](const Setup& in, http::Call& call) { return set_up(access, in, call); });
  registry.task<LinkToken, PasswordLink>({.method = http::Method::post,
                                          .path = "/api/password-links/check",
                                          .summary = "Whom an invitation or a reset link is for",
                                          .open = true,
                                          .csrf = false,
                                          .tag = "session"},
                                         [&access](const LinkToken& in, http::Call& call) {
                                           require_patience(access.addresses(), call.remote_address,
                                                            access.clock().now());
                                           PasswordLink link = read_link(access, in.token);
                                           access.addresses().take_back(call.remote_address);
                                           return link;
                                         });
  registry.task<LinkPassword, PasswordLink>(
      {.method = http::Method::post,
       .path = "/api/password-links/use",
       .summary = "Choose a password through an invitation or a reset link",
       .open = true,
       .csrf = false,
       .tag = "session"},
      [&access](const LinkPassword& in, http::Call& call) { return set_password(access, in, call); });
}

}  // namespace rapport::access
