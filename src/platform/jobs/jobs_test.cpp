#include "platform/jobs/jobs.h"

#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "base/error.h"
#include "platform/jobs/dispatcher.h"
#include "platform/jobs/hands.h"
#include "platform/jobs/leader.h"
#include "platform/jobs/runner.h"
#include "platform/jobs/schedule.h"
#include "platform/store/schema_check.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::jobs;
using store::testing::for_each_engine;
using store::testing::TestDatabase;

namespace {

class Work : public Handler {
 public:
  explicit Work(std::function<Json(Context&)> f) : function_(std::move(f)) {}
  std::string_view kind() const override { return "work"; }
  Json run(Context& context) override { return function_(context); }

 private:
  std::function<Json(Context&)> function_;
};

JobId queue(TestDatabase& db, NewJob job = {}) {
  job.kind = "work";
  return *db->write([&](store::Transaction& tx) { return enqueue(tx, job); });
}

Job look(TestDatabase& db, JobId id) {
  return db->read([&](store::Reader& r) { return get_job(r, id); });
}

bool wait_until(const std::function<bool()>& condition) {
  for (int i = 0; i < 1000 && !condition(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return condition();
}

}  // namespace

TEST_CASE("every statement of jobs fits both engines, and a cluster") {
  CHECK(store::testing::render(store::testing::check_everything(statements())) == "");
}

TEST_CASE("a job runs once and keeps its result") {
  for_each_engine([](TestDatabase& db) {
    Work work([](Context& context) {
      CHECK(context.job().payload.text().find("42") != std::string::npos);
      context.progress(Json::parse(R"({"done":1})"));
      return Json::parse(R"({"rows":7})");
    });
    Runner runner(*db, "w1");
    runner.add(work);
    const JobId id = queue(db, {.payload = Json::parse(R"({"n":42})")});
    CHECK(runner.run_due() == 1);
    CHECK(runner.run_due() == 0);
    const Job job = look(db, id);
    CHECK(job.state == State::completed);
    CHECK(job.result.text().find("7") != std::string::npos);
    CHECK(job.progress.text().find("done") != std::string::npos);
    CHECK(job.attempts == 1);
    CHECK(job.finished_at);
  });
}

TEST_CASE("a unique key keeps one job waiting or running, and is free again afterwards") {
  for_each_engine([](TestDatabase& db) {
    const auto add = [&] {
      return db->write(
          [](store::Transaction& tx) { return enqueue(tx, {.kind = "work", .unique_key = "k"}); });
    };
    CHECK(add());
    CHECK_FALSE(add());
    Work work([](Context&) { return Json{}; });
    Runner runner(*db, "w1");
    runner.add(work);
    runner.run_due();
    CHECK(add());
  });
}

TEST_CASE("several hands share the work of a job until none is left") {
  for (const int hands : {1, 2, 5}) {
    std::atomic<int> left = 1'000, done = 0;
    work_by_hands(hands, [&] {
      if (left.fetch_sub(1) <= 0) return false;
      ++done;
      return true;
    });
    CHECK(done == 1'000);
  }
}

TEST_CASE("a hand that fails ends the others, and its failure is told") {
  std::atomic<int> calls = 0;
  CHECK_THROWS_WITH(work_by_hands(3,
                                  [&]() -> bool {
                                    if (++calls == 20) fail(ErrorCode::unavailable, "no more");
                                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                                    return true;
                                  }),
                    "no more");
  CHECK(calls < 30);
}

TEST_CASE("units beside each other do not wait for one another, and end with the job's lease") {
  for_each_engine([](TestDatabase& db) {
    Work work([&](Context& context) {
      std::atomic<int> inside = 0, most = 0;
      work_by_hands(hands_for(*db), [&] {
        context.write_beside([&](store::Transaction& tx) {
          most = std::max<int>(most, ++inside);
          for (int i = 0; i < 3'000 && most < hands_for(*db); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
          --inside;
          return tx.now();
        });
        return false;
      });
      CHECK(most == hands_for(*db));
      db->write([&](store::Transaction& tx) {
        tx.run(store::DynamicSql{"update jobs set epoch = epoch + 1"}, {});
      });
      context.write_beside([](store::Transaction&) { FAIL("it went on without the job"); });
      return Json{};
    });
    Runner runner(*db, "w1");
    runner.add(work);
    const JobId id = queue(db);
    CHECK(runner.run_due() == 1);
    CHECK(look(db, id).state == State::running);  // of whoever has it now
  });
}

TEST_CASE("a failing job is tried again with growing pauses, then is dead, and may be revived") {
  for_each_engine([](TestDatabase& db) {
    int runs = 0;
    Work work([&](Context&) -> Json {
      ++runs;
      fail(ErrorCode::unavailable, "the other side is down");
    });
    Runner runner(*db, "w1");
    runner.add(work);
    const JobId id = queue(db, {.max_attempts = 3});
    CHECK(runner.run_due() == 1);
    CHECK(look(db, id).state == State::queued);
    CHECK(runner.run_due() == 0);
    db.clock().advance(seconds(5));
    CHECK(runner.run_due() == 1);
    db.clock().advance(seconds(6));
    CHECK(runner.run_due() == 0);
    db.clock().advance(seconds(15));
    CHECK(runner.run_due() == 1);
    CHECK(runs == 3);
    const Job job = look(db, id);
    CHECK(job.state == State::dead);
    CHECK(job.error.find("the other side") != std::string::npos);
    CHECK(db->read([](store::Reader& r) { return list_late_jobs(r); }).size() == 1);
    CHECK(db->write([&](store::Transaction& tx) { return retry_job(tx, id); }));
    CHECK(runner.run_due() == 1);
  });
}

TEST_CASE("a job that is refused for good is not tried again") {
  for_each_engine([](TestDatabase& db) {
    Work work([](Context&) -> Json { fail(ErrorCode::invalid, "no such column"); });
    Runner runner(*db, "w1");
    runner.add(work);
    const JobId id = queue(db);
    runner.run_due();
    CHECK(look(db, id).state == State::failed);
  });
}

TEST_CASE("a job whose worker died goes on where it was, and the dead worker can no longer write") {
  for_each_engine([](TestDatabase& db) {
    const JobId id = queue(db);
    std::string resumed_from;
    Work second_try([&](Context& context) {
      resumed_from = context.job().progress.text();
      return Json{};
    });
    Work first_try([&](Context& context) {
      context.write(
          [&](store::Transaction& tx) { context.save_progress(tx, Json::parse(R"({"row":500})")); });
      db.clock().advance(minutes(5));  // it hangs, its lease runs out, another worker takes the job over
      Runner other(*db, "w2");
      other.add(second_try);
      other.start();
      CHECK(wait_until([&] { return look(db, id).state == State::completed; }));
      other.stop();
      CHECK_THROWS_AS(context.write([](store::Transaction&) {}), Error);
      return Json::parse(R"("late")");
    });
    Runner runner(*db, "w1");
    runner.add(first_try);
    runner.run_due();
    CHECK(resumed_from.find("500") != std::string::npos);
    const Job job = look(db, id);
    CHECK(job.state == State::completed);
    CHECK(job.result.is_null());
    CHECK(job.attempts == 2);
  });
}

TEST_CASE("a running job can be cancelled, and a stop of the program puts it back") {
  for_each_engine([](TestDatabase& db) {
    std::atomic<bool> running{false};
    Work endless([&](Context& context) -> Json {
      running = true;
      while (true) {
        context.stop_if_asked();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
    });
    Runner runner(*db, "w1", {.threads = 1, .lease = Duration(300)});
    runner.add(endless);
    runner.start();
    const JobId first = queue(db);
    CHECK(wait_until([&] { return running.load(); }));
    CHECK(db->write([&](store::Transaction& tx) { return cancel_job(tx, first); }));
    CHECK(wait_until([&] { return look(db, first).state == State::failed; }));
    running = false;
    const JobId second = queue(db);
    CHECK(wait_until([&] { return running.load(); }));
    runner.stop();
    const Job job = look(db, second);
    CHECK(job.state == State::queued);
    CHECK(job.attempts == 0);
  });
}

TEST_CASE("schedules start their jobs, make up for missed moments once, and keep local time") {
  for_each_engine([](TestDatabase& db) {
    db->write([](store::Transaction& tx) {
      set_schedule(tx, {.name = "hourly", .kind = "work", .every = hours(1)});
    });
    const auto run = [&] { return db->write([](store::Transaction& tx) { return run_due_schedules(tx); }); };
    CHECK(run() == 0);
    db.clock().advance(hours(5));
    CHECK(run() == 1);
    CHECK(run() == 0);
    CHECK(db->read([](store::Reader& r) { return list_jobs(r, {.states = {State::queued}}); }).size() == 1);
  });
  const Schedule daily{.name = "d", .kind = "work", .daily_minute = 9 * 60, .timezone = "Europe/Paris"};
  CHECK(render(next_run(daily, *parse_instant("2026-03-28T12:00:00Z"))) == "2026-03-29T07:00:00.000Z");
  CHECK(render(next_run(daily, *parse_instant("2026-03-27T12:00:00Z"))) == "2026-03-28T08:00:00.000Z");
  CHECK(render(next_run(daily, *parse_instant("2026-03-28T07:59:00Z"))) == "2026-03-28T08:00:00.000Z");
}

namespace {

class Post : public EffectHandler {
 public:
  std::string_view kind() const override { return "post"; }
  bool repeatable() const override { return repeatable_; }
  Outcome deliver(const Effect& effect) override { return function_(effect); }
  void recorded(store::Transaction&, const Effect& effect) override { last_ = effect.state; }
  std::function<Outcome(const Effect&)> function_;
  bool repeatable_ = false;
  EffectState last_ = EffectState::queued;
};

EffectId add(TestDatabase& db, NewEffect effect = {}) {
  effect.kind = "post";
  return *db->write([&](store::Transaction& tx) { return add_effect(tx, effect); });
}

EffectState state_of(TestDatabase& db, EffectId id) {
  return db->read([&](store::Reader& r) { return find_effect(r, id)->state; });
}

}  // namespace

TEST_CASE("an effect is carried out once, after its commit, and its outcome is recorded") {
  for_each_engine([](TestDatabase& db) {
    Post post;
    int sent = 0;
    post.function_ = [&](const Effect&) { return ++sent, Outcome{}; };
    Dispatcher dispatcher(*db, "w1");
    dispatcher.add(post);
    CHECK_THROWS(db->write([](store::Transaction& tx) {
      add_effect(tx, {.kind = "post"});
      fail(ErrorCode::conflict, "decided otherwise");
    }));
    const EffectId id = add(db, {.key = "welcome:1"});
    CHECK_FALSE(db->write(
        [](store::Transaction& tx) { return add_effect(tx, {.kind = "post", .key = "welcome:1"}); }));
    CHECK(dispatcher.run_due() == 1);
    CHECK(dispatcher.run_due() == 0);
    CHECK(sent == 1);
    CHECK(state_of(db, id) == EffectState::sent);
    CHECK(post.last_ == EffectState::sent);
  });
}

TEST_CASE("an effect is tried again until its attempts are used up") {
  for_each_engine([](TestDatabase& db) {
    Post post;
    post.function_ = [](const Effect&) -> Outcome { fail(ErrorCode::unavailable, "busy"); };
    Dispatcher dispatcher(*db, "w1");
    dispatcher.add(post);
    const EffectId id = add(db, {.max_attempts = 2});
    CHECK(dispatcher.run_due() == 1);
    CHECK(state_of(db, id) == EffectState::failed);
    CHECK(dispatcher.run_due() == 0);
    db.clock().advance(seconds(6));
    CHECK(dispatcher.run_due() == 1);
    CHECK(state_of(db, id) == EffectState::dead);
  });
}

TEST_CASE("an effect whose process died is not silently repeated") {
  for_each_engine([](TestDatabase& db) {
    for (const bool repeatable : {false, true}) {
      Post post;
      post.repeatable_ = repeatable;
      int sent = 0;
      post.function_ = [&](const Effect&) -> Outcome {
        if (++sent == 1) throw Stopped{};  // no std::exception: stands for the end of the process
        return {};
      };
      const EffectId id = add(db);
      Dispatcher dead(*db, "dead" + std::to_string(repeatable));
      dead.add(post);
      CHECK_THROWS_AS(dead.run_due(), Stopped);
      CHECK(state_of(db, id) == EffectState::sending);
      db.clock().advance(minutes(10));
      Dispatcher next(*db, "next");
      next.add(post);
      CHECK(next.run_due() == (repeatable ? 1 : 0));
      CHECK(state_of(db, id) == (repeatable ? EffectState::sent : EffectState::unknown));
    }
  });
}

TEST_CASE("one of two processes leads, and the other takes over when it stops") {
  for_each_engine([](TestDatabase& db) {
    Leader a(*db, "a"), b(*db, "b");
    a.start();
    b.start();
    CHECK(a.leads());
    CHECK_FALSE(b.leads());
    db->write([&](store::Transaction& tx) { a.check(tx); });
    CHECK_THROWS_AS(db->write([&](store::Transaction& tx) { b.check(tx); }), Error);
    a.stop();
    b.stop();
    b.start();
    CHECK(b.leads());
    CHECK_THROWS_AS(db->write([&](store::Transaction& tx) { a.check(tx); }), Error);
  });
}

TEST_CASE("only the leader starts what is scheduled, and the next one goes on when it is gone") {
  for_each_engine([](TestDatabase& db) {
    Leader a(*db, "a"), b(*db, "b");
    std::vector<bool> told;
    a.when_changed([&](bool leads) { told.push_back(leads); });
    a.start();
    b.start();
    int ran = 0;
    Work work([&](Context&) {
      ++ran;
      return Json{};
    });
    Runner first(*db, "a", {.leader = &a}), second(*db, "b", {.leader = &b});
    first.add(work);
    second.add(work);
    db->write([](store::Transaction& tx) {
      set_schedule(tx, {.name = "often", .kind = "work", .payload = {}, .every = seconds(5)});
    });
    db.clock().advance(seconds(6));
    second.run_due();
    CHECK(ran == 0);
    first.run_due();
    CHECK(ran == 1);
    a.stop();
    b.stop();
    b.start();
    db.clock().advance(seconds(6));
    first.run_due();
    CHECK(ran == 1);
    second.run_due();
    CHECK(ran == 2);
    CHECK(told == std::vector<bool>{true, false});
  });
}
