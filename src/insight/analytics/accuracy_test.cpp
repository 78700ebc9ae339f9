#include "insight/analytics/accuracy.h"

#include <cmath>
#include <random>

#include "customer/people/histories.h"
#include "insight/analytics/insight_fixture.h"
#include "insight/analytics/report_store.h"
#include "insight/analytics/value_check.h"
#include "insight/customer_base/explain.h"
#include "insight/scoring/backtest.h"
#include "insight/scoring/correlation.h"
#include "insight/scoring/intervals.h"
#include "platform/rules/moments.h"

using namespace rapport;
using namespace rapport::analytics;
using namespace rapport::analytics::testing;
using customer_base::LifecycleStage;
using doctest::Approx;
using store::testing::for_each_engine;

namespace {

Evidence evidence_of(TestDatabase& db) {
  return db->read([](store::Reader& reader) { return read_evidence(reader, cuts_of); });
}
Accuracy measured(const Evidence& evidence) {
  return measure_accuracy(evidence, [](int, int) {});
}

void act(TestDatabase& db, ContactId contact, const std::string& type, Instant when) {
  db->write([&](store::Transaction& tx) {
    facts::Fact f;
    f.contact_id = contact.uuid;
    f.type = type;
    f.occurred_at = when;
    f.payload = Json::parse("{}");
    facts::record(tx, std::move(f));
  });
}

// A shop of two years: who buys often and who is gone differs, as in the models.
std::vector<ContactId> invent_shop(TestDatabase& db, int people) {
  std::mt19937_64 dice(11);
  std::gamma_distribution<double> rate(1.2, 1 / 40.0), value(4, 900);
  std::uniform_real_distribution<double> leaves(0.02, 0.3);
  std::vector<events::NewOrder> orders;
  std::vector<ContactId> out;
  for (int i = 0; i < people; ++i) {
    out.push_back(add(db, draft("p" + std::to_string(i) + "@example.com")).id);
    std::exponential_distribution<double> gap(rate(dice) + 0.002);
    std::bernoulli_distribution gone(leaves(dice));
    const double usual = value(dice);
    for (double ago = 20 + static_cast<double>(dice() % 680); ago > 0; ago -= gap(dice) + 1) {
      orders.push_back(
          order(out.back(), db.clock().now() - Duration(static_cast<std::int64_t>(ago * 86'400'000)),
                static_cast<std::int64_t>(usual * (0.6 + static_cast<double>(dice() % 80) / 100))));
      if (gone(dice)) break;
    }
  }
  for (std::size_t from = 0; from < orders.size(); from += 500)
    book(db, {orders.begin() + static_cast<std::ptrdiff_t>(from),
              orders.begin() + static_cast<std::ptrdiff_t>(std::min(from + 500, orders.size()))});
  return out;
}

}  // namespace

TEST_CASE("an empty workspace has no figure, and says so without a number") {
  for_each_engine([](TestDatabase& db) {
    const Accuracy out = measured(evidence_of(db));
    CHECK(out.months.empty());
    CHECK_FALSE(out.latest.stages.value);
    CHECK_FALSE(out.latest.clv.value);
    CHECK_FALSE(out.latest.engagement.value);
    CHECK_FALSE(out.year);
    const std::string text = json::write(out);
    CHECK(text.find("nan") == std::string::npos);
    db->write([&](store::Transaction& tx) { put_report(tx, "accuracy", 1, json::to_json(out)); });
    const auto read = db->read([](store::Reader& reader) { return find_accuracy(reader); });
    REQUIRE(read.report);
    CHECK(json::write(*read.report) == text);
    db->write(
        [&](store::Transaction& tx) { put_report(tx, "accuracy", 1, Json::parse(R"({"latest": 7})")); });
    CHECK_FALSE(db->read([](store::Reader& reader) { return find_accuracy(reader); }).report);
  });
}

