#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>

#include "base/hash.h"
#include "base/text.h"
#include "platform/access/access_fixture.h"
#include "platform/access/enrol.h"
#include "platform/access/totp.h"
#include "platform/access/two_factor.h"

namespace rapport::access {
namespace {

using http::Method;
using testing::error_of;
using testing::Fixture;
using testing::issue_of;
using testing::on_each_engine;

const std::string password = "correct horse battery";

// The code that the app would show; `secret` in base32.
std::string code_of(Fixture& f, const std::string& secret) {
  return hotp(*hash::parse_base32(secret), static_cast<std::uint64_t>(totp_step(f.database.clock().now())));
}
std::string field_of(const std::string& body, std::string_view name) {
  const std::string mark = "\"" + std::string(name) + "\":\"";
  const auto at = body.find(mark);
  return at == std::string::npos
             ? ""
             : body.substr(at + mark.size(), body.find('"', at + mark.size()) - at - mark.size());
}

}  // namespace

TEST_CASE("the first administrator sets up once, and of several at once one wins") {
  on_each_engine([](Fixture& f) {
    http::Call open = f.anonymous();
    CHECK(f.ask(Method::get, "/api/setup", open) == R"({"needs_administrator":true})");
    std::atomic<int> made = 0, refused = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&, t] {
        http::Call call = f.anonymous();
        Setup input{.name = "N",
                    .email = "n" + std::to_string(t) + "@example.com",
                    .password = password,
                    .workspace_name = "W",
                    .currency = {},
                    .timezone = {},
                    .country = {},
                    .locale = {},
                    .public_url = {}};
        const ErrorCode code = error_of([&] {
          set_up(f.access, input, call);
          ++made;
        });
        if (code == ErrorCode::conflict) ++refused;
      });
    for (auto& thread : threads) thread.join();
    CHECK(made == 1);
    CHECK(refused == 3);
    CHECK(f.database->read([](store::Reader& reader) { return list_users(reader); }).size() == 1);
    CHECK(f.ask(Method::get, "/api/setup", open) == R"({"needs_administrator":false})");
  });
}

TEST_CASE("a user made by the command line closes the set-up") {
  on_each_engine([](Fixture& f) {
    f.add_user("ada@example.com", Role::administrator);
    CHECK(error_of([&] { f.set_up(); }) == ErrorCode::conflict);
  });
}

TEST_CASE("signing in gives a cookie whose session says who is there and what they may do") {
  on_each_engine([](Fixture& f) {
    f.set_up();
    http::Call call = f.anonymous();
    const Session session = f.sign_in(call, " ADA@Example.com ", password);
    CHECK(session.user.email == "ada@example.com");
    CHECK(session.workspace.name == "Shop");
    CHECK(session.csrf_token.size() == 64);
    CHECK(std::ranges::find(session.permissions, "contacts.read") != session.permissions.end());
    REQUIRE(call.headers.size() == 1);
    CHECK(call.headers[0].second.find("HttpOnly; SameSite=Lax") != std::string::npos);
    CHECK(call.headers[0].second.find("Secure") == std::string::npos);
    const http::Call next = f.signed_in(call);
    CHECK(next.principal.kind == http::Principal::Kind::user);
    CHECK(next.principal.name == "Ada");
    CHECK(f.access.csrf_token(next.principal) == session.csrf_token);
    http::Call secure = f.anonymous();
    secure.origin = "https://crm.example.com";
    f.sign_in(secure, "ada@example.com", password);
    CHECK(secure.headers[0].second.ends_with("; Secure"));
  });
}

TEST_CASE("a wrong password, an unknown address and a user who is switched off are refused alike") {
  on_each_engine([](Fixture& f) {
    f.set_up();
    const User off = f.add_user("off@example.com", Role::sales);
    User after = off;
    after.active = false;
    f.database->write([&](store::Transaction& tx) { update_user(tx, off, after); });
    std::set<std::string> texts;
    for (const auto& [email, secret] :
         std::vector<std::pair<std::string, std::string>>{{"ada@example.com", "wrong"},
                                                          {"nobody@example.com", password},
                                                          {"nonsense", password},
                                                          {"off@example.com", "a quite long password"}}) {
      http::Call call = f.anonymous();
      try {
        f.sign_in(call, email, secret);
        FAIL("signed in");
      } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::unauthenticated);
        texts.insert(error.message());
      }
      CHECK(call.headers.empty());
    }
    CHECK(texts.size() == 1);
  });
}

