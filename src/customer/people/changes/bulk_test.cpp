#include "customer/people/changes/bulk.h"

#include <atomic>
#include <boost/json.hpp>
#include <thread>

#include "customer/people/changes/undo.h"
#include "customer/people/people_fixture.h"
#include "platform/jobs/runner.h"

using namespace rapport;
using namespace rapport::people;
using namespace rapport::people::testing;

namespace {

constexpr int oldest = 30;
constexpr int hits = rules::search_depth + 100;  // more than a list reads of a search

Caller caller() { return caller_with({"contacts.delete"}); }

ContactDraft named(int number, std::string last) {
  ContactDraft d;
  d.first_name = "N" + std::to_string(number);
  d.last_name = std::move(last);
  return d;
}

void add_all(TestDatabase& db, const std::vector<ContactDraft>& drafts) {
  db->write([&](store::Transaction& tx) {
    create_many(tx, drafts, Intake::load(tx), Policy::skip, system_caller());
  });
}

// The oldest are from France, so that a search which reads the newest alone finds none of them.
void fill(TestDatabase& db) {
  std::vector<ContactDraft> drafts;
  for (int i = 0; i < hits; ++i) {
    drafts.push_back(named(i, "Bakerman"));
    if (i < oldest) drafts.back().country = "FR";
    if (i + 1 != oldest && i + 1 != hits && drafts.size() < 1'000) continue;
    add_all(db, drafts);
    drafts.clear();
    db.clock().advance(seconds(1));
  }
  for (int i = 0; i < 20; ++i) drafts.push_back(named(i, "Miller"));
  add_all(db, drafts);
}

http::Total counted(TestDatabase& db, ContactQuery query) {
  query.count = "exact";
  const auto total = db->read([&](store::Reader& r) { return count_contacts(r, query, anybody()); });
  CHECK(page_of(db, query).total->value == total.value);
  CHECK(total.exact);
  return total;
}

ChangeSet finished(TestDatabase& db, const BulkRequest& request) {
  const auto set = start_bulk(*db, request, caller());
  BulkChange handler;
  jobs::Runner runner(*db, "test-" + render(set.id));
  runner.add(handler);
  runner.run_due();
  return db->read([&](store::Reader& r) { return find_change_set(r, set.id).value(); });
}

}  // namespace

TEST_CASE("a bulk change of a search takes in every hit, and the exact count is of as many") {
  store::testing::for_each_engine([](TestDatabase& db) {
    fill(db);
    const ContactQuery search{.search = "bakerman"};
    const ContactQuery french{.search = "bakerman", .country = "FR"};
    CHECK_FALSE(page_of(db, search).total->exact);
    CHECK(counted(db, search).value == hits);
    CHECK(counted(db, french).value == oldest);

    BulkRequest request{.query = search, .tags = {"bread"}};
    request.expected_count = rules::search_depth;
    const Error refused = error_of([&] { start_bulk(*db, request, caller()); });
    CHECK(refused.code() == ErrorCode::conflict);
    CHECK(std::string(refused.what()).find(std::to_string(hits)) != std::string::npos);

    request.expected_count = hits;
    const auto all = finished(db, request);
    CHECK(all.counts.total == hits);
    CHECK(all.counts.updated == hits);
    CHECK(counted(db, {.tag = "bread"}).value == hits);

    const auto narrowed =
        finished(db, {.query = french, .action = BulkAction::delete_, .expected_count = oldest});
    CHECK(narrowed.counts.deleted == oldest);
    CHECK(counted(db, search).value == hits - oldest);
  });
}

TEST_CASE("tags for many, and the way back, go on while others change the same contacts") {
  store::testing::for_each_engine([](TestDatabase& db) {
    std::vector<ContactDraft> drafts;
    for (int i = 0; i < 1'500; ++i) drafts.push_back(named(i, "Busy"));
    add_all(db, drafts);
    std::vector<ContactId> ids;
    db->read([&](store::Reader& r) {
      each_contact_id(r, {}, anybody(), [&](ContactId id) { ids.push_back(id); });
    });
    std::atomic<int> changed = 0;
    std::jthread others([&](const std::stop_token& stop) {
      for (std::size_t i = 0; !stop.stop_requested(); i = (i + 7) % ids.size()) {
        try {
          db->write([&](store::Transaction& tx) {
            auto tags = get(tx, ids[i], anybody()).tags;
            tags.push_back("own" + std::to_string(changed));
            if (tags.size() > 20) tags.erase(tags.begin() + 5, tags.end());
            patch(tx, ids[i], Json(boost::json::object{{"tags", json::to_json(tags).value()}}), std::nullopt,
                  anybody());
          });
          ++changed;
        } catch (const Error& error) {
          CHECK(error.code() == ErrorCode::stale);  // the job was quicker
        }
      }
    });
    const auto attempts = [&](const ChangeSet& set) {
      return db->read([&](store::Reader& r) { return jobs::get_job(r, jobs::JobId{*set.job_id}).attempts; });
    };
    const auto set = finished(db, {.query = ContactQuery{}, .tags = {"bread"}});
    CHECK(set.state == ChangeSetState::finished);
    CHECK(set.counts.updated == 1'500);
    CHECK(attempts(set) == 1);
    UndoChanges handler;
    jobs::Runner runner(*db, "test-undo");
    runner.add(handler);
    const auto undo =
        db->write([&](store::Transaction& tx) { return undo_change_set(tx, set.id, caller()); });
    runner.run_due();
    others.request_stop();
    others.join();
    const auto undone = db->read([&](store::Reader& r) { return find_change_set(r, undo.id).value(); });
    CHECK(undone.state == ChangeSetState::finished);
    CHECK(attempts(undone) == 1);
    CHECK(changed > 20);
    db->read([&](store::Reader& r) {
      for (const auto id : ids) {
        const auto tags = get(r, id, anybody()).tags;
        CHECK(std::find(tags.begin(), tags.end(), "bread") == tags.end());
      }
      CHECK(list_contacts(r, {.tag = "bread"}, anybody()).items.empty());
    });
  });
}

TEST_CASE("a portion that another worker holds and gives back is done, and counted once") {
  store::testing::for_each_engine([](TestDatabase& db) {
    constexpr int many = 1'300;
    std::vector<ContactDraft> drafts;
    for (int i = 0; i < many; ++i) drafts.push_back(named(i, "Held"));
    add_all(db, drafts);
    const auto set = start_bulk(*db, {.query = ContactQuery{}, .tags = {"bread"}}, caller());
    std::atomic<bool> held = false, give_back = false;
    std::jthread other([&] {
      db->write([&](store::Transaction& tx) {
        tx.run(store::DynamicSql{"update change_set_targets set position = position where position = 1"}, {});
        held = true;
        for (int i = 0; i < 3'100 && !give_back && tx.engine() == store::Engine::postgres; ++i)
          std::this_thread::sleep_for(std::chrono::milliseconds(10));
      });
    });
    while (!held) std::this_thread::yield();
    const auto counts = [&] {
      return db->read([&](store::Reader& r) { return find_change_set(r, set.id).value().counts; });
    };
    std::jthread giving([&] {
      for (int i = 0; i < 3'000 && counts().updated < many - 250; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      if (db->engine() == store::Engine::postgres) CHECK(counts().updated == many - 250);
      give_back = true;
    });
    BulkChange handler;
    jobs::Runner runner(*db, "test-held");
    runner.add(handler);
    CHECK(runner.run_due() == 1);
    CHECK(counts().updated == many);
    CHECK(counts().total == many);
    CHECK(counted(db, {.tag = "bread"}).value == many);
  });
}

TEST_CASE("each kind of change for many is done once for everybody, by however many hands") {
  store::testing::for_each_engine([](TestDatabase& db) {
    constexpr int many = 800;
    std::vector<ContactDraft> drafts;
    for (int i = 0; i < many; ++i) {
      drafts.push_back(named(i, "Shared"));
      drafts.back().company = "One Company";
    }
    add_all(db, drafts);
    const auto all = [&](BulkRequest request) {
      request.query = ContactQuery{};
      return finished(db, request);
    };
    const auto check = [&](const ChangeSet& set, std::int64_t ChangeCounts::*count) {
      CHECK(set.state == ChangeSetState::finished);
      CHECK(set.counts.*count == many);
      CHECK(set.counts.done() == many);
      const auto job = db->read([&](store::Reader& r) { return jobs::get_job(r, jobs::JobId{*set.job_id}); });
      CHECK(job.attempts == 1);
      CHECK(job.progress.value().as_object().at("done").to_number<int>() == many);
    };
    check(all({.action = BulkAction::add_tags, .tags = {"bread"}}), &ChangeCounts::updated);
    check(all({.action = BulkAction::set_field, .field = "city", .value = Json::parse("\"Lyon\"")}),
          &ChangeCounts::updated);
    check(all({.action = BulkAction::set_status, .status = Status::engaged}), &ChangeCounts::updated);
    check(all({.action = BulkAction::assign}), &ChangeCounts::unchanged);  // nobody had them
    check(all({.action = BulkAction::delete_}), &ChangeCounts::deleted);
    CHECK(counted(db, {}).value == 0);
  });
}
