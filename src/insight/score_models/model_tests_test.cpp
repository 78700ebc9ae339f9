#include "insight/score_models/model_tests.h"

#include "insight/score_models/dataset.h"
#include "insight/score_models/score_models_fixture.h"
#include "platform/jobs/runner.h"

using namespace rapport;
using namespace rapport::score_models;
using namespace rapport::score_models::testing;
using store::testing::for_each_engine;

namespace {

const Duration day = hours(24);

// 400 people; who visited often 120 days ago buys later with a chance of 70 %, the others with 10 %. What
// happened after the cut (visits of buyers) would give it away.
struct Shop {
  explicit Shop(World& w) : world(w) {
    const Instant now = world.db.clock().now();
    for (int i = 0; i < 400; ++i) {
      auto d = draft("p" + std::to_string(i) + "@example.com", i % 2 ? "Anne" : "");
      d.collected_at = now - 200 * day;
      const ContactId id = world.person(d);
      people.push_back(id);
      const bool keen = random.next() % 3 == 0;
      for (std::uint64_t n = keen ? 3 + random.next() % 6 : random.next() % 3; n > 0; --n)
        world.fact(id, "page_view", 100 * day + hours(static_cast<std::int64_t>(random.next() % 480)));
      const bool buys = random.next() % 100 < (keen ? 70U : 10U);
      bought.push_back(buys);
      if (!buys) continue;
      world.order(id, 40 * day);
      for (int n = 0; n < 20; ++n) world.fact(id, "page_view", 39 * day);
    }
    world.settle();
  }
  World& world;
  SeededRandom random{5};
  std::vector<ContactId> people;
  std::vector<bool> bought;
};

constexpr const char* visits = R"({"label": {"en": "Interest"}, "kind": "points", "cap": 100,
  "components": [
    {"name": "visits", "kind": "events", "events": ["page_view"], "points": 2, "cap": 20},
    {"name": "named", "kind": "filled", "fields": ["first_name"], "points": 60},
    {"name": "orders", "kind": "steps", "field": "orders_count", "steps": [{"from": 1, "points": 20}]},
    {"name": "stage", "kind": "rule", "rule": "lifecycle_stage = new", "points": 0}]})";

TestQuery ninety_days_ago(World& world) {
  TestQuery out;
  out.cut_at = world.db.clock().now() - 90 * day;
  return out;
}

}  // namespace

TEST_CASE("a back-test knows nothing of what happened after the cut") {
  for_each_engine([](TestDatabase& db) {
    World world(db);
    Shop shop(world);
    const Model model = world.make("interest", visits);
    world.settle();
    const auto data = db->read([&](store::Reader& reader) {
      return read_dataset(reader, world.keeper, *model.definition, ninety_days_ago(world));
    });
    REQUIRE(data.size() == 400);
    CHECK(data.positives == std::count(shop.bought.begin(), shop.bought.end(), true));
    double most = 0;
    for (std::size_t i = 0; i < data.size(); ++i) {
      most = std::max(most, data.points[0][i]);
      CHECK(data.points[2][i] == 0);  // nobody had bought
    }
    CHECK(most <= 16);  // eight visits at most; with those after the cut it would be the cap
    REQUIRE(data.as_of.size() == 4);
    CHECK(data.as_of[0].how == How::exact);
    CHECK(data.as_of[1].how == How::today);
    CHECK(data.as_of[1].fields == std::vector<std::string>{"first_name"});
    CHECK(data.as_of[2].how == How::exact);
    CHECK(data.as_of[3].how == How::left_out);

    const Test test = backtest(world.keeper, model.id, ninety_days_ago(world), system_caller());
    CHECK(test.enough);
    CHECK(test.people == 400);
    CHECK((*test.auc > 0.5 && *test.auc < 0.8));  // a name says nothing and weighs most
    CHECK(test.gains.back().captured == 1);
    std::int64_t binned = 0;
    for (const auto& bin : test.bins) binned += bin.count;
    CHECK(binned == 400);
    const auto kept = db->read([&](store::Reader& reader) { return list_tests(reader, model.id); });
    REQUIRE(kept.items.size() == 1);
    CHECK(kept.items[0].auc == test.auc);
    // Nobody is left who had not bought: those who have are not asked again.
    TestQuery late;
    late.horizon_days = 30;
    const Test few = backtest(world.keeper, model.id, late, system_caller());
    CHECK(!few.enough);
    CHECK(few.reason.find("at least 20 are needed") != std::string::npos);
    TestQuery early;
    early.cut_at = db.clock().now() - 10 * day;
    CHECK(error_of([&] { backtest(world.keeper, model.id, early, system_caller()); }).issues().front().path ==
          "cut_at");
  });
}

