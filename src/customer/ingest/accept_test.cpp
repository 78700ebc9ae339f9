// Taking messages in: once each, under whom they are about. One test for each line of the table in
// docs/decisions/0015-facts-from-outside.md.
#include "base/hash.h"
#include "customer/ingest/ingest_fixture.h"
#include "customer/ingest/visitors.h"
#include "platform/facts/move.h"
#include "platform/jobs/runner.h"

namespace rapport::ingest {

using namespace people::testing;
using namespace ingest::testing;
using people::Contact;

namespace {

std::optional<std::string> claim_of(TestDatabase& db, const std::string& id) {
  return db->read([&](store::Reader& r) {
    return r.value<std::string>(
        store::DynamicSql{
            "select coalesce(claimed_user_id, claimed_email) from visitors where anonymous_id = :id"},
        {{"id", id}});
  });
}
std::string hashed(const std::string& id) {
  return R"("context": {"userHash": ")" + hash::hmac_sha256_hex(secret, id) + "\"}";
}

}  // namespace

TEST_CASE("a message counts once by its id, however often it is sent, and per key") {
  with_both([](TestDatabase& db) {
    const std::string m = track(R"("userId": "u", "messageId": "m1")");
    CHECK(send(db, server, m + "," + m).duplicates == 1);
    const auto again = send(db, server, m + "," + track(R"("userId": "u", "messageId": "m2")"));
    CHECK(again.accepted == 1);
    CHECK(again.duplicates == 1);
    CHECK(send(db, browser, track(R"("anonymousId": "a", "messageId": "m1")")).accepted == 1);
    CHECK(history(db, user(db, "u")->uuid) == Names{"Seen", "Seen"});
    db.reopen();
    CHECK(send(db, server, m).duplicates == 1);
    db.clock().advance(hours(24 * 36));
    db->write([](store::Transaction& tx) { CHECK(remove_old_claims(tx)); });
    CHECK(count(db, "message_claims") == 0);
  });
}

TEST_CASE("bodies that are taken together have a receipt each, and what is wrong in one concerns no other") {
  with_both([](TestDatabase& db) {
    db->write([](store::Transaction& tx) {
      const auto body = [&](const Source& source, const std::string& messages) {
        return Delivery{source, read_body("{\"batch\": [" + messages + "]}", std::nullopt, tx.now())};
      };
      const Delivery all[] = {
          body(server, track(R"("userId": "u", "messageId": "m1")")),
          body(browser, track(R"("anonymousId": "a", "messageId": "m1")")),
          body(server, R"({"type": "dance"},)" + track(R"("userId": "v", "messageId": "m1")") + "," +
                           track(R"("userId": "v", "messageId": "m2")")),
          body(server, track(R"("userId": "u")", "contact_created"))};
      const Delivery* const together[] = {&all[0], &all[1], &all[2], &all[3]};
      int asked = 0;
      const auto receipts = accept(tx, together, [&] { return ++asked, std::string(secret); });
      REQUIRE(receipts.size() == 4);
      CHECK(receipts[0].accepted == 1);
      CHECK(receipts[1].accepted == 1);
      CHECK(receipts[2].accepted == 1);
      CHECK(receipts[2].duplicates == 1);
      CHECK(receipts[2].quarantined == 1);
      CHECK(receipts[3].accepted == 0);
      CHECK(receipts[3].quarantined == 1);
      CHECK(receipts[0].duplicates + receipts[0].quarantined + receipts[1].quarantined == 0);
      CHECK(asked == 1);
    });
    CHECK(history(db, user(db, "u")->uuid) == Names{"Seen"});
    CHECK(history(db, user(db, "v")->uuid) == Names{"Seen"});
    CHECK(history(db, visitor(db, "a")) == Names{"Seen"});
    CHECK(waiting(db).items.size() == 2);
  });
}

TEST_CASE("traits are written to a contact that a transaction made which began a moment after ours") {
  with_both([](TestDatabase& db) {
    send(db, server, track(R"("userId": "u")"));
    db.clock().advance(-Duration(20));
    send(db, server, identify(R"("userId": "u")", R"("firstName": "Lan")"));
    const auto contact = db->read(
        [&](store::Reader& r) { return people::get(r, user(db, "u").value(), people::system_caller()); });
    CHECK(contact.first_name == "Lan");
  });
}

