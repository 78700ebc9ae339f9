#include <doctest/doctest.h>

#include <map>

#include "customer/events/orders.h"
#include "customer/people/people_fixture.h"
#include "insight/customer_base/explain.h"
#include "insight/customer_base/keeper.h"
#include "platform/rules/moments.h"

using namespace rapport;
using namespace rapport::customer_base;
using namespace rapport::people::testing;
using store::testing::for_each_engine;

namespace {

const Currency eur = *parse_currency("EUR");

events::Order order(TestDatabase& db, ContactId contact, Duration ago) {
  events::OrderDraft draft;
  draft.contact_id = contact;
  draft.ordered_at = db.clock().now() - ago;
  draft.currency = eur;
  events::LineDraft line;
  line.name = "Lamp";
  line.unit_price = Money{5'000, eur};
  draft.lines.push_back(line);
  return db->write([&](store::Transaction& tx) { return events::create_order(tx, draft, {eur, {}, "api"}); });
}

// The same from every move that there ever was.
Flow counted(TestDatabase& db, std::int64_t from, std::int64_t to) {
  const auto zone = TimeZone::find("Europe/Paris");
  struct Move {
    Uuid contact;
    Instant at;
    std::string to;
  };
  std::vector<Move> all;
  db->read([&](store::Reader& reader) {
    reader.each(
        store::DynamicSql{"select contact_id, at, to_stage from lifecycle_moves order by at, contact_id"}, {},
        [&](const store::Row& row) {
          all.push_back({row.uuid(0), Instant{row.integer(1)},
                         row.is_null(2) ? std::string() : std::string(row.text(2))});
        });
  });
  const auto at_end_of = [&](std::int64_t day) {
    std::map<Uuid, std::string> out;
    for (const Move& move : all)
      if (move.at < rules::start_of(day + 1, *zone)) out[move.contact] = move.to;
    return out;
  };
  Flow out;
  for (std::int64_t day = from; day <= to; ++day) {
    StageDay one{date_from_days(day), {}};
    for (const auto& [contact, stage] : at_end_of(day))
      if (!stage.empty()) ++one.customers[stage];
    out.days.push_back(one);
  }
  auto before = at_end_of(from);
  std::map<std::pair<std::string, std::string>, std::int64_t> moves;
  for (const auto& [contact, stage] : at_end_of(to))
    if (const std::string was = before[contact]; !was.empty() || !stage.empty()) ++moves[{was, stage}];
  for (const auto& [ends, customers] : moves)
    out.moves.push_back(
        {parse_enum<LifecycleStage>(ends.first), parse_enum<LifecycleStage>(ends.second), customers});
  return out;
}

void same(const Flow& got, const Flow& expected) {
  REQUIRE(got.days.size() == expected.days.size());
  for (std::size_t i = 0; i < got.days.size(); ++i) {
    CHECK(got.days[i].day == expected.days[i].day);
    for (const char* stage : {"new", "active", "loyal", "reactivated", "at_risk", "churned"}) {
      const auto of = [&](const Flow& flow) {
        const auto it = flow.days[i].customers.find(stage);
        return it == flow.days[i].customers.end() ? 0 : it->second;
      };
      CHECK(of(got) == of(expected));
    }
  }
  CHECK(json::write(Flow{{}, got.moves}) == json::write(Flow{{}, expected.moves}));
}

}  // namespace

TEST_CASE("stages over time are told from the stages of now and the moves since, as from all moves") {
  for_each_engine([](TestDatabase& db) {
    Keeper keeper(*db);
    std::uint64_t dice = 77;
    const auto below = [&](std::uint64_t n) {
      dice ^= dice << 13, dice ^= dice >> 7, dice ^= dice << 17;
      return dice % n;
    };
    std::vector<ContactId> contacts;
    std::vector<events::Order> orders;
    for (int i = 0; i < 30; ++i) {
      contacts.push_back(add(db, draft("p" + std::to_string(i) + "@example.com")).id);
      for (std::uint64_t n = below(6); n > 0; --n)
        orders.push_back(order(db, contacts.back(), hours(static_cast<std::int64_t>(below(24 * 400)))));
    }
    keeper.run_once();
    for (int month = 0; month < 3; ++month) {
      db.clock().advance(hours(24 * 25));
      for (int n = 0; n < 5; ++n) order(db, contacts[below(contacts.size())], hours(1));
      const auto taken = orders.begin() + static_cast<std::ptrdiff_t>(below(orders.size()));
      db->write([&](store::Transaction& tx) {
        events::cancel_order(tx, events::get_order(tx, taken->id), "Sent back", {eur, {}, "api"});
      });
      orders.erase(taken);
      keeper.run_once();
    }
    db->write([&](store::Transaction& tx) {
      people::remove(tx, contacts[3], std::nullopt, people::system_caller());
    });
    keeper.run_once();
    const std::int64_t today =
        days_since_epoch(rules::day_of(db.clock().now(), *TimeZone::find("Europe/Paris")));
    for (const auto& [from, to] : {std::pair(today - 200, today), std::pair(today - 80, today - 20),
                                   std::pair(today - 500, today - 300), std::pair(today, today)}) {
      FlowQuery query{date_from_days(from), date_from_days(to)};
      same(db->read([&](store::Reader& reader) { return lifecycle_flow(reader, query); }),
           counted(db, from, to));
    }
  });
}
