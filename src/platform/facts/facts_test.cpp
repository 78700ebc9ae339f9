#include "platform/facts/facts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "platform/facts/alike.h"
#include "platform/store/schema_check.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::facts;
using store::testing::for_each_engine;
using store::testing::TestDatabase;

namespace {

Fact purchase(const Uuid& contact, std::string channel) {
  Fact f;
  f.contact_id = contact;
  f.type = "purchase";
  f.channel = std::move(channel);
  f.source = "api";
  f.payload = Json::parse(R"({"total": 5})");
  return f;
}

}  // namespace

TEST_CASE("every statement of the log fits both engines, and a cluster") {
  CHECK(store::testing::render(store::testing::check_everything(statements())) == "");
}

TEST_CASE("a recorded fact comes back from the feed and the timeline as it was") {
  for_each_engine([](TestDatabase& db) {
    Fact f = purchase(db.ids().next(), "in_store");
    f.reference_id = db.ids().next();
    f.cause = db.ids().next();
    f.actor = {ActorKind::import_, db.ids().next()};
    f.arrival = Arrival::backfill;
    f.occurred_at = Instant{1000};
    f.id = db->write([&](store::Transaction& tx) { return record(tx, f); });
    const FeedPage page = db->read([](store::Reader& r) { return feed_page(r, {}, 10); });
    REQUIRE(page.facts.size() == 1);
    const Fact& got = page.facts[0];
    CHECK(got.id == f.id);
    CHECK(got.contact_id == f.contact_id);
    CHECK(got.type == "purchase");
    CHECK(got.channel == "in_store");
    CHECK(got.source == "api");
    CHECK(got.occurred_at == Instant{1000});
    CHECK(got.arrival == Arrival::backfill);
    CHECK(got.reference_id == f.reference_id);
    CHECK(got.cause == f.cause);
    CHECK(got.actor.kind == ActorKind::import_);
    CHECK(got.actor.id == f.actor.id);
    CHECK_FALSE(page.more);
    const FeedPage none = db->read([&](store::Reader& r) { return feed_page(r, page.next, 10); });
    CHECK(none.facts.empty());
    CHECK(none.next.text == page.next.text);
  });
}

