#include "insight/customer_base/keeper.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <set>

#include "customer/events/orders.h"
#include "customer/people/people_fixture.h"
#include "insight/customer_base/explain.h"
#include "insight/customer_base/purchase_fits.h"
#include "insight/customer_base/sql.h"
#include "insight/customer_base/write_scores.h"
#include "platform/facts/marks.h"
#include "platform/store/schema_check.h"

using namespace rapport;
using namespace rapport::customer_base;
using namespace rapport::people::testing;
using store::testing::for_each_engine;

namespace {

const Currency eur = *parse_currency("EUR");

events::Order order(TestDatabase& db, ContactId contact, Duration ago, std::int64_t price = 5'000) {
  events::OrderDraft draft;
  draft.contact_id = contact;
  draft.ordered_at = db.clock().now() - ago;
  draft.currency = eur;
  events::LineDraft line;
  line.name = "Lamp";
  line.unit_price = Money{price, eur};
  draft.lines.push_back(line);
  return db->write([&](store::Transaction& tx) { return events::create_order(tx, draft, {eur, {}, "api"}); });
}

std::optional<StoredScore> row(TestDatabase& db, ContactId contact) {
  return db->read([&](store::Reader& reader) { return find_score(reader, contact.uuid); });
}
std::string stage(TestDatabase& db, ContactId contact) {
  const auto found = row(db, contact);
  return found ? std::string(enum_name(found->standing.stage)) : "none";
}
std::vector<std::string> told(TestDatabase& db, ContactId contact) {
  return db->read([&](store::Reader& reader) {
    std::vector<std::string> out;
    for (const auto& f :
         facts::timeline(reader, {.contact_id = contact.uuid, .types = {"lifecycle_changed"}})) {
      const boost::json::value payload = f.payload.value();
      const auto* from = payload.at("from").if_string();
      const auto* to = payload.at("to").if_string();
      out.insert(out.begin(), (from ? std::string(*from) : "-") + ">" + (to ? std::string(*to) : "-") + " " +
                                  std::string(payload.at("reason").as_string()));
    }
    return out;
  });
}

}  // namespace

TEST_CASE("every statement of the customer base fits both engines, and a cluster") {
  CHECK(store::testing::render(store::testing::check_everything(statements())) == "");
}

TEST_CASE("who ordered before is found with the history, and told to nobody; what happens then is told") {
  for_each_engine([](TestDatabase& db) {
    const auto anne = add(db, draft("anne@example.com")).id, bob = add(db, draft("bob@example.com")).id;
    order(db, anne, hours(24 * 200));
    order(db, anne, hours(24 * 40));
    Keeper keeper(*db);
    keeper.run_once();
    CHECK(stage(db, anne) == "active");
    CHECK(stage(db, bob) == "none");
    CHECK(told(db, anne).empty());
    const auto scores = db->read(
        [&](store::Reader& reader) { return contact_scores(reader, keeper, anne, people::system_caller()); });
    // new, active, at risk, churned, back again, active
    REQUIRE(scores.history.size() == 6);
    CHECK(scores.history[5].to == LifecycleStage::new_);
    CHECK(scores.history[1].to == LifecycleStage::reactivated);
    CHECK(scores.no_prediction == "not_fitted");
    CHECK(scores.clv->by_formula.minor == scores.clv->predicted.minor);
    // The second order was expected 60 days after the first, and came 160 days after it.
    REQUIRE(scores.expectations.size() == 1);
    CHECK(scores.expectations[0].days_late == doctest::Approx(100).epsilon(0.011));
    CHECK_FALSE(scores.usual_miss_days);
    order(db, anne, hours(24 * 38));
    order(db, anne, hours(24 * 35));
    keeper.run_once();
    const auto later = db->read(
        [&](store::Reader& reader) { return contact_scores(reader, keeper, anne, people::system_caller()); });
    REQUIRE(later.expectations.size() == 3);
    CHECK(later.expectations[2].came_at == scores.expectations[0].came_at);
    // 100 days late, then 58 before the day, then 78 before the mean gap of 81.
    CHECK(later.usual_miss_days.value_or(0) == doctest::Approx(78).epsilon(0.001));
    CHECK(later.expectations[0].days_late == doctest::Approx(-78).epsilon(0.014));

    order(db, bob, Duration(0));
    keeper.run_once();
    CHECK(stage(db, bob) == "new");
    CHECK(told(db, bob) == std::vector<std::string>{"->new order"});
    keeper.run_once();
    CHECK(told(db, bob).size() == 1);
    // Time alone: bob's first order is 31 days old, anne's next one was expected 60 days after her last.
    db.clock().advance(hours(24 * 31));
    keeper.run_once();
    CHECK(told(db, bob) == std::vector<std::string>{"->new order", "new>active time"});
    CHECK(told(db, anne).empty());
    db.clock().advance(hours(24 * 20));
    keeper.run_once();
    CHECK(told(db, anne) == std::vector<std::string>{"active>at_risk time"});
  });
}

