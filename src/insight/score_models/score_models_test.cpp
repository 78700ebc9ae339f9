#include "insight/score_models/score_models_api.h"
#include "insight/score_models/score_models_fixture.h"
#include "platform/store/schema_check.h"

using namespace rapport;
using namespace rapport::score_models;
using namespace rapport::score_models::testing;
using store::testing::for_each_engine;

namespace {

people::ContactDraft full(std::string email) {
  auto out = draft(std::move(email), "Anne", "Martin");
  out.phone = "+33612345678";
  out.country = "FR";
  out.city = "Lyon";
  return out;
}

const Duration day = hours(24);

// A few people of whom no two are alike, and two who are.
std::vector<ContactId> invent(World& world, int count) {
  SeededRandom random(7);
  const char* facts[] = {"page_view", "login", "campaign_clicked", "form_submitted",
                         "meeting",   "reply", "unsubscribed"};
  std::vector<ContactId> out;
  for (int i = 0; i < count; ++i) {
    auto d = draft("p" + std::to_string(i) + "@example.com");
    if (random.next() % 2) d.first_name = "Anne";
    if (random.next() % 2) d.last_name = "Martin";
    if (random.next() % 3 == 0) d.country = "FR";
    if (random.next() % 3 == 0) d.city = "Lyon";
    if (random.next() % 3 == 0)
      d.estimated_value = Money{static_cast<std::int64_t>(random.next() % 200'000), eur};
    const ContactId id = world.person(d);
    out.push_back(id);
    for (std::uint64_t n = random.next() % 12; n > 0; --n)
      world.fact(id, facts[random.next() % 7], hours(static_cast<std::int64_t>(random.next() % 3'000)));
    for (std::uint64_t n = random.next() % 6; n > 0; --n)
      world.order(id, hours(static_cast<std::int64_t>(random.next() % 9'000 + 1)));
  }
  return out;
}

// From the facts and the record, by the words of the definition, without rules and columns.
struct Naive {
  World& world;
  ContactId id;
  people::Contact contact = read(world.db, id, system_caller());
  std::vector<facts::Fact> facts = world.db->read([&](store::Reader& reader) {
    facts::TimelineQuery query;
    query.contact_id = id.uuid;
    query.limit = 10'000;
    return facts::timeline(reader, query);
  });
  Instant now = world.db.clock().now();

  double filled() const {
    int n = 0;
    for (const auto& text :
         {contact.first_name, contact.last_name, contact.email, contact.phone, contact.country, contact.city})
      n += text && !text->empty() ? 1 : 0;
    return n / 6.0;
  }
  double engagement() const {
    const std::map<std::string, double> weights = {
        {"purchase", 20},       {"meeting", 15},     {"reply", 10},           {"store_visit", 10},
        {"form_submitted", 8},  {"nps_response", 6}, {"campaign_clicked", 5}, {"login", 3},
        {"campaign_opened", 2}, {"page_view", 1}};
    double sum = 0;
    for (const auto& f : facts)
      if (const auto w = weights.find(f.type); w != weights.end())
        sum += w->second *
               std::pow(0.5, static_cast<double>((now - f.occurred_at).count()) / (30.0 * 86'400'000));
    return std::round(100 * (1 - std::exp(-sum / 30)));
  }
  double propensity() const {
    const auto n = contact.orders_count;
    const double purchases = n == 0 ? 0 : n == 1 ? 8 : n < 4 ? 14 : 20;
    return std::min(100.0, 25 * filled() + engagement() * 0.25 + purchases);
  }
  double events(std::set<std::string> names, double each, int days, double half_life, double cap) const {
    double sum = 0;
    for (const auto& f : facts) {
      const auto age = static_cast<double>((now - f.occurred_at).count()) / 86'400'000;
      if (!names.contains(f.type) || age < 0 || age >= days) continue;
      sum += each * (half_life > 0 ? std::pow(0.5, age / half_life) : 1);
    }
    return std::min(sum, cap);
  }
  double lead() const {
    const double budget =
        contact.estimated_value ? static_cast<double>(contact.estimated_value->minor) / 100 : 0;
    const double sum = (budget >= 1'000 ? 30
                        : budget >= 500 ? 20
                        : budget >= 100 ? 10
                                        : 0) +
                       events({"campaign_clicked", "reply"}, 5, 90, 30, 15) +
                       events({"form_submitted"}, 5, 90, 0, 10) + events({"page_view"}, 1, 30, 0, 10) +
                       events({"reply", "meeting", "call", "form_submitted", "store_visit"}, 10, 14, 0, 10);
    return 100 * sum / 75;  // of what is measured
  }
  std::string segment() const {
    const double score = propensity();
    if (score >= 80 && contact.orders_count >= 5) return "champion";
    return contact.orders_count > 0 ? "client" : score >= 40 ? "lead" : "prospect";
  }
};

}  // namespace

TEST_CASE("every statement of score models fits both engines, and a cluster") {
  CHECK(store::testing::render(store::testing::check_everything(all_statements())) == "");
}

TEST_CASE(
    "the models that come with the product count from the beginning, and say what they cannot measure") {
  for_each_engine([](TestDatabase& db) {
    World world(db);
    for (const char* name : {"profile_completion", "propensity_score", "lead_score", "crm_segment"}) {
      const Model model = world.model(name);
      CHECK(model.shipped);
      CHECK(model.adopted_version == 1);
      CHECK(!model.state.computing);
      CHECK(model.state.problem == "");
    }
    const Model propensity = world.model("propensity_score");
    REQUIRE(propensity.components.size() == 5);
    CHECK(propensity.components[0].measured);
    CHECK(!propensity.components[1].measured);
    CHECK(propensity.components[1].reason == "There is no field pubkey yet.");
    CHECK(propensity.band_field == "propensity_score_band");
    // A second process that begins to lead adds nothing.
    Keeper again(*db, world.live);
    again.run_once();
    CHECK(db->read([](store::Reader& reader) { return list_models(reader).size(); }) == 4);
  });
}

TEST_CASE("scores agree with a reckoning by hand for everybody, on the day and months later") {
  for_each_engine([](TestDatabase& db) {
    World world(db);
    const auto people = invent(world, 60);
    for (const Duration later : {Duration(0), 40 * day}) {
      db.clock().advance(later);
      world.settle();
      for (const ContactId id : people) {
        const Naive naive{world, id};
        CHECK(std::abs(world.points(id, "profile_completion") - 100 * naive.filled()) < 0.0501);
        CHECK(std::abs(world.points(id, "propensity_score") - naive.propensity()) < 0.0501);
        CHECK(std::abs(world.points(id, "lead_score") - naive.lead()) < 0.0501);
        const auto segment = world.band(id, "crm_segment");
        CHECK((segment.empty() ? "prospect" : segment) == naive.segment());
        // What is said of one contact is what is written.
        for (const char* name : {"propensity_score", "lead_score"}) {
          const ContactScore said = world.score(id, name);
          CHECK(said.points == world.points(id, name));
          CHECK((*said.points >= 0 && *said.points <= 100));
        }
      }
    }
  });
}

TEST_CASE("equal histories have equal scores, and no history leaves the range") {
  for_each_engine([](TestDatabase& db) {
    World world(db);
    std::vector<ContactId> twins;
    for (const char* email : {"a@example.com", "b@example.com"}) {
      auto d = draft(email, "Anne", "Martin");
      d.country = "FR";
      twins.push_back(world.person(d));
    }
    SeededRandom random(11);
    const char* facts[] = {"purchase", "meeting", "page_view", "campaign_clicked", "form_submitted"};
    for (int round = 0; round < 6; ++round) {
      const auto ago = hours(static_cast<std::int64_t>(random.next() % 2'000));
      const char* fact = facts[random.next() % 5];
      for (const ContactId id : twins)
        for (int n = 0; n < 40; ++n) world.fact(id, fact, ago);
      for (const ContactId id : twins) world.order(id, ago, 900'000'000);
      world.settle();
      for (const char* name : {"propensity_score", "lead_score", "profile_completion"}) {
        CHECK(world.points(twins[0], name) == world.points(twins[1], name));
        CHECK(world.points(twins[0], name) >= 0);
        CHECK(world.points(twins[0], name) <= 100);
      }
      CHECK(world.band(twins[0], "crm_segment") == world.band(twins[1], "crm_segment"));
    }
  });
}

TEST_CASE("a fact, an edit and the clock move scores, and who comes into another range is told of") {
  for_each_engine([](TestDatabase& db) {
    World world(db);
    const ContactId anne = world.person(full("anne@example.com"));
    world.settle();
    CHECK(world.points(anne, "propensity_score") == 25);
    CHECK(world.points(anne, "profile_completion") == 100);
    CHECK(world.band(anne, "propensity_score") == "low");
    for (int i = 0; i < 4; ++i) world.fact(anne, "meeting");
    world.settle();
    const Part engagement = world.part(anne, "propensity_score", "engagement");
    CHECK(*engagement.value == 86);  // 100 (1 - e^-2)
    CHECK(engagement.points == 21.5);
    CHECK(engagement.most == 25);
    REQUIRE(engagement.events.size() == 1);
    CHECK(engagement.events[0].name == "meeting");
    CHECK(engagement.events[0].count == 4);
    CHECK(engagement.within_days == 30);
    CHECK(world.points(anne, "propensity_score") == 46.5);
    CHECK(world.told(anne) ==
          std::vector<std::string>{"propensity_score low>medium fact", "crm_segment prospect>lead fact"});
    change(db, anne, R"({"phone": null, "city": null})", system_caller());
    world.settle();
    CHECK(world.points(anne, "profile_completion") == doctest::Approx(66.7));
    const Part profile = world.part(anne, "propensity_score", "profile");
    CHECK(profile.fields_missing == std::vector<std::string>{"phone", "city"});
    CHECK(profile.points == doctest::Approx(16.67));
    world.order(anne);
    world.settle();
    CHECK(world.band(anne, "crm_segment") == "client");
    const Part purchases = world.part(anne, "propensity_score", "purchases");
    CHECK(purchases.points == 8);
    CHECK(purchases.next_from == 2);
    CHECK(purchases.next_points == 14);
    // Engagement fades; nobody does anything.
    db.clock().advance(200 * day);
    world.settle();
    CHECK(world.band(anne, "propensity_score") == "low");
    CHECK(world.told(anne).back() == "propensity_score medium>low time");
    const auto before = world.told(anne).size();
    world.settle();
    CHECK(world.told(anne).size() == before);
    // Who is deleted has no scores.
    db->write([&](store::Transaction& tx) { people::remove(tx, anne, {}, system_caller()); });
    world.settle();
    CHECK(!world.stored(anne, "propensity_score"));
  });
}

TEST_CASE("the line of a score says what the score was in the weeks before, and what of it has no past") {
  for_each_engine([](TestDatabase& db) {
    World world(db);
    const ContactId anne = world.person(full("anne@example.com"));
    const Model model = world.make("warmth", R"({"label": {"en": "Warmth"}, "kind": "points", "components": [
      {"name": "logins", "kind": "events", "events": ["login"], "points": 5, "cap": 40, "half_life_days": 30},
      {"name": "orders", "kind": "steps", "field": "orders_count", "steps": [{"from": 1, "points": 20}]},
      {"name": "named", "kind": "filled", "fields": ["first_name"], "points": 10}]})");
    std::vector<double> then;
    for (int week = 0; week < 4; ++week) {
      world.fact(anne, "login");
      if (week == 2) world.order(anne);
      world.settle();
      then.push_back(*world.score(anne, "warmth").points);
      if (week < 3) db.clock().advance(7 * day);
    }
    const auto past = db->read([&](store::Reader& reader) {
      return score_past(reader, world.keeper, anne, model.id, system_caller());
    });
    REQUIRE(past.items.size() == 4);  // nobody was known before
    for (std::size_t i = 0; i < 4; ++i) CHECK(past.items[i].points == then[3 - i]);
    CHECK(then[2] > then[1] + 15);  // the order
    REQUIRE(past.as_of.size() == 1);
    CHECK(past.as_of[0].name == "named");
    CHECK(past.as_of[0].how == How::today);
    CHECK_THROWS_AS(db->read([&](store::Reader& reader) {
      return score_past(reader, world.keeper, anne, ModelId{}, system_caller());
    }),
                    Error);
  });
}

TEST_CASE("rules ask for scores, ranges, segments and the complete profile") {
  for_each_engine([](TestDatabase& db) {
    World world(db);
    using Ids = std::set<ContactId>;
    const ContactId anne = world.person(full("anne@example.com")),
                    bob = world.person(draft("bob@example.com"));
    world.order(anne);
    world.settle();
    CHECK(world.found(R"({"field": "profile_complete", "op": "equal", "value": true})") == Ids{anne});
    CHECK(world.found(R"({"field": "profile_complete", "op": "equal", "value": false})") == Ids{bob});
    CHECK(world.found(R"({"field": "profile_completion", "op": "less", "value": 50})") == Ids{bob});
    CHECK(world.found(R"({"field": "propensity_score", "op": "greater_equal", "value": 33})") == Ids{anne});
    CHECK(world.found(R"({"field": "lead_score", "op": "equal", "value": 0})") == Ids{anne, bob});
    CHECK(world.found(R"({"field": "lead_score_band", "op": "equal", "value": "cold"})") == Ids{anne, bob});
    CHECK(world.found(R"({"field": "crm_segment", "op": "equal", "value": "client"})") == Ids{anne});
    CHECK(world.found(R"({"field": "crm_segment", "op": "equal", "value": "prospect"})") == Ids{bob});
    const auto segment =
        segments::testing::make(db, "Clients", "crm_segment = client AND propensity_score > 30");
    world.live.wake();
    world.settle();
    CHECK(segments::testing::members(db, world.live, segment.id) == std::vector<ContactId>{anne});
    world.order(bob);
    change(db, bob, R"({"first_name": "Bob", "last_name": "Dylan", "city": "Hue", "country": "VN"})",
           system_caller());
    world.settle();
    CHECK(segments::testing::members(db, world.live, segment.id).size() == 2);
  });
}

TEST_CASE("a field that a component waits for makes it count, for those who have it") {
  for_each_engine([](TestDatabase& db) {
    World world(db);
    const ContactId anne = world.person(draft("anne@example.com"));
    world.settle();
    const double before = world.points(anne, "propensity_score");
    db->write([&](store::Transaction& tx) {
      people::FieldDraft field;
      field.name = "pubkey";
      field.type = people::FieldType::text;
      field.label.en = "Public key";
      people::create_field(tx, field, system_caller());
    });
    world.settle();
    CHECK(world.model("propensity_score").components[1].measured);
    CHECK(world.points(anne, "propensity_score") == before);
    change(db, anne, R"({"custom": {"pubkey": "02ab"}})", system_caller());
    world.settle();
    CHECK(world.points(anne, "propensity_score") == doctest::Approx(before + 15));
    const Part part = world.part(anne, "propensity_score", "pubkey");
    CHECK(part.holds);
    CHECK(part.points == 15);
    CHECK(part.found == "02ab");
  });
}
