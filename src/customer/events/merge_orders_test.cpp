// Merging and undoing with everything that a contact may have: the parts of this module and of those below.
#include "customer/events/merge_orders.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <random>

#include "customer/events/orders.h"
#include "customer/people/contact_list.h"
#include "customer/people/duplicates/arrival.h"
#include "customer/people/duplicates/merge.h"
#include "customer/people/duplicates/pairs.h"
#include "customer/people/duplicates/watch.h"
#include "customer/people/exports/write_records.h"
#include "customer/people/fields/fields.h"
#include "platform/facts/feed.h"
#include "platform/facts/move.h"
#include "platform/jobs/runner.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::events;
namespace merging = rapport::people::duplicates;
using people::Contact;
using people::ContactDraft;
using store::testing::for_each_engine;
using store::testing::TestDatabase;

namespace {

const Currency eur = *parse_currency("EUR");
const Recording recording{eur, {}, "api"};

const merging::Parts& parts() {
  static const merging::Parts all = [] {
    merging::Parts out = merging::own_parts();
    for (const auto* part : merge_parts()) out.push_back(part);
    return out;
  }();
  return all;
}

Contact add(TestDatabase& db, const ContactDraft& draft) {
  return db->write(
      [&](store::Transaction& tx) { return people::create(tx, draft, people::system_caller()); });
}
ContactDraft person(std::string email, std::string first, std::string last) {
  ContactDraft d;
  d.email = std::move(email);
  d.first_name = std::move(first);
  d.last_name = std::move(last);
  return d;
}
Contact read(TestDatabase& db, ContactId id) {
  return db->read([&](store::Reader& r) { return people::get(r, id, people::system_caller()); });
}
void order(TestDatabase& db, ContactId id, std::int64_t price, std::string number = "") {
  OrderDraft d;
  d.contact_id = id;
  if (!number.empty()) d.number = number;
  LineDraft line;
  line.name = "Filter";
  line.quantity = 1;
  line.unit_price = Money{price, eur};
  d.lines = {line};
  db->write([&](store::Transaction& tx) { create_order(tx, d, recording); });
}
void consent(TestDatabase& db, ContactId id, privacy::LedgerStatus status) {
  privacy::ConsentDraft d;
  d.status = status;
  db->write([&](store::Transaction& tx) { people::record_consent(tx, id, d, people::system_caller()); });
}
merging::Merge merge(TestDatabase& db, ContactId survivor, ContactId other,
                     std::map<std::string, merging::Side> choices = {}) {
  merging::MergeRequest request;
  request.other_id = other;
  request.choices = std::move(choices);
  return db->write([&](store::Transaction& tx) {
    return merging::merge(tx, survivor, request, parts(), people::system_caller());
  });
}
merging::Merge undo(TestDatabase& db, merging::MergeId id) {
  return db->write(
      [&](store::Transaction& tx) { return merging::undo_merge(tx, id, parts(), people::system_caller()); });
}

// All that people see of all contacts: the export, and each one's timeline, ledger and orders.
std::string everything(TestDatabase& db, const std::vector<ContactId>& ids) {
  return db->read([&](store::Reader& r) {
    std::string out;
    people::write_records(r, {}, people::system_caller(),
                          {.write = [&](std::string_view text) { out += text; }});
    for (const auto id : ids) {
      facts::TimelineQuery query;
      query.contact_id = id.uuid;
      query.limit = 10'000;
      for (const auto& f : facts::timeline(r, query)) {
        if (f.type == facts::moved_mark) continue;
        if (f.type == "contact_merged" || f.type == "contact_unmerged") continue;  // that it happened is told
        out += render(f.id) + " " + f.type + " " + render(f.occurred_at) + " " + std::to_string(f.seq) + " " +
               f.payload.text() + "\n";
      }
      for (const auto& line : privacy::list_consents(r, id)) out += json::write(line) + "\n";
      OrderQuery orders;
      orders.contact_id = id;
      for (const auto& o : list_orders(r, orders).items) out += json::write(*find_order(r, o.id)) + "\n";
      if (auto contact = people::find(r, id, people::system_caller())) {
        contact->version = 0;
        out += json::write(*contact) + "\n";
      }
    }
    return out;
  });
}

}  // namespace

