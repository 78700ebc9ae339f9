// Finding duplicates in the database: of each changed contact, of all, and the queue.
#include "customer/people/duplicates/watch.h"
#include "customer/people/fields/fields.h"
#include "customer/people/people_fixture.h"
#include "platform/facts/feed.h"
#include "platform/jobs/runner.h"

namespace rapport::people {

using namespace testing;
using duplicates::PairState;

namespace {

ContactDraft in_city(std::string email, std::string first, std::string last, std::string city) {
  ContactDraft d = draft(std::move(email), std::move(first), std::move(last));
  d.city = std::move(city);
  return d;
}
void watch(TestDatabase& db) {
  duplicates::Watcher watcher;
  facts::FeedRunner runner(*db);
  runner.add(watcher);
  runner.run_to_end();
}
void search(TestDatabase& db) {
  db->write([](store::Transaction& tx) { duplicates::start_search(tx, std::nullopt); });
  duplicates::FindDuplicates handler;
  jobs::Runner runner(*db, "test");
  runner.add(handler);
  runner.run_due();
}
duplicates::PairPage queue(TestDatabase& db, const duplicates::PairQuery& query = {},
                           const Caller& caller = anybody()) {
  return db->read([&](store::Reader& r) { return duplicates::list_pairs(r, query, caller); });
}
void dismiss(TestDatabase& db, ContactId a, ContactId b) {
  db->write([&](store::Transaction& tx) { duplicates::decide(tx, a, b, PairState::dismissed, anybody()); });
}

}  // namespace

TEST_CASE("contacts that come together are compared with each other") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const Contact first = add(db, in_city("anne@example.com", "Anne", "Lefebvre", "Lyon"));
    const Contact second = add(db, in_city("a.l@example.org", "Lefevbre", "Anne", "Lyon"));
    add(db, in_city("paul@example.com", "Paul", "Marchand", "Lyon"));
    watch(db);
    const auto found = queue(db);
    REQUIRE(found.items.size() == 1);
    CHECK(found.items[0].first.id == first.id);
    CHECK(found.items[0].second.id == second.id);
  });
}

TEST_CASE("a contact that goes while its duplicates are looked for leaves no pair and no key") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const Contact first = add(db, in_city("anne@example.com", "Anne", "Lefebvre", "Lyon"));
    const Contact second = add(db, in_city("a.l@example.org", "Lefevbre", "Anne", "Lyon"));
    const auto found = db->read([&](store::Reader& r) {
      return duplicates::search(r, std::array{first.id, second.id});
    });
    REQUIRE(found.pairs.size() == 1);
    db->write([&](store::Transaction& tx) { remove(tx, second.id, std::nullopt, anybody()); });
    db->write([&](store::Transaction& tx) { duplicates::keep(tx, found); });
    CHECK(queue(db).items.empty());
    const auto again = db->read([&](store::Reader& r) {
      return duplicates::search(r, std::array{first.id, second.id});
    });
    CHECK(again.pairs.empty());
    for (const auto& contact : again.contacts) CHECK(contact.has_keys == (contact.id == first.id));
  });
}

TEST_CASE("a new contact that may be known already is found as it comes, and again when it changes") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const Contact first = add(db, in_city("anne@example.com", "Anne", "Lefebvre", "Lyon"));
    watch(db);
    CHECK(queue(db).items.empty());
    const Contact second = add(db, in_city("a.l@example.org", "Lefevbre", "Anne", "Lyon"));
    watch(db);
    auto found = queue(db);
    REQUIRE(found.items.size() == 1);
    CHECK(found.items[0].first.id == first.id);
    CHECK(found.items[0].second.id == second.id);
    CHECK(found.total->value == 1);
    // The reason goes: so does the suspicion.
    change(db, second.id, R"({"first_name": "Paul", "last_name": "Marchand"})");
    watch(db);
    CHECK(queue(db).items.empty());
  });
}

TEST_CASE("a mailbox spelt in another way is found from both sides") {
  store::testing::for_each_engine([](TestDatabase& db) {
    add(db, draft("anne+news@example.com", "Anne", "Lefebvre"));
    add(db, draft("anne@example.com", "Anne", "Lefebvre"));
    watch(db);
    CHECK(queue(db).items.size() == 1);
    add(db, draft("j.doe@gmail.com", "Jo", "Doe"));
    add(db, draft("jdoe@gmail.com", "Jo", "Doe"));
    watch(db);
    CHECK(queue(db).items.size() == 2);
  });
}

