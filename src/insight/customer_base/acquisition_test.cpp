#include <doctest/doctest.h>

#include "customer/events/orders.h"
#include "customer/events/rates.h"
#include "customer/people/people_fixture.h"
#include "insight/customer_base/acquisition_costs.h"
#include "insight/customer_base/explain.h"
#include "platform/store/schema_check.h"

using namespace rapport;
using namespace rapport::customer_base;
using namespace rapport::people::testing;
using store::testing::for_each_engine;

namespace {

const Currency eur = *parse_currency("EUR"), usd = *parse_currency("USD");

Uuid number(std::uint8_t n) {
  Uuid out{};
  out.bytes[15] = n;
  return out;
}

ContactId customer(TestDatabase& db, const std::string& name, const std::string& source,
                   const std::string& channel, const char* first_order = "2026-03-10T12:00:00Z") {
  people::ContactDraft d = draft(name + "@example.com");
  if (!source.empty()) d.source = source;
  if (!channel.empty()) d.acquisition_channel = channel;
  const ContactId id = add(db, d).id;
  events::OrderDraft order;
  order.contact_id = id;
  order.ordered_at = *parse_instant(first_order);
  order.currency = eur;
  events::LineDraft line;
  line.name = "Lamp";
  line.unit_price = Money{5'000, eur};
  order.lines.push_back(line);
  db->write([&](store::Transaction& tx) { events::create_order(tx, order, {eur, {}, "api"}); });
  return id;
}

void spend(TestDatabase& db, AcquisitionKind kind, const std::string& name, const std::string& month,
           std::int64_t amount, Currency currency = eur) {
  db->write([&](store::Transaction& tx) { put_spend(tx, {kind, name, month, Money{amount, currency}}, {}); });
}

std::string why(TestDatabase& db, const Keeper& keeper, ContactId id) {
  return db->read([&](store::Reader& reader) -> std::string {
    const auto scores = contact_scores(reader, keeper, id, people::system_caller());
    if (!scores.clv || !scores.clv->acquisition) return "none";
    const AcquisitionAnswer& a = *scores.clv->acquisition;
    std::string out =
        std::to_string(scores.clv->acquisition_cost->minor) + " " + std::string(enum_name(a.basis));
    if (a.spend)
      out += " " + *a.name + " " + a.month.value_or("-") + " " + std::to_string(a.spend->minor) + "/" +
             std::to_string(*a.customers);
    return out;
  });
}
std::int64_t by_formula(TestDatabase& db, const Keeper& keeper, ContactId id) {
  return db->read([&](store::Reader& reader) {
    return contact_scores(reader, keeper, id, people::system_caller()).clv->by_formula.minor;
  });
}

std::string refused(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    std::string out;
    for (const Issue& issue : error.issues()) out += issue.path + " " + issue.message + "\n";
    return out.empty() ? error.what() : out;
  }
  return "taken";
}

}  // namespace

