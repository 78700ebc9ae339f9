// Subscriptions as a server's events tell them.
#include "customer/ingest/subscription_events.h"

#include "customer/ingest/ingest_fixture.h"

namespace rapport::ingest {

using namespace ingest::testing;

namespace {

using events::Subscription;
using events::SubscriptionStatus;

void say(TestDatabase& db, const std::string& event, const std::string& properties,
         const std::string& at = "", const Source& source = server) {
  send(db, source,
       track(R"("userId": "u")" + (at.empty() ? "" : R"(, "timestamp": ")" + at + "\""), event, properties));
}
std::vector<Subscription> all(TestDatabase& db) {
  return db->read([&](store::Reader& r) { return events::subscriptions_of(r, *user(db, "u")); });
}
std::string last_issue(TestDatabase& db) {
  const auto text = db->read([&](store::Reader& r) {
    return facts::timeline(r, {.contact_id = user(db, "u")->uuid, .types = {}, .limit = 1})
        .at(0)
        .payload.text();
  });
  const auto key = text.find("\"code\":");  // a database may put a blank behind it
  if (key == std::string::npos) return "";
  const auto at = text.find('"', key + 7) + 1;
  return text.substr(at, text.find('"', at) - at);
}

}  // namespace

TEST_CASE("a trial becomes a paid plan, is changed, cancelled for a later day and ends") {
  with_both([](TestDatabase& db) {
    say(db, "Trial Started",
        R"({"subscription_id": "s1", "plan": "Pro", "trial_end": "2099-01-01T00:00:00Z"})");
    REQUIRE(all(db).size() == 1);
    CHECK(all(db)[0].status == SubscriptionStatus::trialing);
    CHECK(all(db)[0].trial_ends_at);
    say(db, "Trial Ended", R"({"subscription_id": "s1", "converted": true})");
    CHECK(all(db)[0].status == SubscriptionStatus::active);
    say(db, "Subscription Changed",
        R"({"subscription_id": "s1", "plan": "Business", "price": "49.50", "currency": "EUR", "interval": "annual"})");
    CHECK(all(db)[0].plan == "Business");
    CHECK(all(db)[0].price == Money{4'950, *parse_currency("EUR")});
    CHECK(all(db)[0].billing_interval == events::BillingInterval::year);
    say(db, "Subscription Cancelled", R"({"subscription_id": "s1", "ends_at": "2099-05-01T00:00:00Z"})");
    CHECK(all(db)[0].status == SubscriptionStatus::cancelled);
    CHECK(all(db)[0].is_current);
    say(db, "Subscription Ended", R"({"subscription_id": "s1"})");
    CHECK(all(db)[0].status == SubscriptionStatus::ended);
    CHECK(count(db, "events where type = 'Subscription Ended' and reference_id is not null") == 1);
    CHECK(count(db, "events where type = 'subscription_ended'") == 1);
    say(db, "Subscription Started", R"({"subscription_id": "s1", "plan": "Pro"})");  // again
    CHECK(all(db)[0].status == SubscriptionStatus::active);
    CHECK(all(db).size() == 1);
  });
}

TEST_CASE("a trial that ends without more is over; without ids a contact has one subscription of each plan") {
  with_both([](TestDatabase& db) {
    say(db, "Trial Started", R"({"plan": "Pro"})");
    say(db, "Trial Ended", "{}");
    CHECK(all(db)[0].status == SubscriptionStatus::ended);
    say(db, "Subscription Started", R"({"plan": "Pro", "amount": 10})");
    say(db, "Subscription Started", R"({"plan": "Extra"})");
    REQUIRE(all(db).size() == 2);
    CHECK(all(db)[0].plan == "Pro");  // the paid one counts
    say(db, "Subscription Canceled", R"({"plan": "Extra"})");
    CHECK(all(db)[1].status == SubscriptionStatus::ended);
    CHECK(all(db)[0].status == SubscriptionStatus::active);
  });
}

TEST_CASE("an event that comes late changes no later state, and moves the start back") {
  with_both([](TestDatabase& db) {
    const Instant now = db->read([](store::Reader& r) { return r.now(); });
    const auto ago = [&](int n) { return render(now - hours(n)); };
    say(db, "Subscription Changed", R"({"subscription_id": "s", "plan": "Pro", "status": "past_due"})",
        ago(1));
    say(db, "Subscription Changed", R"({"subscription_id": "s", "plan": "Old"})", ago(2));
    CHECK(all(db)[0].plan == "Pro");
    say(db, "Subscription Started", R"({"subscription_id": "s", "plan": "Older"})", ago(5));
    REQUIRE(all(db).size() == 1);
    CHECK(all(db)[0].plan == "Pro");
    CHECK(all(db)[0].status == SubscriptionStatus::past_due);
    CHECK(all(db)[0].started_at == now - hours(5));
  });
}

TEST_CASE("a browser's key records none, and what cannot be followed is kept as an event that says why") {
  with_both([](TestDatabase& db) {
    say(db, "Subscription Started", R"({"plan": "Pro"})", "", server);
    send(db, browser,
         track(R"("anonymousId": "v")", "Subscription Started", R"({"plan": "Gold", "price": 1})"));
    CHECK(count(db, "subscriptions") == 1);
    say(db, "Subscription Ended", R"({"subscription_id": "nobody's"})");
    CHECK(last_issue(db) == "unknown_subscription");
    say(db, "Subscription Started", R"({"subscription_id": "s2"})");
    CHECK(last_issue(db) == "required");
    say(db, "Subscription Started",
        R"({"subscription_id": "s2", "plan": "Pro", "price": 5, "currency": "XXQ"})");
    CHECK(last_issue(db) == "unknown_currency");
    say(db, "Subscription Started", R"({"subscription_id": "s2", "plan": "Pro", "price": -5})");
    CHECK(last_issue(db) == "too_small");
    send(db, server,
         track(R"("userId": "w")", "Subscription Started", R"({"subscription_id": "s3", "plan": "Pro"})"));
    say(db, "Subscription Changed", R"({"subscription_id": "s3", "plan": "Mine"})");
    CHECK(last_issue(db) == "of_another");
    CHECK(count(db, "subscriptions") == 2);
    CHECK(count(db, "events where type like 'Subscription %'") == 8);
  });
}

}  // namespace rapport::ingest
