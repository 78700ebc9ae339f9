#include "customer/people/changes/undo.h"

#include <boost/json.hpp>

#include "customer/people/changes/bulk.h"
#include "customer/people/changes/change_work.h"
#include "customer/people/changes/trash.h"
#include "customer/people/duplicates/merge.h"
#include "customer/people/fields/fields.h"
#include "customer/people/people_fixture.h"
#include "platform/jobs/runner.h"

using namespace rapport;
using namespace rapport::people;
using namespace rapport::people::testing;

namespace {

ChangeSet undo(TestDatabase& db, ChangeSetId set, const Caller& caller = anybody()) {
  return db->write([&](store::Transaction& tx) { return undo_change_set(tx, set, caller); });
}
ChangeSet last_set(TestDatabase& db) {
  return db->read([](store::Reader& r) { return list_change_sets(r, {}).at(0); });
}
std::vector<ContactChange> rows_of(TestDatabase& db, ChangeSetId set) {
  return db->read([&](store::Reader& r) { return list_changes(r, set, {}, 1'000); });
}
void drop(TestDatabase& db, ContactId id, const Caller& caller = anybody()) {
  db->write([&](store::Transaction& tx) { remove(tx, id, std::nullopt, caller); });
}
std::size_t in_trash(TestDatabase& db, const Caller& caller = anybody()) {
  return db->read([&](store::Reader& r) { return list_trash(r, {}, caller).items.size(); });
}
std::vector<Contact> add_many(TestDatabase& db, int count) {
  std::vector<Contact> out;
  for (int i = 0; i < count; ++i) out.push_back(add(db, draft("c" + std::to_string(i) + "@example.com")));
  return out;
}
void run_jobs(TestDatabase& db) {
  BulkChange bulk;
  UndoChanges undoing;
  EmptyTrash emptying;
  jobs::Runner runner(*db, "test-" + std::to_string(db.clock().now().ms));
  for (jobs::Handler* handler : std::initializer_list<jobs::Handler*>{&bulk, &undoing, &emptying})
    runner.add(*handler);
  runner.run_due();
}
ChangeSet bulk(TestDatabase& db, const BulkRequest& request, const Caller& caller = anybody()) {
  const auto set = start_bulk(*db, request, caller);
  run_jobs(db);
  return db->read([&](store::Reader& r) { return find_change_set(r, set.id).value(); });
}
BulkRequest tagging(std::vector<std::string> tags) {
  BulkRequest request;
  request.query = ContactQuery{};
  request.tags = std::move(tags);
  return request;
}

}  // namespace

TEST_CASE("undoing an edit writes back what stood there, and undoing the undo does it again") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const Contact made = add(db, draft("ann@example.com", "Ann"));
    change(db, made.id,
           R"({"city": "Lyon", "first_name": "Anna", "estimated_value": {"amount": 5, "currency": "EUR"}})");
    const auto undone = undo(db, last_set(db).id);
    CHECK(undone.counts.updated == 1);
    Contact now = read(db, made.id);
    CHECK_FALSE(now.city);
    CHECK(now.first_name == "Ann");
    CHECK_FALSE(now.estimated_value);
    facts::TimelineQuery query;
    query.contact_id = made.id.uuid;
    const auto fact = db->read([&](store::Reader& r) { return facts::timeline(r, query); }).at(0);
    CHECK(fact.arrival == facts::Arrival::backfill);
    CHECK(fact.cause == undone.undoes->uuid);
    undo(db, undone.id);
    now = read(db, made.id);
    CHECK(now.city == "Lyon");
    CHECK(now.estimated_value->minor == 5);
  });
}

TEST_CASE("a field that was changed since stays and is reported, tags are undone one by one") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const Contact made = add(db, draft("ann@example.com", "Ann"));
    change(db, made.id, R"({"city": "Lyon", "job_title": "Baker", "tags": ["new"]})");
    const auto set = last_set(db).id;
    change(db, made.id, R"({"city": "Nice", "tags": ["new", "vip"]})");
    const auto undone = undo(db, set);
    CHECK(undone.counts.updated == 1);
    CHECK(undone.counts.reasons.at("changed_since") == 1);
    const Contact now = read(db, made.id);
    CHECK(now.city == "Nice");
    CHECK_FALSE(now.job_title);
    CHECK(now.tags == std::vector<std::string>{"vip"});
    CHECK(rows_of(db, undone.id).at(0).reason == "changed_since");
    CHECK(error_of([&] { undo(db, set); }).code() == ErrorCode::conflict);
  });
}

