#include "insight/next_actions/merge_decisions.h"

#include <doctest/doctest.h>

#include "customer/people/duplicates/merge.h"
#include "customer/people/people_fixture.h"
#include "insight/next_actions/decide.h"
#include "insight/next_actions/items.h"
#include "insight/next_actions/sql.h"

using namespace rapport;
using namespace rapport::next_actions;
using namespace rapport::people::testing;
namespace merging = rapport::people::duplicates;

namespace {

merging::Parts parts() {
  auto out = merging::own_parts();
  out.push_back(&decisions_part());
  return out;
}

ContactId prospect(TestDatabase& db, const char* email) {
  auto d = draft(email);
  d.stage = people::Stage::engaged;
  return add(db, d, people::system_caller()).id;
}

std::vector<std::string> rows_of(TestDatabase& db, ContactId id) {
  std::vector<std::string> out;
  db->read([&](store::Reader& r) {
    for (auto& d : r.list<Decision>(sql::decisions_of_contact, {{"contact_id", id}})) {
      out.push_back(json::write(d));
      for (const auto& item : items_of(r, id.uuid, d.number)) out.push_back(json::write(item));
    }
  });
  return out;
}

}  // namespace

TEST_CASE(
    "what was suggested of a contact follows a merge behind the survivor's own, and goes back with it") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const ContactId a = prospect(db, "a@example.com"), b = prospect(db, "b@example.com"),
                    c = prospect(db, "c@example.com");
    const auto seller = caller_with({"next_actions.act", "contacts.read"}, http::Scope::all, db.ids().next());
    const auto look = [&](ContactId id) {
      db->write([&](store::Transaction& tx) { decide(tx, id, seller); });
      return db->read([&](store::Reader& r) { return find_newest(r, id.uuid).value(); });
    };
    // All at one moment.
    for (const auto id : {a, b, c}) {
      const auto first = look(id);
      db->write([&](store::Transaction& tx) {
        answer(tx, id, {1, ActionId{first.first_action}, Answer::accept, {}, {}}, seller);
      });
    }
    db.clock().advance(hours(24 * 9));
    CHECK(look(b).number == 2);
    const auto of_a = rows_of(db, a), of_b = rows_of(db, b), of_c = rows_of(db, c);
    const auto merge = [&](ContactId into, ContactId other) {
      return db->write([&](store::Transaction& tx) {
        merging::MergeRequest request;
        request.other_id = other;
        return merging::merge(tx, into, request, parts(), people::system_caller());
      });
    };
    const auto undo = [&](merging::MergeId id) {
      db->write(
          [&](store::Transaction& tx) { merging::undo_merge(tx, id, parts(), people::system_caller()); });
    };
    const auto first = merge(b, c);
    CHECK(first.counts.at("next_actions") == 1);
    const auto second = merge(a, b);
    CHECK(second.counts.at("next_actions") == 3);
    CHECK(rows_of(db, b).empty());
    CHECK(rows_of(db, a).size() == of_a.size() + of_b.size() + of_c.size());
    // Its own comes first, and the next one has the next number.
    CHECK(db->read([&](store::Reader& r) { return find_newest(r, a.uuid)->number; }) == 1);
    undo(second.id);
    undo(first.id);
    CHECK(rows_of(db, a) == of_a);
    CHECK(rows_of(db, b) == of_b);
    CHECK(rows_of(db, c) == of_c);
  });
}

TEST_CASE("a contact that has suggestions of a merged one alone gets its own with the number one") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const ContactId a = prospect(db, "a@example.com"), b = prospect(db, "b@example.com");
    const auto seller = caller_with({"next_actions.act", "contacts.read"}, http::Scope::all, db.ids().next());
    db->write([&](store::Transaction& tx) { decide(tx, b, seller); });
    db->write([&](store::Transaction& tx) {
      merging::MergeRequest request;
      request.other_id = b;
      merging::merge(tx, a, request, parts(), people::system_caller());
    });
    CHECK(db->read([&](store::Reader& r) { return find_newest(r, a.uuid)->number; }) < 0);
    db.clock().advance(hours(24 * 9));
    db->write([&](store::Transaction& tx) { decide(tx, a, seller); });
    CHECK(db->read([&](store::Reader& r) { return find_newest(r, a.uuid)->number; }) == 1);
  });
}