TEST_CASE("a contact that history makes is history, and one that news makes is news") {
  with_both([](TestDatabase& db) {
    db.clock().set(parse_instant("2026-11-20T12:00:00Z").value());
    const std::string old = R"(, "timestamp": "2026-10-01T12:00:00Z")";
    send(db, server,
         identify(R"("userId": "old")" + old, R"("firstName": "Lan")") + "," +
             identify(R"("userId": "new")", R"("firstName": "Ada")"));
    send(db, server,
         identify(R"("userId": "old")" + old, R"("firstName": "Mai")") + "," +
             identify(R"("userId": "new")", R"("firstName": "Eva")"));
    for (const std::string type : {"contact_created", "contact_updated"})
      for (const auto& [user_id, arrival] : {std::pair{"old", "backfill"}, std::pair{"new", "live"}})
        db->read([&](store::Reader& r) {
          const auto told =
              facts::timeline(r, {.contact_id = user(db, user_id)->uuid, .types = {type}, .limit = 10});
          REQUIRE(told.size() == 1);
          CHECK(enum_name(told[0].arrival) == arrival);
        });
  });
}

TEST_CASE("a visitor's facts are kept under an id of its own, and become the contact's when it is known") {
  for (const Source& source : {server, browser})
    with_both([&](TestDatabase& db) {
      send(db, source, track(R"("anonymousId": "a")", "First"));
      const Uuid before = visitor(db, "a");
      CHECK(history(db, before) == Names{"First"});
      CHECK(count(db, "contacts") == 0);
      send(db, source,
           identify(R"("anonymousId": "a", "userId": "u")",
                    R"("email": "lan@example.vn", "firstName": "Lan")"));
      send(db, source, track(R"("anonymousId": "a")", "Last"));
      CHECK(user(db, "u")->uuid == before);  // nothing had to move
      CHECK(mail(db, "lan@example.vn") == user(db, "u"));
      CHECK(history(db, before) == Names{"First", "identified", "Last"});
    });
}

TEST_CASE("a known user's visitor brings its history along, also many facts by a job") {
  with_both([](TestDatabase& db) {
    send(db, server, identify(R"("userId": "u")"));
    std::string many;
    for (int i = 0; i < 700; ++i)
      many += (i ? "," : "") + track(R"("anonymousId": "a")", "Page " + std::to_string(i % 7));
    send(db, browser, many);
    const Uuid before = visitor(db, "a");
    send(db, server, track(R"("anonymousId": "a", "userId": "u")", "Signed in"));
    FollowVisitor handler;
    jobs::Runner runner(*db, "test");
    runner.add(handler);
    runner.run_due();
    CHECK(history(db, before).empty());
    CHECK(count(db, "events where type like 'Page %'") == 700);
    CHECK(db->read([&](store::Reader& r) { return facts::count_of_contact(r, user(db, "u")->uuid); }) == 703);
    CHECK(visitor(db, "a") == user(db, "u")->uuid);
  });
}

TEST_CASE("a browser cannot pass for somebody who is known; a hash of the site proves it") {
  with_both([](TestDatabase& db) {
    send(db, server, identify(R"("userId": "u")", R"("email": "u@example.com", "firstName": "Ursula")"));
    const auto known = *user(db, "u");
    send(db, browser,
         identify(R"("anonymousId": "thief", "userId": "u")", R"("firstName": "Evil")") + "," +
             track(R"("anonymousId": "thief", "userId": "u")") + "," +
             identify(R"("anonymousId": "thief2")", R"("email": "U@Example.com", "firstName": "Evil")"));
    CHECK(db->read([&](store::Reader& r) { return people::get(r, known, anybody()).first_name; }) ==
          "Ursula");
    CHECK(history(db, known.uuid) == Names{"identified"});
    CHECK(claim_of(db, "thief") == "u");
    CHECK(claim_of(db, "thief2") == "u@example.com");
    CHECK(history(db, visitor(db, "thief")) == Names{"identified", "Seen"});
    // Wrong hashes prove nothing; the right one does, and what the visitor did follows.
    send(db, browser, identify(R"("anonymousId": "thief", "userId": "u", )" + hashed("somebody else")));
    CHECK(visitor(db, "thief") != known.uuid);
    send(db, browser,
         identify(R"("anonymousId": "home", "userId": "u", )" + hashed("u"), R"("city": "Huế")"));
    CHECK(visitor(db, "home") == known.uuid);
    CHECK(db->read([&](store::Reader& r) { return people::get(r, known, anybody()).city; }) == "Huế");
    // Linked once, this visitor needs no hash any more.
    send(db, browser, track(R"("anonymousId": "home", "userId": "u")", "Later"));
    CHECK(history(db, known.uuid).back() == "Later");
  });
}

TEST_CASE("without a visitor to keep it apart, an unproven userId waits in the quarantine") {
  with_both([](TestDatabase& db) {
    send(db, server, identify(R"("userId": "u")"));
    CHECK(send(db, browser, track(R"("userId": "u", "messageId": "m")")).quarantined == 1);
    CHECK(waiting(db).items.at(0).code == "identity_unproven");
    CHECK(send(db, browser, track(R"("userId": "u", )" + hashed("u"))).accepted == 1);
  });
}