TEST_CASE("undoing a deletion claims the identities again, unless somebody else has them now") {
  store::testing::for_each_engine([](TestDatabase& db) {
    ContactDraft d = draft("ann@example.com", "Ann", "Lee");
    d.tags = {"vip"};
    const Contact ann = add(db, d), bob = add(db, draft("bob@example.com"));
    drop(db, ann.id);
    const auto set_of_ann = last_set(db).id;
    drop(db, bob.id);
    const auto set_of_bob = last_set(db).id;
    CHECK(in_trash(db) == 2);
    const Contact other = add(db, draft("bob@example.com"));
    CHECK(undo(db, set_of_ann).counts.restored == 1);
    CHECK(found(db, "lee") == std::vector<std::string>{"Ann Lee"});
    ContactQuery vip;
    vip.tag = "vip";
    CHECK(page_of(db, vip).items.size() == 1);
    const auto refused = undo(db, set_of_bob);
    CHECK(refused.counts.skipped == 1);
    const auto row = rows_of(db, refused.id).at(0);
    CHECK(row.reason == "not_unique");
    CHECK(row.after.value().as_object().at("contact_id").as_string() == render(other.id));
    CHECK(in_trash(db) == 1);
    const Error clash =
        error_of([&] { db->write([&](store::Transaction& tx) { restore(tx, bob.id, anybody()); }); });
    CHECK(clash.code() == ErrorCode::conflict);
  });
}

TEST_CASE("undoing a creation puts the contact into the trash, and a month later it is emptied") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const Contact made = add(db, draft("ann@example.com", "Ann"));
    CHECK(undo(db, last_set(db).id).counts.deleted == 1);
    CHECK(in_trash(db) == 1);
    db.clock().advance(undo_time + hours(1));
    db->write(
        [](store::Transaction& tx) { jobs::enqueue(tx, {.kind = "empty_trash", .unique_key = "now"}); });
    run_jobs(db);
    CHECK(in_trash(db) == 0);
    const Error gone =
        error_of([&] { db->write([&](store::Transaction& tx) { restore(tx, made.id, anybody()); }); });
    CHECK(gone.code() == ErrorCode::not_found);
    CHECK(db->read([](store::Reader& r) { return list_change_sets(r, {}); }).empty());
  });
}

TEST_CASE(
    "a bulk change counts those it changed, those that had it and those it may not touch; undo is exact") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const auto made = add_many(db, 30);
    change(db, made[0].id, R"({"tags": ["vip"]})");
    const auto set = bulk(db, tagging({" vip ", "new"}));
    CHECK(set.state == ChangeSetState::finished);
    CHECK(set.counts.total == 30);
    CHECK(set.counts.updated == 30);
    CHECK(bulk(db, tagging({"vip"})).counts.unchanged == 30);
    ContactQuery query;
    query.tag = "new";
    CHECK(page_of(db, query).items.size() == 30);
    const auto undone = undo(db, set.id);
    CHECK(undone.state == ChangeSetState::open);
    run_jobs(db);
    CHECK(page_of(db, query).items.empty());
    CHECK(read(db, made[0].id).tags == std::vector<std::string>{"vip"});
    CHECK(read(db, made[1].id).tags.empty());
  });
}

TEST_CASE("a bulk change of a field, of owners and a deletion follow the rules of a single one") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const auto made = add_many(db, 3);
    BulkRequest request;
    request.ids = {{made[0].id.uuid, made[1].id.uuid, Uuid{}}};
    request.action = BulkAction::set_field;
    request.field = "city";
    request.value = Json::parse("\"Hanoi\"");
    const auto set = bulk(db, request);
    CHECK(set.counts.updated == 2);
    CHECK(set.counts.reasons.at("missing") == 1);
    CHECK(read(db, made[1].id).city == "Hanoi");
    request.field = "email";
    CHECK(error_of([&] { bulk(db, request); }).code() == ErrorCode::invalid);
    request.field = "shoe_colour";
    CHECK(error_of([&] { bulk(db, request); }).code() == ErrorCode::invalid);
    request.action = BulkAction::delete_;
    CHECK(error_of([&] { bulk(db, request); }).code() == ErrorCode::forbidden);
    const Caller may = caller_with({"contacts.delete"});
    request.expected_count = 2;
    CHECK(error_of([&] { bulk(db, request, may); }).code() == ErrorCode::conflict);
    request.expected_count = 3;
    const auto gone = bulk(db, request, may);
    CHECK(gone.counts.deleted == 2);
    CHECK(in_trash(db) == 2);
    undo(db, gone.id);
    CHECK(read(db, made[0].id).city == "Hanoi");
  });
}