TEST_CASE("too many wrong passwords lock the account for a while, with a text that says how long") {
  on_each_engine([](Fixture& f) {
    f.set_up();
    http::Call call = f.anonymous();
    for (int i = 0; i < 10; ++i)
      CHECK(error_of([&] { f.sign_in(call, "ada@example.com", "wrong"); }) == ErrorCode::unauthenticated);
    try {
      f.sign_in(call, "ada@example.com", password);
      FAIL("signed in");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::too_many);
      CHECK(error.message() == "There were too many attempts. Try again in 15 minutes.");
    }
    f.database.clock().advance(minutes(15));
    CHECK(f.sign_in(call, "ada@example.com", password).user.name == "Ada");
    // An address that tries many accounts is stopped too.
    for (int i = 0; i < 60; ++i)
      error_of([&] { f.sign_in(call, "x" + std::to_string(i) + "@example.com", "wrong"); });
    CHECK(error_of([&] { f.sign_in(call, "ada@example.com", password); }) == ErrorCode::too_many);
    call.remote_address = "192.0.2.77";
    CHECK(f.sign_in(call, "ada@example.com", password).user.name == "Ada");
  });
}

TEST_CASE("two-factor sign-in asks for a code, takes each once, and a recovery code once") {
  on_each_engine([](Fixture& f) {
    f.set_up();
    http::Call call = f.administrator;
    const std::string started = f.ask(Method::post, "/api/me/totp", call);
    const std::string secret = field_of(started, "secret");
    CHECK(started.find("<svg") != std::string::npos);
    CHECK(issue_of([&] { f.ask(Method::post, "/api/me/totp/confirm", call, R"({"code":"000000"})"); }) ==
          "code_wrong");
    const std::string first = code_of(f, secret);
    const Json codes =
        Json::parse(f.ask(Method::post, "/api/me/totp/confirm", call, R"({"code":")" + first + R"("})"));
    const auto recovery = json::read<RecoveryCodes>(codes.text()).recovery_codes;
    REQUIRE(recovery.size() == 10);

    http::Call open = f.anonymous();
    CHECK(issue_of([&] { f.sign_in(open, "ada@example.com", password); }) == "code_required");
    CHECK(issue_of([&] { f.sign_in(open, "ada@example.com", password, "123456"); }) == "code_wrong");
    CHECK(issue_of([&] { f.sign_in(open, "ada@example.com", password, first); }) ==
          "code_wrong");  // used to confirm
    CHECK(error_of([&] { f.sign_in(open, "ada@example.com", "wrong", code_of(f, secret)); }) ==
          ErrorCode::unauthenticated);
    f.database.clock().advance(seconds(60));
    const std::string second = code_of(f, secret);
    CHECK(f.sign_in(open, "ada@example.com", password, second).user.totp_enabled);
    CHECK(issue_of([&] { f.sign_in(open, "ada@example.com", password, second); }) == "code_wrong");
    CHECK(f.sign_in(open, "ada@example.com", password, text::lower(recovery[3])).user.name == "Ada");
    CHECK(issue_of([&] { f.sign_in(open, "ada@example.com", password, recovery[3]); }) == "code_wrong");
    CHECK(f.sign_in(open, "ada@example.com", password, recovery[4]).user.name == "Ada");

    // Neither the secret nor a code stands in the database in the clear.
    const auto stored = f.database->read([](store::Reader& reader) {
      return *reader.value<std::string>(store::DynamicSql{"select totp_secret from users"});
    });
    CHECK(stored.starts_with("rs1."));
    http::Call off = f.administrator;
    f.ask(Method::delete_, "/api/me/totp", off);
    CHECK_FALSE(f.sign_in(open, "ada@example.com", password).user.totp_enabled);
  });
}

