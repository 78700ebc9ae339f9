#include "insight/next_actions/decide.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <set>

#include "customer/events/orders.h"
#include "customer/people/activities.h"
#include "customer/people/people_fixture.h"
#include "insight/customer_base/keeper.h"
#include "insight/next_actions/next_actions_api.h"
#include "insight/next_actions/outcomes.h"
#include "insight/next_actions/pool.h"
#include "insight/next_actions/report.h"
#include "insight/next_actions/sql.h"
#include "platform/access/users.h"
#include "platform/facts/feed.h"
#include "platform/jobs/runner.h"
#include "platform/store/schema_check.h"

using namespace rapport;
using namespace rapport::next_actions;
using namespace rapport::people::testing;
using store::testing::for_each_engine;

namespace {

const Currency eur = *parse_currency("EUR");

struct Desk {
  explicit Desk(TestDatabase& d)
      : db(d),
        live(*db),
        keeper(*db),
        seller(caller_with({"next_actions.act", "contacts.read"}, http::Scope::all, db.ids().next())) {}

  ContactId prospect(const char* email) {
    auto d = draft(email);
    d.stage = people::Stage::engaged;
    const ContactId id = add(db, d, people::system_caller()).id;
    return id;
  }
  void hold_out(double percent) {
    db->write([&](store::Transaction& tx) {
      RankingSettings settings;
      settings.holdout_percent = percent;
      settings::put(tx, settings, people::system_caller().principal.actor());
    });
  }
  NextActions look(ContactId id) {
    db->write([&](store::Transaction& tx) { decide(tx, id, seller); });
    return read(id);
  }
  NextActions read(ContactId id) {
    return db->read([&](store::Reader& r) { return read_next_actions(r, live, id, seller); });
  }
  Suggestion say(ContactId id, const Suggestion& to, Answer what, std::optional<std::string> reason = {}) {
    return db->write([&](store::Transaction& tx) {
      return answer(tx, id, {to.decision, to.action_id, what, std::move(reason), {}}, seller);
    });
  }
  void order(ContactId contact) {
    events::OrderDraft draft;
    draft.contact_id = contact;
    draft.ordered_at = db.clock().now();
    draft.currency = eur;
    events::LineDraft line;
    line.name = "Lamp";
    line.unit_price = Money{5'000, eur};
    draft.lines.push_back(line);
    db->write([&](store::Transaction& tx) { events::create_order(tx, draft, {eur, {}, "api"}); });
    keeper.run_once();
  }
  void follow() {
    facts::FeedRunner feed(*db);
    NoteOutcomes notes;
    feed.add(notes);
    feed.run_to_end();
  }
  void settle() {
    while (db->write([&](store::Transaction& tx) { return settle_due(tx, 100); }) > 0) {
    }
  }
  Kept keep() {
    return keep_next_actions(*db, live, [](store::Transaction&) {});
  }
  Tally learned(ActionId action) {
    return db->read([&](store::Reader& r) {
      const auto evidence = read_setting(r).evidence;
      const auto it = evidence.find(action.uuid);
      return it == evidence.end() ? Tally{} : it->second.total();
    });
  }
  NextActionList list(ItemStatus status, Whose whose = Whose::all, std::optional<Caller> as = {}) {
    ListQuery query;
    query.status = status;
    query.whose = whose;
    return db->read([&](store::Reader& r) { return list_items(r, query, as.value_or(seller)); });
  }

  TestDatabase& db;
  segments::Live live;
  customer_base::Keeper keeper;
  people::Caller seller;
};

std::vector<std::string> names(const std::vector<Suggestion>& list) {
  std::vector<std::string> out;
  for (const auto& s : list) out.push_back(s.name);
  return out;
}
std::vector<std::string> told(TestDatabase& db, ContactId contact) {
  return db->read([&](store::Reader& reader) {
    std::vector<std::string> out;
    for (const auto& f : facts::timeline(reader, {.contact_id = contact.uuid}))
      if (f.type.starts_with("next_action_")) out.insert(out.begin(), f.type.substr(12));
    return out;
  });
}

}  // namespace

TEST_CASE("every statement of next actions fits both engines, and a cluster") {
  CHECK(store::testing::render(store::testing::check_everything(sql::all)) == "");
}

TEST_CASE("the actions that ship have rules that can be asked, in words of three languages") {
  for_each_engine([](TestDatabase& db) {
    const auto actions = db->read([](store::Reader& r) { return list_actions(r); });
    REQUIRE(actions.size() == 9);
    for (const NextAction& a : actions) {
      CHECK(a.problem == "");
      CHECK(a.standard);
      CHECK(a.labels.fr != a.labels.en);
      CHECK(a.labels.vi != a.labels.en);
      CHECK_FALSE(a.rule_text.empty());
    }
  });
}

TEST_CASE(
    "a decision is logged once with its probability and stands: neither a look nor an hour changes it") {
  for_each_engine([](TestDatabase& db) {
    Desk desk(db);
    desk.hold_out(0);
    const auto anne = desk.prospect("anne@example.com");
    const auto before = desk.read(anne);
    CHECK_FALSE(before.decision);
    CHECK(before.eligible >= 2);
    const auto first = desk.look(anne);
    REQUIRE(first.decision == 1);
    CHECK(first.arm == Arm::learning);
    CHECK(first.stage == "none");
    CHECK(first.suggestions.size() <= most_shown);
    REQUIRE_FALSE(first.suggestions.empty());
    const Suggestion& top = first.suggestions.front();
    CHECK(top.propensity > 0);
    CHECK(top.chance == doctest::Approx(0.1));
    CHECK(top.expected_value.minor > 0);
    REQUIRE_FALSE(top.reasons.empty());
    CHECK(top.reasons[0].text.find("status") != std::string::npos);
    db.clock().advance(hours(5));
    CHECK(names(desk.look(anne).suggestions) == names(first.suggestions));
    CHECK(desk.look(anne).decision == 1);
    const auto stored = db->read([&](store::Reader& r) { return *find_newest(r, anne.uuid); });
    double sum = 0;
    for (const RankedAction& r : stored.ranking) sum += r.propensity;
    CHECK(sum == doctest::Approx(1));
    CHECK(stored.first_action == stored.ranking.front().action_id.uuid);
    // After its days another one is made, and what nobody answered has failed.
    db.clock().advance(hours(24 * 8));
    CHECK(desk.look(anne).decision == 2);
    CHECK(desk.learned(top.action_id).failures == 1);
  });
}

TEST_CASE(
    "what was accepted is somebody's until it is done, and a success when the contact answers in time") {
  for_each_engine([](TestDatabase& db) {
    Desk desk(db);
    desk.hold_out(0);
    const auto anne = desk.prospect("anne@example.com");
    const auto top = desk.look(anne).suggestions.front();
    const auto taken = desk.say(anne, top, Answer::accept);
    CHECK(taken.status == ItemStatus::accepted);
    REQUIRE(taken.due_on);
    CHECK(taken.user_id->uuid == desk.seller.principal.id);
    CHECK(error_of([&] { desk.say(anne, top, Answer::accept); }).code() == ErrorCode::conflict);
    auto now = desk.look(anne);
    REQUIRE(now.open.size() == 1);
    for (const auto& s : now.suggestions) CHECK(s.action_id != top.action_id);
    CHECK(desk.list(ItemStatus::accepted, Whose::mine).items.size() == 1);
    desk.say(anne, top, Answer::done);
    db.clock().advance(hours(24 * 3));
    desk.order(anne);
    desk.follow();
    CHECK(desk.learned(top.action_id).successes == 1);
    CHECK(desk.learned(top.action_id).failures == 0);
    CHECK(told(db, anne) == std::vector<std::string>{"accepted", "done"});
    const auto list = desk.list(ItemStatus::done, Whose::mine);
    REQUIRE(list.items.size() == 1);
    CHECK(list.items[0].outcome_type == "purchase");
    CHECK(error_of([&] { desk.say(anne, top, Answer::undo); }).code() == ErrorCode::conflict);
    // The order is an outcome of the decision, too: another one follows.
    CHECK(desk.look(anne).decision == 2);
  });
}

TEST_CASE("what was done or dismissed counts as failed until the contact answers in time") {
  for_each_engine([](TestDatabase& db) {
    Desk desk(db);
    desk.hold_out(0);
    const auto anne = desk.prospect("anne@example.com");
    const auto found = desk.look(anne).suggestions;
    REQUIRE(found.size() >= 2);
    desk.say(anne, found[0], Answer::done);
    desk.say(anne, found[1], Answer::dismiss, "Not now");
    desk.settle();
    CHECK(desk.learned(found[0].action_id).failures == 1);  // until the contact answers
    CHECK(desk.learned(found[1].action_id).failures == 1);
    desk.say(anne, found[1], Answer::undo);
    CHECK(desk.learned(found[1].action_id).failures == 0);
    desk.say(anne, found[1], Answer::dismiss, "Not now");
    db.clock().advance(hours(25));
    desk.settle();
    CHECK(desk.learned(found[1].action_id).failures == 1);
    CHECK(error_of([&] { desk.say(anne, found[1], Answer::undo); }).code() == ErrorCode::conflict);
    db.clock().advance(hours(24 * 14));
    desk.settle();
    CHECK(desk.learned(found[0].action_id).failures == 1);
    db.clock().advance(hours(1));
    desk.order(anne);  // too late
    desk.follow();
    CHECK(desk.learned(found[0].action_id).successes == 0);
  });
}

TEST_CASE("a dismissed action rests for its days, and taking the dismissal back brings it again") {
  for_each_engine([](TestDatabase& db) {
    Desk desk(db);
    desk.hold_out(0);
    const auto anne = desk.prospect("anne@example.com");
    const auto top = desk.look(anne).suggestions.front();
    desk.say(anne, top, Answer::dismiss);
    for (const auto& s : desk.look(anne).suggestions) CHECK(s.action_id != top.action_id);
    CHECK(desk.say(anne, top, Answer::undo).status == ItemStatus::suggested);
    CHECK(desk.look(anne).suggestions.front().action_id == top.action_id);
    CHECK(told(db, anne) == std::vector<std::string>{"dismissed", "taken_back"});
    desk.say(anne, top, Answer::dismiss);
    const auto rests = [&] {
      const auto all = db->read([&](store::Reader& r) { return *find_newest(r, anne.uuid); }).ranking;
      return std::none_of(all.begin(), all.end(),
                          [&](const RankedAction& r) { return r.action_id == top.action_id; });
    };
    db.clock().advance(hours(24 * 8));
    CHECK(desk.look(anne).decision == 2);
    CHECK(rests());
    db.clock().advance(hours(24 * 60));
    desk.look(anne);
    CHECK_FALSE(rests());
  });
}

TEST_CASE(
    "held out contacts get a random order that teaches nothing, and the report tells both groups apart") {
  for_each_engine([](TestDatabase& db) {
    Desk desk(db);
    desk.hold_out(50);
    std::set<std::string> firsts;
    for (int i = 0; i < 12; ++i) {
      const auto id = desk.prospect(("p" + std::to_string(i) + "@example.com").c_str());
      const auto found = desk.look(id);
      REQUIRE(found.arm);
      const auto stored = db->read([&](store::Reader& r) { return *find_newest(r, id.uuid); });
      if (stored.arm == Arm::holdout) {
        CHECK(stored.propensity == doctest::Approx(1.0 / static_cast<double>(stored.ranking.size())));
        firsts.insert(found.suggestions.front().name);
      }
      desk.say(id, found.suggestions.front(), Answer::dismiss);
    }
    CHECK_FALSE(firsts.empty());
    db.clock().advance(hours(24 * 22));
    desk.settle();
    const NextActionReport report = db->read([](store::Reader& r) { return read_report(r); });
    CHECK(report.uplift.treated.people + report.uplift.holdout.people == 12);
    CHECK(report.uplift.holdout.people > 0);
    CHECK_FALSE(report.uplift.difference);
    CHECK_FALSE(report.off_policy.learned_ips);
    CHECK(report.off_policy.decisions == 12);
    std::int64_t dismissed = 0, failures = 0;
    for (const ActionLine& line : report.actions) dismissed += line.dismissed, failures += line.failures;
    CHECK(dismissed == 12);
    // Learned of the treated alone: the dismissed first, and the others that ran out.
    CHECK(failures < 36 - 3 * report.uplift.holdout.people + 1);
    CHECK(failures >= report.uplift.treated.people);
  });
}

TEST_CASE("the pool has the best contacts first, each owner's own, and follows what was answered") {
  for_each_engine([](TestDatabase& db) {
    Desk desk(db);
    desk.hold_out(0);
    const auto anne = desk.prospect("anne@example.com"), bob = desk.prospect("bob@example.com");
    desk.order(bob);  // 50.00 a time is more than nothing, and his stage is new
    const auto user = db->write([](store::Transaction& tx) {
      access::UserDraft draft;
      draft.email = "seller@example.com";
      draft.name = "Seller";
      return access::create_user(tx, draft, "");
    });
    desk.seller.principal.id = user.id.uuid;
    auto own = desk.seller;
    own.principal.scope = http::Scope::own;
    CHECK(desk.keep().pooled == 2);
    auto list = desk.list(ItemStatus::suggested);
    REQUIRE(list.items.size() == 2);
    CHECK(list.computed_at);
    CHECK(list.items[0].expected_value.minor >= list.items[1].expected_value.minor);
    CHECK(desk.list(ItemStatus::suggested, Whose::all, own).items.empty());
    db->write([&](store::Transaction& tx) {
      people::patch(tx, anne, Json::parse("{\"owner_id\": \"" + rapport::render(own.principal.id) + "\"}"),
                    {}, people::system_caller());
    });
    desk.keep();
    list = desk.list(ItemStatus::suggested, Whose::all, own);
    REQUIRE(list.items.size() == 1);
    CHECK(list.items[0].contact_id == anne);
    // What the list says is what the contact's page will say.
    CHECK(desk.look(anne).suggestions.front().action_id == list.items[0].action_id);
    for (int i = 0; i < 6; ++i)
      for (const auto& s : desk.look(anne).suggestions) desk.say(anne, s, Answer::dismiss);
    CHECK(desk.look(anne).none == "cooling_down");
    desk.keep();
    CHECK(desk.list(ItemStatus::suggested, Whose::mine).items.empty());
  });
}

TEST_CASE("who does not see the contact sees and answers nothing of it") {
  for_each_engine([](TestDatabase& db) {
    Desk desk(db);
    const auto anne = desk.prospect("anne@example.com");
    const auto top = desk.look(anne).suggestions.front();
    desk.say(anne, top, Answer::accept);
    auto stranger = caller_with({"next_actions.act"}, http::Scope::own, db.ids().next());
    CHECK(error_of([&] {
            db->read([&](store::Reader& r) { return read_next_actions(r, desk.live, anne, stranger); });
          }).code() == ErrorCode::not_found);
    CHECK(error_of([&] {
            db->write([&](store::Transaction& tx) {
              return answer(tx, anne, {top.decision, top.action_id, Answer::done, {}, {}}, stranger);
            });
          }).code() == ErrorCode::not_found);
    CHECK(desk.list(ItemStatus::accepted, Whose::all, stranger).items.empty());
    CHECK(desk.list(ItemStatus::accepted).items.size() == 1);
  });
}

TEST_CASE("actions are data: a wrong rule is refused with its place, and what was suggested stays") {
  for_each_engine([](TestDatabase& db) {
    Desk desk(db);
    const auto by = people::system_caller();
    NextActionDraft draft;
    draft.name = "send_sample";
    draft.labels.en = "Send a sample";
    draft.rule = Json(boost::json::value("country = FR AND statu = new"));
    const auto make = [&] {
      return db->write([&](store::Transaction& tx) { return create_action(tx, draft, by); });
    };
    const Error wrong = error_of(make);
    CHECK(wrong.code() == ErrorCode::invalid);
    CHECK(std::string(wrong.what()).find("statu") != std::string::npos);
    draft.rule = Json(boost::json::value("status = new"));
    draft.value_kind = ValueKind::fixed;
    CHECK(error_of(make).issues().at(0).path == "value_amount");
    draft.value_amount = Money{100'000, eur};
    const NextAction made = make();
    CHECK(made.labels.fr == "Send a sample");
    CHECK(made.rule_text == "status = new");
    CHECK(error_of(make).issues().at(0).path == "name");
    const auto anne = add(db, rapport::people::testing::draft("anne@example.com")).id;
    desk.hold_out(0);
    CHECK(desk.look(anne).suggestions.front().name == "send_sample");  // 100 of 1,000.00 each
    CHECK(error_of([&] { db->write([&](store::Transaction& tx) { remove_action(tx, made, by); }); }).code() ==
          ErrorCode::conflict);
    db->write([&](store::Transaction& tx) {
      return patch_action(tx, made, Json::parse("{\"active\": false}"), by);
    });
    for (const auto& s : desk.read(anne).suggestions) CHECK(s.name != "send_sample");
  });
}

TEST_CASE("while nobody is found to act on, the list is looked for each five minutes, by one job") {
  for_each_engine([](TestDatabase& db) {
    Desk desk(db);
    desk.live.run_once();
    schedule_next_actions(*db);
    jobs::Runner runner(*db, "test");
    KeepNextActions handler(desk.live);
    runner.add(handler);
    const auto waiting = [&] {
      return db->read([](store::Reader& r) {
        std::int64_t out = 0;
        r.each(
            store::DynamicSql{
                "select count(*) from jobs where kind = 'keep_next_actions' and state = 'queued'"},
            {}, [&](const store::Row& row) { out = row.integer(0); });
        return out;
      });
    };
    CHECK(waiting() == 1);  // twenty seconds after the first start
    for (int i = 0; i < 4; ++i) {
      db.clock().advance(minutes(6));
      CHECK(runner.run_due() == 1);
      CHECK(waiting() == 1);
    }
    desk.prospect("anne@example.com");
    desk.live.run_once();
    db.clock().advance(minutes(6));
    CHECK(runner.run_due() == 1);
    CHECK(desk.list(ItemStatus::suggested).items.size() == 1);
    CHECK(waiting() == 0);
  });
}