TEST_CASE("what two contacts have is the survivor's after a merge, and the other's id leads to it") {
  for_each_engine([](TestDatabase& db) {
    auto a = person("ada@example.com", "Ada", "Byron");
    a.tags = {"vip", "paris"};
    auto b = person("ada.byron@example.com", "Ada", "Lovelace");
    b.tags = {"paris", "math"};
    b.phone = "+33612345678";
    b.city = "Paris";
    const Contact one = add(db, a), other = add(db, b);
    order(db, one.id, 1000);
    order(db, other.id, 2500, "4711");
    const auto done = merge(db, one.id, other.id,
                            {{"last_name", merging::Side::survivor}, {"email", merging::Side::survivor}});
    CHECK(done.state == merging::MergeState::merged);
    CHECK(done.counts.at("orders") == 1);
    const Contact after = read(db, one.id);
    CHECK(after.last_name == "Byron");
    CHECK(after.email == "ada@example.com");
    CHECK(after.phone == "+33612345678");
    CHECK(after.city == "Paris");
    CHECK(after.tags == std::vector<std::string>{"vip", "paris", "math"});
    CHECK(after.orders_count == 2);
    CHECK(after.orders_value.minor == 3500);
    const Contact by_old_id = read(db, other.id);
    CHECK(by_old_id.id == one.id);
    db->read([&](store::Reader& r) {
      CHECK(people::find_by_identity(r, "email", "Ada.Byron@example.com") == one.id);
      const auto found = find_order_by_number(r, "api", "4711");
      REQUIRE(found);
      CHECK(found->contact_id == one.id);
    });
    // A write by the old id reaches the survivor.
    db->write([&](store::Transaction& tx) {
      people::patch(tx, other.id, Json::parse(R"({"job_title": "Countess"})"), std::nullopt,
                    people::system_caller());
    });
    CHECK(read(db, one.id).job_title == "Countess");
    // The address that it may be written to under is taken, also by itself.
    CHECK_THROWS_AS(add(db, person("ada.byron@example.com", "X", "Y")), Error);
  });
}

TEST_CASE("a choice that cannot be made is refused by its name") {
  for_each_engine([](TestDatabase& db) {
    const Contact one = add(db, person("a@example.com", "A", "B")),
                  other = add(db, person("b@example.com", "A", "B"));
    const auto path = [&](ContactId into, ContactId from, std::map<std::string, merging::Side> choices) {
      try {
        merge(db, into, from, std::move(choices));
      } catch (const Error& error) {
        return error.issues().empty() ? std::string(error.what()) : error.issues()[0].path;
      }
      return std::string();
    };
    CHECK(path(one.id, other.id, {{"shoe", merging::Side::other}}) == "choices.shoe");
    CHECK(path(one.id, other.id, {{"email", merging::Side::both}}) == "choices.email");
    CHECK(path(one.id, one.id, {}) == "other_id");
    CHECK(read(db, other.id).id == other.id);
  });
}

TEST_CASE("of two consents the stricter holds, whichever is the later") {
  for_each_engine([](TestDatabase& db) {
    const Contact one = add(db, person("a@example.com", "A", "B")),
                  other = add(db, person("b@example.com", "A", "B"));
    consent(db, other.id, privacy::LedgerStatus::withdrawn);
    db.clock().advance(hours(1));
    consent(db, one.id, privacy::LedgerStatus::granted);
    const auto done = merge(db, one.id, other.id);
    CHECK(read(db, one.id).consent_status == privacy::ConsentStatus::withdrawn);
    db->read([&](store::Reader& r) {
      CHECK(privacy::list_consents(r, one.id).size() == 3);
    });  // both, and the merge's own
    undo(db, done.id);
    CHECK(read(db, other.id).consent_status == privacy::ConsentStatus::withdrawn);
    CHECK(read(db, one.id).consent_status != privacy::ConsentStatus::withdrawn);
    db->read([&](store::Reader& r) { CHECK(privacy::list_consents(r, one.id).size() == 1); });
  });
}

