#include "customer/segments/merge_lists.h"

#include "customer/people/duplicates/merge.h"
#include "customer/segments/live_fixture.h"

using namespace rapport;
using namespace rapport::segments;
using namespace rapport::segments::testing;
using store::testing::for_each_engine;
namespace merging = rapport::people::duplicates;

namespace {

const merging::Parts& parts() {
  static const merging::Parts all = [] {
    merging::Parts out = merging::own_parts();
    for (const auto* part : merge_parts()) out.push_back(part);
    return out;
  }();
  return all;
}

merging::MergeId merge(TestDatabase& db, ContactId survivor, ContactId other) {
  db.clock().advance(minutes(1));
  merging::MergeRequest request;
  request.other_id = other;
  return db->write([&](store::Transaction& tx) {
    return merging::merge(tx, survivor, request, parts(), people::system_caller()).id;
  });
}
void undo(TestDatabase& db, merging::MergeId id) {
  db.clock().advance(minutes(1));
  db->write([&](store::Transaction& tx) { merging::undo_merge(tx, id, parts(), people::system_caller()); });
}

SegmentId list(TestDatabase& db, const char* name) {
  return db->write([&](store::Transaction& tx) {
    return create_segment(tx, {.name = name, .kind = SegmentKind::list}, people::system_caller()).id;
  });
}
void change_list(TestDatabase& db, SegmentId id, std::vector<Uuid> add, std::vector<Uuid> remove = {}) {
  db.clock().advance(minutes(1));
  db->write([&](store::Transaction& tx) {
    change_members(tx, id, {.add = std::move(add), .remove = std::move(remove), .identifiers = {}},
                   people::system_caller());
  });
}

// Everything that is kept of a list: who is in it since when, who came and went, how many it says.
std::string all_of(TestDatabase& db, SegmentId id) {
  return db->read([&](store::Reader& reader) {
    std::string out;
    const auto add = [&](const char* sql) {
      store::Params params{{"id", id}};
      reader.each(store::DynamicSql{sql}, params, [&](const store::Row& row) {
        out += render(row.uuid(0)) + " " + std::to_string(row.integer(1)) + " " + std::string(row.text(2)) +
               "\n";
      });
    };
    add("select contact_id, entered_at, '' from segment_members where segment_id = :id order by 1");
    add("select contact_id, at, kind || ' ' || reason from segment_moves where segment_id = :id order by 1, "
        "2, 3");
    out += std::to_string(get_segment(reader, id).members_count);
    return out;
  });
}

std::vector<ContactId> in(TestDatabase& db, SegmentId id) {
  return db->read([&](store::Reader& reader) {
    std::vector<ContactId> out;
    each_member(reader, id, [&](const Uuid& contact) { out.push_back(ContactId{contact}); });
    CHECK(get_segment(reader, id).members_count == std::ssize(out));
    return sorted(out);
  });
}

}  // namespace

TEST_CASE("the members of lists follow a merge, and an undo leaves every list as it was") {
  for_each_engine([](TestDatabase& db) {
    const auto one = add(db, draft("one@example.com")).id, other = add(db, draft("other@example.com")).id;
    const auto hers = list(db, "Hers"), his = list(db, "His"), both = list(db, "Both"),
               none = list(db, "None");
    change_list(db, hers, {one.uuid});
    change_list(db, his, {other.uuid});
    change_list(db, both, {other.uuid});
    change_list(db, both, {one.uuid});
    std::vector<std::string> before;
    for (const auto id : {hers, his, both, none}) before.push_back(all_of(db, id));
    const auto since = [&](ContactId who, SegmentId id) {
      return db->read([&](store::Reader& reader) { return member_since(reader, id, who.uuid); });
    };
    const auto his_since = since(other, his), both_since = since(one, both);
    const auto id = merge(db, one, other);
    for (const auto list : {hers, his, both}) CHECK(in(db, list) == std::vector{one});
    CHECK(in(db, none).empty());
    CHECK(since(one, his) == his_since);
    CHECK(since(one, both) == both_since);
    undo(db, id);
    std::vector<std::string> after;
    for (const auto list : {hers, his, both, none}) after.push_back(all_of(db, list));
    CHECK(after == before);
  });
}

TEST_CASE("what people changed in a list since a merge stands after the undo") {
  for_each_engine([](TestDatabase& db) {
    const auto one = add(db, draft("one@example.com")).id, other = add(db, draft("other@example.com")).id;
    const auto removed = list(db, "Removed"), again = list(db, "Put in again"), fresh = list(db, "Fresh"),
               both = list(db, "Both removed");
    for (const auto id : {removed, again}) change_list(db, id, {other.uuid});
    change_list(db, both, {one.uuid, other.uuid});
    const auto id = merge(db, one, other);
    for (const auto list : {removed, again, both}) change_list(db, list, {}, {one.uuid});
    for (const auto list : {again, fresh}) change_list(db, list, {one.uuid});
    const auto preview = db->read([&](store::Reader& reader) {
      return merging::preview_undo(reader, id, parts(), people::system_caller());
    });
    CHECK(preview.stays.at("lists") == 2);
    undo(db, id);
    CHECK(in(db, removed).empty());
    CHECK(in(db, both).empty());
    CHECK(in(db, again) == std::vector{one});
    CHECK(in(db, fresh) == std::vector{one});
    // The same two once more, the other way round: nothing of the first merge is mistaken for this one.
    const auto second = merge(db, other, one);
    CHECK(in(db, again) == std::vector{other});
    undo(db, second);
    CHECK(in(db, again) == std::vector{one});
    CHECK(in(db, removed).empty());
  });
}

TEST_CASE("several merges in a row are undone one by one, and rules over lists follow") {
  for_each_engine([](TestDatabase& db) {
    const auto a = add(db, draft("a@example.com")).id, b = add(db, draft("b@example.com")).id,
               c = add(db, draft("c@example.com")).id;
    const auto id = list(db, "Friends");
    change_list(db, id, {b.uuid});
    change_list(db, id, {c.uuid});
    Live live(*db);
    live.run_once();
    const auto rule = make(db, "Friendly", "IN SEGMENT Friends").id;
    const auto follows = [&] {
      live.wake();
      live.run_once();
      CHECK(members(db, live, rule) == in(db, id));
    };
    follows();
    const std::string start = all_of(db, id);
    const auto first = merge(db, a, b);
    CHECK(in(db, id) == sorted({a, c}));
    follows();
    const std::string between = all_of(db, id);
    const auto second = merge(db, a, c);
    CHECK(in(db, id) == std::vector{a});
    follows();
    undo(db, second);
    CHECK(all_of(db, id) == between);
    follows();
    undo(db, first);
    CHECK(all_of(db, id) == start);
    CHECK(in(db, id) == sorted({b, c}));
    follows();
    // Merged on: into a third, which takes along what came to the first.
    const auto into_a = merge(db, a, b);
    const auto into_c = merge(db, c, a);
    CHECK(in(db, id) == std::vector{c});
    undo(db, into_c);
    CHECK(in(db, id) == sorted({a, c}));
    undo(db, into_a);
    CHECK(all_of(db, id) == start);
  });
}
