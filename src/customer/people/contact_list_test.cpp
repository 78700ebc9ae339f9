#include <algorithm>

#include "customer/people/people_fixture.h"
#include "platform/access/users.h"

using namespace rapport;
using namespace rapport::people;
using namespace rapport::people::testing;
using store::testing::for_each_engine;

namespace {

std::vector<ContactId> walk(TestDatabase& db, ContactQuery query, const Caller& caller = anybody()) {
  std::vector<ContactId> out;
  for (int pages = 0; pages < 200; ++pages) {
    const auto page = page_of(db, query, caller);
    for (const auto& c : page.items) out.push_back(c.id);
    if (!page.next_cursor) return out;
    CHECK(page.items.size() == static_cast<std::size_t>(query.limit));
    query.cursor = page.next_cursor;
  }
  FAIL("the list does not end");
  return out;
}

// Contacts with few different values, so that most are equal to others and many are missing.
std::vector<ContactId> fill(TestDatabase& db, int count) {
  SeededRandom random(7);
  std::vector<ContactDraft> drafts;
  const std::vector<std::string> names = {"Nguyễn", "Martin", "Éclair", "O'Neil"};
  const std::vector<std::string> countries = {"FR", "VN", "BE"};
  for (int i = 0; i < count; ++i) {
    ContactDraft d = draft("c" + std::to_string(i) + "@example.com", "", names[random.next() % 4]);
    if (random.next() % 2) d.estimated_value = Money{static_cast<std::int64_t>(random.next() % 3), {}};
    if (random.next() % 4) d.country = countries[random.next() % 3];
    if (random.next() % 3 == 0) d.tags = {"vip"};
    d.stage = static_cast<Stage>(random.next() % 5);
    drafts.push_back(std::move(d));
  }
  return db->write([&](store::Transaction& tx) {
    std::vector<ContactId> ids;
    for (const auto& o : create_many(tx, drafts, Intake::load(tx), Policy::skip, system_caller()))
      ids.push_back(o.id);
    return ids;
  });
}

}  // namespace

TEST_CASE("paging shows each contact once in every order, equal and missing values included") {
  for_each_engine([](TestDatabase& db) {
    auto all = fill(db, 120);
    db->write([&](store::Transaction& tx) {
      for (std::size_t i = 0; i < all.size(); i += 3) signal(tx, all[i], Signal::message_sent, std::nullopt);
    });
    std::sort(all.begin(), all.end());
    for (const char* sort :
         {"newest", "oldest", "name", "-name", "last_contacted", "value", "orders_value"}) {
      for (const int limit : {1, 7, 50}) {
        ContactQuery query;
        query.sort = sort;
        query.limit = limit;
        auto seen = walk(db, query);
        std::sort(seen.begin(), seen.end());
        CHECK_MESSAGE(seen == all, sort);
      }
    }
  });
}

TEST_CASE("the hits of a search page through once, though many were created at one moment") {
  for_each_engine([](TestDatabase& db) {
    auto all = fill(db, 90);
    std::sort(all.begin(), all.end());
    for (const char* text : {"exa", "example", "c"}) {
      ContactQuery query;
      query.search = text;
      query.limit = 7;
      auto seen = walk(db, query);
      std::sort(seen.begin(), seen.end());
      CHECK_MESSAGE(seen == all, text);
      CHECK(page_of(db, query).total->value == 90);
    }
  });
}

TEST_CASE("a list pages on while contacts are added and none of the old is skipped") {
  for_each_engine([](TestDatabase& db) {
    const auto all = fill(db, 40);
    ContactQuery query;
    query.sort = "name";
    query.limit = 6;
    std::vector<ContactId> seen;
    for (int round = 0;; ++round) {
      const auto page = page_of(db, query);
      for (const auto& c : page.items) seen.push_back(c.id);
      if (!page.next_cursor) break;
      query.cursor = page.next_cursor;
      add(db, draft("late" + std::to_string(round) + "@example.com", "", round % 2 ? "Aaa" : "Zzz"));
    }
    for (const auto& id : all) CHECK(std::count(seen.begin(), seen.end(), id) == 1);
  });
}