TEST_CASE("who sees only their own records reaches no others by bulk, undo, history or trash") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const Uuid seller_id = db.ids().next();
    const Caller seller = caller_with({"contacts.delete"}, http::Scope::own, seller_id);
    const Contact mine = add(db, draft("mine@example.com"), seller);
    const Contact other = add(db, draft("other@example.com"));
    BulkRequest request = tagging({"x"});
    CHECK(bulk(db, request, seller).counts.total == 1);
    request.query.reset();
    request.ids = {{mine.id.uuid, other.id.uuid, db.ids().next()}};  // the last one never existed
    request.tags = {"y"};
    const auto set = bulk(db, request, seller);
    CHECK(set.counts.updated == 1);
    CHECK(set.counts.reasons == std::map<std::string, std::int64_t>{{"missing", 2}});
    CHECK(read(db, other.id).tags.empty());
    drop(db, other.id);
    const auto of_others = last_set(db).id;
    CHECK(in_trash(db, seller) == 0);
    CHECK(error_of([&] { undo(db, of_others, seller); }).code() == ErrorCode::not_found);
    CHECK(error_of([&] {
            db->write([&](store::Transaction& tx) { restore(tx, other.id, seller); });
          }).code() == ErrorCode::not_found);
    change(db, mine.id, R"({"city": "Lyon"})", seller);
    const auto edit = last_set(db).id;
    const auto taken = anybody();
    db->write([&](store::Transaction& tx) { tx.run_script("update contacts set owner_id = null"); });
    CHECK(undo(db, edit, seller).counts.reasons.at("missing") == 1);
    CHECK(read(db, mine.id, taken).city == "Lyon");
  });
}

TEST_CASE("a bulk change that is cancelled before it began is cancelled, resumed and counts once") {
  store::testing::for_each_engine([](TestDatabase& db) {
    add_many(db, 10);
    const auto set = start_bulk(*db, tagging({"x"}), anybody());
    const auto now = [&] {
      return db->read([&](store::Reader& r) { return find_change_set(r, set.id).value(); });
    };
    CHECK(error_of([&] { undo(db, set.id); }).code() == ErrorCode::conflict);
    const jobs::JobId job{*set.job_id};
    db->write([&](store::Transaction& tx) {
      const auto waiting = jobs::get_job(tx, job);
      jobs::cancel_job(tx, job);
      follow_cancelled_job(tx, waiting);
    });
    run_jobs(db);
    CHECK(now().state == ChangeSetState::cancelled);
    CHECK(now().finished_at.has_value());
    const auto resume = [&](const Caller& caller) {
      db->write([&](store::Transaction& tx) { resume_change_set(tx, set.id, caller.principal); });
    };
    const Caller other = caller_with({}, http::Scope::all, db.ids().next());
    CHECK(error_of([&] { resume(other); }).code() == ErrorCode::not_found);
    resume(anybody());
    CHECK(now().state == ChangeSetState::open);
    run_jobs(db);
    CHECK(now().state == ChangeSetState::finished);
    CHECK(now().counts.updated == 10);
    CHECK(now().counts.done() == 10);
    CHECK(error_of([&] { resume(anybody()); }).code() == ErrorCode::conflict);
  });
}

TEST_CASE(
    "a bulk change that is cancelled in the middle is undone as far as it came, and does not go on then") {
  store::testing::for_each_engine([](TestDatabase& db) {
    add_many(db, 600);  // three portions
    const auto set = start_bulk(*db, tagging({"x"}), anybody());
    const jobs::JobId job{*set.job_id};
    // As after a kill: some are done, then somebody cancels what waits for its next attempt.
    std::vector<ContactId> done;
    for (const auto& row : db->read([](store::Reader& r) {
                               ContactQuery query;
                               query.limit = 5;
                               return list_contacts(r, query, anybody());
                             }).items)
      done.push_back(row.id);
    db->write([&](store::Transaction& tx) {
      ChangeCounts counts;
      counts.total = 600;
      for (const auto id : done) {
        Caller by = anybody();
        by.change_set = set.id;
        patch(tx, id, Json::parse(R"({"tags": ["x"]})"), std::nullopt, by);
        ++counts.updated;
      }
      save_counts(tx, set.id, counts);
      const auto waiting = jobs::get_job(tx, job);
      jobs::cancel_job(tx, job);
      follow_cancelled_job(tx, waiting);
    });
    const auto undone = undo(db, set.id);
    CHECK(undone.counts.updated == 5);
    ContactQuery tagged;
    tagged.tag = "x";
    CHECK(page_of(db, tagged).items.empty());
    CHECK(error_of([&] {
            db->write([&](store::Transaction& tx) { resume_change_set(tx, set.id, anybody().principal); });
          }).code() == ErrorCode::conflict);
  });
}

