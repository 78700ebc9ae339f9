// Who calls: sessions of people (cookie `rapport_session`) and keys of programs (Authorization). Access is
// the server's Authenticator and holds what signing in needs. Only hashes of tokens are stored.
//
//   access::Access access(database, clock, random, secret_box);
//   access::register_routes(registry, access);      // and the other modules'
//   access.use_permissions(registry);               // after all modules declared theirs
//   access::AuditSealer sealer(database, secret_box);
#pragma once

#include "platform/access/keys.h"
#include "platform/access/password.h"
#include "platform/access/principal_cache.h"
#include "platform/access/throttle.h"
#include "platform/settings/workspace.h"

namespace rapport::access {

struct AccessOptions {
  PasswordCost cost;
  Duration session_idle = hours(24 * 14);   // a session unused for so long ends
  Duration session_limit = hours(24 * 90);  // and every one after so long
  Duration cache_time = seconds(3);         // how late another process's revocation is noticed
  int account_attempts = 10;                // wrong passwords or codes per account and window
  int address_attempts = 60;                // per remote address and window
  Duration attempt_window = minutes(15);
};

class Access : public http::Authenticator {
 public:
  Access(store::Database& database, const Clock& clock, Random& random, const SecretBox& box,
         const AccessOptions& options = {});

  // -- http::Authenticator --
  http::Principal authenticate(const http::Call& call, std::string_view authorization,
                               store::Reader& reader) override;
  std::optional<http::Principal> recall(const http::Call& call, std::string_view authorization) override;
  std::string csrf_token(const http::Principal& principal) const override;

  // Builds the roles from what the modules declared; call it once, before serving.
  void use_permissions(const http::Registry& registry);
  const Roles& roles() const { return roles_; }
  // Call it in every unit that changes what a token may do: the cache is emptied right after the commit.
  void forget_after(store::Transaction& tx);

  store::Database& database() { return database_; }
  const Clock& clock() const { return clock_; }
  Random& random() { return random_; }
  const SecretBox& box() const { return box_; }
  const AccessOptions& options() const { return options_; }
  PasswordHasher& hasher() { return hasher_; }
  Throttle& accounts() { return accounts_; }
  Throttle& addresses() { return addresses_; }

 private:
  std::optional<http::Principal> look_up_session(const std::string& token_hash, store::Reader& reader);
  std::optional<http::Principal> look_up_key(const std::string& token_hash, store::Reader& reader);

  store::Database& database_;
  const Clock& clock_;
  Random& random_;
  const SecretBox& box_;
  const AccessOptions options_;
  Roles roles_;
  PasswordHasher hasher_;
  Throttle accounts_, addresses_;
  PrincipalCache cache_;
};

inline constexpr std::string_view session_cookie = "rapport_session";

// What follows elsewhere when the workspace's settings change: called in the transaction of the change.
using WorkspaceFollower = std::function<void(store::Transaction& tx, const settings::Workspace& before,
                                             const settings::Workspace& after)>;
void register_routes(http::Registry& registry, Access& access, WorkspaceFollower follow = {});
// `POST /api/test-clock`, for tests alone: only when the program was started with a test clock.
void register_test_clock(http::Registry& registry, Access& access, TestClock& clock);

// For settings::SectionRoute::changed.
void audit_settings(store::Transaction& tx, const http::Call& call, std::string_view section,
                    const TypeInfo& type, const void* before, const void* after);

// Columns that a change of the secret key must seal again; modules above have their own lists.
std::span<const SealedColumn> sealed_columns();

std::span<const store::Statement> statements();

}  // namespace rapport::access