TEST_CASE("how the scores of a customer were is kept, once a day, and small drifts are not") {
  for_each_engine([](TestDatabase& db) {
    const auto anne = add(db, draft("anne@example.com")).id, bob = add(db, draft("bob@example.com")).id;
    order(db, anne, hours(24 * 200));
    order(db, bob, hours(24 * 100));
    Keeper keeper(*db);
    keeper.run_once();
    const auto past = [&] {
      return db
          ->read([&](store::Reader& r) { return contact_scores(r, keeper, anne, people::system_caller()); })
          .past;
    };
    CHECK(past().empty());
    db.clock().advance(hours(24));
    keeper.run_once();
    CHECK(past().empty());
    const auto before =
        db->read([&](store::Reader& r) { return contact_scores(r, keeper, anne, people::system_caller()); });
    for (int i = 0; i < 3; ++i) {
      order(db, anne, Duration(0));
      keeper.run_once();
    }
    REQUIRE(past().size() == 1);
    CHECK(past()[0].rfm.recency == before.rfm->recency);
    CHECK(past()[0].rfm.group == before.rfm->group);
    CHECK(past()[0].clv == before.clv->predicted);
    CHECK(past()[0].tier == before.clv->tier);
    db.clock().advance(hours(24 * 30));
    order(db, bob, Duration(0));
    order(db, bob, Duration(0));
    order(db, bob, Duration(0));
    order(db, bob, Duration(0));
    order(db, bob, Duration(0));
    keeper.run_once();
    REQUIRE(past().size() == 2);
    CHECK(past()[0].until > past()[1].until);
  });
}

TEST_CASE("an order that is taken back takes the customer with it, and a restart tells nothing twice") {
  for_each_engine([](TestDatabase& db) {
    const auto anne = add(db, draft("anne@example.com")).id;
    bool leads = true;
    Keeper keeper(*db);
    keeper.configure({.leads = [&] { return leads; }});
    keeper.run_once();
    const auto made = order(db, anne, Duration(0));
    keeper.run_once();
    CHECK(stage(db, anne) == "new");
    leads = false;
    keeper.run_once();
    Keeper again(*db);
    again.run_once();
    CHECK(told(db, anne).size() == 1);
    db->write([&](store::Transaction& tx) {
      events::cancel_order(tx, events::get_order(tx, made.id), "Sent back", {eur, {}, "api"});
    });
    again.run_once();
    CHECK(stage(db, anne) == "none");
    CHECK(told(db, anne) == std::vector<std::string>{"->new order", "new>- order"});
    // The first leads again and reads what is written.
    leads = true;
    keeper.run_once();
    CHECK(told(db, anne).size() == 2);
  });
}

TEST_CASE(
    "an order that was committed before a sudden end is told at the next start, once and with its cause") {
  for_each_engine([](TestDatabase& db) {
    const auto anne = add(db, draft("anne@example.com")).id, bob = add(db, draft("bob@example.com")).id;
    order(db, bob, hours(24 * 200));
    {
      Keeper keeper(*db);
      keeper.run_once();
    }
    // No keeper runs: as if it had been killed behind the commit.
    order(db, anne, Duration(0));
    order(db, bob, Duration(0));
    Keeper again(*db);
    again.run_once();
    CHECK(told(db, anne) == std::vector<std::string>{"->new order"});
    CHECK(told(db, bob) == std::vector<std::string>{"churned>reactivated order"});
    db->read([&](store::Reader& reader) {
      for (const auto& fact :
           facts::timeline(reader, {.contact_id = anne.uuid, .types = {"lifecycle_changed"}}))
        CHECK(fact.cause);
    });
    Keeper third(*db);
    third.run_once();
    CHECK(told(db, anne).size() == 1);
    CHECK(told(db, bob).size() == 1);
  });
}

