#include "platform/access/access_api.h"
#include "platform/access/enrol.h"
#include "platform/access/sessions.h"
#include "platform/access/two_factor.h"

namespace rapport::access {

namespace {

struct RoleInfo {
  std::string name;
  std::vector<std::string> permissions;
};
template <class = void>
constexpr auto describe(Type<RoleInfo>) {
  return fields(field<&RoleInfo::name>(), field<&RoleInfo::permissions>());
}

struct PermissionInfo {
  std::string name, text;
};
template <class = void>
constexpr auto describe(Type<PermissionInfo>) {
  return fields(field<&PermissionInfo::name>(),
                field<&PermissionInfo::text>().text("What it allows, for people"));
}

User create(Access& access, const UserDraft& in, http::Call& call) {
  User user = add_user(access, in, audit_actor(call));
  call.created("/api/users/" + render(user.id));
  call.set_version(user.version);
  return user;
}

User change_user(Access& access, const http::Patch<User>& in, http::Call& call, store::Transaction& tx) {
  const User before = get_user(tx, call.id<UserId>());
  call.require_version(before.version, before);
  User after = before;
  in.apply(after);
  update_user(tx, before, after);
  if (!after.active) sign_out_everywhere(tx, access, before.id);
  const bool role_changed = before.role != after.role || before.scope != after.scope;
  audit(tx, call,
        {.action = role_changed ? "user.role_changed" : "user.updated",
         .object_type = "user",
         .object_id = render(before.id),
         .summary = "Changed the user " + before.name,
         .changes = audit_changes(before, after)});
  access.forget_after(tx);
  User user = get_user(tx, before.id);
  call.set_version(user.version);
  return user;
}

void remove_user(Access& access, http::Call& call, store::Transaction& tx) {
  const User user = get_user(tx, call.id<UserId>());
  call.require_version(user.version, user);
  if (user.id.uuid == call.principal.id) fail(ErrorCode::conflict, "You cannot remove yourself.");
  delete_user(tx, user.id);
  audit(tx, call,
        {.action = "user.deleted",
         .object_type = "user",
         .object_id = render(user.id),
         .summary = "Removed the user " + user.name});
  access.forget_after(tx);
}

void register_recovery_routes(http::Registry& registry, Access& access) {
  registry.write<http::Nothing, PasswordLinkGiven>(
      {.method = http::Method::post,
       .path = "/api/users/{id}/reset-link",
       .summary = "Make a link with which a user chooses a password",
       .permission = "users.write",
       .tag = "users",
       .secret_answer = true},
      [&access](const http::Nothing&, http::Call& call, store::Transaction& tx) {
        return give_password_link(tx, access, get_user(tx, call.id<UserId>()), audit_actor(call));
      });
  registry.write<http::Nothing, http::Nothing>(
      {.method = http::Method::delete_,
       .path = "/api/users/{id}/totp",
       .summary = "Turn off the two-factor sign-in of a user who lost the phone",
       .permission = "users.write",
       .tag = "users"},
      [](const http::Nothing&, http::Call& call, store::Transaction& tx) {
        const User user = get_user(tx, call.id<UserId>());
        turn_off_totp(tx, user.id);
        audit(tx, call,
              {.action = "user.totp_disabled",
               .object_type = "user",
               .object_id = render(user.id),
               .summary = "Turned off the two-factor sign-in of " + user.name});
      });
}

void register_team_routes(http::Registry& registry) {
  registry.read<http::Nothing, http::Page<Team>>(
      {.path = "/api/teams", .summary = "List teams", .permission = "users.read", .tag = "users"},
      [](const http::Nothing&, http::Call&, store::Reader& reader) {
        return http::Page<Team>{list_teams(reader), {}, {}};
      });
  registry.write<Team, Team>({.method = http::Method::post,
                              .path = "/api/teams",
                              .summary = "Add a team",
                              .permission = "users.write",
                              .success = 201,
                              .tag = "users"},
                             [](const Team& in, http::Call& call, store::Transaction& tx) {
                               Team team = create_team(tx, in);
                               audit(tx, call,
                                     {.action = "team.created",
                                      .object_type = "team",
                                      .object_id = render(team.id),
                                      .summary = "Added the team " + team.name});
                               return team;
                             });
}

void register_role_routes(http::Registry& registry, Access& access) {
  registry.read<http::Nothing, std::vector<RoleInfo>>(
      {.path = "/api/roles",
       .summary = "List roles and what they may do",
       .permission = "users.read",
       .tag = "users"},
      [&access](const http::Nothing&, http::Call&, store::Reader&) {
        std::vector<RoleInfo> out;
        for (const std::string& name : access.roles().names()) {
          const auto set = access.roles().of(*parse_enum<Role>(name));
          out.push_back({name, {set->begin(), set->end()}});
        }
        return out;
      });
  registry.read<http::Nothing, std::vector<PermissionInfo>>(
      {.path = "/api/permissions", .summary = "List permissions", .permission = "users.read", .tag = "users"},
      [&access](const http::Nothing&, http::Call&, store::Reader&) {
        std::vector<PermissionInfo> out;
        for (const auto& [name, text] : access.roles().texts()) out.push_back({name, text});
        return out;
      });
}

}  // namespace

void detail::register_user_routes(http::Registry& registry, Access& access) {
  registry.read<http::Nothing, http::Page<User>>(
      {.path = "/api/users", .summary = "List users", .permission = "users.read", .tag = "users"},
      [](const http::Nothing&, http::Call&, store::Reader& reader) {
        return http::Page<User>{list_users(reader), {}, {}};
      });
  registry.task<UserDraft, User>(
      {.method = http::Method::post,
       .path = "/api/users",
       .summary = "Add or invite a user",
       .description =
           "Without a password the answer holds an invitation: a link with which the person chooses one.",
       .permission = "users.write",
       .success = 201,
       .tag = "users",
       .secret_answer = true},
      [&access](const UserDraft& in, http::Call& call) { return create(access, in, call); });
  registry.read<http::Nothing, User>(
      {.path = "/api/users/{id}", .summary = "Read a user", .permission = "users.read", .tag = "users"},
      [](const http::Nothing&, http::Call& call, store::Reader& reader) {
        User user = get_user(reader, call.id<UserId>());
        call.set_version(user.version);
        return user;
      });
  registry.write<http::Patch<User>, User>(
      {.method = http::Method::patch,
       .path = "/api/users/{id}",
       .summary = "Change a user, their role or scope",
       .permission = "users.write",
       .tag = "users"},
      [&access](const http::Patch<User>& in, http::Call& call, store::Transaction& tx) {
        return change_user(access, in, call, tx);
      });
  registry.write<http::Nothing, http::Nothing>(
      {.method = http::Method::delete_,
       .path = "/api/users/{id}",
       .summary = "Remove a user",
       .permission = "users.write",
       .tag = "users"},
      [&access](const http::Nothing&, http::Call& call, store::Transaction& tx) {
        remove_user(access, call, tx);
      });
  register_recovery_routes(registry, access);
  register_team_routes(registry);
  register_role_routes(registry, access);
}

}  // namespace rapport::access
