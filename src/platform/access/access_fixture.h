// For the tests of access: a database with access, the routes, and a caller that goes through them as the
// server does (sign-in, permission, CSRF are the server's; here a principal is authenticated by hand).
#pragma once

#include "platform/access/sessions.h"
#include "platform/store/testing.h"

namespace rapport::access::testing {

struct Fixture {
  explicit Fixture(store::testing::TestDatabase& db)
      : database(db),
        box({SecretKey::parse(std::string(64, 'a'))}),
        access(*db, db.clock(), db.random(), box, {.cost = PasswordCost::light()}) {
    bind_key(*db, box);
    register_routes(registry, access);
    register_test_clock(registry, access, db.clock());
    registry.permission("facts.write", "Send facts", {});
    registry.permission("consent.attest", "Vouch for a consent", {});
    registry.permission("contacts.read", "See contacts", {"manager", "sales", "read_only"});
    access.use_permissions(registry);
  }

  const http::Registry::Entry& entry(http::Method method, std::string_view path) {
    for (const auto& e : registry.entries())
      if (e.route.method == method && e.route.path == path) return e;
    fail(ErrorCode::internal, "no route " + std::string(path));
  }
  // Gives the body of the answer.
  std::string ask(http::Method method, std::string_view path, http::Call& call,
                  std::string_view body = "{}") {
    const auto& e = entry(method, path);
    const Json input = Json::parse(body);
    if (e.run_task) return e.run_task(input, call);
    if (!e.is_write)
      return database->read([&](store::Reader& reader) { return e.run_read(input, call, reader); });
    const auto unit = e.prepare_write(input);
    return database->write([&](store::Transaction& tx) { return unit(call, tx); });
  }

  Session set_up() {
    http::Call call = anonymous();
    Session session = access::set_up(access,
                                     {.name = "Ada",
                                      .email = "ada@example.com",
                                      .password = "correct horse battery",
                                      .workspace_name = "Shop",
                                      .currency = {},
                                      .timezone = {},
                                      .country = {},
                                      .locale = {},
                                      .public_url = {}},
                                     call);
    administrator = signed_in(call);
    return session;
  }
  http::Call anonymous() {
    http::Call call;
    call.remote_address = "192.0.2.1";
    call.user_agent = "test";
    call.origin = "http://localhost";
    return call;
  }
  // The next request of whoever got this answer's cookie.
  http::Call signed_in(const http::Call& answer) {
    http::Call call = anonymous();
    for (const auto& [name, value] : answer.headers)
      if (name == "Set-Cookie") call.cookies = value.substr(0, value.find(';'));
    call.principal = who(call);
    return call;
  }
  http::Principal who(const http::Call& call, std::string_view authorization = "") {
    return database->read(
        [&](store::Reader& reader) { return access.authenticate(call, authorization, reader); });
  }
  Session sign_in(http::Call& call, std::string email, std::string password,
                  std::optional<std::string> code = {}) {
    return access::sign_in(access, {std::move(email), std::move(password), std::move(code)}, call);
  }
  User add_user(std::string email, Role role, std::string password = "a quite long password") {
    const std::string hash = access.hasher().hash(password);
    return database->write([&](store::Transaction& tx) {
      return create_user(tx,
                         {.email = email,
                          .name = email,
                          .role = role,
                          .scope = http::Scope::all,
                          .team_id = {},
                          .locale = "en",
                          .password = {}},
                         hash);
    });
  }
  ApiKey add_key(ApiKeyDraft draft) {
    return database->write([&](store::Transaction& tx) {
      return create_key(tx, database.random(), access.roles(), draft, Actor{});
    });
  }

  store::testing::TestDatabase& database;
  SecretBox box;
  http::Registry registry;
  Access access;
  http::Call administrator;
};

template <class F>
ErrorCode error_of(F&& function) {
  try {
    function();
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::internal;
}
template <class F>
std::string issue_of(F&& function) {
  try {
    function();
  } catch (const Error& error) {
    return error.issues().empty() ? std::string(render(error.code())) : error.issues().front().code;
  }
  return "none";
}

// Runs the test on each engine with a fresh fixture.
template <class F>
void on_each_engine(F&& test) {
  store::testing::for_each_engine([&](store::testing::TestDatabase& db) {
    Fixture f(db);
    test(f);
  });
}

}  // namespace rapport::access::testing
