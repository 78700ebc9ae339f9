#include "customer/segments/history.h"

#include <map>
#include <random>

#include "customer/segments/live_fixture.h"
#include "customer/segments/segment_sql.h"

using namespace rapport;
using namespace rapport::segments;
using namespace rapport::segments::testing;
using store::testing::for_each_engine;

namespace {

struct Move {
  Uuid contact;
  std::int64_t at;
  std::string kind;
};

std::vector<Move> moves_of(TestDatabase& db, SegmentId id) {
  return db->read([&](store::Reader& reader) {
    std::vector<Move> out;
    reader.each(store::DynamicSql{"select contact_id, at, kind from segment_moves where segment_id = :id "
                                  "order by at, contact_id, kind"},
                {{"id", id}}, [&](const store::Row& row) {
                  out.push_back({row.uuid(0), row.integer(1), std::string(row.text(2))});
                });
    return out;
  });
}

// Who was a member at an instant, and since when; who left between two instants.
std::map<Uuid, std::int64_t> members_at(const std::vector<Move>& moves, std::int64_t at) {
  std::map<Uuid, std::int64_t> out;
  for (const Move& move : moves) {
    if (move.at > at) break;
    if (move.kind == "entered")
      out[move.contact] = move.at;
    else
      out.erase(move.contact);
  }
  return out;
}
std::size_t left_since(const std::vector<Move>& moves, std::int64_t from) {
  std::size_t out = 0;
  for (const Move& move : moves) out += move.at >= from && move.kind == "left" ? 1 : 0;
  return out;
}

std::int64_t forget(TestDatabase& db, Instant until) {
  return forget_stays(*db, until,
                      [&](const std::function<void(store::Transaction&)>& unit) { db->write(unit); });
}

}  // namespace

TEST_CASE(
    "who was a member since the kept time, since when, and who left, is told as before; the rest is gone") {
  for_each_engine([](TestDatabase& db) {
    std::mt19937 random(7);
    const auto id = make(db, "Restless", "country = FR").id, other = make(db, "Other", "country = BE").id;
    std::vector<Uuid> people;
    for (int i = 0; i < 60; ++i)
      people.push_back(db->write([](store::Transaction& tx) { return tx.new_id<ContactId>().uuid; }));
    const std::int64_t day = 86'400'000, start = 20'000 * day;
    db->write([&](store::Transaction& tx) {
      std::map<Uuid, bool> in;
      std::vector<store::Params> rows;
      for (int step = 0; step < 2'400; ++step) {
        const Uuid& who = people[random() % people.size()];
        bool& inside = in[who];
        inside = !inside;
        for (const auto segment : {id, other})
          rows.push_back({{"contact_id", who},
                          {"id", segment},
                          {"at", Instant{start + step * day / 4}},
                          {"kind", std::string_view(inside ? "entered" : "left")},
                          {"rule_version", std::int64_t{1}},
                          {"reason", std::string_view("fact")},
                          {"cause", std::optional<Uuid>()}});
      }
      tx.run_batch(sql::add_move, rows);
      tx.run(sql::count_day, {{"id", id},
                              {"day", std::int64_t{20'000}},
                              {"size", std::int64_t{3}},
                              {"entered", std::int64_t{3}},
                              {"gone", std::int64_t{0}},
                              {"now", tx.now()}});
    });
    const auto before = moves_of(db, id);
    CHECK(before.size() == 2'400);
    std::size_t last = before.size();
    // Again and again as time goes on, and a time that lies further back: nothing more is lost.
    for (const std::int64_t days : {100, 101, 300, 250, 450}) {
      const Instant until{start + days * day};
      const auto removed = forget(db, until);
      const auto after = moves_of(db, id);
      CHECK(removed == 2 * static_cast<std::int64_t>(last - after.size()));
      last = after.size();
      const Instant since = db->read([](store::Reader& reader) { return known_since(reader); }).value();
      CHECK(since == Instant{start + std::max<std::int64_t>(days, days == 250 ? 300 : 0) * day});
      for (std::int64_t at = since.ms; at < start + 601 * day; at += day / 3)
        CHECK(members_at(after, at) == members_at(before, at));
      CHECK(left_since(after, since.ms) == left_since(before, since.ms));
      // Of what is older only beginnings of stays are left, one a person.
      std::map<Uuid, int> old;
      for (const Move& move : after)
        if (move.at < since.ms) {
          CHECK(move.kind == "entered");
          CHECK(++old[move.contact] == 1);
        }
      CHECK_THROWS_AS(db->read([&](store::Reader& reader) {
        return migration(reader, {.from = since - seconds(1), .to = since, .ids = render(id)});
      }),
                      Error);
    }
    const auto sizes = db->read([&](store::Reader& reader) {
      std::int64_t rows = 0;
      reader.each(sql::sizes_of, {{"id", id}, {"from", std::int64_t{0}}}, [&](const store::Row&) { ++rows; });
      return rows;
    });
    CHECK(sizes == 1);
  });
}

TEST_CASE(
    "what a process that dies in the middle has forgotten is asked of nobody, and the next one goes on") {
  for_each_engine([](TestDatabase& db) {
    const auto id = make(db, "Restless", "country = FR").id;
    const auto who = db->write([](store::Transaction& tx) { return tx.new_id<ContactId>().uuid; });
    const Instant entered{20'000 * 86'400'000LL}, left = entered + hours(24), until = left + hours(24);
    db->write([&](store::Transaction& tx) {
      for (const auto& [at, kind] : {std::pair{entered, "entered"}, std::pair{left, "left"}})
        tx.run(sql::add_move, {{"contact_id", who},
                               {"id", id},
                               {"at", at},
                               {"kind", std::string_view(kind)},
                               {"rule_version", std::int64_t{1}},
                               {"reason", std::string_view("fact")},
                               {"cause", std::optional<Uuid>()}});
    });
    for (int units = 0; units < 3; ++units) {
      int left_over = units;
      CHECK_THROWS_AS(forget_stays(*db, until,
                                   [&](const std::function<void(store::Transaction&)>& unit) {
                                     if (left_over-- == 0) fail(ErrorCode::unavailable, "killed");
                                     db->write(unit);
                                   }),
                      Error);
      const auto since = db->read([](store::Reader& reader) { return known_since(reader); });
      CHECK(since == (units == 0 ? std::nullopt : std::optional(until)));
      if (!since) CHECK(moves_of(db, id).size() == 2);
    }
    forget(db, until);
    CHECK(moves_of(db, id).empty());
  });
}

TEST_CASE("of a coming and a going at one instant nothing is left") {
  for_each_engine([](TestDatabase& db) {
    const auto id = make(db, "Quick", "country = FR").id;
    db->write([&](store::Transaction& tx) {
      for (const std::string_view kind : {"entered", "left"})
        tx.run(sql::add_move, {{"contact_id", Uuid{}},
                               {"id", id},
                               {"at", Instant{1'000}},
                               {"kind", kind},
                               {"rule_version", std::int64_t{1}},
                               {"reason", std::string_view("time")},
                               {"cause", std::optional<Uuid>()}});
    });
    CHECK(forget(db, Instant{2'000}) == 2);
    CHECK(moves_of(db, id).empty());
  });
}