TEST_CASE("a customer's own cost counts, then the spend on its source, then on its channel, then a mean") {
  Acquisition costs;
  costs.add_own(number(1), 700, "seo");
  costs.add_own(number(9), 500, "seo");  // never ordered
  costs.add_spend({AcquisitionKind::source, "fair", "2026-03"}, 1'000);
  costs.add_spend({AcquisitionKind::channel, "seo", "2026-03"}, 900);
  costs.add_spend({AcquisitionKind::channel, "ads", "2026-03"}, 0);
  costs.add_arrival({number(1), "fair", "seo", "2026-03"});
  costs.add_arrival({number(2), "fair", "seo", "2026-03"});
  costs.add_arrival({number(3), "", "seo", "2026-03"});
  costs.add_arrival({number(4), "web", "seo", "2026-04"});
  costs.add_arrival({number(5), "web", "mail", "2026-03"});
  costs.add_arrival({number(6), "", "ads", "2026-03"});
  costs.settle();
  CHECK(costs.minor_of(number(1)) == 700);
  CHECK(costs.minor_of(number(2)) == 500);  // 1,000 among the two from the fair
  CHECK(costs.minor_of(number(3)) == 300);  // 900 among the three of the channel
  CHECK(costs.minor_of(number(4)) == 600);  // no spend in April: (700 + 500) / 2
  CHECK(costs.cost_of(number(4))->basis == CostBasis::channel_mean);
  CHECK(costs.minor_of(number(5)) == std::nullopt);
  CHECK(costs.minor_of(number(6)) == 0);  // a free channel is not an unknown one
  CHECK(costs.minor_of(number(7)) == std::nullopt);
}

TEST_CASE("spend that is entered, changed or deleted changes the value of who came by it at once") {
  for_each_engine([](TestDatabase& db) {
    const auto anne = customer(db, "anne", "", "paid.google"),
               bob = customer(db, "bob", "Fair", "paid.google");
    const auto carl = customer(db, "carl", "", "paid.google", "2026-04-01T00:30:00+02:00");
    Keeper keeper(*db);
    keeper.run_once();
    CHECK(why(db, keeper, anne) == "none");
    const std::int64_t free = by_formula(db, keeper, anne);

    spend(db, AcquisitionKind::channel, "paid.google", "2026-03", 3'601);
    keeper.run_once();
    CHECK(why(db, keeper, anne) == "1801 channel paid.google 2026-03 3601/2");
    CHECK(by_formula(db, keeper, anne) == free - 1'801);
    CHECK(why(db, keeper, carl) == "none");  // came in April, as the clock of Paris has it

    spend(db, AcquisitionKind::source, "Fair", "2026-03", 900);
    keeper.run_once();
    CHECK(why(db, keeper, bob) == "900 source Fair 2026-03 900/1");
    spend(db, AcquisitionKind::source, "Fair", "2026-03", 1'000);
    keeper.run_once();
    CHECK(why(db, keeper, bob) == "1000 source Fair 2026-03 1000/1");
    db->write([](store::Transaction& tx) {
      remove_spend(tx, {AcquisitionKind::source, "Fair", "2026-03"}, {});
    });
    keeper.run_once();
    CHECK(why(db, keeper, bob) == "1801 channel paid.google 2026-03 3601/2");
    CHECK(refused([&] {
            db->write([](store::Transaction& tx) {
              remove_spend(tx, {AcquisitionKind::source, "Fair", "2026-03"}, {});
            });
          }) == "There is no such acquisition cost.");

    // Somebody new shares what was spent, with the next beat.
    customer(db, "dora", "", "paid.google");
    keeper.run_once();
    db.clock().advance(minutes(2));
    keeper.run_once();
    CHECK(why(db, keeper, anne) == "1200 channel paid.google 2026-03 3601/3");
  });
}

TEST_CASE("spend in another currency counts by the rate of the month's end, and not at all without one") {
  for_each_engine([](TestDatabase& db) {
    const auto anne = customer(db, "anne", "", "organic.seo");
    spend(db, AcquisitionKind::channel, "organic.seo", "2026-03", 1'000, usd);
    Keeper keeper(*db);
    keeper.run_once();
    CHECK(why(db, keeper, anne) == "none");
    const auto line = [&] {
      return db->read([&](store::Reader& reader) {
        return acquisition_costs(reader, keeper, {"2026-03", "2026-03"}).items.at(0);
      });
    };
    CHECK(line().amount->minor == 1'000);
    CHECK(!line().worth);
    CHECK(line().customers == 1);
    db->write([](store::Transaction& tx) {
      events::set_rate(tx, {usd, *parse_date("2026-03-31"), "0.9", "ECB"});
      events::set_rate(tx, {usd, *parse_date("2026-04-01"), "0.5", "ECB"});
    });
    CHECK(line().worth->minor == 900);
    spend(db, AcquisitionKind::channel, "organic.seo", "2026-02", 1, eur);
    keeper.run_once();
    CHECK(why(db, keeper, anne) == "900 channel organic.seo 2026-03 900/1");
  });
}

TEST_CASE("a file of costs is taken as a whole, or refused with a sentence for each line") {
  for_each_engine([](TestDatabase& db) {
    customer(db, "anne", "Fair", "paid.google");
    const auto import = [&](const char* text) {
      return refused([&] { db->write([&](store::Transaction& tx) { import_spend(tx, text, {}); }); });
    };
    CHECK(import("month,amount\n") ==
          "file has no column channel or source; the first line names month, channel or source, amount and, "
          "if need be, currency\n");
    const std::string said = import(
        "month,channel,source,amount,currency\n"
        "2026-13,paid.google,,1,\n2026-03,paid.gogle,,1,\n2026-03,,Nowhere,1,\n2026-03,paid.google,,-1,EUR\n"
        "2026-03,paid.google,Fair,1,EUR\n2026-03,,Fair,1.005,EUR\n2026-03,,Fair,1,XYZ\n");
    CHECK(said.find("lines[0].month must be a month") != std::string::npos);
    CHECK(said.find("did you mean “paid.google”? (line 3 of the file)") != std::string::npos);
    CHECK(said.find("lines[2].source is no source that a contact came from (line 4") != std::string::npos);
    CHECK(said.find("lines[3].amount must not be negative") != std::string::npos);
    CHECK(said.find("lines[4].source stands beside a channel") != std::string::npos);
    CHECK(said.find("lines[5].amount must be an amount") != std::string::npos);
    CHECK(said.find("lines[6].currency must be a currency code") != std::string::npos);
    CHECK(import("month;channel;amount\n2026-03;paid.google;1\n2026-03;paid.google;2\n")
              .find("in line 2 already") != std::string::npos);
    CHECK(db->read([](store::Reader& reader) { return list_spend(reader, {}, {}).size(); }) == 0);
    CHECK(import("month;channel;source;amount\n2026-03;paid.google;;900\n2026-04;;Fair;12.5\n") == "taken");
    const auto stored = db->read([](store::Reader& reader) { return list_spend(reader, {}, {}); });
    REQUIRE(stored.size() == 2);
    CHECK(stored[0].key == AcquisitionKey{AcquisitionKind::source, "Fair", "2026-04"});
    CHECK(stored[0].amount.minor == 1'250);
    CHECK(stored[1].amount.minor == 90'000);
  });
}
