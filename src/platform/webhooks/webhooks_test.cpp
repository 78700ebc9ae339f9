// Signatures, which facts go where, in which order, and what happens when nobody answers.
#include <doctest/doctest.h>

#include "platform/access/access.h"
#include "platform/access/secret_box.h"
#include "platform/facts/feed.h"
#include "platform/jobs/runner.h"
#include "platform/store/testing.h"
#include "platform/webhooks/replay.h"
#include "platform/webhooks/sender.h"
#include "platform/webhooks/signature.h"

namespace rapport::webhooks {

using store::testing::for_each_engine;
using store::testing::TestDatabase;

namespace {

const access::SecretBox& box() {
  static const access::SecretBox it({access::SecretKey::generate()});
  return it;
}

struct Fixture {
  explicit Fixture(TestDatabase& database)
      : db(database), access(*database, database.clock(), database.random(), box()) {
    runner.add(fan_out, facts::Start::at_the_end);
    runner.run_to_end();
  }
  Webhook make(std::vector<std::string> types = {}, std::string url = "http://127.0.0.1:1/nobody") {
    return db->write([&](store::Transaction& tx) {
      return create_webhook(tx, access, {std::move(url), "", std::move(types), true}, Uuid{});
    });
  }
  void happen(const std::string& type, std::uint8_t contact = 1) {
    db->write([&](store::Transaction& tx) {
      facts::record(tx, {.contact_id = Uuid{{contact}}, .type = type, .payload = Json::trusted("{\"a\":1}")});
    });
  }
  std::vector<Delivery> log(const Webhook& webhook) {
    auto items = db->read([&](store::Reader& r) { return list_deliveries(r, webhook.id, {}).items; });
    std::reverse(items.begin(), items.end());
    return items;
  }
  int send() { return Sender(*db, box(), {.private_addresses = true}).run_due(); }
  Webhook now(const Webhook& webhook) {
    return db->read([&](store::Reader& r) { return get_webhook(r, webhook.id); });
  }