TEST_CASE("signing out ends the session at once, everywhere when asked, and sessions run out unused") {
  on_each_engine([](Fixture& f) {
    f.set_up();
    http::Call first = f.anonymous(), second = f.anonymous();
    f.sign_in(first, "ada@example.com", password);
    f.sign_in(second, "ada@example.com", password);
    http::Call one = f.signed_in(first), two = f.signed_in(second);
    CHECK(f.who(one).kind == http::Principal::Kind::user);
    f.ask(Method::delete_, "/api/session", one);
    CHECK(one.headers.back().second.find("Max-Age=0") != std::string::npos);
    CHECK(f.who(one).kind == http::Principal::Kind::anonymous);
    CHECK(f.who(two).kind == http::Principal::Kind::user);
    f.ask(Method::delete_, "/api/me/sessions", two);
    CHECK(f.who(two).kind == http::Principal::Kind::anonymous);
    CHECK(f.who(f.administrator).kind == http::Principal::Kind::anonymous);

    f.sign_in(first = f.anonymous(), "ada@example.com", password);
    http::Call third = f.anonymous();
    third.cookies = first.headers[0].second.substr(0, first.headers[0].second.find(';'));
    // "Last seen" is written behind the answer; here it must not be overtaken by the clock.
    const auto seen_now = [&] {
      const auto seen = f.database->read([](store::Reader& reader) {
        return *reader.value<std::int64_t>(store::DynamicSql{"select max(last_seen_at) from sessions"});
      });
      return seen == f.database.clock().now().ms;
    };
    for (int times = 0; times < 2; ++times) {
      f.database.clock().advance(hours(24 * 13));
      f.database->write([&](store::Transaction& tx) { f.access.forget_after(tx); });
      CHECK(f.who(third).kind == http::Principal::Kind::user);  // slides on
      for (int i = 0; i < 500 && !seen_now(); ++i) std::this_thread::sleep_for(Duration(10));
      CHECK(seen_now());
    }
    f.database.clock().advance(hours(24 * 15));
    f.database->write([&](store::Transaction& tx) { f.access.forget_after(tx); });
    CHECK(f.who(third).kind == http::Principal::Kind::anonymous);
  });
}

TEST_CASE("a change of password ends the other sessions and needs the old one") {
  on_each_engine([](Fixture& f) {
    f.set_up();
    http::Call other = f.anonymous();
    f.sign_in(other, "ada@example.com", password);
    const http::Call elsewhere = f.signed_in(other);
    http::Call call = f.administrator;
    CHECK(issue_of([&] {
            f.ask(Method::post, "/api/me/password", call, R"({"current":"no","new":"another fine one"})");
          }) == "password_wrong");
    CHECK(issue_of([&] {
            f.ask(Method::post, "/api/me/password", call,
                  R"({"current":"correct horse battery","new":"short"})");
          }) == "too_short");
    f.ask(Method::post, "/api/me/password", call,
          R"({"current":"correct horse battery","new":"another fine one"})");
    CHECK(f.who(f.administrator).kind == http::Principal::Kind::user);
    CHECK(f.who(elsewhere).kind == http::Principal::Kind::anonymous);
    http::Call again = f.anonymous();
    CHECK(error_of([&] { f.sign_in(again, "ada@example.com", password); }) == ErrorCode::unauthenticated);
    CHECK(f.sign_in(again, "ada@example.com", "another fine one").user.name == "Ada");
  });
}