TEST_CASE("a merge that is undone leaves every contact as it was") {
  for_each_engine([](TestDatabase& db) {
    std::mt19937 random(5);
    const auto chance = [&](unsigned percent) { return random() % 100 < percent; };
    for (const char* field : {R"({"object": "contact", "name": "size", "type": "text"})",
                              R"({"object": "contact", "name": "rank", "type": "number"})",
                              R"({"object": "contact", "name": "hues", "type": "multi_choice",
              "options": [{"value": "red"}, {"value": "blue"}]})"})
      db->write([&](store::Transaction& tx) {
        people::create_field(tx, json::read<people::FieldDraft>(field), people::system_caller());
      });
    for (int round = 0; round < 12; ++round) {
      std::vector<ContactId> ids;
      int sized = 0;
      for (int who = 0; who < 2; ++who) {
        ContactDraft d;
        d.external_id = "r" + std::to_string(round) + "-" + std::to_string(who);
        if (chance(70)) d.email = "p" + std::to_string(round * 2 + who) + "@example.com";
        if (chance(60)) d.phone = "+3361000" + std::to_string(1000 + round * 2 + who);
        d.first_name = chance(50) ? "Ada" : "Grace";
        if (chance(70)) d.last_name = "Nguyễn";
        if (chance(50)) d.city = chance(50) ? "Huế" : "Paris";
        if (chance(40)) d.notes = "Note " + std::to_string(random() % 100);
        if (chance(40)) d.estimated_value = Money{static_cast<std::int64_t>(random() % 10'000), eur};
        for (const char* tag : {"a", "b", "c", "d"})
          if (chance(40)) d.tags.emplace_back(tag);
        boost::json::object own;
        if (chance(60)) own["size"] = chance(50) ? "L" : "M";
        if (chance(50)) own["rank"] = static_cast<std::int64_t>(random() % 3);
        if (chance(50))
          own["hues"] = chance(50) ? boost::json::array{"red"} : boost::json::array{"blue", "red"};
        sized += own.contains("size") ? 1 : 0;
        d.custom = Json(own);
        ids.push_back(add(db, d).id);
        for (int n = static_cast<int>(random() % 4); n > 0; --n)
          order(db, ids.back(), 100 + static_cast<std::int64_t>(random() % 900));
        for (int n = static_cast<int>(random() % 3); n > 0; --n) {
          db.clock().advance(minutes(1));
          consent(db, ids.back(),
                  chance(50) ? privacy::LedgerStatus::granted : privacy::LedgerStatus::withdrawn);
        }
        db.clock().advance(minutes(1));
      }
      const std::string before = everything(db, ids);
      std::map<std::string, merging::Side> choices;
      for (const char* field : {"email", "phone", "external_id", "first_name", "city", "notes"})
        if (chance(50)) choices[field] = chance(50) ? merging::Side::other : merging::Side::survivor;
      if (sized == 2 && read(db, ids[0]).custom != read(db, ids[1]).custom && chance(50))
        choices["custom.size"] = chance(50) ? merging::Side::other : merging::Side::survivor;
      db.clock().advance(minutes(1));
      const auto done = merge(db, ids[0], ids[1], choices);
      CHECK(everything(db, ids) != before);
      db.clock().advance(hours(1));
      CHECK(undo(db, done.id).state == merging::MergeState::undone);
      CHECK(everything(db, ids) == before);
    }
  });
}

TEST_CASE("own fields go back one by one, and one that was changed since stays") {
  for_each_engine([](TestDatabase& db) {
    for (const char* field : {R"({"object": "contact", "name": "size", "type": "text"})",
                              R"({"object": "contact", "name": "rank", "type": "number"})"})
      db->write([&](store::Transaction& tx) {
        people::create_field(tx, json::read<people::FieldDraft>(field), people::system_caller());
      });
    auto first = person("a@example.com", "Ada", "Byron"), second = person("b@example.com", "Ada", "Byron");
    first.custom = Json::parse(R"({"size": "M"})");
    second.custom = Json::parse(R"({"size": "L", "rank": 7})");
    const Contact one = add(db, first), other = add(db, second);
    const auto found = [&](const char* size) {
      people::ContactQuery query;
      query.filter =
          Json::parse(R"({"field": "size", "op": "equal", "value": ")" + std::string(size) + "\"}");
      return db->read([&](store::Reader& r) {
        return people::list_contacts(r, query, people::system_caller()).items.size();
      });
    };
    // PostgreSQL has its own order of names.
    const auto own = [&](ContactId id) { return read(db, id).custom.value(); };
    const auto said = [](const char* text) { return boost::json::parse(text); };
    const auto done = merge(db, one.id, other.id, {{"custom.size", merging::Side::other}});
    CHECK((own(one.id) == said(R"({"size":"L","rank":7})")));
    CHECK(found("M") == 0);
    db->write([&](store::Transaction& tx) {
      people::patch(tx, one.id, Json::parse(R"({"custom": {"rank": 8}})"), std::nullopt,
                    people::system_caller());
    });
    const auto preview = db->read([&](store::Reader& r) {
      return merging::preview_undo(r, done.id, parts(), people::system_caller());
    });
    CHECK(preview.kept == std::vector<std::string>{"custom.rank"});
    undo(db, done.id);
    CHECK((own(one.id) == said(R"({"size":"M","rank":8})")));
    CHECK((own(other.id) == said(R"({"size":"L","rank":7})")));
    CHECK(found("M") == 1);
    CHECK(found("L") == 1);
  });
}

TEST_CASE("what came since goes where its id says, a field changed since stays, and a no stands for both") {
  for_each_engine([](TestDatabase& db) {
    const Contact one = add(db, person("a@example.com", "Ada", "Byron"));
    auto second = person("b@example.com", "Ada", "Byron");
    second.city = "Paris";
    second.job_title = "Poet";
    const Contact other = add(db, second);
    db.clock().advance(minutes(1));
    const auto done = merge(db, one.id, other.id);
    db.clock().advance(minutes(1));
    order(db, one.id, 100);  // stays
    // Comes in under the old id, as the orders endpoint writes it.
    OrderDraft d;
    d.contact_id = one.id;
    d.number = "late";
    LineDraft line;
    line.name = "Hose";
    line.quantity = 1;
    line.unit_price = Money{700, eur};
    d.lines = {line};
    db->write([&](store::Transaction& tx) {
      const Order o = create_order(tx, d, recording);
      people::note_arrival(tx, one.id, o.id.uuid, other.id);
    });
    consent(db, one.id, privacy::LedgerStatus::withdrawn);
    db->write([&](store::Transaction& tx) {
      people::patch(tx, one.id, Json::parse(R"({"city": "Lyon"})"), std::nullopt, people::system_caller());
    });
    const auto preview = db->read([&](store::Reader& r) {
      return merging::preview_undo(r, done.id, parts(), people::system_caller());
    });
    CHECK(preview.kept == std::vector<std::string>{"city"});
    CHECK(preview.goes.at("orders") == 1);
    CHECK(preview.goes.at("facts") == 1);
    CHECK(preview.stays.at("orders") == 1);
    undo(db, done.id);
    const Contact first = read(db, one.id), restored = read(db, other.id);
    CHECK(first.city == "Lyon");
    CHECK_FALSE(first.job_title);
    CHECK(restored.city == "Paris");
    CHECK(restored.job_title == "Poet");
    CHECK(first.orders_value.minor == 100);
    CHECK(restored.orders_value.minor == 700);
    CHECK(first.consent_status == privacy::ConsentStatus::withdrawn);
    CHECK(restored.consent_status == privacy::ConsentStatus::withdrawn);
    CHECK_THROWS_AS(undo(db, done.id), Error);
  });
}

TEST_CASE("a large merge goes on in a job, after a crash too, and loses nothing") {
  for_each_engine([](TestDatabase& db) {
    const Contact one = add(db, person("a@example.com", "A", "B")),
                  other = add(db, person("b@example.com", "A", "B"));
    db->write([&](store::Transaction& tx) {
      std::vector<facts::Fact> many(900);
      for (auto& f : many) {
        f.contact_id = other.id.uuid;
        f.type = "page_view";
      }
      facts::record_all(tx, many);
    });
    const auto done = merge(db, one.id, other.id);
    CHECK(done.state == merging::MergeState::moving);
    CHECK_THROWS_AS(undo(db, done.id), Error);
    db.reopen();
    merging::FollowMerge handler(parts());
    jobs::Runner runner(*db, "test");
    runner.add(handler);
    runner.run_due();
    db->read([&](store::Reader& r) {
      CHECK(merging::get_merge(r, done.id, people::system_caller()).state == merging::MergeState::merged);
      facts::TimelineQuery query;
      query.contact_id = one.id.uuid;
      query.types = {"page_view"};
      query.limit = 2'000;
      CHECK(facts::timeline(r, query).size() == 900);
    });
    CHECK(undo(db, done.id).state == merging::MergeState::undoing);
    runner.run_due();
    db->read([&](store::Reader& r) {
      facts::TimelineQuery query;
      query.contact_id = other.id.uuid;
      query.types = {"page_view"};
      query.limit = 2'000;
      CHECK(facts::timeline(r, query).size() == 900);
    });
  });
}

TEST_CASE("of two merges in a row the later is undone first") {
  for_each_engine([](TestDatabase& db) {
    const Contact a = add(db, person("a@example.com", "A", "A")),
                  b = add(db, person("b@example.com", "B", "B")),
                  c = add(db, person("c@example.com", "C", "C"));
    const auto first = merge(db, b.id, a.id);
    db.clock().advance(minutes(1));
    const auto second = merge(db, c.id, b.id);
    CHECK(read(db, a.id).id == c.id);
    CHECK_THROWS_AS(undo(db, first.id), Error);
    undo(db, second.id);
    CHECK(read(db, a.id).id == b.id);
    CHECK(read(db, b.id).id == b.id);
    undo(db, first.id);
    CHECK(read(db, a.id).id == a.id);
    CHECK(read(db, b.id).last_name == "B");
    db.clock().advance(Days(31));
    const auto third = merge(db, b.id, a.id);
    db.clock().advance(Days(31));
    CHECK_THROWS_AS(undo(db, third.id), Error);
  });
}