TEST_CASE("a name with a day of birth makes possible duplicates, as they come and among all") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const auto define = [&](std::string_view field) {
      db->write([&](store::Transaction& tx) { create_field(tx, json::read<FieldDraft>(field), anybody()); });
    };
    define(R"({"name": "date_of_birth", "type": "date"})");
    define(R"({"name": "joined_on", "type": "date"})");
    const auto born = [&](std::string email, std::string custom) {
      ContactDraft d = draft(std::move(email), "Anne", "Lefebvre");
      d.custom = Json::parse(custom);
      return add(db, d);
    };
    const Contact first = born("anne@example.com", R"({"date_of_birth": "1980-05-17"})");
    const Contact second = born("a.l@example.org", R"({"date_of_birth": "1980-05-17"})");
    born("other@example.net", R"({"date_of_birth": "1991-01-02", "joined_on": "1980-05-17"})");
    const auto check = [&] {
      const auto found = queue(db);
      REQUIRE(found.items.size() == 1);
      CHECK(found.items[0].first.id == first.id);
      CHECK(found.items[0].second.id == second.id);
      const auto& reasons = found.items[0].reasons;
      CHECK(std::find(reasons.begin(), reasons.end(), duplicates::Reason::same_birthday) != reasons.end());
    };
    watch(db);
    check();
    search(db);
    check();
    // Told in a change, too.
    change(db, second.id, R"({"custom": {"date_of_birth": "1980-06-17"}})");
    watch(db);
    CHECK(queue(db).items.empty());
  });
}

TEST_CASE("two people who were told apart are not suggested again") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const Contact a = add(db, in_city("a@example.com", "Anne", "Lefebvre", "Lyon"));
    const Contact b = add(db, in_city("b@example.com", "Anne", "Lefebvre", "Lyon"));
    watch(db);
    dismiss(db, b.id, a.id);
    CHECK(queue(db).items.empty());
    change(db, b.id, R"({"job_title": "Poet"})");
    watch(db);
    search(db);
    CHECK(queue(db).items.empty());
    duplicates::PairQuery dismissed;
    dismissed.state = PairState::dismissed;
    CHECK(queue(db, dismissed).items.size() == 1);
  });
}

TEST_CASE("a search of all finds what was there before, and drops what no longer holds") {
  store::testing::for_each_engine([](TestDatabase& db) {
    add(db, in_city("a@example.com", "Robert", "Miller", "Leeds"));
    const Contact bob = add(db, in_city("b@example.com", "Bob", "Miller", "Leeds"));
    add(db, in_city("c@example.com", "Grace", "Hopper", "Leeds"));
    search(db);
    CHECK(queue(db).items.size() == 1);
    change(db, bob.id, R"({"last_name": "Hoffmann"})");
    db.clock().advance(hours(1));
    search(db);
    CHECK(queue(db).items.empty());
  });
}

TEST_CASE("the queue goes on where a page ended, best first, and shows only pairs of one's own records") {
  store::testing::for_each_engine([](TestDatabase& db) {
    for (int i = 0; i < 5; ++i) {
      const std::string name = std::string("Lefebvre") + static_cast<char>('a' + i) + "ux";
      add(db, in_city("a" + std::to_string(i) + "@example.com", "Anne", name, "Lyon"));
      add(db, in_city("b" + std::to_string(i) + "@example.com", "Anne", name, "Lyon"));
    }
    search(db);
    duplicates::PairQuery query;
    query.limit = 2;
    std::size_t seen = 0;
    std::int64_t last = 101;
    while (true) {
      const auto page = queue(db, query);
      for (const auto& pair : page.items) {
        CHECK(pair.score <= last);
        last = pair.score;
      }
      seen += page.items.size();
      if (!page.next_cursor) break;
      query.cursor = page.next_cursor;
    }
    CHECK(seen >= 5);
    Uuid nobody;
    nobody.bytes[0] = 9;
    const auto own = queue(db, {}, caller_with({}, http::Scope::own, nobody));
    CHECK(own.items.empty());
    CHECK(own.total->value == 0);
  });
}

}  // namespace rapport::people