TEST_CASE("filters combine, and the count agrees with the pages") {
  for_each_engine([](TestDatabase& db) {
    fill(db, 150);
    const auto everything = page_of(db, {.limit = 200}).items;
    const auto expect = [&](const ContactQuery& query, auto&& holds) {
      std::size_t wanted = 0;
      for (const auto& c : everything) wanted += holds(c) ? 1 : 0;
      for (const char* sort : {"newest", "name", "value"}) {
        ContactQuery sorted = query;
        sorted.sort = sort;
        sorted.limit = 11;
        CHECK(page_of(db, sorted).total->value == static_cast<std::int64_t>(wanted));
        CHECK(walk(db, sorted).size() == wanted);
      }
    };
    expect({.country = "FR"}, [](const Contact& c) { return c.country == "FR"; });
    expect({.country = "FR,VN"}, [](const Contact& c) { return c.country == "FR" || c.country == "VN"; });
    expect({.status = "new,converted", .country = "FR"}, [](const Contact& c) {
      return c.country == "FR" && (c.status == Status::new_ || c.status == Status::converted);
    });
    expect({.status = "engaged", .tag = "vip"},
           [](const Contact& c) { return c.status == Status::engaged && !c.tags.empty(); });
    expect({.search = "nguyen", .country = "VN"},
           [](const Contact& c) { return c.last_name == "Nguyễn" && c.country == "VN"; });
    expect({.tag = "nobody"}, [](const Contact&) { return false; });
    expect({.owner_id = "none"}, [](const Contact&) { return true; });
    expect({.created_from = db.clock().now() + hours(1)}, [](const Contact&) { return false; });
    expect({.created_to = db.clock().now() + hours(1)}, [](const Contact&) { return true; });
  });
}

TEST_CASE("a filter that is wrong is named, never a fault of the server") {
  for_each_engine([](TestDatabase& db) {
    const auto path = [&](const ContactQuery& query) {
      const Error e = error_of([&] { page_of(db, query); });
      CHECK(e.code() == ErrorCode::invalid);
      return e.issues().front().path;
    };
    CHECK(path({.status = "sleeping"}) == "status");
    CHECK(path({.owner_id = "me"}) == "owner_id");
    CHECK(path({.sort = "colour"}) == "sort");
    CHECK(path({.cursor = "AAAA"}) == "cursor");
    CHECK(path({.cursor = "!!"}) == "cursor");
    CHECK(path({.count = "roughly"}) == "count");
  });
}

TEST_CASE("search reads names, e-mail, phone and company without case and accents") {
  for_each_engine([](TestDatabase& db) {
    ContactDraft d = draft("thi.hanh@example.org", "Thị Hạnh", "Nguyễn");
    d.phone = "+33 6 12 34 56 78";
    d.company = "Société Générale";
    add(db, d);
    add(db, draft("bob@example.com", "Bob", "Straße"));
    const std::vector<std::string> thi = {"Thị Hạnh Nguyễn"};
    for (const char* text : {"nguyen", "NGUYỄN", "Hạnh", "hanh nguyen", "thi.hanh@", "societe gen", "ng",
                             "t h", "n", "guy", "06 12 34 56 78", "+33612", "0612345678"})
      CHECK_MESSAGE(found(db, text) == thi, text);
    CHECK(found(db, "strasse") == std::vector<std::string>{"Bob Straße"});
    CHECK(found(db, "example").size() == 2);
    CHECK(found(db, "u").empty());  // one and two letters find beginnings of words
    CHECK(found(db, "uye") == thi);
    CHECK(found(db, "nguyen bob").empty());
    CHECK(found(db, "%").empty());
    CHECK(found(db, "\" OR 1=1 --").empty());
  });
}