TEST_CASE(
    "weights are fitted to what happened, are better on people who were held out, and wait for a person") {
  for_each_engine([](TestDatabase& db) {
    World world(db);
    Shop shop(world);
    const Model model = world.make("interest", visits);
    const Test test = refit(world.keeper, model.id, ninety_days_ago(world), system_caller());
    REQUIRE(test.enough);
    REQUIRE(test.refit);
    CHECK(*test.refit->fresh.auc > *test.refit->old.auc);
    CHECK(*test.refit->fresh.brier < *test.refit->old.brier);
    CHECK(test.refit->trained_on + test.refit->held_out == 400);
    const auto& weights = test.refit->weights;
    CHECK(weights[0].new_most > weights[0].old_most);
    CHECK(weights[1].new_most < weights[1].old_most);
    for (const Weight& weight : weights) CHECK(weight.new_most >= 0);
    CHECK(weights[0].new_most + weights[1].new_most == doctest::Approx(80).epsilon(0.001));
    CHECK(weights[2].kept_reason != "");
    const Model now = world.model("interest");
    CHECK(now.draft_origin == Origin::refit);
    CHECK(now.adopted_version == 1);
    CHECK(now.definition == model.definition);
    CHECK(now.draft->components[0].cap == doctest::Approx(weights[0].new_most).epsilon(0.01));
    const auto again =
        error_of([&] { refit(world.keeper, model.id, ninety_days_ago(world), system_caller()); });
    CHECK(again.code() == ErrorCode::conflict);
    TestQuery draft = ninety_days_ago(world);
    draft.of = Of::draft;
    CHECK(*backtest(world.keeper, model.id, draft, system_caller()).auc > 0.7);
    CHECK(world.adopt(now).adopted_version == 2);
  });
}

TEST_CASE("a score becomes a probability once enough converted, and rules ask for it") {
  for_each_engine([](TestDatabase& db) {
    World world(db);
    Shop shop(world);
    // 90 days before: the cut of the model itself.
    Model model = world.make("interest", R"({"label": {"en": "Interest"}, "kind": "points",
      "components": [{"name": "visits", "kind": "events", "events": ["page_view"], "points": 5, "cap": 40}]})");
    const auto now = world.model("interest");
    db->write([&](store::Transaction& tx) {
      switch_model(tx, now.id, {.active = true, .predicts_conversion = true}, now.version, system_caller());
    });
    CHECK(!world.model("lead_score").predicts_conversion);
    const Conversion made = compute_conversion(world.keeper, model.id);
    REQUIRE(made.enough);
    CHECK((made.method == "isotonic" || made.method == "platt"));
    CHECK(std::min(*made.isotonic_brier, *made.platt_brier) < *made.base_brier);
    CHECK(made.conversions == std::count(shop.bought.begin(), shop.bought.end(), true));
    double before = 0;
    for (const CurvePoint& point : made.curve) {
      CHECK(point.probability >= before);
      CHECK(point.probability <= 1);
      before = point.probability;
    }
    CHECK(made.curve.back().probability > made.curve.front().probability + 0.3);
    world.settle();
    const auto likely = world.found(R"({"field": "conversion_probability", "op": "greater", "value": 0.4})");
    const auto known = world.found(R"({"field": "conversion_probability", "op": "is_not_null"})");
    CHECK(likely.size() > 20);
    CHECK(known.size() >= 50);  // the page of the list is full
    CHECK(world.score(shop.people[0], "interest").probability.has_value());
    const auto read = db->read([&](store::Reader& reader) { return get_conversion(reader, model.id); });
    CHECK(read.computed_at == made.computed_at);

    const Conversion few = compute_conversion(world.keeper, world.model("profile_completion").id);
    CHECK(few.enough == (few.conversions >= 50));
    // Another version is another score: its probability is unknown until it is computed.
    Definition other = *world.model("interest").definition;
    other.components[0].points = 4;
    world.adopt(world.put("interest", other));
    world.settle();
    CHECK(world.found(R"({"field": "conversion_probability", "op": "is_not_null"})").empty());
  });
}

