// Signing in and out. A sign-in checks the throttles, the password (slowly, on the caller's worker) and the
// second factor, and only then writes. What went wrong is never told apart: wrong address, wrong password, a
// user who was switched off.
#pragma once

#include "platform/access/access.h"
#include "platform/settings/workspace.h"

namespace rapport::access {

struct SignIn {
  std::string email, password;
  std::optional<std::string> code;
};
template <class = void>
constexpr auto describe(Type<SignIn>) {
  using S = SignIn;
  return fields(
      field<&S::email>().max_length(254), field<&S::password>().write_only().max_length(1000),
      field<&S::code>().write_only().max_length(40).text("Of the authenticator app, or a recovery code"));
}

struct SessionWorkspace {
  std::string name;
  Currency currency;
  std::string timezone, country, locale;
};
template <class = void>
constexpr auto describe(Type<SessionWorkspace>) {
  using W = SessionWorkspace;
  return fields(field<&W::name>(), field<&W::currency>(), field<&W::timezone>(), field<&W::country>(),
                field<&W::locale>());
}

struct Session {
  User user;
  std::string csrf_token;
  SessionWorkspace workspace;
  std::vector<std::string> permissions;
};
template <class = void>
constexpr auto describe(Type<Session>) {
  using S = Session;
  return fields(field<&S::user>(),
                field<&S::csrf_token>().text("Send it back as X-CSRF-Token with every write"),
                field<&S::workspace>(), field<&S::permissions>());
}

struct Setup {
  std::string name, email, password;
  std::string workspace_name;
  std::optional<Currency> currency;
  std::optional<std::string> timezone, country, locale, public_url;
};
template <class = void>
constexpr auto describe(Type<Setup>) {
  using S = Setup;
  return fields(field<&S::name>().not_empty().max_length(200), field<&S::email>().format(Format::email),
                field<&S::password>().write_only().max_length(1000),
                field<&S::workspace_name>().not_empty().max_length(200), field<&S::currency>(),
                field<&S::timezone>().format(Format::timezone), field<&S::country>().format(Format::country),
                field<&S::locale>().format(Format::locale), field<&S::public_url>().format(Format::url));
}

// What a browser session is worth; for the command line and tests too.
struct NewSession {
  std::string token;
  Uuid id;
};
NewSession start_session(store::Transaction& tx, Access& access, UserId user, const http::Call& call);

// These two hash passwords: from a worker. They set the cookie.
Session sign_in(Access& access, const SignIn& input, http::Call& call);
Session set_up(Access& access, const Setup& input, http::Call& call);

Session describe_session(Access& access, const http::Principal& principal, store::Reader& reader);
void sign_out(store::Transaction& tx, Access& access, http::Call& call);
// Gives how many sessions ended, the caller's own included.
std::int64_t sign_out_everywhere(store::Transaction& tx, Access& access, UserId user);

// Counts a try of this caller; Error(too_many) says when to come back.
void require_patience(Throttle& throttle, const std::string& name, Instant now);

// Moves what waits for sessions to end along with a test clock, so that whoever moves it stays signed in.
void postpone_sessions(store::Transaction& tx, Duration by);

}  // namespace rapport::access

namespace rapport {
RAPPORT_DESCRIBED(access::SignIn)
RAPPORT_DESCRIBED(access::SessionWorkspace)
RAPPORT_DESCRIBED(access::Session)
RAPPORT_DESCRIBED(access::Setup)
}  // namespace rapport
