#include "insight/score_models/score_models_fixture.h"

using namespace rapport;
using namespace rapport::score_models;
using namespace rapport::score_models::testing;
using store::testing::for_each_engine;

namespace {

Definition read_definition(const char* text) { return json::read<Definition>(text); }

// A model of one component.
Definition of(const char* component) {
  return read_definition(
      (std::string(R"({"label": {"en": "Test"}, "kind": "points", "components": [)") + component + "]}")
          .c_str());
}

Error refused(World& world, const Definition& definition) {
  return error_of([&] {
    world.db->write([&](store::Transaction& tx) {
      return create_model(tx, {"tested", definition, ""}, system_caller());
    });
  });
}
std::string first(const Error& error) {
  return error.issues().empty() ? "" : error.issues().front().path + " " + error.issues().front().code;
}

}  // namespace

TEST_CASE("a definition that cannot be is refused, and says where") {
  for_each_engine([](TestDatabase& db) {
    World world(db);
    CHECK(first(refused(world, of(R"({"name": "a", "kind": "rule", "points": 5, "rule": "contry = FR"})"))) ==
          "definition.components[0].rule.field unknown_field");
    CHECK(first(refused(world, of(R"({"name": "a", "kind": "rule", "points": 5, "rule": {"all": [
            {"field": "country", "op": "equal", "value": "FR"}, {"field": "city", "op": "greater", "value": 1}]}})"))) ==
          "definition.components[0].rule.all[1].op operator_not_offered");
    CHECK(first(refused(world, of(R"({"name": "a", "kind": "rule", "rule": "country = FR"})"))) ==
          "definition.components[0].points required");
    CHECK(first(refused(world,
                        of(R"({"name": "a b", "kind": "rule", "points": 5, "rule": "country = FR"})"))) ==
          "definition.components[0].name invalid_name");
    CHECK(first(refused(world,
                        of(R"({"name": "a", "kind": "scaled", "field": "city", "factor": 1, "cap": 5})"))) ==
          "definition.components[0].field not_a_number_field");
    CHECK(first(refused(world,
                        of(R"({"name": "a", "kind": "filled", "points": 5, "fields": ["city", "shoe"]})"))) ==
          "definition.components[0].fields[1].field unknown_field");
    CHECK(first(refused(world, of(R"({"name": "a", "kind": "steps", "field": "orders_count",
            "steps": [{"from": 3, "points": 1}, {"from": 3, "points": 2}]})"))) ==
          "definition.components[0].steps[1].from not_rising");
    auto twice = of(R"({"name": "a", "kind": "events", "events": ["login"], "points": 1, "cap": 5})");
    twice.components.push_back(twice.components.front());
    CHECK(first(refused(world, twice)) == "definition.components[1].name taken");
    auto bands = of(R"({"name": "a", "kind": "events", "events": ["login"], "points": 1, "cap": 5})");
    bands.bands = {{"low", {}, 1}};
    CHECK(first(refused(world, bands)) == "definition.bands[0].from out_of_range");
    CHECK(first(refused(world, read_definition(R"({"label": {"en": "x"}, "kind": "choice",
            "choices": [{"name": "a", "rule": "country = FR"}]})"))) == "definition.otherwise required");
    const auto taken = error_of([&] {
      db->write([&](store::Transaction& tx) {
        return create_model(tx, {"country", bands, ""}, system_caller());
      });
    });
    CHECK(first(taken) == "name taken");
  });
}

TEST_CASE("a model is made as a draft, counts once it is adopted, and every version stays") {
  for_each_engine([](TestDatabase& db) {
    World world(db);
    const ContactId anne = world.person(draft("anne@example.com", "Anne"));
    Definition definition =
        of(R"({"name": "french", "kind": "rule", "points": 7, "rule": "first_name = Anne"})");
    const Model made = db->write([&](store::Transaction& tx) {
      return create_model(tx, {"warmth", definition, "First"}, system_caller());
    });
    world.settle();
    CHECK(made.adopted_version == 0);
    CHECK(world.points(anne, "warmth") == 0);
    const Model adopted = world.adopt(made);
    CHECK(adopted.adopted_version == 1);
    world.settle();
    CHECK(world.points(anne, "warmth") == 7);
    CHECK(world.told(anne).empty());
    definition.components[0].points = 9;
    const Model drafted = world.put("warmth", definition);
    CHECK(world.points(anne, "warmth") == 7);
    CHECK(drafted.draft->components[0].points == 9);
    CHECK(drafted.definition->components[0].points == 7);
    const auto stale = error_of([&] {
      db->write([&](store::Transaction& tx) {
        return put_draft(tx, made.id, {definition, ""}, Origin::edited, made.version, system_caller());
      });
    });
    CHECK(stale.code() == ErrorCode::stale);
    world.adopt(drafted);
    world.settle();
    CHECK(world.points(anne, "warmth") == 9);
    const auto versions = db->read([&](store::Reader& reader) { return list_versions(reader, made.id); });
    REQUIRE(versions.items.size() == 2);
    CHECK(versions.items[0].version == 2);
    CHECK(versions.items[1].note == "First");
    CHECK(versions.items[1].definition.components[0].points == 7);

    // Off, its scores go; then it can be deleted.
    Model now = world.model("warmth");
    const auto too_early = error_of([&] {
      db->write([&](store::Transaction& tx) { remove_model(tx, now.id, now.version, system_caller()); });
    });
    CHECK(too_early.code() == ErrorCode::conflict);
    now = db->write([&](store::Transaction& tx) {
      return switch_model(tx, now.id, {.active = false}, now.version, system_caller());
    });
    world.settle();
    CHECK(!world.stored(anne, "warmth"));
    CHECK(db->read([](store::Reader& reader) { return !people::contact_fields(reader)->find("warmth"); }));
    db->write([&](store::Transaction& tx) { remove_model(tx, now.id, now.version, system_caller()); });
    const Model shipped = world.model("lead_score");
    const auto of_product = error_of([&] {
      db->write(
          [&](store::Transaction& tx) { remove_model(tx, shipped.id, shipped.version, system_caller()); });
    });
    CHECK(of_product.code() == ErrorCode::conflict);
  });
}

TEST_CASE("a score is not made of itself, by whatever way") {
  for_each_engine([](TestDatabase& db) {
    World world(db);
    const auto crm = *world.model("propensity_score").definition;
    Definition own = crm;
    own.components[0] =
        of(R"({"name": "x", "kind": "rule", "points": 5, "rule": "crm_segment = client"})").components[0];
    const auto error = error_of([&] { world.put("propensity_score", own); });
    CHECK(first(error) == "definition cycle");
    CHECK(error.issues().front().message.find("crm_segment") != std::string::npos);
    // A segment that comes to read the score afterwards stops the model instead of turning in circles.
    const auto segment = segments::testing::make(db, "Warm", "city = Lyon");
    world.make("warmth", R"({"label": {"en": "Warmth"}, "kind": "points", "components": [
      {"name": "x", "kind": "rule", "points": 5, "rule": "NOT IN SEGMENT \"Warm\""}]})");
    world.settle();
    db->write([&](store::Transaction& tx) {
      segments::patch_segment(tx, segment.id, Json::parse(R"({"rule": "warmth > 2"})"), segment.version,
                              system_caller());
    });
    const ContactId anne = world.person(draft("anne@example.com"));
    Keeper again(*db, world.live);
    again.run_once();
    again.run_once();
    CHECK(world.model("warmth").state.problem.find("its own score") != std::string::npos);
    CHECK(world.points(anne, "propensity_score") >= 0);
    world.live.follow(&world.keeper);
  });
}