TEST_CASE("the stage of 90 days ago is told from the orders of then, and held against those that came") {
  for_each_engine([](TestDatabase& db) {
    db.clock().set(at("2026-11-20T12:00:00Z"));  // the 90 days are from 22 August to 19 November
    const auto zone = TimeZone::find("Europe/Paris");
    const auto day = [&](int n) { return at("2026-08-22T10:00:00Z") + Duration(n * 86'400'000LL); };
    const auto loyal = add(db, draft("loyal@example.com")).id, quiet = add(db, draft("quiet@example.com")).id,
               gone = add(db, draft("gone@example.com")).id, back = add(db, draft("back@example.com")).id,
               fresh = add(db, draft("fresh@example.com")).id, later = add(db, draft("later@example.com")).id;
    std::vector<events::NewOrder> orders;
    for (const int n : {-130, -100, -70, -40, -10, 20}) orders.push_back(order(loyal, day(n), 100));
    for (const int n : {-160, -130, -100, -70})
      orders.push_back(order(quiet, day(n), 100));  // 40 days late: at risk
    for (const int n : {-400, -370, -340}) orders.push_back(order(gone, day(n), 100));
    for (const int n : {-400, -370, -340, 89}) orders.push_back(order(back, day(n), 100));
    for (const int n : {-5, 90})
      orders.push_back(order(fresh, day(n), 100));  // the second one comes a day too late
    orders.push_back(order(later, day(3), 100));
    book(db, orders);
    const Accuracy out = measured(evidence_of(db));
    CHECK(out.latest.from == *parse_date("2026-08-22"));
    CHECK(out.latest.to == *parse_date("2026-11-19"));
    const auto check = [&](LifecycleStage stage) {
      for (const StageCheck& one : out.stages)
        if (one.stage == stage) return one;
      return StageCheck{};
    };
    CHECK(check(LifecycleStage::loyal).customers == 1);
    CHECK(check(LifecycleStage::loyal).ordered == 1);
    CHECK(check(LifecycleStage::at_risk).customers == 1);
    CHECK(check(LifecycleStage::at_risk).ordered == 0);
    CHECK_FALSE(check(LifecycleStage::at_risk).expects_order);
    CHECK(check(LifecycleStage::churned).customers == 2);
    CHECK(check(LifecycleStage::churned).ordered == 1);
    CHECK(check(LifecycleStage::new_).customers == 1);
    CHECK(check(LifecycleStage::new_).ordered == 0);
    CHECK(out.latest.stages.people == 5);  // `later` was no customer then
    CHECK_FALSE(out.latest.stages.value);  // five are too few for a figure
    REQUIRE(check(LifecycleStage::churned).low);
    CHECK(*check(LifecycleStage::churned).low == Approx(scoring::share_interval(1, 2).low));
  });
}

TEST_CASE("engagement of a past day is the score that the page of the contact gave then") {
  for_each_engine([](TestDatabase& db) {
    db.clock().set(at("2026-11-20T12:00:00Z"));
    const auto types = people::engagement_facts();
    const auto id = add(db, draft("ada@example.com")).id, other = add(db, draft("bob@example.com")).id;
    Dice dice;
    for (const std::string& type : types)
      for (int i = 0; i < 2; ++i)
        act(db, id, type, db.clock().now() - Duration((95 + dice.below(200)) * 86'400'000LL));
    act(db, other, "login", db.clock().now() - Duration(10LL * 86'400'000));
    const Evidence evidence = evidence_of(db);
    REQUIRE_FALSE(evidence.cuts.empty());
    db.clock().set(evidence.start_of(evidence.cuts[0]));
    const auto place = [&](ContactId contact) {
      return static_cast<std::size_t>(
          std::find(evidence.contacts.begin(), evidence.contacts.end(), contact.uuid) -
          evidence.contacts.begin());
    };
    const auto expected =
        db->read([&](store::Reader& reader) { return customer_base::engagement_of(reader, id.uuid).score; });
    CHECK(expected > 0);
    CHECK(evidence.scores[place(id)] == expected);
    CHECK(evidence.scores[place(other)] == 0);
    CHECK(evidence.known_since[place(id)] < evidence.start_of(evidence.cuts[0]));
    CHECK(evidence.known_since[place(other)] > evidence.start_of(evidence.cuts[0]));
  });
}