TEST_CASE("search finds a contact by its exact external id, within the caller's contacts") {
  for_each_engine([](TestDatabase& db) {
    auto one = draft("a@example.com", "Anne"), other = draft("b@example.com", "Bob");
    one.external_id = "ML-C01523";
    other.external_id = "ML-C01524";
    add(db, one);
    add(db, other);
    CHECK(found(db, "ML-C01523") == std::vector<std::string>{"Anne"});
    CHECK(found(db, " ML-C01524 ") == std::vector<std::string>{"Bob"});
    CHECK(found(db, "ML-C0152").empty());
    CHECK(page_of(db, {.search = "ML-C01523"}).total->value == 1);
    CHECK(page_of(db, {.search = "ML-C01523"}, caller_with({}, http::Scope::own, Uuid{{9}})).items.empty());
  });
}

TEST_CASE("search forgets the old text of a contact that was changed") {
  for_each_engine([](TestDatabase& db) {
    const Contact c = add(db, draft("a@example.com", "Béatrice", "Dupont"));
    change(db, c.id, R"({"last_name":"Durand","first_name":"Bea"})");
    CHECK(found(db, "dupont").empty());
    CHECK(found(db, "beatrice").empty());
    CHECK(found(db, "durand").size() == 1);
    change(db, c.id, R"({"city":"Paris"})");
    CHECK(found(db, "durand").size() == 1);
  });
}

TEST_CASE("a caller with their own records reaches no other's, on any way") {
  for_each_engine([](TestDatabase& db) {
    const Uuid me = db.ids().next();
    const Caller own = caller_with({}, http::Scope::own, me);
    const Contact other = add(db, draft("other@example.com", "Other"));
    const Contact mine = add(db, draft("mine@example.com", "Mine"), own);
    CHECK(mine.owner_id == UserId{me});
    const auto listed = page_of(db, {}, own);
    REQUIRE(listed.items.size() == 1);
    CHECK(listed.items[0].id == mine.id);
    CHECK(listed.total->value == 1);
    CHECK(page_of(db, {.search = "other"}, own).items.empty());
    CHECK(page_of(db, {.search = "example"}, own).total->value == 1);
    CHECK(error_of([&] { read(db, other.id, own); }).code() == ErrorCode::not_found);
    CHECK(error_of([&] { change(db, other.id, R"({"city":"x"})", own); }).code() == ErrorCode::not_found);
    CHECK(error_of([&] {
            db->write([&](store::Transaction& tx) { remove(tx, other.id, {}, own); });
          }).code() == ErrorCode::not_found);
    CHECK(error_of([&] {
            db->write([&](store::Transaction& tx) { record_consent(tx, other.id, {}, own); });
          }).code() == ErrorCode::not_found);
    CHECK(db->read([&](store::Reader& r) { return contact_stats(r, {}, own).total; }) == 1);
    CHECK(db->read([&](store::Reader& r) { return list_facets(r, own).statuses.front().count; }) == 1);
    const Error moved =
        error_of([&] { change(db, mine.id, R"({"owner_id":")" + render(db.ids().next()) + R"("})", own); });
    CHECK(moved.issues().front().path == "owner_id");
  });
}

TEST_CASE("facets and figures count what the filters offer") {
  for_each_engine([](TestDatabase& db) {
    fill(db, 90);
    const auto facets = db->read([&](store::Reader& r) { return list_facets(r, anybody()); });
    std::int64_t sum = 0;
    for (const auto& value : facets.statuses) sum += value.count;
    CHECK(sum == 90);
    CHECK(facets.countries.size() == 3);
    CHECK(facets.countries[0].count >= facets.countries[2].count);
    REQUIRE(facets.tags.size() == 1);
    CHECK(facets.tags[0].value == "vip");
    const auto stats = db->read([&](store::Reader& r) { return contact_stats(r, {}, anybody()); });
    CHECK(stats.total == 90);
    CHECK(stats.new_30_days == 90);
    CHECK(stats.compliant == 0);
  });
}