TEST_CASE("facts count less with age, within their window, up to the cap") {
  for_each_engine([](TestDatabase& db) {
    World world(db);
    world.make("heat", R"({"label": {"en": "Heat"}, "kind": "points", "components": [
      {"name": "visits", "kind": "events", "events": ["page_view", "login"], "points": 4, "half_life_days": 10, "cap": 10},
      {"name": "recent", "kind": "events", "events": ["reply"], "points": 2.5, "within_days": 7, "cap": 6}]})");
    const ContactId anne = world.person(draft("anne@example.com"));
    world.fact(anne, "page_view", hours(240));
    world.fact(anne, "login", hours(480));
    world.fact(anne, "reply", hours(24 * 6));
    world.fact(anne, "reply", hours(24 * 8));
    world.settle();
    CHECK(world.points(anne, "heat") == doctest::Approx(4 * 0.5 + 4 * 0.25 + 2.5));
    const Part recent = world.part(anne, "heat", "recent");
    CHECK(recent.value == 1);
    REQUIRE(recent.events.size() == 1);
    CHECK(recent.events[0].count == 1);
    CHECK(recent.within_days == 7);
    for (int i = 0; i < 9; ++i) world.fact(anne, "page_view");
    for (int i = 0; i < 9; ++i) world.fact(anne, "reply");
    world.settle();
    CHECK(world.points(anne, "heat") == 16);
    db.clock().advance(hours(24 * 10));
    world.settle();
    CHECK(world.part(anne, "heat", "recent").points == 0);
    CHECK(world.points(anne, "heat") == 10);  // 36 × ½ and more, capped
  });
}