TEST_CASE("an invited user chooses a password by a link that works once and runs out") {
  on_each_engine([](Fixture& f) {
    f.set_up();
    http::Call call = f.administrator;
    const std::string made = f.ask(Method::post, "/api/users", call,
                                   R"({"email":"bo@example.com","name":"Bo","role":"marketer"})");
    const std::string token = field_of(made, "invitation_token");
    CHECK(token.size() == 40);
    CHECK(field_of(made, "invitation_url") == "/set-password#" + token);
    http::Call open = f.anonymous();
    CHECK(error_of([&] { f.sign_in(open, "bo@example.com", "the password of Bo"); }) ==
          ErrorCode::unauthenticated);
    CHECK(field_of(f.ask(Method::post, "/api/password-links/check", open, R"({"token":")" + token + R"("})"),
                   "kind") == "invitation");
    const std::string use = R"({"token":")" + token + R"(","password":"the password of Bo"})";
    f.ask(Method::post, "/api/password-links/use", open, use);
    CHECK(error_of([&] { f.ask(Method::post, "/api/password-links/use", open, use); }) ==
          ErrorCode::not_found);
    CHECK(f.sign_in(open, "bo@example.com", "the password of Bo").user.role == Role::marketer);

    const PasswordLinkGiven reset = reset_user(f.access, "bo@example.com", TwoFactor::turn_off);
    f.database.clock().advance(hours(25));
    CHECK(error_of([&] {
            f.ask(Method::post, "/api/password-links/use", open,
                  R"({"token":")" + reset.token + R"(","password":"yet another one"})");
          }) == ErrorCode::not_found);
    CHECK(error_of([&] { reset_user(f.access, "nobody@example.com", TwoFactor::keep); }) ==
          ErrorCode::not_found);
  });
}

TEST_CASE("e-mails of users are unique in any case, and the last administrator stays") {
  on_each_engine([](Fixture& f) {
    const Session session = f.set_up();
    CHECK(issue_of([&] { f.add_user("ADA@example.com", Role::sales); }) == "not_unique");
    http::Call call = f.administrator;
    call.path["id"] = render(session.user.id);
    CHECK(error_of([&] { f.ask(Method::patch, "/api/users/{id}", call, R"({"role":"sales"})"); }) ==
          ErrorCode::conflict);
    CHECK(error_of([&] { f.ask(Method::patch, "/api/users/{id}", call, R"({"active":false})"); }) ==
          ErrorCode::conflict);
    CHECK(error_of([&] { f.ask(Method::delete_, "/api/users/{id}", call); }) == ErrorCode::conflict);
    CHECK(error_of([&] { f.ask(Method::patch, "/api/users/{id}", call, R"({"scope":"team"})"); }) ==
          ErrorCode::invalid);
    call.if_match = "99";
    CHECK(error_of([&] { f.ask(Method::patch, "/api/users/{id}", call, R"({"name":"A"})"); }) ==
          ErrorCode::stale);
    // Two administrators who remove each other at the same moment: one stays.
    const User second = f.add_user("second@example.com", Role::administrator);
    std::vector<std::thread> threads;
    for (const UserId& id : {session.user.id, second.id})
      threads.emplace_back([&f, id] {
        error_of([&] { f.database->write([&](store::Transaction& tx) { delete_user(tx, id); }); });
      });
    for (auto& thread : threads) thread.join();
    CHECK(f.database->read([](store::Reader& reader) { return list_users(reader); }).size() == 1);
  });
}

TEST_CASE("a changed role counts from the next request on, and a user switched off is signed out") {
  on_each_engine([](Fixture& f) {
    f.set_up();
    const User bo = f.add_user("bo@example.com", Role::manager);
    http::Call call = f.anonymous();
    f.sign_in(call, "bo@example.com", "a quite long password");
    const http::Call session = f.signed_in(call);
    CHECK(session.principal.can("contacts.read"));
    http::Call admin = f.administrator;
    admin.path["id"] = render(bo.id);
    f.ask(Method::patch, "/api/users/{id}", admin, R"({"role":"privacy_officer"})");
    CHECK_FALSE(f.who(session).can("contacts.read"));
    CHECK(f.who(session).can("audit.read"));
    f.ask(Method::patch, "/api/users/{id}", admin, R"({"active":false})");
    CHECK(f.who(session).kind == http::Principal::Kind::anonymous);
  });
}