TEST_CASE("on a shared device nobody is joined: each keeps what was theirs") {
  with_both([](TestDatabase& db) {
    send(db, server,
         identify(R"("userId": "u", "anonymousId": "tablet")") + "," +
             track(R"("anonymousId": "tablet")", "Of u"));
    send(db, server,
         identify(R"("userId": "w", "anonymousId": "tablet")") + "," +
             track(R"("anonymousId": "tablet")", "Of w"));
    CHECK(user(db, "u") != user(db, "w"));
    CHECK(history(db, user(db, "u")->uuid) == Names{"identified", "Of u"});
    CHECK(history(db, user(db, "w")->uuid) == Names{"identified", "Of w"});
    send(db, server, track(R"("userId": "u", "anonymousId": "tablet")", "Back"));
    CHECK(history(db, user(db, "u")->uuid).back() == "Back");
    // Without proof the device starts anew rather than write into the life of either.
    send(db, browser, track(R"("userId": "w", "anonymousId": "tablet")", "Whose?"));
    CHECK(history(db, user(db, "w")->uuid) == Names{"identified", "Of w"});
    CHECK(history(db, user(db, "u")->uuid).back() == "Back");
    CHECK(history(db, visitor(db, "tablet")) == Names{"Whose?"});
  });
}

TEST_CASE("an e-mail joins a user to the contact that has it, never two users") {
  with_both([](TestDatabase& db) {
    const Contact form = add(db, draft("lan@example.vn", "Lan"));
    send(db, server, identify(R"("userId": "u")", R"("email": "Lan@Example.vn")"));
    CHECK(user(db, "u") == form.id);
    send(db, server, identify(R"("userId": "w")", R"("email": "lan@example.vn", "firstName": "Not Lan")"));
    CHECK(user(db, "w").value() != form.id);
    CHECK(db->read([&](store::Reader& r) { return people::get(r, form.id, anybody()).first_name; }) == "Lan");
    // Of a contact that exists, too: the address stays with whom it belongs to.
    send(db, server, identify(R"("userId": "w")", R"("email": "lan@example.vn", "city": "Huế")"));
    const auto w = db->read([&](store::Reader& r) { return people::get(r, *user(db, "w"), anybody()); });
    CHECK_FALSE(w.email);
    CHECK(w.city == "Huế");
    const auto last = db->read([&](store::Reader& r) {
      return facts::timeline(r, {.contact_id = w.id.uuid, .types = {"identified"}, .limit = 1})
          .at(0)
          .payload.text();
    });
    CHECK(last.find("email_taken") != std::string::npos);
  });
}

TEST_CASE("an e-mail alone, as a form sends it, makes a contact, completes one, or tells two apart") {
  with_both([](TestDatabase& db) {
    send(db, browser,
         track(R"("anonymousId": "a")") + "," +
             identify(R"("anonymousId": "a")", R"("email": "a@example.com")"));
    const auto first = mail(db, "a@example.com").value();
    CHECK(history(db, first.uuid) == Names{"Seen", "identified"});
    send(db, browser, identify(R"("anonymousId": "a")", R"("email": "b@example.com")"));
    CHECK(mail(db, "b@example.com").value() != first);
    send(db, server, identify(R"("userId": "u", "anonymousId": "c")"));
    send(db, browser, identify(R"("anonymousId": "c")", R"("email": "c@example.com")"));
    CHECK(mail(db, "c@example.com") == user(db, "u"));
  });
}

TEST_CASE("a browser's new user stays a claim until it is identified") {
  with_both([](TestDatabase& db) {
    send(db, browser, track(R"("anonymousId": "a", "userId": "new")"));
    CHECK_FALSE(user(db, "new"));
    CHECK(claim_of(db, "a") == "new");
    send(db, browser, identify(R"("anonymousId": "a", "userId": "new")"));
    CHECK(history(db, user(db, "new")->uuid) == Names{"Seen", "identified"});
    send(db, server, track(R"("userId": "from a server")"));
    CHECK(user(db, "from a server"));
  });
}

TEST_CASE("a new user on the device of another is somebody new") {
  with_both([](TestDatabase& db) {
    send(db, browser, identify(R"("anonymousId": "a", "userId": "u")"));
    send(db, browser, identify(R"("anonymousId": "a", "userId": "w")"));
    CHECK(user(db, "u") != user(db, "w"));
    CHECK(visitor(db, "a") == user(db, "w")->uuid);
  });
}