TEST_CASE("a fact of many contacts is one of each, with an id of its own") {
  for_each_engine([](TestDatabase& db) {
    std::vector<Uuid> contacts;
    for (int i = 0; i < 300; ++i) contacts.push_back(db.ids().next());
    Fact alike = purchase(Uuid{}, "in_store");
    alike.cause = db.ids().next();
    alike.actor = {ActorKind::user, db.ids().next()};
    db->write([&](store::Transaction& tx) {
      record_for_each(tx, alike, contacts);
      record_for_each(tx, alike, {});
    });
    const auto page = db->read([](store::Reader& r) { return feed_page(r, {}, 1'000); });
    REQUIRE(page.facts.size() == contacts.size());
    std::set<Uuid> whose, ids;
    for (const Fact& f : page.facts) {
      whose.insert(f.contact_id);
      ids.insert(f.id.uuid);
      CHECK(f.payload.value() == alike.payload.value());
      CHECK(f.cause == alike.cause);
      CHECK(f.actor.id == alike.actor.id);
      CHECK(f.channel == "in_store");
      CHECK(f.occurred_at == f.received_at);
      CHECK_FALSE(f.reference_id);
    }
    CHECK(whose == std::set<Uuid>(contacts.begin(), contacts.end()));
    CHECK(ids.size() == contacts.size());
  });
}

TEST_CASE("of the facts behind a position those of one actor, and old ones, are told apart") {
  for_each_engine([](TestDatabase& db) {
    const Uuid she = db.ids().next(), he = db.ids().next();
    const auto note = [&](const Uuid& actor) {
      Fact f = purchase(db.ids().next(), "in_store");
      f.actor = {ActorKind::user, actor};
      db->write([&](store::Transaction& tx) { record(tx, f); });
    };
    note(she);
    note(he);
    const auto first = db->read([](store::Reader& r) { return feed_page(r, {}, 1).next; });
    const auto beyond = [&](const Cursor& after, const Uuid& actor, Duration ago) {
      return db->read([&](store::Reader& r) { return has_facts_beyond(r, after, actor, r.now() - ago); });
    };
    CHECK(beyond({}, she, hours(1)));
    CHECK_FALSE(beyond(first, she, hours(1)));
    CHECK(beyond(first, he, hours(1)));
    db.clock().advance(hours(2));
    CHECK(beyond(first, she, hours(1)));
    const auto last = db->read([](store::Reader& r) { return feed_page(r, {}, 10).next; });
    CHECK_FALSE(beyond(last, he, hours(1)));
  });
}

TEST_CASE("the feed gives each fact once, in pages") {
  for_each_engine([](TestDatabase& db) {
    std::vector<Fact> all;
    for (int i = 0; i < 25; ++i) all.push_back(purchase(db.ids().next(), std::to_string(i)));
    db->write([&](store::Transaction& tx) {
      auto copy = all;
      record_all(tx, copy);
    });
    Cursor at;
    std::vector<std::string> seen;
    for (bool more = true; more;) {
      const FeedPage page = db->read([&](store::Reader& r) { return feed_page(r, at, 10); });
      for (const Fact& f : page.facts) seen.push_back(f.channel);
      at = page.next;
      more = page.more;
    }
    REQUIRE(seen.size() == 25);
    for (std::size_t i = 0; i < seen.size(); ++i) CHECK(seen[i] == std::to_string(i));
    const Cursor end = db->read([](store::Reader& r) { return end_of_feed(r); });
    CHECK(db->read([&](store::Reader& r) { return feed_page(r, end, 10); }).facts.empty());
    db->write([&](store::Transaction& tx) { record(tx, purchase(tx.new_uuid(), "new")); });
    CHECK(db->read([&](store::Reader& r) { return feed_page(r, end, 10); }).facts.size() == 1);
  });
}

TEST_CASE("a transaction that is open in another database of the server does not hold up the feed") {
  for_each_engine([](TestDatabase& db) {
    if (db.engine() != store::Engine::postgres) return;
    TestDatabase other(db.engine());
    const Cursor before = db->read([](store::Reader& r) { return end_of_feed(r); });
    other->write([&](store::Transaction& held) {
      record(held, purchase(held.new_uuid(), "elsewhere"));
      db->write([&](store::Transaction& tx) { record(tx, purchase(tx.new_uuid(), "here")); });
      CHECK(db->read([&](store::Reader& r) { return feed_page(r, before, 10); }).facts.size() == 1);
      const Cursor end = db->read([](store::Reader& r) { return end_of_feed(r); });
      CHECK(db->read([&](store::Reader& r) { return feed_page(r, end, 10); }).facts.empty());
    });
    // One of this database does: what it will commit has an earlier place.
    const Cursor end = db->read([](store::Reader& r) { return end_of_feed(r); });
    db->write([&](store::Transaction& held) {
      record(held, purchase(held.new_uuid(), "first"));
      db->write([&](store::Transaction& tx) { record(tx, purchase(tx.new_uuid(), "second")); });
      CHECK(db->read([&](store::Reader& r) { return feed_page(r, end, 10); }).facts.empty());
    });
    CHECK(db->read([&](store::Reader& r) { return feed_page(r, end, 10); }).facts.size() == 2);
  });
}

TEST_CASE("a timeline is newest first, pages by position and keeps to the types asked for") {
  for_each_engine([](TestDatabase& db) {
    const Uuid contact = db.ids().next();
    db->write([&](store::Transaction& tx) {
      for (int i = 1; i <= 10; ++i) {
        Fact f = purchase(contact, std::to_string(i));
        f.occurred_at = Instant{1000 + i / 2};  // pairs at one moment
        if (i % 5 == 0) f.type = "visit";
        record(tx, f);
      }
      record(tx, purchase(tx.new_uuid(), "other"));
    });
    TimelineQuery query{.contact_id = contact, .limit = 3};
    std::vector<FactId> seen;
    while (true) {
      const auto page = db->read([&](store::Reader& r) { return timeline(r, query); });
      for (const Fact& f : page) seen.push_back(f.id);
      if (page.size() < 3) break;
      query.before = page.back().occurred_at;
      query.before_id = page.back().id;
    }
    CHECK(seen.size() == 10);
    std::ranges::sort(seen);
    CHECK(std::ranges::adjacent_find(seen) == seen.end());
    const auto visits =
        db->read([&](store::Reader& r) { return timeline(r, {.contact_id = contact, .types = {"visit"}}); });
    CHECK(visits.size() == 2);
  });
}