TEST_CASE("roles hold what the modules declared, and nothing else") {
  on_each_engine([](Fixture& f) {
    const Roles& roles = f.access.roles();
    for (const auto& permission : f.registry.permissions())
      for (const std::string& name : roles.names()) {
        const bool declared = std::ranges::find(permission.roles, name) != permission.roles.end();
        const bool administrator = name == "administrator" && !permission.roles.empty();
        CHECK(roles.of(*parse_enum<Role>(name))->contains(permission.name) == (declared || administrator));
      }
    CHECK_FALSE(roles.of(Role::administrator)->contains("facts.write"));
    CHECK_FALSE(roles.of(Role::administrator)->contains("consent.attest"));
    CHECK_FALSE(http::Principal{}.can("users.read"));
    CHECK_THROWS_AS(http::Principal{}.require("users.read"), Error);
  });
}

TEST_CASE("a key acts with its role and extra permissions, a write key sends facts alone") {
  on_each_engine([](Fixture& f) {
    const ApiKey api = f.add_key({.name = "api",
                                  .kind = KeyKind::api,
                                  .role = Role::sales,
                                  .scope = http::Scope::all,
                                  .team_id = {},
                                  .permissions_extra = {"consent.attest"}});
    const ApiKey server = f.add_key({.name = "s",
                                     .kind = KeyKind::write,
                                     .role = {},
                                     .scope = http::Scope::all,
                                     .team_id = {},
                                     .permissions_extra = {}});
    const ApiKey page = f.add_key({.name = "b",
                                   .kind = KeyKind::write_browser,
                                   .role = {},
                                   .scope = http::Scope::all,
                                   .team_id = {},
                                   .permissions_extra = {}});
    CHECK(api.secret->starts_with("rk_"));
    CHECK(api.secret->size() == 43);
    CHECK(api.prefix == api.secret->substr(0, 8));
    const http::Principal p = f.who(f.anonymous(), "Bearer " + *api.secret);
    CHECK(p.kind == http::Principal::Kind::api_key);
    CHECK(p.role == "sales");
    CHECK(p.can("contacts.read"));
    CHECK(p.can("consent.attest"));
    CHECK_FALSE(p.can("users.write"));
    CHECK(f.access.csrf_token(p).empty());
    const http::Principal s = f.who(f.anonymous(), "Basic " + hash::base64(*server.secret + ":"));
    CHECK(s.kind == http::Principal::Kind::write_key);
    CHECK(*s.permissions == std::set<std::string, std::less<>>{"facts.write", "facts.write_trusted"});
    CHECK(*f.who(f.anonymous(), "bearer " + *page.secret).permissions ==
          std::set<std::string, std::less<>>{"facts.write"});
    CHECK(issue_of([&] {
            f.add_key({.name = "x",
                       .kind = KeyKind::write,
                       .role = Role::sales,
                       .scope = http::Scope::all,
                       .team_id = {},
                       .permissions_extra = {}});
          }) == "not_allowed");
    CHECK(issue_of([&] {
            f.add_key({.name = "x",
                       .kind = KeyKind::api,
                       .role = {},
                       .scope = http::Scope::all,
                       .team_id = {},
                       .permissions_extra = {}});
          }) == "required");
    CHECK(issue_of([&] {
            f.add_key({.name = "x",
                       .kind = KeyKind::api,
                       .role = Role::sales,
                       .scope = http::Scope::all,
                       .team_id = {},
                       .permissions_extra = {"root"}});
          }) == "unknown_permission");
    http::Call call = f.anonymous();
    call.principal = p;
    CHECK(error_of([&] { f.ask(Method::get, "/api/me", call); }) == ErrorCode::forbidden);
  });
}

TEST_CASE("a revoked key is refused at once, and only its hash was ever stored") {
  on_each_engine([](Fixture& f) {
    f.set_up();
    http::Call call = f.administrator;
    const std::string made = f.ask(Method::post, "/api/keys", call, R"({"name":"k","role":"manager"})");
    const std::string secret = field_of(made, "secret");
    CHECK(f.who(f.anonymous(), "Bearer " + secret).can("contacts.read"));
    CHECK(f.access.recall(f.anonymous(), "Bearer " + secret));  // from memory
    CHECK(f.ask(Method::get, "/api/keys", call).find(secret) == std::string::npos);
    call.path["id"] = field_of(made, "id");
    f.ask(Method::delete_, "/api/keys/{id}", call);
    CHECK_FALSE(f.access.recall(f.anonymous(), "Bearer " + secret));
    CHECK(error_of([&] { f.who(f.anonymous(), "Bearer " + secret); }) == ErrorCode::unauthenticated);
    for (const std::string wrong :
         {"Bearer ", "Bearer nonsense", "Basic YTpi", "Digest x", "Bearer", "Basic !"})
      CHECK(error_of([&] { f.who(f.anonymous(), wrong); }) == ErrorCode::unauthenticated);
    f.database->write([](store::Transaction&) {});
    for (const AuditEntry& entry :
         f.database->read([](store::Reader& reader) { return list_audit(reader, {}).items; }))
      CHECK(json::write(entry).find(secret.substr(10)) == std::string::npos);
  });
}

