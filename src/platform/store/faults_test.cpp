// What happens when the engine underneath fails: nothing that was answered is lost, nothing is half written,
// and the store recovers by itself.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "base/error.h"
#include "platform/store/postgres/raw.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::store;
using store::testing::engines;
using store::testing::TestDatabase;

namespace {

constexpr Statement insert{"faults.insert", Reach::local, R"sql(
insert into installation (key, value) values (:key, :value))sql"};
constexpr Statement how_many{"faults.count", Reach::local, "select count(*) from installation"};

std::string key(TestDatabase& db) { return render(db.ids().next()); }

std::int64_t count(TestDatabase& db) {
  return db->read([](Reader& r) { return *r.value<std::int64_t>(how_many); });
}

ErrorCode code_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const Error& e) {
    return e.code();
  } catch (...) {
    return ErrorCode::internal;
  }
}

void write_one(TestDatabase& db, std::size_t size = 10) {
  db->write([&](Transaction& tx) { tx.run(insert, {{"key", key(db)}, {"value", std::string(size, 'x')}}); });
}

bool wait_until(const std::function<bool()>& condition) {
  for (int i = 0; i < 1500 && !condition(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return condition();
}

}  // namespace

TEST_CASE("a full disk is said in a sentence, loses nothing, and passes without opening the file again") {
  TestDatabase db(Engine::sqlite);
  write_one(db);
  // The page limit stands for the end of the disk: SQLite reports both alike.
  const auto limit_pages = [&](const std::string& pages) {
    db->write([&](Transaction& tx) { tx.each(DynamicSql{"pragma max_page_count = " + pages}, {}, {}); });
  };
  limit_pages("300");
  std::int64_t kept = 1;
  std::string message;
  for (int i = 0; i < 200 && message.empty(); ++i) {
    try {
      write_one(db, 20'000);
      ++kept;
    } catch (const Error& e) {
      CHECK(e.code() == ErrorCode::unavailable);
      message = e.message();
    }
  }
  CHECK(message.find("disk") != std::string::npos);
  CHECK(count(db) == kept);
  CHECK_FALSE(db->health().writable);
  limit_pages("1000000");
  write_one(db, 20'000);
  CHECK(count(db) == kept + 1);
  CHECK(db->health().writable);
}

TEST_CASE("when a commit of many fails, each unit gets an answer of its own") {
  TestDatabase db(Engine::sqlite);
  db->write([&](Transaction& tx) { tx.each(DynamicSql{"pragma max_page_count = 300"}, {}, {}); });
  std::atomic<int> committed{0}, refused{0}, other{0};
  constexpr int units = 300;
  for (int i = 0; i < units; ++i)
    db->submit(
        [&db, i](Transaction& tx) {
          tx.run(insert, {{"key", key(db)}, {"value", std::string(i % 10 == 0 ? 50'000 : 10, 'x')}});
        },
        [&](std::exception_ptr e) {
          if (!e)
            ++committed;
          else if (code_of(e) == ErrorCode::unavailable)
            ++refused;
          else
            ++other;
        });
  CHECK(wait_until([&] { return committed + refused + other == units; }));
  CHECK(refused > 0);
  CHECK(other == 0);
  CHECK(count(db) == committed);
}

TEST_CASE("connections of PostgreSQL that break under load lose no answered write") {
  for (const Engine engine : engines()) {
    if (engine == Engine::sqlite) continue;
    TestDatabase db(engine, {.writers = 8});
    std::atomic<int> committed{0}, unknown{0}, other{0}, answered{0}, next{0};
    std::atomic<bool> stop{false};
    std::function<void()> start = [&] {
      ++next;
      db->submit(
          [&](Transaction& tx) {
            tx.run(insert, {{"key", render(tx.new_uuid())}, {"value", "x"}});
          },
          [&](std::exception_ptr e) {
            if (!e)
              ++committed;
            else if (code_of(e) == ErrorCode::unavailable)
              ++unknown;
            else
              ++other;
            if (!stop) start();
            ++answered;
          });
    };
    for (int i = 0; i < 32; ++i) start();
    postgres::RawConnection killer(db.url());
    for (int i = 0; i < 15; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(40));
      killer.run(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid "
          "<> "
          "pg_backend_pid() and application_name = 'rapport'");
    }
    stop = true;
    CHECK(wait_until([&] { return answered == next; }));
    CHECK(other == 0);
    CHECK(committed > 50);
    const std::int64_t stored = count(db);
    CHECK(stored >= committed);
    CHECK(stored <= committed + unknown);
    write_one(db);
  }
}

TEST_CASE("writers of PostgreSQL that lock rows in opposite orders all succeed") {
  for (const Engine engine : engines()) {
    if (engine == Engine::sqlite) continue;
    TestDatabase db(engine, {.writers = 6});
    static constexpr Statement bump{"faults.bump", Reach::local, R"sql(
update settings set version = version + 1 where key = :key)sql"};
    db->write([](Transaction& tx) {
      tx.run_script(
          "insert into settings (key, value, version, updated_at) values ('a', '1', 0, 0), ('b', '1', 0, 0)");
    });
    std::atomic<int> answered{0}, failed{0};
    constexpr int units = 400;
    for (int i = 0; i < units; ++i)
      db->submit(
          [i](Transaction& tx) {
            tx.run(bump, {{"key", i % 2 == 0 ? "a" : "b"}});
            tx.run(bump, {{"key", i % 2 == 0 ? "b" : "a"}});
          },
          [&](std::exception_ptr e) {
            if (e) ++failed;
            ++answered;
          });
    CHECK(wait_until([&] { return answered == units; }));
    CHECK(failed == 0);
    const DynamicSql total{"select sum(version) from settings"};
    CHECK(db->read([&](Reader& r) { return *r.value<std::int64_t>(total); }) == 2 * units);
  }
}

TEST_CASE("several programs that start at once migrate a database once") {
  for (const Engine engine : engines()) {
    TestDatabase db(engine, {.schema = -1});
    std::vector<std::thread> starts;
    std::atomic<int> failed{0};
    for (int i = 0; i < 3; ++i)
      starts.emplace_back([&] {
        try {
          const auto other = Database::open({.url = db.url(), .writers = 1}, db.clock(), db.ids());
          migrate(*other);
        } catch (const Error& e) {
          MESSAGE(e.what());
          ++failed;
        }
      });
    for (auto& start : starts) start.join();
    CHECK(failed == 0);
    CHECK(schema_version(*db) == embedded_migrations().back().number);
  }
}