TEST_CASE("the probability is computed at a start where it never was, and again when it is due") {
  for_each_engine([](TestDatabase& db) {
    World world(db);
    Shop shop(world);
    const Model model = world.make("interest", R"({"label": {"en": "Interest"}, "kind": "points",
      "components": [{"name": "visits", "kind": "events", "events": ["page_view"], "points": 5, "cap": 40}]})");
    db->write([&](store::Transaction& tx) {
      switch_model(tx, model.id, {.active = true, .predicts_conversion = true},
                   world.model("interest").version, system_caller());
    });
    CalibrateScores handler(world.keeper);
    const auto start = [&] {
      schedule_calibration(*db);
      jobs::Runner runner(*db, "start-" + std::to_string(db.clock().now().ms));
      runner.add(handler);
      runner.run_due();
      return db->read([&](store::Reader& reader) { return get_conversion(reader, model.id).computed_at; });
    };
    const auto first = start();
    REQUIRE(first);
    db.clock().advance(day);
    world.settle();
    CHECK(start() == first);
    db.clock().advance(30 * day);
    world.settle();
    CHECK(start() > first);
  });
}

TEST_CASE("outcomes may be a fact, a rule told by facts, or a segment that is entered") {
  for_each_engine([](TestDatabase& db) {
    World world(db);
    const auto segment =
        segments::testing::make(db, "Visitors", "DID page_view AT LEAST 1 TIMES IN LAST 30 days");
    world.live.wake();
    std::vector<ContactId> people;
    for (int i = 0; i < 30; ++i)
      people.push_back(world.person(draft("p" + std::to_string(i) + "@example.com")));
    world.settle();
    const Model model = world.make("calm", R"({"label": {"en": "Calm"}, "kind": "points",
      "components": [{"name": "logins", "kind": "events", "events": ["login"], "points": 5, "cap": 40}]})");
    const Instant cut = db.clock().now();
    db.clock().advance(10 * day);
    for (int i = 0; i < 12; ++i) world.fact(people[static_cast<std::size_t>(i)], "page_view");
    for (int i = 0; i < 5; ++i) world.fact(people[static_cast<std::size_t>(i)], "reply");
    world.settle();
    db.clock().advance(30 * day);
    world.settle();
    const auto happened = [&](const char* outcome) {
      TestQuery query;
      query.cut_at = cut;
      query.horizon_days = 20;
      query.outcome = json::read<Outcome>(outcome);
      return db->read([&](store::Reader& reader) {
        const Dataset data = read_dataset(reader, world.keeper, *model.definition, query);
        CHECK(data.size() == 30);
        return data.positives;
      });
    };
    CHECK(happened(R"({"kind": "event", "events": ["reply", "meeting"]})") == 5);
    CHECK(happened(R"({"kind": "rule", "rule": "DID page_view AT LEAST 1 TIMES"})") == 12);
    CHECK(happened((R"({"kind": "segment", "segment_id": ")" + render(segment.id) + "\"}").c_str()) == 12);
    CHECK(happened(R"({"kind": "order"})") == 0);
    const auto error = error_of([&] { happened(R"({"kind": "rule", "rule": "city = Lyon"})"); });
    CHECK(error.issues().front().path == "outcome.rule");
  });
}