TEST_CASE("workspace settings are kept by version and their change is audited") {
  on_each_engine([](Fixture& f) {
    f.set_up();
    http::Call call = f.administrator;
    const std::string before = f.ask(Method::get, "/api/settings/workspace", call);
    CHECK(field_of(before, "name") == "Shop");
    auto workspace = json::read<settings::Workspace>(before);
    workspace.name = "Shop & Son";
    workspace.timezone = "Asia/Ho_Chi_Minh";
    call.if_match = "1";
    f.ask(Method::put, "/api/settings/workspace", call, json::write(workspace));
    CHECK(error_of([&] { f.ask(Method::put, "/api/settings/workspace", call, json::write(workspace)); }) ==
          ErrorCode::stale);
    call.if_match.clear();
    workspace.timezone = "Mars/Olympus";
    CHECK(issue_of([&] { f.ask(Method::put, "/api/settings/workspace", call, json::write(workspace)); }) !=
          "none");
    const auto entries = f.database->read([](store::Reader& reader) { return list_audit(reader, {}).items; });
    REQUIRE(entries.front().action == "settings.updated");
    CHECK(entries.front().changes.size() == 2);
  });
}

TEST_CASE("the test clock moves time and leaves whoever moves it signed in") {
  on_each_engine([](Fixture& f) {
    f.set_up();
    http::Call call = f.administrator;
    const Instant before = f.database.clock().now();
    f.ask(Method::post, "/api/test-clock", call, R"({"advance_seconds":8640000})");
    CHECK(f.database.clock().now() - before >= hours(2400));
    f.database->write([&](store::Transaction& tx) { f.access.forget_after(tx); });
    CHECK(f.who(f.administrator).kind == http::Principal::Kind::user);
    CHECK(error_of([&] { f.ask(Method::post, "/api/test-clock", call, R"({"advance_seconds":-1})"); }) ==
          ErrorCode::invalid);
  });
}

TEST_CASE(
    "a database is refused with another secret key, and old secrets are sealed again after a change of key") {
  on_each_engine([](Fixture& f) {
    f.set_up();
    http::Call call = f.administrator;
    const std::string secret = field_of(f.ask(Method::post, "/api/me/totp", call), "secret");
    f.ask(Method::post, "/api/me/totp/confirm", call, R"({"code":")" + code_of(f, secret) + R"("})");
    seal_all_audit(*f.database, f.box);
    const SecretKey old_key = f.box.current(), fresh = SecretKey::generate();
    CHECK_THROWS_AS(bind_key(*f.database, SecretBox({fresh})), Error);
    const SecretBox box({fresh, old_key});
    bind_key(*f.database, box);
    CHECK(rotate_secrets(*f.database, box, sealed_columns()) == 1);
    CHECK(rotate_secrets(*f.database, box, sealed_columns()) == 0);
    CHECK_THROWS_AS(bind_key(*f.database, f.box), Error);
    CHECK(f.database->read([&](store::Reader& reader) { return verify_audit(reader, box); }).ok);
    Access after(*f.database, f.database.clock(), f.database.random(), box, {.cost = PasswordCost::light()});
    f.database.clock().advance(seconds(60));
    http::Call open = f.anonymous();
    CHECK(access::sign_in(after, {"ada@example.com", password, code_of(f, secret)}, open).user.name == "Ada");
  });
}

}  // namespace rapport::access