TEST_CASE("the line of engagement says what the score was in the weeks before") {
  for_each_engine([](TestDatabase& db) {
    const auto id = add(db, draft("ada@example.com")).id;
    const auto read = [&] {
      return db->read([&](store::Reader& reader) { return customer_base::engagement_of(reader, id.uuid); });
    };
    std::vector<std::int32_t> then;
    for (int week = 0; week < 5; ++week) {
      for (int i = 0; i <= week; ++i) act(db, id, "meeting", db.clock().now());
      then.push_back(read().score);
      db.clock().advance(hours(24 * 7));
    }
    const auto past = read().past;
    REQUIRE(past.size() == 12);
    for (std::size_t i = 0; i < 5; ++i) CHECK(past[i].score == then[4 - i]);
    CHECK(past[5].score == 0);
  });
}

TEST_CASE("figures of a whole shop are those of counting one by one and of the back-test") {
  for_each_engine([](TestDatabase& db) {
    db.clock().set(at("2026-11-20T12:00:00Z"));
    const auto contacts = invent_shop(db, 400);
    const Evidence evidence = evidence_of(db);
    const Accuracy out = measured(evidence);
    CHECK(out.months.size() == 12);
    CHECK(out.months.back().from == *parse_date("2026-08-01"));
    CHECK(out.months.front().from == *parse_date("2025-09-01"));
    REQUIRE(out.latest.stages.value);
    REQUIRE(out.latest.majority);
    std::int64_t customers = 0, agreed = 0;
    for (const StageCheck& one : out.stages) {
      customers += one.customers;
      agreed += one.expects_order ? one.ordered : one.customers - one.ordered;
    }
    CHECK(out.latest.stages.people == customers);
    CHECK(*out.latest.stages.value == Approx(static_cast<double>(agreed) / static_cast<double>(customers)));

    // Values against the back-test of scoring, which counts for itself.
    const std::int64_t cut = evidence.cuts[0];
    const Occasions occasions = occasions_of(evidence);
    const auto expected = scoring::backtest(occasions, {.cut = static_cast<double>(cut - 1),
                                                        .end = static_cast<double>(cut + held_out_days - 1)});
    REQUIRE(out.quarter);
    CHECK(static_cast<double>(out.quarter->predicted.minor) / 100 ==
          Approx(expected.revenue_expected).epsilon(1e-4));
    CHECK(static_cast<double>(out.quarter->actual.minor) / 100 ==
          Approx(expected.revenue_actual).epsilon(1e-9));
    REQUIRE(out.latest.clv.value);
    CHECK(*out.latest.clv.value == Approx(expected.revenue_expected / expected.revenue_actual).epsilon(1e-4));
    CHECK(*out.latest.clv.low < *out.latest.clv.value);
    REQUIRE(out.latest.churn_auc.value);
    CHECK(*out.latest.churn_auc.value == Approx(*expected.churn->auc).epsilon(1e-6));
    CHECK(out.tenths.size() == 10);
    CHECK(out.tenths[0].predicted.minor > out.tenths[9].predicted.minor);
    REQUIRE(out.year);
    CHECK(out.year->to == *parse_date("2026-11-19"));

    // The correlation, and the bands, from what was read of each.
    std::vector<double> scores, orders;
    std::int64_t people = 0, buyers = 0;
    for (std::size_t k = 0; k < evidence.contacts.size(); ++k) {
      if (evidence.known_since[k] >= evidence.start_of(cut)) continue;
      double later = 0;
      for (std::size_t c = 0; c < evidence.customers.size(); ++c)
        if (evidence.customers[c] == evidence.contacts[k])
          for (std::size_t i = evidence.begin[c]; i < evidence.begin[c + 1]; ++i)
            later += evidence.rows[i].at >= evidence.start_of(cut) &&
                     evidence.rows[i].at < evidence.start_of(cut + held_out_days);
      scores.push_back(evidence.scores[k]);
      orders.push_back(later);
      ++people;
      buyers += later > 0;
    }
    REQUIRE(out.latest.engagement.value);
    CHECK(out.latest.engagement.people == people);
    CHECK(*out.latest.engagement.value == Approx(scoring::spearman(scores, orders)));
    std::int64_t in_bands = 0, bought = 0;
    for (const EngagementBandCheck& band : out.bands) in_bands += band.people, bought += band.ordered;
    CHECK(in_bands == people);
    CHECK(bought == buyers);
    CHECK(contacts.size() == 400);
  });
}