TEST_CASE("an alias gives a visitor's history to a user, and joins no two users") {
  with_both([](TestDatabase& db) {
    send(db, server, track(R"("anonymousId": "v")"));
    send(db, server, R"({"type": "alias", "previousId": "v", "userId": "u"})");
    CHECK(history(db, user(db, "u")->uuid) == Names{"Seen", "alias"});
    send(db, server, identify(R"("userId": "w")"));
    send(db, server, R"({"type": "alias", "previousId": "w", "userId": "u"})");
    CHECK(user(db, "u") != user(db, "w"));
    CHECK(history(db, user(db, "w")->uuid) == Names{"identified"});
  });
}

TEST_CASE("a page may set names and addresses, and nothing that decides") {
  with_both([](TestDatabase& db) {
    const std::string traits =
        R"("email": "a@example.com", "firstName": "An", "status": "converted", "consent_status": "b2c_optin_confirmed",
        "owner_id": "01890000-0000-7000-8000-000000000000", "estimated_value": 5, "tags": ["vip"], "source": "bought_list")";
    send(db, browser, identify(R"("anonymousId": "a")", traits));
    const auto c =
        db->read([&](store::Reader& r) { return people::get(r, *mail(db, "a@example.com"), anybody()); });
    CHECK(c.first_name == "An");
    CHECK(c.status == people::Status::new_);
    CHECK(c.consent_status == privacy::ConsentStatus::unknown);
    CHECK(c.tags.empty());
    CHECK_FALSE(c.source);
  });
}

TEST_CASE("a trait that its field refuses is left out and named, the rest is written") {
  with_both([](TestDatabase& db) {
    send(db, server,
         identify(R"("userId": "u")", R"("firstName": "An", "country": "Atlantis", "phone": "12")"));
    const auto c = db->read([&](store::Reader& r) { return people::get(r, *user(db, "u"), anybody()); });
    CHECK(c.first_name == "An");
    CHECK_FALSE(c.country);
    CHECK_FALSE(c.phone);
    const auto payload = db->read([&](store::Reader& r) {
      return facts::timeline(r, {.contact_id = c.id.uuid, .types = {"identified"}, .limit = 1})
          .at(0)
          .payload.text();
    });
    CHECK(payload.find("traits.country") != std::string::npos);
    CHECK(payload.find("traits.phone") != std::string::npos);
  });
}

TEST_CASE(
    "a visitor that is somebody else is taken away: what was stays, what comes is nobody's, and back it "
    "goes") {
  with_both([](TestDatabase& db) {
    send(db, server, identify(R"("userId": "u", "anonymousId": "phone")"));
    send(db, browser, track(R"("anonymousId": "phone")", "Before"));
    const ContactId u = user(db, "u").value();
    const auto caller = people::system_caller();
    db->write([&](store::Transaction& tx) { detach_visitor(tx, u, "phone", caller); });
    CHECK_THROWS_AS(db->write([&](store::Transaction& tx) { detach_visitor(tx, u, "phone", caller); }),
                    Error);
    send(db, browser, track(R"("anonymousId": "phone")", "After"));
    CHECK(history(db, u.uuid) == Names{"identified", "Before", "visitor_detached"});
    CHECK(history(db, visitor(db, "phone")) == Names{"After"});
    // A page's word links it no more.
    send(db, browser, identify(R"("userId": "u", "anonymousId": "phone")"));
    CHECK(visitor(db, "phone") != u.uuid);
    CHECK(claim_of(db, "phone") == "u");
    const auto listed = db->read([&](store::Reader& r) { return list_visitors(r, u); });
    REQUIRE(listed.size() == 1);
    CHECK(listed[0].detached);
    db->write([&](store::Transaction& tx) { attach_visitor(tx, u, "phone", caller); });
    const Names all = history(db, u.uuid);
    CHECK(std::count(all.begin(), all.end(), "After") == 1);
    CHECK(std::count(all.begin(), all.end(), "visitor_attached") == 1);
    CHECK(visitor(db, "phone") == u.uuid);
    CHECK_FALSE(db->read([&](store::Reader& r) { return list_visitors(r, u); })[0].detached);
    // Recognised as somebody else since, it stays there.
    db->write([&](store::Transaction& tx) { detach_visitor(tx, u, "phone", caller); });
    send(db, server, identify(R"("userId": "w", "anonymousId": "phone")"));
    CHECK_THROWS_AS(db->write([&](store::Transaction& tx) { attach_visitor(tx, u, "phone", caller); }),
                    Error);
    CHECK(visitor(db, "phone") == user(db, "w")->uuid);
  });
}

}  // namespace rapport::ingest