TEST_CASE("a field of the workspace's own is set for many, unless it is unique") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const auto define = [&](std::string_view text) {
      db->write([&](store::Transaction& tx) { create_field(tx, json::read<FieldDraft>(text), anybody()); });
    };
    define(R"({"name": "shoe_size", "type": "number", "validation": {"max": 60}})");
    define(R"({"name": "badge", "type": "text", "unique": true})");
    const auto made = add_many(db, 3);
    BulkRequest request;
    request.query = ContactQuery{};
    request.action = BulkAction::set_field;
    request.field = "custom.shoe_size";
    request.value = Json::parse("41");
    const auto set = bulk(db, request);
    CHECK(set.counts.updated == 3);
    CHECK(read(db, made[1].id).custom.value().at("shoe_size").as_int64() == 41);
    undo(db, set.id);
    CHECK_FALSE(read(db, made[1].id).custom.value().as_object().contains("shoe_size"));
    request.value = Json::parse("99");
    CHECK(error_of([&] { bulk(db, request); }).issues().front().path == "custom.shoe_size");
    request.field = "custom.badge";
    request.value = Json::parse("\"A1\"");
    CHECK(error_of([&] { bulk(db, request); }).issues().front().code == "not_in_bulk");
    request.field = "custom.unknown";
    CHECK(error_of([&] { bulk(db, request); }).code() == ErrorCode::invalid);
  });
}

TEST_CASE("undoing a merge by its change set takes it apart; the survivor is never deleted for the other") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const duplicates::Parts parts = duplicates::own_parts();
    const Caller caller = caller_with({"contacts.merge"});
    const Contact one = add(db, draft("one@example.com", "Ann", "Lee"));
    const auto created_one = last_set(db).id;
    change(db, one.id, R"({"city": "Lyon"})");
    const Contact other = add(db, draft("other@example.com", "Ann", "Leigh"));
    const auto created_other = last_set(db).id;
    change(db, other.id, R"({"job_title": "Baker"})");
    const auto sets_of = [&](ContactId id) {
      return db->read(
          [&](store::Reader& r) { return list_change_sets(r, {.actors = {}, .contacts = {id}}); });
    };
    db->write([&](store::Transaction& tx) {
      duplicates::merge(tx, one.id, {.other_id = other.id, .choices = {}}, parts, caller);
    });
    const auto merged = last_set(db);
    CHECK(merged.kind == ChangeSetKind::merge);
    CHECK(sets_of(one.id).size() == 3);    // created, edited, merged
    CHECK(sets_of(other.id).size() == 2);  // what happened to the other is still told
    const auto skipped = undo(db, created_other, caller);
    CHECK(skipped.counts.reasons.at("merged_since") == 1);
    CHECK(read(db, one.id).city == "Lyon");

    const UndoMerge take_apart = [&](store::Transaction& tx, const Uuid& merge, const Caller& by) {
      duplicates::undo_merge(tx, duplicates::MergeId{merge}, parts, by);
    };
    const auto undo_merged = [&](ChangeSetId id, const Caller& by) {
      return db->write([&](store::Transaction& tx) { return undo_change_set(tx, id, by, take_apart); });
    };
    CHECK(error_of([&] { undo_merged(merged.id, anybody()); }).code() == ErrorCode::forbidden);
    const auto undone = undo_merged(merged.id, caller);
    CHECK(undone.kind == ChangeSetKind::undo);
    CHECK(undone.undoes == merged.id);
    CHECK(undone.state == ChangeSetState::finished);
    CHECK(read(db, other.id).id == other.id);
    CHECK(read(db, other.id).job_title == "Baker");
    CHECK_FALSE(read(db, one.id).job_title);
    CHECK(error_of([&] { undo_merged(merged.id, caller); }).code() == ErrorCode::conflict);
    CHECK(error_of([&] { undo_merged(undone.id, caller); }).code() == ErrorCode::conflict);
    CHECK(sets_of(other.id).size() == 4);  // created, edited, what was skipped, taken apart
    undo(db, created_one, caller);
    CHECK(in_trash(db) == 1);
  });
}
