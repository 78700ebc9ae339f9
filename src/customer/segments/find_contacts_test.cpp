// Lists from the columns are those of the database: same contacts, same order, same pages, exact totals.
#include "customer/segments/find_contacts.h"

#include "customer/people/contact_list.h"
#include "customer/people/pipeline.h"
#include "customer/segments/live_fixture.h"

using namespace rapport;
using namespace rapport::segments;
using namespace rapport::segments::testing;
using people::ContactQuery;
using store::testing::for_each_engine;

namespace {

void populate(TestDatabase& db, int count) {
  SeededRandom random(7);
  for (int at = 0; at < count;) {
    db->write([&](store::Transaction& tx) {
      for (int end = std::min(at + 250, count); at < end; ++at) {
        auto d = draft("p" + std::to_string(at) + "@example.com");
        d.last_name = "Name" + std::to_string(random.next() % 40);
        if (random.next() % 5 != 0) d.country = random.next() % 4 == 0 ? "BE" : "FR";
        if (random.next() % 3 == 0) d.city = random.next() % 2 == 0 ? "Lyon" : "Saint-Étienne";
        if (random.next() % 3 == 0) d.tags.push_back("vip");
        if (random.next() % 2 == 0)
          d.estimated_value =
              Money{static_cast<std::int64_t>(random.next() % 20) * 1'000, *parse_currency("EUR")};
        people::create(tx, d, anybody());
      }
    });
    db.clock().advance(Duration(static_cast<std::int64_t>(random.next() % 3)));
  }
}

struct Listed {
  std::vector<ContactId> ids;
  std::vector<std::int64_t> totals;
};

Listed list_all(store::Reader& reader, ContactQuery query, const people::ContactFinder& find) {
  Listed out;
  query.limit = 83;
  do {
    const auto page = people::list_contacts(reader, query, anybody(), find);
    for (const auto& contact : page.items) out.ids.push_back(contact.id);
    if (page.total) out.totals.push_back(page.total->value);
    query.cursor = page.next_cursor;
  } while (query.cursor);
  return out;
}

}  // namespace

TEST_CASE("a list from the columns is the list from the database, in every order, page by page") {
  for_each_engine([](TestDatabase& db) {
    populate(db, 1'400);
    db->write([](store::Transaction& tx) {
      tx.run(
          store::DynamicSql{
              "insert into customer_scores (contact_id, lifecycle_stage, stage_since, orders_count, revenue, "
              "currency, last_order_at, next_purchase_at, rfm_recency, rfm_frequency, rfm_monetary, "
              "rfm_group, clv_predicted, clv_source, clv_tier, churn_risk, expected_orders, at_stake, "
              "computed_at) select contact_id, 'active', 0, 1, 0, 'EUR', 0, 0, 1, 1, 1, 'loyal', created_at "
              "% 17, 'model', 'low', cast(created_at % 5 as double precision) / 4, 1, 0, 0 from contacts "
              "where created_at % 3 > 0"},
          {});
    });
    Live live(*db);
    live.run_once();
    FindContacts find(live, 0);
    int answered = 0;
    const people::ContactFinder counting = [&](store::Reader& reader, const rules::Condition& resolved,
                                               const http::Principal& asker) {
      auto found = find(reader, resolved, asker);
      answered += found ? 1 : 0;
      return found;
    };
    for (
        const char* filter :
        {"null", R"({"field":"country","op":"equal","value":"FR"})",
         R"({"field":"city","op":"contains","value":"etienne"})",
         R"({"field":"estimated_value","op":"is_null"})",
         R"({"field":"country","op":"not_equal","value":"FR"})",
         R"({"all":[{"field":"tags","op":"any_of","value":["vip"]},{"field":"orders_count","op":"equal","value":0}]})",
         R"({"field":"last_name","op":"equal","value":"Name7"})",
         R"({"field":"city","op":"equal","value":"Nowhere"})"}) {
      for (const char* sort :
           {"newest", "oldest", "name", "-name", "value", "estimated_value.asc", "orders_value",
            "last_order_at.asc", "last_contacted", "clv_predicted.desc", "churn_risk.asc"}) {
        INFO(filter << " by " << sort);
        ContactQuery query;
        query.filter = Json::parse(filter);
        query.sort = sort;
        db->read([&](store::Reader& reader) {
          const Listed by_sql = list_all(reader, query, {}), by_columns = list_all(reader, query, counting);
          CHECK(by_columns.ids == by_sql.ids);
          CHECK(by_columns.totals == by_sql.totals);
        });
      }
    }
    CHECK(answered > 200);
  });
}

TEST_CASE("counts, the pipeline and the values of fields from the columns are those of the database") {
  for_each_engine([](TestDatabase& db) {
    populate(db, 600);
    SeededRandom random(3);
    std::vector<ContactId> ids;
    ContactQuery everybody;
    everybody.limit = 200;
    for (const auto& c :
         db->read([&](store::Reader& r) { return people::list_contacts(r, everybody, anybody()).items; }))
      ids.push_back(c.id);
    for (const auto id : ids) {
      db.clock().advance(hours(static_cast<std::int64_t>(random.next() % 5)));
      db->write([&](store::Transaction& tx) {
        switch (random.next() % 6) {
          case 0:
            return people::signal(tx, id, people::Signal::order_paid, std::nullopt);
          case 1:
            return people::signal(tx, id, people::Signal::message_sent, std::nullopt);
          case 2:
            people::patch(tx, id, Json::parse(R"({"estimated_value": {"amount": 700, "currency": "USD"}})"),
                          std::nullopt, anybody());
            return;
          case 3:
            people::unsubscribe(tx, id, {.reason = "asked"}, anybody());
            return;
          case 4:
            people::patch(tx, id, Json::parse(R"({"tags": ["vip", "late"]})"), std::nullopt, anybody());
            return;
          default:
            people::remove(tx, id, std::nullopt, anybody());
        }
      });
    }
    Live live(*db);
    live.run_once();
    FindContacts find(live, 0);
    int answered = 0;
    const people::ContactFinder counting = [&](store::Reader& reader, const rules::Condition& resolved,
                                               const http::Principal& asker) {
      auto found = find(reader, resolved, asker);
      answered += found ? 1 : 0;
      return found;
    };
    const people::ContactFinder none;
    for (const char* filter :
         {"null", R"({"field":"country","op":"equal","value":"FR"})",
          R"({"field":"city","op":"contains","value":"etienne"})",
          R"({"field":"estimated_value","op":"is_null"})", R"({"field":"converted_at","op":"is_not_null"})",
          R"({"field":"tags","op":"any_of","value":["vip"]})",
          R"({"field":"city","op":"equal","value":"Nowhere"})"}) {
      INFO(filter);
      ContactQuery query;
      query.filter = Json::parse(filter);
      db->read([&](store::Reader& reader) {
        CHECK(json::write(people::contact_pipeline(reader, query, anybody(), counting)) ==
              json::write(people::contact_pipeline(reader, query, anybody(), none)));
        CHECK(json::write(people::contact_stats(reader, query, anybody(), counting)) ==
              json::write(people::contact_stats(reader, query, anybody(), none)));
        const auto source = people::contact_source(reader);
        int fields = 0;
        for (const auto& field : source->fields->all()) {
          if (field.type != store::ColumnType::text || field.kind == rules::FieldKind::long_text) continue;
          if (field.expand) continue;
          ++fields;
          INFO(field.name);
          for (const int limit : {2, 100}) {
            const people::ValueQuery values{.field = field.name, .filter = query.filter, .limit = limit};
            CHECK(json::write(people::list_values(reader, values, anybody(), counting)) ==
                  json::write(people::list_values(reader, values, anybody(), none)));
          }
        }
        CHECK(fields > 15);
        CHECK(json::write(people::list_facets(reader, anybody(), counting)) ==
              json::write(people::list_facets(reader, anybody(), none)));
      });
    }
    CHECK(answered > 200);
  });
}

namespace {

// Who meets it, by the columns; null when they must not answer.
std::shared_ptr<const rules::Found> find_in(store::Reader& reader, FindContacts& find,
                                            const std::string& country, const people::Caller& asker) {
  return find(reader,
              rules::resolve(rules::test("country", rules::Op::equal, {country}),
                             *people::contact_source(reader)->fields, segment_context(reader, asker)),
              asker.principal);
}

people::Caller somebody(std::uint8_t number) {
  Uuid id;
  id.bytes[15] = number;
  return people::testing::caller_with({}, http::Scope::all, id);
}

}  // namespace

TEST_CASE("a list shows what its reader wrote before, and does not wait for the writes of others") {
  for_each_engine([](TestDatabase& db) {
    populate(db, 30);
    Live live(*db);
    live.run_once();  // nobody takes up what comes now
    FindContacts find(live, 0);
    const auto found_by = [&](const people::Caller& asker) {
      return db->read([&](store::Reader& reader) { return find_in(reader, find, "FR", asker) != nullptr; });
    };
    auto d = draft("hers@example.com");
    d.country = "FR";
    db->write([&](store::Transaction& tx) { people::create(tx, d, somebody(1)); });
    CHECK(found_by(somebody(2)));
    CHECK_FALSE(found_by(somebody(1)));
    CHECK_FALSE(found_by(anybody()));

    // What anybody wrote is in it soon, or the database is asked.
    db.clock().advance(Duration(1'000));
    FindContacts later(live, 0);
    CHECK_FALSE(db->read(
        [&](store::Reader& reader) { return find_in(reader, later, "FR", somebody(2)) != nullptr; }));
    live.run_once();
    CHECK(found_by(somebody(2)));
  });
}

TEST_CASE("a list shows at once what its reader wrote before it was asked for") {
  for_each_engine([](TestDatabase& db) {
    populate(db, 30);
    Live live(*db);
    live.start({});
    FindContacts find(live, 0);
    int answered = 0;
    ContactQuery query;
    query.city = "Reims";
    for (int i = 1; i <= 40; ++i) {
      auto d = draft("late" + std::to_string(i) + "@example.com");
      d.city = "Reims";
      db->write([&](store::Transaction& tx) { people::create(tx, d, somebody(1)); });
      const auto page = db->read([&](store::Reader& reader) {
        return people::list_contacts(
            reader, query, somebody(1),
            [&](store::Reader& r, const rules::Condition& resolved, const http::Principal& asker) {
              auto found = find(r, resolved, asker);
              answered += found ? 1 : 0;
              return found;
            });
      });
      CHECK(std::ssize(page.items) == i);
    }
    live.stop();
    CHECK(answered > 0);
  });
}

TEST_CASE("while the columns stand still, the database answers, and waits are not repeated") {
  for_each_engine([](TestDatabase& db) {
    populate(db, 30);
    Live live(*db);
    live.run_once();
    FindContacts find(live, 0);
    const auto found = [&] {
      return db->read([&](store::Reader& reader) {
        return find_in(reader, find, "FR", people::system_caller()) != nullptr;
      });
    };
    CHECK(found());
    add(db, draft("late@example.com"));
    CHECK_FALSE(found());
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < 40; ++i) CHECK_FALSE(found());
    CHECK(std::chrono::steady_clock::now() - began <
          std::chrono::milliseconds(1'600));  // of forty waits half
    live.run_once();
    CHECK(found());
  });
}
