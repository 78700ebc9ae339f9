#include "platform/access/access_api.h"

#include "platform/access/enrol.h"
#include "platform/access/sessions.h"
#include "platform/settings/settings_api.h"

namespace rapport::access {

namespace {

struct ClockStep {
  std::int64_t advance_seconds = 0;
};
template <class = void>
constexpr auto describe(Type<ClockStep>) {
  // Ten years at most: what waits has to run on the way.
  return fields(field<&ClockStep::advance_seconds>().at_least(0).at_most(10.0 * 366 * 86400));
}
struct ClockState {
  Instant now;
};
template <class = void>
constexpr auto describe(Type<ClockState>) {
  return fields(field<&ClockState::now>());
}

void declare_permissions(http::Registry& registry) {
  const std::vector<std::string> everybody{"administrator", "manager",   "marketer",
                                           "sales",         "read_only", "privacy_officer"};
  registry.permission("users.read", "See users, teams and roles", everybody);
  registry.permission("users.write", "Add, change and remove users and teams", {"administrator"});
  registry.permission("keys.manage", "Make and revoke API keys", {"administrator"});
  registry.permission("audit.read", "Read, check and export the audit log",
                      {"administrator", "privacy_officer"});
  registry.permission("settings.read", "See the settings of the workspace", everybody);
  registry.permission("settings.write", "Change the settings of the workspace", {"administrator"});
}

}  // namespace

void detail::register_key_routes(http::Registry& registry, Access& access) {
  registry.read<http::Nothing, http::Page<ApiKey>>(
      {.path = "/api/keys", .summary = "List API keys", .permission = "keys.manage", .tag = "keys"},
      [](const http::Nothing&, http::Call&, store::Reader& reader) {
        return http::Page<ApiKey>{list_keys(reader), {}, {}};
      });
  registry.write<ApiKeyDraft, ApiKey>(
      {.method = http::Method::post,
       .path = "/api/keys",
       .summary = "Make an API key",
       .description = "The answer holds the key in `secret`, this once.",
       .permission = "keys.manage",
       .success = 201,
       .tag = "keys",
       .secret_answer = true},
      [&access](const ApiKeyDraft& in, http::Call& call, store::Transaction& tx) {
        ApiKey key = add_key(tx, access, in, audit_actor(call));
        call.created("/api/keys/" + render(key.id));
        return key;
      });
  registry.write<http::Nothing, http::Nothing>(
      {.method = http::Method::delete_,
       .path = "/api/keys/{id}",
       .summary = "Revoke an API key",
       .permission = "keys.manage",
       .tag = "keys"},
      [&access](const http::Nothing&, http::Call& call, store::Transaction& tx) {
        const auto id = call.id<ApiKeyId>();
        revoke_key(tx, id);
        audit(tx, call,
              {.action = "key.revoked",
               .object_type = "api_key",
               .object_id = render(id),
               .summary = "Revoked the key " + find_key(tx, id)->name});
        access.forget_after(tx);
      });
}

void register_routes(http::Registry& registry, Access& access, WorkspaceFollower follow) {
  declare_permissions(registry);
  detail::register_session_routes(registry, access);
  detail::register_profile_routes(registry, access);
  detail::register_user_routes(registry, access);
  detail::register_key_routes(registry, access);
  detail::register_audit_routes(registry, access);
  settings::register_section<settings::Workspace>(
      registry, {.path = "/api/settings/workspace",
                 .title = "workspace",
                 .read = "settings.read",
                 .write = "settings.write",
                 .changed = [follow = std::move(follow)](store::Transaction& tx, const http::Call& call,
                                                         std::string_view section, const TypeInfo& type,
                                                         const void* before, const void* after) {
                   audit_settings(tx, call, section, type, before, after);
                   if (follow)
                     follow(tx, *static_cast<const settings::Workspace*>(before),
                            *static_cast<const settings::Workspace*>(after));
                 }});
}

void register_test_clock(http::Registry& registry, Access& access, TestClock& clock) {
  registry.permission("test_clock.advance", "Move the test clock", {"administrator"});
  registry.task<ClockStep, ClockState>({.method = http::Method::post,
                                        .path = "/api/test-clock",
                                        .summary = "Move the test clock forward",
                                        .permission = "test_clock.advance",
                                        .tag = "platform"},
                                       [&access, &clock](const ClockStep& in, http::Call&) {
                                         access.database().write([&](store::Transaction& tx) {
                                           postpone_sessions(tx, seconds(in.advance_seconds));
                                         });
                                         clock.advance(seconds(in.advance_seconds));
                                         return ClockState{clock.now()};
                                       });
}

}  // namespace rapport::access