TEST_CASE("other settings move people, with a preview before") {
  for_each_engine([](TestDatabase& db) {
    const auto anne = add(db, draft("anne@example.com")).id;
    order(db, anne, hours(24 * 95));
    Keeper keeper(*db);
    keeper.run_once();
    CHECK(stage(db, anne) == "at_risk");
    const Lifecycle fixed{.churn_rule = ChurnRule::fixed};
    const auto preview =
        db->read([&](store::Reader& reader) { return preview_lifecycle(reader, keeper, fixed); });
    CHECK(preview.moved == 1);
    CHECK(stage(db, anne) == "at_risk");
    db->write([&](store::Transaction& tx) { settings::put(tx, fixed, {}); });
    keeper.run_once();
    CHECK(stage(db, anne) == "churned");
    CHECK(told(db, anne) == std::vector<std::string>{"at_risk>churned settings"});
  });
}

TEST_CASE("a fit of the workspace's orders values everybody, and the answer says how sure") {
  for_each_engine([](TestDatabase& db) {
    SeededRandom random(4);
    std::vector<ContactId> people;
    for (int i = 0; i < 160; ++i) {
      people.push_back(add(db, draft("p" + std::to_string(i) + "@example.com")).id);
      const auto orders = 1 + random.next() % 6;
      for (std::uint64_t n = 0; n < orders; ++n)
        order(db, people.back(), hours(static_cast<std::int64_t>(24 * (random.next() % 400) + 1)),
              static_cast<std::int64_t>(1'000 + random.next() % 9'000));
    }
    Keeper keeper(*db);
    keeper.run_once();
    CHECK(row(db, people[0])->standing.clv_source == ClvSource::formula);
    db->write([](store::Transaction& tx) {
      jobs::enqueue(tx, {.kind = std::string(fit_kind), .payload = Json::parse("{}")});
    });
    FitPurchases handler;
    jobs::Runner runner(*db, "test");
    runner.add(handler);
    runner.run_due();
    const auto fits = db->read([](store::Reader& reader) { return list_fits(reader); });
    REQUIRE(fits.items.size() == 1);
    REQUIRE(fits.items[0].usable);
    CHECK(fits.items[0].purchases.report.customers == 160);
    keeper.run_once();
    for (const ContactId who : people) {
      const auto scores = db->read([&](store::Reader& reader) {
        return contact_scores(reader, keeper, who, people::system_caller());
      });
      REQUIRE(scores.prediction);
      const auto& p = *scores.prediction;
      CHECK((p.churn_low <= p.churn_risk && p.churn_risk <= p.churn_high));
      CHECK((p.churn_low >= 0 && p.churn_high <= 100));
      CHECK(p.orders_low <= p.orders_high);
      CHECK(scores.clv->source == ClvSource::model);
      CHECK(scores.clv->low->minor <= scores.clv->high->minor);
      const auto stored = row(db, who);
      CHECK(std::abs(*stored->standing.churn_risk - p.churn_risk) < 0.06);
    }
    const auto base = db->read(
        [&](store::Reader& reader) { return rapport::customer_base::customer_base(reader, keeper); });
    CHECK(base.customers == 160);
    std::int64_t staged = 0, cells = 0, tiers = 0, binned = 0;
    for (const auto& line : base.stages) staged += line.customers;
    for (const auto& cell : base.rfm) cells += cell.customers;
    for (const auto& tier : base.tiers) tiers += tier.customers;
    for (const auto& bin : base.distribution) binned += bin.customers;
    CHECK(staged == 160);
    CHECK(cells == 160);
    CHECK(tiers == 160);
    CHECK(binned == 160);
    CHECK(base.concentration.back().value == doctest::Approx(1));
    std::int64_t listed = 0;
    AtRiskQuery query{.limit = 50};
    std::int64_t last = std::numeric_limits<std::int64_t>::max();
    do {
      const auto page = db->read(
          [&](store::Reader& reader) { return list_at_risk(reader, query, people::system_caller()); });
      for (const auto& one : page.items) {
        CHECK(one.at_stake.minor <= last);
        last = one.at_stake.minor;
        ++listed;
      }
      query.cursor = page.next_cursor;
    } while (query.cursor);
    CHECK(listed == 160);
    // Within the contacts of two of a team: the same people in the same order.
    const Uuid owner = db.ids().next();
    std::set<ContactId> theirs;
    for (std::size_t i = 0; i < people.size(); i += 3) {
      theirs.insert(people[i]);
      db->write([&](store::Transaction& tx) {
        tx.run(store::DynamicSql{"update contacts set owner_id = :owner where contact_id = :contact_id"},
               {{"owner", owner}, {"contact_id", people[i]}});
      });
    }
    const auto listed_for = [&](const people::Caller& caller, std::int32_t limit) {
      std::vector<ContactId> out;
      AtRiskQuery some{.limit = limit};
      do {
        const auto page = db->read([&](store::Reader& reader) { return list_at_risk(reader, some, caller); });
        for (const auto& one : page.items) out.push_back(one.contact_id);
        some.cursor = page.next_cursor;
      } while (some.cursor);
      return out;
    };
    std::vector<ContactId> expected = listed_for(people::system_caller(), 200);
    std::erase_if(expected, [&](const ContactId& id) { return !theirs.contains(id); });
    CHECK(listed_for(caller_with({"contacts.read"}, http::Scope::own, owner), 7) == expected);
    CHECK(listed_for(caller_with({"contacts.read"}, http::Scope::own, db.ids().next()), 7).empty());
    const auto flow = db->read([&](store::Reader& reader) { return lifecycle_flow(reader, {}); });
    REQUIRE(flow.days.size() == 181);
    std::int64_t today = 0;
    for (const auto& [name, customers] : flow.days.back().customers) today += customers;
    CHECK(today == 160);
    // What somebody who sees these contacts alone is told of all customers.
    const std::vector<Uuid> one{owner}, nobody{db.ids().next()};
    db->read([&](store::Reader& reader) {
      const auto mine = rapport::customer_base::customer_base(reader, keeper, one);
      CHECK(mine.customers == std::ssize(theirs));
      CHECK(mine.revenue.minor < base.revenue.minor);
      std::int64_t in_bins = 0, in_stages = 0, on_last_day = 0;
      for (const auto& bin : mine.distribution) in_bins += bin.customers;
      for (const auto& line : mine.stages) in_stages += line.customers;
      CHECK(in_bins == std::ssize(theirs));
      CHECK(in_stages == std::ssize(theirs));
      const auto days = lifecycle_flow(reader, {}, one).days;
      for (const auto& [name, customers] : days.back().customers) on_last_day += customers;
      CHECK(on_last_day == std::ssize(theirs));
      CHECK(rapport::customer_base::customer_base(reader, keeper, nobody).customers == 0);
      for (const auto& day : lifecycle_flow(reader, {}, nobody).days)
        for (const auto& [name, customers] : day.customers) CHECK(customers == 0);
    });
  });
}

