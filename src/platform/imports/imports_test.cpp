#include "platform/imports/imports.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "platform/imports/line_words.h"
#include "platform/imports/report.h"
#include "platform/imports/worker.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::imports;
using store::testing::for_each_engine;
using store::testing::TestDatabase;

namespace {

ImportId make(TestDatabase& db, ImportStatus status) {
  return db->write([&](store::Transaction& tx) {
    return create_import(tx, {.kind = "things",
                              .filename = "a.csv",
                              .path = "a.csv",
                              .options = Json::trusted("{}"),
                              .status = status})
        .id;
  });
}

ImportStatus status_of(TestDatabase& db, ImportId id) {
  return db->read([&](store::Reader& r) { return get_import(r, id); }).status;
}

Uuid hold(TestDatabase& db, ImportId id) {
  return db->write([&](store::Transaction& tx) {
    const Uuid holder = tx.new_uuid();
    return hold_import(tx, id, holder) ? holder : Uuid{};
  });
}

ErrorCode refused(TestDatabase& db, const std::function<void(store::Transaction&)>& unit) {
  try {
    db->write(unit);
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::internal;
}

LineAnswer answer(std::int64_t line, std::string outcome, std::string reason = "") {
  LineAnswer a;
  a.line = line;
  a.outcome = std::move(outcome);
  a.reason = std::move(reason);
  return a;
}

}  // namespace

TEST_CASE("one worker holds an import; whoever lost it writes nothing more") {
  for_each_engine([](TestDatabase& db) {
    const auto id = make(db, ImportStatus::queued);
    const Uuid first = hold(db, id);
    CHECK_FALSE(first.is_nil());
    CHECK(hold(db, id).is_nil());
    db->write([&](store::Transaction& tx) { advance_import(tx, id, first, {0, 10, {{"created", 10}}}, {}); });
    db.clock().advance(minutes(1));  // the first one says nothing any more
    const Uuid second = hold(db, id);
    CHECK_FALSE(second.is_nil());
    CHECK(refused(db, [&](store::Transaction& tx) {
            advance_import(tx, id, first, {10, 20, {}}, {});
          }) == ErrorCode::conflict);
    CHECK(refused(db, [&](store::Transaction& tx) {
            advance_import(tx, id, second, {0, 10, {}}, {});
          }) == ErrorCode::conflict);
    db->write([&](store::Transaction& tx) { end_work(tx, id, first, ImportStatus::failed, 0); });
    CHECK(status_of(db, id) == ImportStatus::running);
    db->write([&](store::Transaction& tx) { end_work(tx, id, second, ImportStatus::completed, 10); });
    CHECK(status_of(db, id) == ImportStatus::completed);
  });
}

namespace {

// Ends what it takes.
class Things : public Engine {
 public:
  std::string_view kind() const override { return "things"; }
  void work(store::Database& database, ImportId id, const std::atomic<bool>&) override {
    database.write([&](store::Transaction& tx) {
      const Uuid holder = tx.new_uuid();
      if (hold_import(tx, id, holder)) end_work(tx, id, holder, ImportStatus::completed, 1);
    });
  }
};

}  // namespace

TEST_CASE(
    "what a dead process held in a SQLite file goes on at the next start, elsewhere when its time is over") {
  for_each_engine([](TestDatabase& db) {
    const auto id = make(db, ImportStatus::queued);
    CHECK_FALSE(hold(db, id).is_nil());
    const auto ends = [&](int tries) {
      for (; tries > 0 && status_of(db, id) != ImportStatus::completed; --tries)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      return status_of(db, id) == ImportStatus::completed;
    };
    Worker worker(*db, "imports", {std::make_shared<Things>()});
    if (db->engine() == store::Engine::sqlite) {
      CHECK(ends(500));
    } else {
      CHECK_FALSE(ends(20));
      db.clock().advance(minutes(1));
      worker.wake();
      CHECK(ends(500));
    }
  });
}

TEST_CASE("an import moves only where its status allows it") {
  for_each_engine([](TestDatabase& db) {
    const auto id = make(db, ImportStatus::draft);
    CHECK(refused(db, [&](store::Transaction& tx) { pause(tx, id); }) == ErrorCode::conflict);
    CHECK(refused(db, [&](store::Transaction& tx) { resume(tx, id); }) == ErrorCode::conflict);
    CHECK(refused(db, [&](store::Transaction& tx) { check_revertible(get_import(tx, id), tx.now()); }) ==
          ErrorCode::conflict);
    db->write([&](store::Transaction& tx) { put_reverted(tx, id, ImportStatus::reverting); });
    CHECK(status_of(db, id) == ImportStatus::draft);
    db->write([&](store::Transaction& tx) { ask_for(tx, id, ImportStatus::queued); });
    const Uuid holder = hold(db, id);
    CHECK(status_of(db, id) == ImportStatus::running);
    db->write([&](store::Transaction& tx) { pause(tx, id); });
    CHECK(refused(db, [&](store::Transaction& tx) {
            advance_import(tx, id, holder, {0, 1, {}}, {});
          }) == ErrorCode::conflict);
    db->write([&](store::Transaction& tx) { end_work(tx, id, holder, ImportStatus::completed, 1); });
    CHECK(status_of(db, id) == ImportStatus::paused);
    db->write([&](store::Transaction& tx) { resume(tx, id); });
    CHECK(status_of(db, id) == ImportStatus::queued);
    db->write([&](store::Transaction& tx) { cancel(tx, id); });
    CHECK(hold(db, id).is_nil());
    CHECK(refused(db, [&](store::Transaction& tx) { delete_draft(tx, id); }) == ErrorCode::conflict);
  });
}

TEST_CASE("an import that is being reverted is nobody's work here, and holds up no other") {
  for_each_engine([](TestDatabase& db) {
    const auto id = make(db, ImportStatus::completed), next = make(db, ImportStatus::queued);
    db->write([&](store::Transaction& tx) {
      put_change_set(tx, id, tx.new_uuid());
      check_revertible(get_import(tx, id), tx.now());
      put_reverted(tx, id, ImportStatus::reverting);
    });
    CHECK(hold(db, id).is_nil());
    CHECK_FALSE(hold(db, next).is_nil());
    db->write([&](store::Transaction& tx) { put_reverted(tx, id, ImportStatus::reverted); });
    CHECK_FALSE(db->read([&](store::Reader& r) { return get_import(r, id).revertible_until; }));
    CHECK(refused(db, [&](store::Transaction& tx) { check_revertible(get_import(tx, id), tx.now()); }) ==
          ErrorCode::conflict);
  });
}

TEST_CASE("what an upload left behind is removed after a day, the file of an import that waits is not") {
  for_each_engine([](TestDatabase& db) {
    namespace fs = std::filesystem;
    const fs::path folder =
        fs::temp_directory_path() /
        ("rapport-imports-" + render(db->write([](store::Transaction& tx) { return tx.new_uuid(); })));
    fs::create_directories(folder);
    const auto put = [&](const char* name, int hours_old) {
      std::ofstream(folder / name) << "email\n";
      fs::last_write_time(folder / name, fs::file_time_type::clock::now() - std::chrono::hours(hours_old));
    };
    put("a.csv", 48);  // a draft's
    put("refused.import", 25);
    put("just_now.import", 1);
    make(db, ImportStatus::draft);
    {
      const Worker worker(*db, folder, {});
      for (int i = 0; i < 200 && fs::exists(folder / "refused.import"); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    CHECK_FALSE(fs::exists(folder / "refused.import"));
    CHECK(fs::exists(folder / "a.csv"));
    CHECK(fs::exists(folder / "just_now.import"));
    fs::remove_all(folder);
  });
}

TEST_CASE("lines are listed in the order of the file, whatever became of them, and page by page") {
  for_each_engine([](TestDatabase& db) {
    const auto id = make(db, ImportStatus::queued);
    const Uuid holder = hold(db, id);
    std::vector<LineAnswer> answers;
    for (std::int64_t line = 2; line < 102; ++line)
      answers.push_back(line % 3 == 0 ? answer(line, "rejected", "invalid_email") : answer(line, "created"));
    db->write([&](store::Transaction& tx) {
      advance_import(tx, id, holder, {0, 100, {{"created", 67}, {"rejected.invalid_email", 33}}}, answers);
    });
    db->read([&](store::Reader& r) {
      const Import now = get_import(r, id);
      std::int64_t expected = 2;
      LineQuery query{.limit = 7};
      do {
        const auto page = list_lines(r, now, query);
        for (const auto& line : page.items) CHECK(line.line == expected++);
        query.cursor = page.next_cursor;
      } while (query.cursor);
      CHECK(expected == 102);
      CHECK(list_lines(r, now, {.outcome = "rejected", .limit = 50}).items.size() == 33);
    });
    std::string report;
    const Import now = db->read([&](store::Reader& r) { return get_import(r, id); });
    write_report(*db, now, "rejected", "fr", [&](std::string_view text) { report += text; });
    CHECK(report.find("Ce n’est pas une adresse e-mail valable.") != std::string::npos);
    CHECK(std::ranges::count(report, '\n') == 34);
  });
}

TEST_CASE("the words of a report know three languages and their parameters") {
  CHECK(words::outcome("created", "vi") == "đã tạo");
  CHECK(words::reason("too_long", {{"max", "200"}}, "fr") == "Plus de 200 caractères.");
  CHECK(words::reason("something_new", {}, "fr") == "something_new");
}
