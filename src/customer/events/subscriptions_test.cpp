// Subscriptions from their first to their last day, and what rules see of them.
#include "customer/events/subscriptions.h"

#include <doctest/doctest.h>

#include "customer/events/merge_orders.h"
#include "customer/people/contact_list.h"
#include "customer/people/duplicates/merge.h"
#include "platform/store/testing.h"

namespace rapport::events {

namespace {

using store::testing::for_each_engine;
using store::testing::TestDatabase;
namespace merging = people::duplicates;

const Currency eur = *parse_currency("EUR");

ContactId add(TestDatabase& db, const std::string& email) {
  people::ContactDraft d;
  d.email = email;
  return db->write([&](store::Transaction& tx) { return people::create(tx, d, people::system_caller()).id; });
}
Subscription start(TestDatabase& db, ContactId contact, const std::string& plan,
                   const std::function<void(SubscriptionDraft&)>& with = {}) {
  SubscriptionDraft draft;
  draft.contact_id = contact;
  draft.plan = plan;
  if (with) with(draft);
  return db->write([&](store::Transaction& tx) { return start_subscription(tx, draft, {}); });
}
Subscription change(TestDatabase& db, const Subscription& s,
                    const std::function<void(SubscriptionChange&)>& with) {
  return db->write([&](store::Transaction& tx) {
    const auto before = get_subscription(tx, s.id);
    auto wanted = change_of(before);
    with(wanted);
    return change_subscription(tx, before, wanted, {});
  });
}
void paid(SubscriptionDraft& d) { d.price = Money{2'900, eur}; }

std::vector<std::string> told(TestDatabase& db, ContactId contact) {
  std::vector<std::string> out;
  db->read([&](store::Reader& r) {
    for (const auto& f : facts::timeline(r, {.contact_id = contact.uuid, .types = {}, .limit = 50}))
      if (f.type.starts_with("subscription_")) out.insert(out.begin(), f.type);
  });
  return out;
}
std::set<std::string> whose(TestDatabase& db, const std::string& filter) {
  people::ContactQuery query;
  query.filter = Json::parse(filter);
  std::set<std::string> out;
  const auto page =
      db->read([&](store::Reader& r) { return people::list_contacts(r, query, people::system_caller()); });
  for (const auto& c : page.items) out.insert(*c.email);
  return out;
}
std::string code_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.issues().empty() ? error.what() : error.issues()[0].path + " " + error.issues()[0].code;
  }
  return "";
}

}  // namespace

TEST_CASE("a subscription starts, changes and ends, each a fact of its contact") {
  for_each_engine([](TestDatabase& db) {
    const auto c = add(db, "a@example.com");
    const auto s = start(db, c, "Pro", paid);
    CHECK(s.status == SubscriptionStatus::active);
    CHECK(s.billing_interval == BillingInterval::month);
    CHECK(s.is_current);
    const auto dearer = change(db, s, [](SubscriptionChange& x) { x.plan = "Business"; });
    CHECK(dearer.version == 2);
    CHECK(change(db, s, [](SubscriptionChange&) {}).version == 2);  // nothing changed
    const auto over = change(db, s, [](SubscriptionChange& x) { x.status = SubscriptionStatus::cancelled; });
    CHECK(over.status == SubscriptionStatus::ended);  // without a day to come it ends now
    CHECK(over.ended_at);
    CHECK_FALSE(over.is_current);
    const auto again = change(db, s, [](SubscriptionChange& x) { x.status = SubscriptionStatus::active; });
    CHECK(again.is_current);
    CHECK_FALSE(again.ended_at);
    CHECK(told(db, c) == std::vector<std::string>{"subscription_started", "subscription_changed",
                                                  "subscription_ended", "subscription_started"});
  });
}

TEST_CASE("a cancelled subscription runs until its end, and is over when that day has come") {
  for_each_engine([](TestDatabase& db) {
    const auto c = add(db, "a@example.com");
    const auto s = start(db, c, "Pro", paid);
    const Instant end = db.clock().now() + hours(48);
    const auto cancelled = change(db, s, [&](SubscriptionChange& x) {
      x.status = SubscriptionStatus::cancelled;
      x.ended_at = end;
    });
    CHECK(cancelled.status == SubscriptionStatus::cancelled);
    CHECK(cancelled.is_current);
    CHECK_FALSE(db->write([](store::Transaction& tx) { return end_due_subscriptions(tx); }));
    CHECK(told(db, c).back() == "subscription_changed");
    db.clock().advance(hours(49));
    db->write([](store::Transaction& tx) { end_due_subscriptions(tx); });
    const auto over = db->read([&](store::Reader& r) { return get_subscription(r, s.id); });
    CHECK(over.status == SubscriptionStatus::ended);
    CHECK(over.ended_at == end);
    CHECK_FALSE(over.is_current);
    CHECK(told(db, c).back() == "subscription_ended");
  });
}

TEST_CASE("rules see the plan of the paid subscription before a free one, and free for those without any") {
  for_each_engine([](TestDatabase& db) {
    const auto a = add(db, "a@example.com"), b = add(db, "b@example.com");
    add(db, "c@example.com");
    start(db, a, "Pro", paid);
    start(db, a, "Starter");  // later, but free
    const auto ended = start(db, b, "Pro", [](SubscriptionDraft& d) {
      paid(d);
      d.status = SubscriptionStatus::ended;
    });
    using Set = std::set<std::string>;
    CHECK(whose(db, R"({"field": "subscription", "op": "equal", "value": "Pro"})") == Set{"a@example.com"});
    CHECK(whose(db, R"({"field": "subscription", "op": "equal", "value": "free"})") ==
          Set{"b@example.com", "c@example.com"});
    CHECK(whose(db, R"({"field": "subscription", "op": "not_equal", "value": "free"})") ==
          Set{"a@example.com"});
    CHECK(whose(db, R"({"field": "subscription", "op": "in", "value": ["free", "Pro"]})").size() == 3);
    CHECK(whose(db, R"({"field": "subscription", "op": "in", "value": ["Starter", "Basic"]})").empty());
    CHECK(whose(db, R"({"field": "subscription", "op": "contains", "value": "FRE"})") ==
          Set{"b@example.com", "c@example.com"});
    CHECK(whose(db, R"({"field": "subscription", "op": "is_null"})").empty());
    CHECK(whose(db, R"({"field": "subscription", "op": "is_not_null"})").size() == 3);
    CHECK(whose(db, R"({"field": "subscription_status", "op": "equal", "value": "active"})") ==
          Set{"a@example.com"});
    CHECK(whose(db, R"({"field": "subscription_status", "op": "is_null"})") ==
          Set{"b@example.com", "c@example.com"});
    CHECK(whose(db, R"({"field": "subscription_started_at", "op": "in_last", "value": {"days": 1}})") ==
          Set{"a@example.com"});
    change(db, ended, [](SubscriptionChange& x) { x.status = SubscriptionStatus::past_due; });
    CHECK(whose(db, R"({"field": "subscription_status", "op": "equal", "value": "past_due"})") ==
          Set{"b@example.com"});
  });
}

TEST_CASE("what is wrong with a subscription is named, and a number comes once in its source") {
  for_each_engine([](TestDatabase& db) {
    const auto c = add(db, "a@example.com");
    const auto fails = [&](const std::function<void(SubscriptionDraft&)>& with) {
      return code_of([&] { start(db, c, "Pro", with); });
    };
    CHECK(fails([](SubscriptionDraft& d) { d.plan = "  "; }) == "plan required");
    CHECK(fails([](SubscriptionDraft& d) { d.price = Money{-1, eur}; }) == "price too_small");
    CHECK(fails([](SubscriptionDraft& d) { d.billing_interval = BillingInterval::year; }) ==
          "billing_interval without_price");
    CHECK(fails([&](SubscriptionDraft& d) { d.started_at = db.clock().now() + hours(30); }) ==
          "started_at in_future");
    CHECK(fails([&](SubscriptionDraft& d) { d.ended_at = db.clock().now(); }) == "ended_at still_running");
    CHECK(fails([&](SubscriptionDraft& d) {
            d.status = SubscriptionStatus::ended;
            d.ended_at = db.clock().now() - hours(1);
          }) == "ended_at before_start");
    CHECK(fails([&](SubscriptionDraft& d) {
            d.status = SubscriptionStatus::ended;
            d.ended_at = db.clock().now() + hours(1);
          }) == "ended_at in_future");
    const auto numbered = [](SubscriptionDraft& d) { d.number = "sub_1"; };
    start(db, c, "Pro", numbered);
    CHECK(fails(numbered) == "number not_unique");
    CHECK(fails([](SubscriptionDraft& d) {
            d.number = "sub_1";
            d.source = "stripe";
          }) == "");
    CHECK(told(db, c).size() == 2);
  });
}

TEST_CASE("the list goes by start, in pages, within the caller's contacts") {
  for_each_engine([](TestDatabase& db) {
    const auto c = add(db, "a@example.com");
    for (int i = 0; i < 5; ++i)
      start(db, c, "Plan " + std::to_string(i),
            [&](SubscriptionDraft& d) { d.started_at = db.clock().now() - hours(24 * (i + 2)); });
    SubscriptionQuery query;
    query.limit = 2;
    std::vector<std::string> plans;
    do {
      const auto page =
          db->read([&](store::Reader& r) { return list_subscriptions(r, query, std::nullopt); });
      for (const auto& s : page.items) plans.push_back(s.plan);
      query.cursor = page.next_cursor;
    } while (query.cursor);
    CHECK(plans == std::vector<std::string>{"Plan 0", "Plan 1", "Plan 2", "Plan 3", "Plan 4"});
    query = {};
    query.current = true;
    CHECK(db->read([&](store::Reader& r) {
              return list_subscriptions(r, query, std::nullopt);
            }).items.size() == 1);
    query = {};
    query.contact_id = c;
    query.plan = "Plan 3";
    CHECK(db->read([&](store::Reader& r) {
              return list_subscriptions(r, query, std::nullopt);
            }).items.size() == 1);
    const std::vector<Uuid> nobody{Uuid{{7}}};
    CHECK(db->read([&](store::Reader& r) { return list_subscriptions(r, query, nobody); }).items.empty());
    query.cursor = "x";
    CHECK(code_of([&] { db->read([&](store::Reader& r) { list_subscriptions(r, query, std::nullopt); }); }) ==
          "cursor invalid");
  });
}

TEST_CASE("subscriptions follow a merge with their numbers, and go back when it is undone") {
  for_each_engine([](TestDatabase& db) {
    static const merging::Parts parts = [] {
      merging::Parts out = merging::own_parts();
      for (const auto* part : merge_parts()) out.push_back(part);
      return out;
    }();
    const auto a = add(db, "a@example.com"), b = add(db, "b@example.com");
    start(db, a, "Starter");
    const auto pro = start(db, b, "Pro", [](SubscriptionDraft& d) {
      paid(d);
      d.number = "sub_1";
    });
    merging::MergeRequest request;
    request.other_id = b;
    const auto merge = db->write([&](store::Transaction& tx) {
      return merging::merge(tx, a, request, parts, people::system_caller());
    });
    CHECK(merge.counts.at("subscriptions") == 1);
    const auto all = db->read([&](store::Reader& r) { return subscriptions_of(r, a); });
    REQUIRE(all.size() == 2);
    CHECK(all[0].plan == "Pro");
    CHECK(all[0].is_current);
    CHECK_FALSE(all[1].is_current);
    const auto found = [&] {
      return db->read([&](store::Reader& r) { return find_subscription_by_number(r, "api", "sub_1"); });
    };
    CHECK(found()->contact_id == a);
    db->write(
        [&](store::Transaction& tx) { merging::undo_merge(tx, merge.id, parts, people::system_caller()); });
    CHECK(found()->contact_id == b);
    CHECK(found()->is_current);
    CHECK(db->read([&](store::Reader& r) { return subscriptions_of(r, a); }).at(0).is_current);
    CHECK(found()->id == pro.id);
  });
}

}  // namespace rapport::events
