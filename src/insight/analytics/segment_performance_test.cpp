#include "insight/analytics/segment_performance.h"

#include "customer/segments/live_fixture.h"
#include "insight/analytics/engagement.h"
#include "insight/analytics/insight_fixture.h"
#include "platform/rules/moments.h"

using namespace rapport;
using namespace rapport::analytics;
using analytics::testing::at;
using analytics::testing::book;
using analytics::testing::eur;
using analytics::testing::order;
using doctest::Approx;
using people::testing::add;
using people::testing::anybody;
using people::testing::caller_with;
using people::testing::draft;
using segments::testing::make;
using store::testing::for_each_engine;
using store::testing::TestDatabase;

namespace {

segments::SegmentId list_of(TestDatabase& db, const char* name, const std::vector<ContactId>& members) {
  return db->write([&](store::Transaction& tx) {
    const auto list = segments::create_segment(tx, {.name = name, .kind = segments::SegmentKind::list},
                                               people::system_caller());
    segments::MemberChange change;
    for (const ContactId& one : members) change.add.push_back(one.uuid);
    segments::change_members(tx, list.id, change, people::system_caller());
    return list.id;
  });
}

}  // namespace

TEST_CASE("segments are compared by what their members of now ordered in the period") {
  for_each_engine([](TestDatabase& db) {
    db.clock().set(at("2026-11-20T12:00:00Z"));
    const auto ada = add(db, draft("ada@example.com")).id, bob = add(db, draft("bob@example.com")).id,
               eve = add(db, draft("eve@example.com")).id;
    list_of(db, "Empty", {});
    const auto both = list_of(db, "Both", {ada, bob});
    list_of(db, "All", {ada, bob, eve});
    book(db, {order(ada, at("2026-11-10T10:00:00Z"), 1'000), order(ada, at("2026-11-12T10:00:00Z"), 501),
              order(ada, at("2026-07-10T10:00:00Z"), 70'000),  // before the period
              order(bob, at("2026-11-21T10:00:00Z"), 90'000),  // not yet
              order(eve, at("2026-11-12T10:00:00Z"), 3'000)});
    const auto read = [&](const std::optional<std::vector<Uuid>>& owners) {
      return db->read([&](store::Reader& reader) {
        const Date from = date_from_days(
            days_since_epoch(rules::day_of(reader.now(), *TimeZone::find("Europe/Paris"))) - 89);
        return compare_segments(reader, count_segments(reader, read_order_history(reader), from), from,
                                owners)
            .items;
      });
    };
    const auto items = read({});
    REQUIRE(items.size() == 3);
    CHECK(items[0].name == "All");
    CHECK(items[0].members == 3);
    CHECK(items[0].buyers == 2);
    CHECK(items[0].orders == 3);
    CHECK(items[0].revenue == Money{4'501, eur});
    CHECK(*items[0].conversion == Approx(2.0 / 3));
    CHECK(*items[0].average_order_value == Money{1'500, eur});
    CHECK(*items[0].revenue_per_member == Money{1'500, eur});
    CHECK(items[0].entered == 3);
    CHECK_FALSE(items[0].growth);  // nobody was in it 30 days ago
    CHECK(items[1].name == "Both");
    CHECK(*items[1].revenue_per_member == Money{751, eur});
    CHECK(items[2].name == "Empty");
    CHECK_FALSE(items[2].conversion);
    CHECK_FALSE(items[2].average_order_value);
    db.clock().set(at("2027-01-20T12:00:00Z"));
    db->write([&](store::Transaction& tx) {
      segments::MemberChange change;
      change.add = {eve.uuid};
      segments::change_members(tx, both, change, people::system_caller());
    });
    for (const SegmentFigures& one : read({}))
      if (one.name == "Both") CHECK(*one.growth == Approx(0.5));
    for (const SegmentFigures& one : read(std::vector<Uuid>{db.ids().next()})) CHECK(one.members == 0);
  });
}

TEST_CASE("a band of engagement has as many people as the segment that is made of it") {
  for_each_engine([](TestDatabase& db) {
    db.clock().set(at("2026-11-20T12:00:00Z"));
    for (int i = 0; i < 12; ++i) {
      const auto id = add(db, draft("p" + std::to_string(i) + "@example.com")).id;
      for (int n = 0; n < i * 2; ++n) segments::testing::fact(db, id, "login", hours(24 * n));
    }
    segments::Live live(*db);
    live.run_once();
    const auto read = [&](const people::Caller& caller) {
      return db->read([&](store::Reader& reader) { return read_engagement(reader, live, caller); });
    };
    const Engagement all = read(anybody());
    REQUIRE(all.bands.size() == 11);
    CHECK(all.contacts == 12);
    std::int64_t sum = 0;
    for (const ScoreBand& band : all.bands) {
      const std::string rule = "engagement_score >= " + std::to_string(band.from) +
                               " AND engagement_score <= " + std::to_string(band.to);
      const auto count = db->read([&](store::Reader& reader) {
        segments::PreviewQuery query;
        query.rule = segments::testing::text(rule.c_str());
        return segments::preview(reader, live, query, anybody()).count;
      });
      CHECK(band.contacts == count);
      sum += band.contacts;
    }
    CHECK(sum == 12);
    CHECK(all.bands[0].contacts == 1);
    CHECK(all.bands[0].to == 0);
    CHECK(all.bands.back().to == 100);
    CHECK_FALSE(all.channels);
    CHECK_FALSE(all.hours);
    const Engagement own = read(caller_with({}, http::Scope::own, db.ids().next()));
    CHECK(own.contacts == 0);
    CHECK(own.bands[0].contacts == 0);
  });
}