TEST_CASE("what is computed of people is followed by segments through the feed") {
  for_each_engine([](TestDatabase& db) {
    const auto anne = add(db, draft("anne@example.com")).id;
    order(db, anne, hours(24 * 10));
    Keeper keeper(*db);
    const facts::Cursor end = db->read([](store::Reader& reader) { return facts::end_of_feed(reader); });
    keeper.run_once();
    const auto page = db->read([&](store::Reader& reader) { return facts::feed_page(reader, end, 100); });
    REQUIRE(page.facts.size() == 1);
    CHECK(page.facts[0].type == facts::scores_mark);
    CHECK(page.facts[0].contact_id.is_nil());
    CHECK(page.facts[0].payload.text().find(render(anne)) != std::string::npos);
  });
}

TEST_CASE("rules ask for what is computed, also for the days until the next order") {
  for_each_engine([](TestDatabase& db) {
    const auto anne = add(db, draft("anne@example.com")).id, bob = add(db, draft("bob@example.com")).id;
    const auto never = add(db, draft("never@example.com")).id;
    order(db, anne, hours(24 * 10 + 1));  // expected 60 days after it: in 49 days and 23 hours
    order(db, bob, hours(24 * 95));       // overdue
    Keeper keeper(*db);
    keeper.run_once();
    const auto found = [&](const char* rule) {
      std::set<ContactId> out;
      people::ContactQuery query;
      query.filter = Json::parse(rule);
      for (const auto& contact : page_of(db, query).items) out.insert(contact.id);
      return out;
    };
    using Ids = std::set<ContactId>;
    CHECK(found(R"({"field": "lifecycle_stage", "op": "equal", "value": "new"})") == Ids{anne});
    CHECK(found(R"({"field": "lifecycle_stage", "op": "equal", "value": "none"})") == Ids{never});
    CHECK(found(R"({"field": "days_to_next_purchase", "op": "equal", "value": 50})") == Ids{anne});
    CHECK(found(R"({"field": "days_to_next_purchase", "op": "equal", "value": 0})") == Ids{bob});
    CHECK(found(R"({"field": "days_to_next_purchase", "op": "less", "value": 50})") == Ids{bob});
    CHECK(found(R"({"field": "days_to_next_purchase", "op": "not_equal", "value": 0})") == Ids{anne, never});
    CHECK(found(R"({"field": "days_to_next_purchase", "op": "is_null"})") == Ids{never});
    CHECK(
        found(R"({"field": "clv_predicted", "op": "greater", "value": {"amount": 0, "currency": "EUR"}})") ==
        Ids{anne, bob});
  });
}
