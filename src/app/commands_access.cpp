// Commands about people, keys and the audit log. They work beside a running server.
#include <iostream>

#include "app/commands.h"
#include "app/modules.h"
#include "app/workspace.h"
#include "base/text.h"
#include "platform/access/enrol.h"

namespace rapport::app {

namespace {

access::Role parse_role(std::string_view name) {
  if (const auto role = parse_enum<access::Role>(name)) return *role;
  fail_field("--role", "not_allowed",
             "must be administrator, manager, marketer, sales, read_only or privacy_officer, not '" +
                 std::string(name) + "'");
}

http::Scope parse_scope(std::string_view name) {
  if (const auto scope = parse_enum<http::Scope>(name)) return *scope;
  fail_field("--scope", "not_allowed", "must be all, team or own, not '" + std::string(name) + "'");
}

// The roles need what every module declares.
struct Open {
  explicit Open(const Arguments& arguments) : workspace(workspace_options(arguments)), modules(workspace) {}
  Workspace workspace;
  Modules modules;
};

int user_add(const Arguments& arguments) {
  Open open(arguments);
  access::UserDraft draft;
  draft.email = arguments.operand(0, "EMAIL");
  draft.name = arguments.get("name", draft.email);
  draft.role = parse_role(arguments.get("role", "read_only"));
  draft.scope = parse_scope(arguments.get("scope", "all"));
  draft.password = arguments.find("password");
  const auto user = access::add_user(open.modules.access(), draft, access::command_line());
  std::cout << user.email << " was added.\n";
  if (user.invitation_url) std::cout << "A password can be chosen once at " << *user.invitation_url << "\n";
  return 0;
}

int user_reset(const Arguments& arguments) {
  Open open(arguments);
  const auto two_factor =
      arguments.has("no-two-factor") ? access::TwoFactor::turn_off : access::TwoFactor::keep;
  const auto link = access::reset_user(open.modules.access(), arguments.operand(0, "EMAIL"), two_factor);
  std::cout << "A new password can be chosen once at " << link.url << "\n";
  return 0;
}

int user_list(const Arguments& arguments) {
  Workspace workspace(workspace_options(arguments));
  for (const auto& user : workspace.database().read([](store::Reader& r) { return access::list_users(r); }))
    std::cout << user.email << "\t" << enum_name(user.role) << "\t" << enum_name(user.scope)
              << (user.active ? "" : "\tinactive") << "\n";
  return 0;
}

access::ApiKeyDraft key_draft(const Arguments& arguments) {
  access::ApiKeyDraft draft;
  draft.name = arguments.get("name", "command line");
  draft.scope = parse_scope(arguments.get("scope", "all"));
  if (arguments.has("write")) {
    if (arguments.has("role"))
      fail(ErrorCode::invalid, "a write key has no role; leave out --role or --write");
    draft.kind = arguments.has("browser") ? access::KeyKind::write_browser : access::KeyKind::write;
    return draft;
  }
  if (arguments.has("browser")) fail(ErrorCode::invalid, "--browser goes with --write");
  draft.role = parse_role(arguments.require("role"));
  if (const auto extra = arguments.find("allow"))
    for (const auto name : text::split(*extra, ',')) draft.permissions_extra.emplace_back(name);
  return draft;
}

int key_add(const Arguments& arguments) {
  const auto draft = key_draft(arguments);
  Open open(arguments);
  const auto key = open.workspace.database().write([&](store::Transaction& tx) {
    return access::add_key(tx, open.modules.access(), draft, access::command_line());
  });
  std::cerr << "This key is shown once; only its hash is kept.\n";
  std::cout << *key.secret << "\n";
  return 0;
}

int audit_verify(const Arguments& arguments) {
  Workspace workspace(workspace_options(arguments));
  access::seal_all_audit(workspace.database(), workspace.secrets());
  const auto verdict = workspace.database().read(
      [&](store::Reader& r) { return access::verify_audit(r, workspace.secrets()); });
  std::cout << verdict.message << "\n";
  if (arguments.has("json")) std::cout << json::write(verdict) << "\n";
  return verdict.ok ? 0 : 1;
}

}  // namespace

std::vector<Command> access_commands() {
  return {
      {"user add",
       "EMAIL",
       "Add a person; without --password prints a link to choose one",
       {data_option,
        database_option,
        {"name", "NAME", "Name shown to others"},
        {"role", "ROLE", "administrator, manager, marketer, sales, read_only (default) or privacy_officer"},
        {"scope", "SCOPE", "Which records: all (default), team or own"},
        {"password", "TEXT", "At least ten characters"}},
       user_add},
      {"user reset",
       "EMAIL",
       "Print a one-time link to choose a new password",
       {data_option, database_option, {"no-two-factor", "", "Also turn the second factor off"}},
       user_reset},
      {"user list", "", "List who may sign in", {data_option, database_option}, user_list},
      {"key add",
       "",
       "Make a key for a program; the key is the last line printed",
       {data_option,
        database_option,
        {"name", "NAME", "What it is for"},
        {"role", "ROLE", "What it may do (see user add)"},
        {"scope", "SCOPE", "Which records: all, team or own"},
        {"allow", "LIST", "Further permissions by name, as consent.attest"},
        {"write", "", "A key that only sends facts"},
        {"browser", "", "With --write: for pages and apps in strangers' hands"}},
       key_add},
      {"audit verify",
       "",
       "Check the chain of the audit log",
       {data_option, database_option, {"json", "", "Print the verdict as JSON too"}},
       audit_verify},
  };
}

}  // namespace rapport::app
