// What could not be taken: kept with its reason, mended, sent again, forgotten.
#include "customer/ingest/ingest_fixture.h"
#include "customer/ingest/settle_many.h"

namespace rapport::ingest {

using namespace ingest::testing;

TEST_CASE("nobody passes off an event as one of the product's own facts") {
  with_both([](TestDatabase& db) {
    const auto out = send(db, server, track(R"("userId": "u", "messageId": "m")", "consent_recorded"));
    CHECK(out.accepted == 0);
    CHECK(out.quarantined == 1);
    const auto kept = waiting(db).items.at(0);
    CHECK(kept.code == "reserved_name");
    // Mended and sent again it counts, once.
    const std::string mended = track(R"("userId": "u", "messageId": "m")", "Consent given");
    db->write([&](store::Transaction& tx) { replay(tx, kept.id, mended, server, Uuid{}); });
    CHECK(history(db, user(db, "u")->uuid) == Names{"Consent given"});
    CHECK(waiting(db).items.empty());
    CHECK_THROWS_AS(db->write([&](store::Transaction& tx) { replay(tx, kept.id, mended, server, Uuid{}); }),
                    Error);
    CHECK(send(db, server, track(R"("userId": "u", "messageId": "m")", "Consent given")).duplicates == 1);
  });
}

TEST_CASE("a message that is still wrong stays in the quarantine") {
  with_both([](TestDatabase& db) {
    send(db, server, R"({"type": "track", "userId": "u"})");
    const auto kept = waiting(db).items.at(0);
    CHECK_THROWS_AS(db->write([&](store::Transaction& tx) { replay(tx, kept.id, kept.raw, server, Uuid{}); }),
                    Error);
    CHECK_THROWS_AS(db->write([&](store::Transaction& tx) {
      replay(tx, kept.id, track(R"("userId": "u")", "note"), server, Uuid{});
    }),
                    Error);
    CHECK(waiting(db).items.size() == 1);
    CHECK(count(db, "events") == 0);
    db->write([&](store::Transaction& tx) { settle(tx, kept.id, QuarantineState::discarded, Uuid{}); });
    CHECK(waiting(db).items.empty());
  });
}

TEST_CASE("a message from the quarantine is dated by the clock that its batch was sent with") {
  with_both([](TestDatabase& db) {
    db.clock().set(parse_instant("2026-11-20T12:00:00Z").value());
    const auto happened = [&](const std::string& message, const Source& source) {
      const std::string body =
          R"({"sentAt": "2026-11-20T11:00:00Z", "context": {"locale": "vi"}, "batch": [)" + message + "]}";
      return db->write([&](store::Transaction& tx) {
        const auto receipt = accept_one(tx, source, read_body(body, std::nullopt, tx.now()));
        CHECK(receipt.quarantined == 1);
        const auto kept = list_quarantine(tx, {}).items.at(0);
        auto mended = boost::json::parse(kept.raw).as_object();
        mended["type"] = "track";
        mended["userId"] = "u";
        replay(tx, kept.id, boost::json::serialize(mended), server, Uuid{});
        return kept.id;
      });
    };
    // An hour behind ours: what it calls 10:30 was 11:30.
    happened(R"({"type": "dance", "event": "A", "timestamp": "2026-11-20T10:30:00Z", "userId": "u"})",
             server);
    send(db, server, identify(R"("userId": "u")"));
    happened(R"({"type": "track", "event": "B", "timestamp": "2026-11-20T10:30:00Z", "userId": "u"})",
             browser);
    for (const std::string type : {"A", "B"})
      CHECK(count(db, "events where type = '" + type + "' and occurred_at = " +
                          std::to_string(parse_instant("2026-11-20T11:30:00Z").value().ms)) == 1);
    CHECK(count(db, "events where type = 'A' and cast(payload as text) like '%\"vi\"%'") == 1);
  });
}

TEST_CASE("the quarantine is read page by page, newest first, and forgets after thirty days") {
  with_both([](TestDatabase& db) {
    for (int i = 0; i < 5; ++i) {
      send(db, server, R"({"type": "track", "userId": "u", "messageId": "m)" + std::to_string(i) + "\"}");
      db.clock().advance(seconds(1));
    }
    QuarantineQuery query{.limit = 2};
    std::vector<std::string> seen;
    do {
      const auto page = db->read([&](store::Reader& r) { return list_quarantine(r, query); });
      for (const auto& item : page.items) seen.push_back(item.message_id.value());
      query.cursor = page.next_cursor;
    } while (query.cursor);
    CHECK(seen == Names{"m4", "m3", "m2", "m1", "m0"});
    query.cursor = "nonsense";
    CHECK_THROWS_AS(db->read([&](store::Reader& r) { return list_quarantine(r, query); }), Error);
    db.clock().advance(hours(24 * 31));
    db->write([](store::Transaction& tx) { remove_old_quarantine(tx); });
    CHECK(waiting(db).items.empty());
  });
}

TEST_CASE(
    "all messages of one reason are sent again in portions or let go, and those still refused wait on") {
  with_both([](TestDatabase& db) {
    std::string late;
    for (int i = 0; i < 150; ++i)
      late += (i ? "," : "") +
              std::string(R"({"type": "track", "event": "Late", "anonymousId": "a", "timestamp": ")") +
              render(db.clock().now() + hours(30)) + "\"}";
    send(db, server, late);
    send(db, server, R"({"type": "track", "anonymousId": "a"})");
    send(db, browser, R"({"type": "track", "anonymousId": "a"})");
    const auto reasons = db->read([](store::Reader& r) { return list_reasons(r); });
    REQUIRE(reasons.size() == 2);
    CHECK(reasons[0].code == "in_the_future");
    CHECK(reasons[0].count == 150);
    const auto again = [&](const SettleRequest& in) {
      return db->write([&](store::Transaction& tx) { return replay_some(tx, in, Uuid{}); });
    };
    CHECK(again({.code = "required", .source_id = {}, .field = {}, .value = {}, .cursor = {}}).refused == 2);
    SettleRequest late_ones{"in_the_future", server.id, {}, {}, {}};
    CHECK(again(late_ones).refused == 100);
    late_ones.field = "timestamp";
    const auto first = again(late_ones);
    CHECK(first.settled == 100);
    REQUIRE(first.next_cursor);
    late_ones.cursor = first.next_cursor;
    const auto rest = again(late_ones);
    CHECK(rest.settled == 50);
    CHECK_FALSE(rest.next_cursor);
    CHECK(count(db, "events where type = 'Late'") == 150);
    CHECK(db->write([](store::Transaction& tx) {
              return discard_all(tx, {"required", browser.id, {}, {}, {}}, Uuid{});
            }).settled == 1);
    CHECK(again({"required", {}, "event", "Named", {}}).settled == 1);
    CHECK(history(db, visitor(db, "a")).size() == 151);
    CHECK(waiting(db).items.empty());
    CHECK_THROWS_AS(again({"required", {}, {}, {}, "nonsense"}), Error);
  });
}

}  // namespace rapport::ingest
