#include "customer/ingest/link_token.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "customer/ingest/ingest_fixture.h"

using namespace rapport;
using namespace rapport::ingest;
using namespace rapport::ingest::testing;

namespace {

constexpr Instant now{1'800'000'000'000};
const Uuid somebody{{7}};

// A page view by a browser that came by a link for this contact; nil for one that is no good.
Receipt open(TestDatabase& db, const std::string& visitor, const std::string& token, const Uuid& contact,
             const std::string& more = "") {
  return db->write([&](store::Transaction& tx) {
    auto reading = read_body(R"({"batch": [{"type": "page", "anonymousId": ")" + visitor + "\"" + more +
                                 R"(, "context": {"linkToken": ")" + token + "\"}}]}",
                             std::nullopt, tx.now());
    for (Message& m : reading.messages)
      if (!contact.is_nil()) m.link_contact = contact;
    return accept_one(tx, browser, std::move(reading));
  });
}

std::string issue_of(TestDatabase& db, const Uuid& contact) {
  return db->read([&](store::Reader& r) {
    const auto all = facts::timeline(r, {.contact_id = contact, .types = {"page_view"}, .limit = 1});
    return all.empty() ? std::string("no fact") : all.front().payload.text();
  });
}

}  // namespace

TEST_CASE("a token of a link is good for its contact, its time and its installation") {
  SeededRandom random(3);
  const access::SecretKey key = access::SecretKey::generate(), other = access::SecretKey::generate();
  const access::SecretBox box({key});
  const std::string token = make_link_token(box, random, somebody, now + seconds(60));
  CHECK(read_link_token(box, token, now) == somebody);
  CHECK_FALSE(read_link_token(box, token, now + seconds(60)));
  CHECK_FALSE(read_link_token(access::SecretBox({other}), token, now));
  CHECK(read_link_token(access::SecretBox({other, key}), token, now) == somebody);
  CHECK(make_link_token(box, random, somebody, now + seconds(60)) != token);
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string bent = token;
    bent[i] = bent[i] == '0' ? '1' : '0';
    CHECK_FALSE(read_link_token(box, bent, now));
  }
  CHECK_FALSE(read_link_token(box, "", now));
  CHECK_FALSE(read_link_token(box, "....", now));
}

TEST_CASE("who opens a confirmed link is the contact, with what was done before, and proven from then on") {
  with_both([](TestDatabase& db) {
    send(db, server, identify(R"("userId": "u1")", R"("email": "lan@example.com")"));
    const ContactId lan = *user(db, "u1");
    send(db, browser, track(R"("anonymousId": "v1")", "Looked"));
    CHECK(open(db, "v1", "t1", lan.uuid).accepted == 1);
    const auto happened = history(db, lan.uuid);
    for (const char* type : {"Looked", "identified", "page_view"})
      CHECK_MESSAGE(std::count(happened.begin(), happened.end(), type) == 1, type);
    CHECK(issue_of(db, lan.uuid).find("linkToken") ==
          std::string::npos);  // neither kept nor found fault with
    // A browser may then say what it may, without another proof.
    send(db, browser, identify(R"("anonymousId": "v1", "userId": "u1")", R"("city": "Huế")"));
    CHECK(db->read([&](store::Reader& r) { return people::get(r, lan, people::system_caller()).city; }) ==
          "Huế");
  });
}

TEST_CASE("a link opens once: again for the same visitor it changes nothing, another stays a stranger") {
  with_both([](TestDatabase& db) {
    send(db, server, identify(R"("userId": "u1")"));
    const ContactId lan = *user(db, "u1");
    open(db, "v1", "t1", lan.uuid);
    open(db, "v1", "t1", lan.uuid);
    open(db, "v2", "t1", lan.uuid);
    CHECK(history(db, lan.uuid) == Names{"identified", "page_view", "page_view"});
    CHECK(issue_of(db, lan.uuid).find("issues") == std::string::npos);
    const auto stranger = db->read([](store::Reader& r) {
      return r.value<Uuid>(store::DynamicSql{"select contact_id from visitors where anonymous_id = 'v2'"});
    });
    CHECK(issue_of(db, *stranger).find("link_used") != std::string::npos);
  });
}

TEST_CASE("a link that is no good, or whose contact is gone, links nobody and says so") {
  with_both([](TestDatabase& db) {
    CHECK(open(db, "v1", "made up", Uuid{}).accepted == 1);
    CHECK(open(db, "v1", "t2", somebody).accepted == 1);
    const auto stranger = db->read([](store::Reader& r) {
      return r.value<Uuid>(store::DynamicSql{"select contact_id from visitors where anonymous_id = 'v1'"});
    });
    CHECK(history(db, *stranger) == Names{"page_view", "page_view"});
    CHECK(issue_of(db, *stranger).find("invalid_link") != std::string::npos);
    CHECK(count(db, "contacts") == 0);
  });
}

TEST_CASE(
    "a visitor known as somebody else is the contact of the link from then on, and the other keeps what "
    "was") {
  with_both([](TestDatabase& db) {
    send(db, server, identify(R"("userId": "u1", "anonymousId": "v1")"));
    send(db, server, identify(R"("userId": "u2")"));
    open(db, "v1", "t1", user(db, "u2")->uuid);
    CHECK(history(db, user(db, "u1")->uuid) == Names{"identified"});
    CHECK(history(db, user(db, "u2")->uuid) == Names{"identified", "page_view"});
  });
}