  TestDatabase& db;
  access::Access access;
  FanOut fan_out;
  facts::FeedRunner runner{*db};
};

}  // namespace

TEST_CASE("the signature is that of the specification's example") {
  CHECK(sign({"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
             R"({"test": 2432232314})") == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  SeededRandom random{5};
  const std::string a = new_secret(random), b = new_secret(random);
  CHECK(a != b);
  CHECK(a.starts_with("whsec_"));
  const std::string both = sign({a, b}, "m", 1, "{}");
  CHECK(both == sign({a}, "m", 1, "{}") + " " + sign({b}, "m", 1, "{}"));
}

TEST_CASE("each webhook gets the facts that it asked for, once, from when it was made") {
  for_each_engine([](TestDatabase& db) {
    Fixture f(db);
    f.happen("before");
    f.runner.run_to_end();
    const Webhook all = f.make(), some = f.make({"purchase"});
    f.happen("purchase");
    f.happen("note");
    f.runner.run_to_end();
    f.runner.run_to_end();
    REQUIRE(f.log(all).size() == 2);
    REQUIRE(f.log(some).size() == 1);
    CHECK(f.log(some)[0].type == "purchase");
    const auto whole =
        db->read([&](store::Reader& r) { return get_delivery(r, some.id, f.log(some)[0].id); });
    const auto body = Json::parse(whole.body);
    CHECK(body.text().find("\"payload\":{\"a\":1}") != std::string::npos);
  });
}

TEST_CASE("what fails is tried again with growing pauses, and holds back only later facts of its contact") {
  for_each_engine([](TestDatabase& db) {
    Fixture f(db);
    const Webhook webhook = f.make();
    f.happen("first", 1);
    f.happen("second", 1);
    f.happen("other", 2);
    f.runner.run_to_end();
    CHECK(f.send() == 2);  // the first of each contact
    auto log = f.log(webhook);
    CHECK(log[0].attempts == 1);
    CHECK(log[1].attempts == 0);
    CHECK(log[2].attempts == 1);
    CHECK_FALSE(log[0].error.empty());
    CHECK(f.now(webhook).failing_since);
    CHECK(f.send() == 0);
    db.clock().advance(seconds(6));
    CHECK(f.send() == 2);
    CHECK(f.log(webhook)[0].attempts == 2);
    const auto tried = db->read([&](store::Reader& r) { return list_attempts(r, f.log(webhook)[0].id); });
    REQUIRE(tried.size() == 2);
    CHECK(tried[0].number == 2);
    CHECK(tried[0].at - tried[1].at == seconds(6));
    CHECK_FALSE(tried[1].error.empty());
    db.clock().advance(seconds(6));
    CHECK(f.send() == 0);  // the second pause is longer
  });
}

TEST_CASE(
    "after three days it is given up, the webhook is switched off with the reason, and says so in the audit "
    "log") {
  for_each_engine([](TestDatabase& db) {
    Fixture f(db);
    const Webhook webhook = f.make();
    f.happen("purchase");
    f.runner.run_to_end();
    for (int i = 0; i < 60 && f.log(webhook)[0].state == DeliveryState::waiting; ++i) {
      f.send();
      db.clock().advance(hours(3));
    }
    const Delivery given_up = f.log(webhook)[0];
    CHECK(given_up.state == DeliveryState::dead);
    CHECK(std::ssize(db->read([&](store::Reader& r) { return list_attempts(r, given_up.id); })) ==
          std::min<std::int64_t>(given_up.attempts, 20));
    db.clock().advance(hours(9));
    f.happen("purchase");
    f.runner.run_to_end();
    f.send();
    REQUIRE_FALSE(f.now(webhook).active);
    CHECK(f.now(webhook).disabled_reason->find("three days") != std::string::npos);
    CHECK(db->read([](store::Reader& r) {
      return r.value<std::int64_t>(
          store::DynamicSql{"select count(*) from audit_log where action = 'webhook.disabled'"});
    }) == 1);
    // Switched on again by a person it goes on with what waits.
    db->write([&](store::Transaction& tx) { change_webhook(tx, webhook.id, {webhook.url, "", {}, true}); });
    CHECK_FALSE(f.now(webhook).failing_since);
    db.clock().advance(hours(7));
    CHECK(f.send() > 0);
  });
}

TEST_CASE("a range of time is sent again on demand, a delivery alone too") {
  for_each_engine([](TestDatabase& db) {
    Fixture f(db);
    f.happen("purchase");
    const Instant from = db.clock().now() + seconds(1);
    db.clock().advance(minutes(1));
    f.happen("purchase");
    f.happen("note");
    db.clock().advance(minutes(1));
    const Instant to = db.clock().now();
    f.happen("purchase");
    const Webhook webhook = f.make({"purchase"});
    db->write([&](store::Transaction& tx) { start_replay(tx, webhook.id, {from, to}, Uuid{}); });
    ReplayFacts handler;
    jobs::Runner runner(*db, "test");
    runner.add(handler);
    runner.run_due();
    REQUIRE(f.log(webhook).size() == 1);
    CHECK(f.log(webhook)[0].replay);
    CHECK_THROWS_AS(db->write([&](store::Transaction& tx) {
      start_replay(tx, webhook.id, {to, from}, Uuid{});
    }),
                    Error);
    CHECK_THROWS_AS(
        db->write([&](store::Transaction& tx) { retry_delivery(tx, webhook.id, f.log(webhook)[0].id); }),
        Error);
    db->write([&](store::Transaction& tx) { remove_webhook(tx, webhook.id); });
    CHECK(f.send() == 0);
  });
}

TEST_CASE("old deliveries are forgotten after thirty days") {
  for_each_engine([](TestDatabase& db) {
    Fixture f(db);
    const Webhook webhook = f.make();
    db->write([&](store::Transaction& tx) { send_test(tx, webhook.id); });
    for (int i = 0; i < 40; ++i) {
      f.send();
      db.clock().advance(hours(3));
    }
    db.clock().advance(hours(24 * 31));
    db->write([](store::Transaction& tx) { CHECK(remove_old_deliveries(tx)); });
    CHECK(f.log(webhook).empty());
    CHECK(db->read([](store::Reader& r) {
      return r.value<std::int64_t>(store::DynamicSql{"select count(*) from webhook_attempts"});
    }) == 0);
  });
}

}  // namespace rapport::webhooks