TEST_CASE("a preview says what a definition would give before anybody adopts it") {
  for_each_engine([](TestDatabase& db) {
    World world(db);
    std::vector<ContactId> people;
    for (int i = 0; i < 12; ++i) {
      auto d = draft("p" + std::to_string(i) + "@example.com", i % 2 ? "Anne" : "");
      d.country = i % 3 ? "FR" : "VN";
      people.push_back(world.person(d));
    }
    world.settle();
    PreviewQuery query;
    query.definition = read_definition(R"({"label": {"en": "Test"}, "kind": "points", "normalise": "share",
      "components": [{"name": "named", "kind": "filled", "points": 10, "fields": ["first_name", "last_name"]},
                     {"name": "french", "kind": "rule", "points": 30, "rule": "country = FR"},
                     {"name": "size", "kind": "rule", "points": 60, "rule": "staff > 3", "needs": ["staff"]}],
      "bands": [{"name": "low", "from": 0}, {"name": "high", "from": 50}]})");
    query.name = "propensity_score";
    query.sample = 4;
    const auto seen = db->read(
        [&](store::Reader& reader) { return preview(reader, world.keeper, query, system_caller()); });
    CHECK(seen.people == 12);
    CHECK(seen.looked_at == 12);
    CHECK(seen.most == 100);
    CHECK(seen.components[0].holds == 6);
    CHECK(seen.components[1].holds == 8);
    CHECK(!seen.components[2].measured);
    std::int64_t binned = 0;
    for (const auto& bin : seen.distribution.bins) binned += bin.people;
    CHECK(binned == 12);
    CHECK(seen.distribution.bands[1].people == 8);  // 75 of 100 without a name, 87.5 with one
    REQUIRE(seen.sample.size() == 4);
    CHECK(seen.sample.front().points == 87.5);
    CHECK(seen.sample.back().points <= 12.5);
    CHECK(seen.sample.front().was->points > 0);
    CHECK(seen.sample.front().parts[1].rule_text == "country = FR");
    // Who sees nobody's contacts sees none here.
    const auto nobody = db->read([&](store::Reader& reader) {
      return preview(reader, world.keeper, query,
                     caller_with({"contacts.read"}, http::Scope::own,
                                 db->write([](store::Transaction& tx) { return tx.new_uuid(); })));
    });
    CHECK(nobody.people == 0);
    CHECK(nobody.sample.empty());
  });
}
