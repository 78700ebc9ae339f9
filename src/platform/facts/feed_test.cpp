#include "platform/facts/feed.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <set>

#include "base/error.h"
#include "platform/facts/move.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::facts;
using store::testing::for_each_engine;
using store::testing::TestDatabase;

namespace {

Fact fact(std::string channel) {
  Fact f;
  f.type = "visit";
  f.channel = std::move(channel);
  f.source = "api";
  f.payload = Json::parse("{}");
  return f;
}

// Counts how often it was given each fact, in memory, after the commit.
class Counter : public Subscriber {
 public:
  std::string_view name() const override { return "counter"; }
  int page_size() const override { return 7; }
  void handle(store::Transaction& tx, const std::vector<Fact>& facts) override {
    if (fails_left_ > 0) {
      --fails_left_;
      fail(ErrorCode::internal, "not now");
    }
    std::vector<FactId> ids;
    for (const Fact& f : facts) ids.push_back(f.id);
    tx.after_commit([this, ids] {
      const std::lock_guard lock(mutex_);
      for (const FactId& id : ids) ++seen_[id];
    });
  }
  std::size_t distinct() {
    const std::lock_guard lock(mutex_);
    return seen_.size();
  }
  bool each_once() {
    const std::lock_guard lock(mutex_);
    return std::ranges::all_of(seen_, [](const auto& entry) { return entry.second == 1; });
  }
  std::atomic<int> fails_left_{0};

 private:
  std::mutex mutex_;
  std::map<FactId, int> seen_;
};

bool wait_until(const std::function<bool()>& condition) {
  for (int i = 0; i < 1000 && !condition(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return condition();
}

}  // namespace

TEST_CASE("what a subscriber prepares of a page stands ready when the page is handled, also another time") {
  // Finds out what it needs before, as long as nobody waits for the writer.
  class Prepared : public Subscriber {
   public:
    std::string_view name() const override { return "prepared"; }
    int page_size() const override { return 3; }
    void prepare(store::Database& database, const std::vector<Fact>& facts) override {
      ready = database.read([&](store::Reader& reader) {
        std::vector<FactId> ids;
        for (const Fact& f : facts)
          for (const FactId& id : list_ids(reader, f.contact_id, 100))
            if (id == f.id) ids.push_back(id);
        return ids;
      });
    }
    void handle(store::Transaction&, const std::vector<Fact>& facts) override {
      std::vector<FactId> ids;
      for (const Fact& f : facts) ids.push_back(f.id);
      CHECK(ids == ready);
      if (fails_left-- > 0) fail(ErrorCode::internal, "not now");
      handled += ids.size();
    }
    std::vector<FactId> ready;
    std::size_t handled = 0;
    int fails_left = 1;
  };
  for_each_engine([](TestDatabase& db) {
    for (int i = 0; i < 10; ++i) db->write([&](store::Transaction& tx) { record(tx, fact("website")); });
    Prepared subscriber;
    FeedRunner runner(*db);
    runner.add(subscriber);
    try {
      runner.run_to_end();
    } catch (const Error&) {
      runner.run_to_end();  // SQLite's writer tried a second time by itself
    }
    CHECK(subscriber.handled >= 10);
  });
}

TEST_CASE("a subscriber is given every fact once, also those recorded before it existed") {
  for_each_engine([](TestDatabase& db) {
    for (int i = 0; i < 20; ++i) db->write([&](store::Transaction& tx) { record(tx, fact("early")); });
    Counter counter;
    FeedRunner runner(*db);
    runner.add(counter);
    runner.run_to_end();
    CHECK(counter.distinct() == 20);
    runner.run_to_end();
    CHECK(counter.each_once());
  });
}

TEST_CASE("a subscriber may begin at the end of the feed") {
  for_each_engine([](TestDatabase& db) {
    db->write([&](store::Transaction& tx) { record(tx, fact("early")); });
    Counter counter;
    FeedRunner runner(*db);
    runner.add(counter, Start::at_the_end);
    runner.run_to_end();
    CHECK(counter.distinct() == 0);
    db->write([&](store::Transaction& tx) { record(tx, fact("late")); });
    runner.run_to_end();
    CHECK(counter.distinct() == 1);
  });
}

TEST_CASE("a failing page is tried again and loses nothing") {
  for_each_engine([](TestDatabase& db) {
    Counter counter;
    counter.fails_left_ = 1;
    FeedRunner runner(*db);
    runner.add(counter);
    runner.start();
    db->write([&](store::Transaction& tx) { record(tx, fact("x")); });
    CHECK(wait_until([&] { return counter.distinct() == 1; }));
    runner.stop();
    CHECK(counter.each_once());
    const auto standings = db->read([](store::Reader& r) { return list_standings(r); });
    REQUIRE(standings.size() == 1);
    CHECK(standings[0].error.empty());
  });
}

// On PostgreSQL numbers become visible out of order; on SQLite this is simple.
TEST_CASE("the feed skips nothing under six writers and a transaction that stays open for long") {
  for_each_engine(
      [](TestDatabase& db) {
        Counter counter;
        FeedRunner runner(*db);
        runner.add(counter);
        runner.start();
        constexpr int writers = 6, each = 150;
        std::atomic<bool> holding{false};
        std::vector<std::thread> threads;
        for (int w = 0; w < writers; ++w)
          threads.emplace_back([&, w] {
            for (int i = 0; i < each; ++i)
              db->write([&](store::Transaction& tx) {
                record(tx, fact(std::to_string(w)));
                if (i % 5 == 0) record(tx, fact("second"));
                if (w == 0 && i == 20 && !holding.exchange(true))
                  std::this_thread::sleep_for(std::chrono::milliseconds(300));
                if (i % 7 == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
              });
          });
        for (auto& thread : threads) thread.join();
        const std::size_t total = writers * (each + each / 5);
        CHECK(wait_until([&] { return counter.distinct() >= total; }));
        runner.stop();
        CHECK(counter.distinct() == total);
        CHECK(counter.each_once());
      },
      {.writers = 8});
}
