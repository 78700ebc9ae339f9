#include "platform/access/enrol.h"

#include "platform/access/two_factor.h"
#include "platform/settings/workspace.h"

namespace rapport::access {

AuditActor command_line() { return {.actor = {}, .name = "command line"}; }

User add_user(Access& access, const UserDraft& draft, const AuditActor& by) {
  if (draft.password) require_password(*draft.password, draft.email, "password");
  const std::string password_hash = draft.password ? access.hasher().hash(*draft.password) : std::string();
  return access.database().write([&](store::Transaction& tx) {
    User user = create_user(tx, draft, password_hash);
    if (!draft.password) {
      user.invitation_token = make_password_link(tx, access.random(), user.id, LinkKind::invitation);
      user.invitation_url =
          password_link_url(settings::get<settings::Workspace>(tx).public_url, *user.invitation_token);
    }
    audit(tx, by,
          {.action = "user.created",
           .object_type = "user",
           .object_id = render(user.id),
           .summary = (draft.password ? "Added the user " : "Invited the user ") + user.name + " as " +
                      std::string(enum_name(user.role))});
    return user;
  });
}

ApiKey add_key(store::Transaction& tx, Access& access, const ApiKeyDraft& draft, const AuditActor& by) {
  ApiKey key = create_key(tx, access.random(), access.roles(), draft, by.actor);
  audit(tx, by,
        {.action = "key.created",
         .object_type = "api_key",
         .object_id = render(key.id),
         .summary = "Made the " + std::string(enum_name(key.kind)) + " key " + key.name});
  return key;
}

PasswordLinkGiven give_password_link(store::Transaction& tx, Access& access, const User& user,
                                     const AuditActor& by) {
  const LinkKind kind = user.password_set ? LinkKind::reset : LinkKind::invitation;
  const std::string token = make_password_link(tx, access.random(), user.id, kind);
  audit(tx, by,
        {.action = "user.reset_link_made",
         .object_type = "user",
         .object_id = render(user.id),
         .summary = "Made a link to choose a password for " + user.name});
  return {token, password_link_url(settings::get<settings::Workspace>(tx).public_url, token)};
}

PasswordLinkGiven reset_user(Access& access, std::string_view email, TwoFactor two_factor) {
  return access.database().write([&](store::Transaction& tx) {
    const auto user = find_user_by_email(tx, email);
    if (!user) fail(ErrorCode::not_found, "There is no user with the address " + std::string(email) + ".");
    if (two_factor == TwoFactor::turn_off && user->totp_enabled) {
      turn_off_totp(tx, user->id);
      audit(tx, command_line(),
            {.action = "user.totp_disabled",
             .object_type = "user",
             .object_id = render(user->id),
             .summary = "Turned off the two-factor sign-in of " + user->name});
    }
    return give_password_link(tx, access, *user, command_line());
  });
}

}  // namespace rapport::access

namespace rapport {
RAPPORT_DESCRIBE_HERE(access::PasswordLinkGiven)
}
