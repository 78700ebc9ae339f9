#include "platform/store/schema_check.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "platform/store/lease.h"
#include "platform/store/postgres/tokens.h"

using namespace rapport;
using namespace rapport::store;
using namespace rapport::store::testing;

namespace {

bool mention(const Complaints& complaints, std::string_view word) {
  return std::ranges::any_of(complaints,
                             [&](const std::string& c) { return c.find(word) != std::string::npos; });
}

}  // namespace

TEST_CASE("the schema and the statements of the store keep the rules of a cluster") {
  CHECK(render(check_everything(lease_statements())) == "");
}

TEST_CASE("a new database and one migrated from any earlier version are the same") {
  const int newest = embedded_migrations().back().number;
  for (const Engine engine : engines()) {
    TestDatabase fresh(engine);
    const std::string expected = describe_schema(fresh);
    CHECK(expected.find("events") != std::string::npos);
    for (const Migration& from : embedded_migrations()) {
      if (from.number == newest) break;
      TestDatabase older(engine, {.schema = from.number});
      CHECK(migrate(*older).from == from.number);
      CHECK(describe_schema(older) == expected);
    }
  }
}

TEST_CASE("words that do not work everywhere are found") {
  const Statement bad[] = {
      {"a", Reach::local, "update jobs set run_at = now()"},
      {"b", Reach::local, "select rowid from jobs"},
      {"c", Reach::local, "insert or ignore into jobs (id) values (:id)"},
      {"d", Reach::local, "select cast(:x as uuid)"},
      {"e", Reach::local, "insert into jobs (id) values ((select 1))"},
      {"f", Reach::one_contact, "update events set contact_id = :to where contact_id = :from"},
      {"g", Reach::local, "select 'now() rowid' from jobs -- now()"},
  };
  const Complaints found = check_tokens(bad);
  for (const char* name : {" a ", " b ", " c ", " d ", " e ", " f "}) CHECK(mention(found, name));
  CHECK_FALSE(mention(found, " g "));
}

TEST_CASE("a statement that reads more contacts than it says is found") {
  for (const Engine engine : engines()) {
    if (engine == Engine::sqlite) continue;
    TestDatabase db(engine);
    CHECK(render(check_catalogue(db)) == "");
    const Statement statements[] = {
        {"right", Reach::one_contact, "select type from events where contact_id = :contact_id and id = :id"},
        {"change", Reach::one_contact,
         "update events set type = '' where contact_id = :contact_id and id = :id"},
        {"all", Reach::one_contact, "select type from events where id = :id"},
        {"inner", Reach::one_contact,
         "select e.type from events e where e.contact_id = :contact_id and exists "
         "(select 1 from events o where o.id = :id)"},
        {"local", Reach::local, "select type from events where contact_id = :contact_id"},
        {"everywhere", Reach::everywhere, "select count(*) from events"},
    };
    const Complaints found = check_reach(db, statements);
    CHECK(mention(found, " all says"));
    CHECK(mention(found, " inner says"));
    CHECK(mention(found, " local says"));
    CHECK(found.size() == 3);
  }
}

TEST_CASE("named parameters become numbers outside of quotes, comments and casts only") {
  const auto numbered = [](std::string_view sql) { return postgres::number_parameters(sql).text; };
  CHECK(numbered("select :a, :b, :a") == "select $1, $2, $1");
  CHECK(numbered("select ':a', \":a\", :a::text") == "select ':a', \":a\", $1::text");
  CHECK(numbered("select 'it''s :a', e'\\':a', :b") == "select 'it''s :a', e'\\':a', $1");
  CHECK(numbered("-- :a\nselect :b /* :c /* :d */ */") == "-- :a\nselect $1 /* :c /* :d */ */");
  CHECK(numbered("select $$ :a $$, $x$ :b $x$, :c") == "select $$ :a $$, $x$ :b $x$, $1");
  CHECK(numbered("select a[1:2], :long_name1") == "select a[1:2], $1");
}

TEST_CASE("a database of a newer program is refused in a sentence") {
  for_each_engine([](TestDatabase& db) {
    db->write([](Transaction& tx) {
      tx.run_script(
          "insert into schema_migrations (number, name, checksum, applied_at) values (9999, 'x', 'x', 0)");
    });
    CHECK_THROWS_WITH(migrate(*db), doctest::Contains("9999"));
  });
}
