// Values of custom fields on contacts and companies, through the functions that everybody uses.
#include <boost/json.hpp>

#include "customer/people/exports/write_records.h"
#include "customer/people/fields/custom_values.h"
#include "customer/people/fields/field_job.h"
#include "customer/people/fields/fields.h"
#include "customer/people/people_fixture.h"
#include "platform/jobs/runner.h"

namespace rapport::people {

using namespace testing;
using store::testing::for_each_engine;

namespace {

void define(TestDatabase& db, std::string_view draft) {
  db->write([&](store::Transaction& tx) { create_field(tx, json::read<FieldDraft>(draft), anybody()); });
}
Contact make(TestDatabase& db, std::string_view draft) { return add(db, json::read<ContactDraft>(draft)); }
std::string refused(TestDatabase& db, std::string_view draft) {
  const Error error = error_of([&] { make(db, draft); });
  return error.issues().empty() ? error.message()
                                : error.issues().front().path + ": " + error.issues().front().code;
}
boost::json::value custom_of(const Contact& c, std::string_view name) { return c.custom.value().at(name); }

std::int64_t count(TestDatabase& db, std::string sql) {
  return db->read(
      [&](store::Reader& r) { return r.value<std::int64_t>(store::DynamicSql{std::move(sql)}).value_or(0); });
}
std::vector<std::string> having(TestDatabase& db, const std::string& where) {
  std::vector<std::string> out;
  db->read([&](store::Reader& r) {
    r.each(store::DynamicSql{"select c.first_name from contacts c join contact_values v on v.contact_id = "
                             "c.contact_id where " +
                             where + " order by c.first_name, v.position"},
           {}, [&](const store::Row& row) { out.emplace_back(row.text(0)); });
  });
  return out;
}

void define_all(TestDatabase& db) {
  define(db, R"({"name": "pubkey", "type": "text"})");
  define(db, R"({"name": "story", "type": "long_text"})");
  define(db,
         R"({"name": "shoe_size", "type": "number", "validation": {"decimals": 1, "min": 10, "max": 60}})");
  define(db, R"({"name": "balance", "type": "money"})");
  define(db, R"({"name": "vip", "type": "boolean"})");
  define(db, R"({"name": "birthday", "type": "date"})");
  define(db, R"({"name": "seen_at", "type": "datetime"})");
  define(db, R"({"name": "colour", "type": "choice", "options": [{"value": "red", "label": {"fr": "Rouge"}},
                 {"value": "blue"}]})");
  define(db,
         R"({"name": "langs", "type": "multi_choice", "options": [{"value": "cpp", "label": {"en": "C++"}},
                 {"value": "ts"}, {"value": "sql"}]})");
  define(db, R"({"name": "site", "type": "url"})");
  define(db, R"({"name": "second_email", "type": "email"})");
  define(db, R"({"name": "second_phone", "type": "phone"})");
  define(db, R"({"name": "referrer", "type": "reference"})");
}

void run_jobs(TestDatabase& db, jobs::Handler& handler) {
  jobs::Runner runner(*db, "test");
  runner.add(handler);
  runner.run_due();
}

}  // namespace

TEST_CASE("a contact keeps a value of every type, named in custom or beside the other members") {
  for_each_engine([](TestDatabase& db) {
    define_all(db);
    const Contact friend_ = make(db, R"({"first_name": "Minh"})");
    const Contact c =
        make(db, R"({"first_name": "Ada", "pubkey": "02ab", "custom": {"story": "Long.", "shoe_size": 42.5,
        "balance": {"amount": 1250, "currency": "EUR"}, "vip": true, "birthday": "2024-02-29",
        "seen_at": "2026-02-28T10:00:00+01:00", "colour": "rouge", "langs": ["sql", "C++", "sql"],
        "site": "https://example.org/a", "second_email": "ADA@Example.ORG", "second_phone": "06 12 34 56 78",
        "referrer": ")" +
                     render(friend_.id) + R"("}})");
    const Contact stored = read(db, c.id);
    CHECK(stored.custom.value() == c.custom.value());
    CHECK(custom_of(stored, "pubkey") == "02ab");
    CHECK(custom_of(stored, "shoe_size") == 42.5);
    CHECK(custom_of(stored, "balance").at("amount") == 1250);
    CHECK(custom_of(stored, "birthday") == "2024-02-29");
    CHECK(custom_of(stored, "seen_at") == "2026-02-28T09:00:00.000Z");
    CHECK(custom_of(stored, "colour") == "red");
    CHECK(custom_of(stored, "langs") == boost::json::array{"cpp", "sql"});
    CHECK(custom_of(stored, "second_email") == "ADA@example.org");
    CHECK(custom_of(stored, "second_phone") == "+33612345678");
    // 11 single values that filters read (the long text is none) and two choices.
    CHECK(count(db, "select count(*) from contact_values") == 13);
    CHECK(having(db, "v.text_value = '02ab'") == std::vector<std::string>{"Ada"});
    CHECK(having(db, "v.number_value = 42.5") == std::vector<std::string>{"Ada"});
    CHECK(having(db, "v.number_value = 19782") == std::vector<std::string>{"Ada"});  // 2024-02-29
    // A reference is compared as an id, however it is kept.
    for (const std::string op : {R"("equal", "value": ID)", R"("in", "value": [ID])"}) {
      std::string filter = R"({"field": "referrer", "op": )" + op + "}";
      filter.replace(filter.find("ID"), 2, "\"" + render(friend_.id) + "\"");
      ContactQuery query;
      query.filter = Json::parse(filter);
      const auto page = db->read([&](store::Reader& r) { return list_contacts(r, query, anybody()); });
      REQUIRE(page.items.size() == 1);
      CHECK(page.items[0].id == c.id);
    }
  });
}

TEST_CASE("a value that does not fit its field is refused with its path") {
  for_each_engine([](TestDatabase& db) {
    define_all(db);
    const auto wrong = [&](const std::string& member) {
      return refused(db, R"({"first_name": "Ada", )" + member + "}");
    };
    CHECK(wrong(R"("shoe_size": "big")") == "custom.shoe_size: wrong_type");
    CHECK(wrong(R"("shoe_size": 42.55)") == "custom.shoe_size: too_precise");
    CHECK(wrong(R"("shoe_size": 9007199254740993)") == "custom.shoe_size: too_precise");
    CHECK(wrong(R"("shoe_size": 5)") == "custom.shoe_size: too_small");
    CHECK(wrong(R"("shoe_size": 61)") == "custom.shoe_size: too_large");
    CHECK(wrong(R"("birthday": "2026-02-29")") == "custom.birthday: invalid_date");
    CHECK(wrong(R"("colour": "green")") == "custom.colour: unknown_value");
    CHECK(wrong(R"("langs": ["cpp", "cobol"])") == "custom.langs[1]: unknown_value");
    CHECK(wrong(R"x("site": "javascript:alert(1)")x") == "custom.site: invalid_url");
    CHECK(wrong(R"("second_email": "nobody@")") == "custom.second_email: invalid_email");
    CHECK(wrong(R"("second_phone": "12")") == "custom.second_phone: invalid_phone");
    CHECK(wrong(R"("referrer": "01890000-0000-7000-8000-000000000000")") == "custom.referrer: unknown");
    CHECK(wrong(R"("custom": 7)") == "custom: wrong_type");
    const Error unknown = error_of([&] { make(db, R"({"first_name": "Ada", "pubkey_": "x"})"); });
    CHECK(unknown.issues().front().code == "unknown_field");
    CHECK(unknown.issues().front().params.front().second == "pubkey");
    CHECK(count(db, "select count(*) from contacts") == 0);
  });
}

TEST_CASE("a change names what it changes, null clears, the rest stays") {
  for_each_engine([](TestDatabase& db) {
    define_all(db);
    const Contact c =
        make(db, R"({"first_name": "Ada", "pubkey": "02ab", "shoe_size": 42, "langs": ["cpp", "ts"]})");
    change(db, c.id, R"({"shoe_size": 43, "custom": {"pubkey": null, "langs": ["sql"]}})");
    const Contact now = read(db, c.id);
    CHECK(now.custom.value() == boost::json::parse(R"({"shoe_size": 43, "langs": ["sql"]})"));
    CHECK(count(db, "select count(*) from contact_values") == 2);
    CHECK(now.version == 2);
    CHECK(change(db, c.id, R"({"shoe_size": 43})").version == 2);  // nothing changed
    const auto facts = db->read([&](store::Reader& r) {
      std::string out;
      r.each(store::DynamicSql{"select payload from events where type = 'contact_updated'"}, {},
             [&](const store::Row& row) { out = row.text(0); });
      return out;
    });
    CHECK(facts.find("shoe_size") != std::string::npos);
    CHECK(facts.find("pubkey") != std::string::npos);
    change(db, c.id, R"({"custom": null})");
    CHECK(read(db, c.id).custom.value().as_object().empty());
    CHECK(count(db, "select count(*) from contact_values") == 0);
  });
}

TEST_CASE("required fields ask new contacts, defaults fill them") {
  for_each_engine([](TestDatabase& db) {
    const Contact older = make(db, R"({"first_name": "Old"})");
    define(
        db,
        R"({"name": "tier", "type": "choice", "options": [{"value": "a"}, {"value": "b"}], "default": "b"})");
    define(db, R"({"name": "account", "type": "text", "required": true})");
    CHECK(refused(db, R"({"first_name": "Ada"})") == "custom.account: required");
    const Contact c = make(db, R"({"first_name": "Ada", "account": "A-1"})");
    CHECK(custom_of(c, "tier") == "b");
    CHECK(error_of([&] { change(db, c.id, R"({"account": null})"); }).issues().front().code == "required");
    // Older contacts may be edited without it.
    CHECK(change(db, older.id, R"({"city": "Lyon"})").city == "Lyon");
  });
}

TEST_CASE("a unique field belongs to one contact, in one batch too") {
  for_each_engine([](TestDatabase& db) {
    define(db, R"({"name": "pubkey", "type": "text", "unique": true})");
    const Contact a = make(db, R"({"first_name": "A", "pubkey": "02ab"})");
    const Error taken = error_of([&] { make(db, R"({"first_name": "B", "pubkey": "02ab"})"); });
    CHECK(taken.code() == ErrorCode::conflict);
    CHECK(taken.issues().front().path == "custom.pubkey");
    std::vector<ContactDraft> drafts;
    for (const char* json :
         {R"({"first_name": "C", "pubkey": "03"})", R"({"first_name": "D", "pubkey": "03"})",
          R"({"first_name": "E", "pubkey": "02ab"})", R"({"first_name": "F", "pubkey": "04"})"})
      drafts.push_back(json::read<ContactDraft>(json));
    const auto outcomes = db->write([&](store::Transaction& tx) {
      return create_many(tx, drafts, Intake::load(tx), Policy::apply, anybody());
    });
    using Result = CreateOutcome::Result;
    CHECK(outcomes[0].result == Result::created);
    CHECK(outcomes[1].result == Result::exists);
    CHECK(outcomes[2].result == Result::exists);
    CHECK(outcomes[2].id == a.id);
    CHECK(outcomes[3].result == Result::created);
    // Another value frees the first, and a deleted contact frees its own.
    change(db, a.id, R"({"pubkey": "05"})");
    const Contact b = make(db, R"({"first_name": "B", "pubkey": "02ab"})");
    db->write([&](store::Transaction& tx) { remove(tx, b.id, std::nullopt, anybody()); });
    CHECK(custom_of(make(db, R"({"first_name": "G", "pubkey": "02ab"})"), "pubkey") == "02ab");
  });
}

TEST_CASE("what people write comes back as it was, whatever it is") {
  for_each_engine([](TestDatabase& db) {
    define(db, R"({"name": "order", "type": "text"})");
    define(db, R"({"name": "select", "type": "long_text"})");
    for (const std::string text :
         {"<script>alert('x')</script>", "'; drop table contacts; --", "Ω≈ç√ đ ế 🎈 ﷽", "{\"a\": [1]}",
          "%s %n \\u0000", "=cmd|' /C calc'!A0", "null"}) {
      const std::string quoted = boost::json::serialize(boost::json::string(text));
      const Contact c =
          make(db, R"({"first_name": "N", "order": )" + quoted + R"(, "select": )" + quoted + "}");
      CHECK(custom_of(read(db, c.id), "order") == boost::json::string(text));
      CHECK(custom_of(read(db, c.id), "select") == boost::json::string(text));
    }
    CHECK(count(db, "select count(*) from contacts") == 7);
  });
}

TEST_CASE("a choice that is taken away stays where it is held and is offered to nobody else") {
  for_each_engine([](TestDatabase& db) {
    define_all(db);
    const Contact c = make(db, R"({"first_name": "Ada", "colour": "blue"})");
    const auto field = db->write([&](store::Transaction& tx) {
      return patch_field(tx, FieldObject::contact, "colour",
                         Json::parse(R"({"options": [{"value": "red"}, {"value": "green"}]})"), anybody());
    });
    REQUIRE(field.find_option("blue"));
    CHECK(field.find_option("blue")->archived);
    CHECK(custom_of(change(db, c.id, R"({"colour": "blue", "city": "Lyon"})"), "colour") == "blue");
    CHECK(refused(db, R"({"first_name": "B", "colour": "blue"})") == "custom.colour: unknown_value");
    const auto fewer = db->write([&](store::Transaction& tx) {
      return patch_field(tx, FieldObject::contact, "colour",
                         Json::parse(R"({"options": [{"value": "red"}]})"), anybody());
    });
    CHECK_FALSE(fewer.find_option("green"));  // nobody held it
  });
}

TEST_CASE("a removed field hides its values, brings them back, and takes them along after thirty days") {
  for_each_engine([](TestDatabase& db) {
    define_all(db);
    const Contact c = make(db, R"({"first_name": "Ada", "pubkey": "02ab", "vip": true})");
    const auto archive = [&](const char* name) {
      db->write([&](store::Transaction& tx) { archive_field(tx, FieldObject::contact, name, anybody()); });
    };
    archive("pubkey");
    CHECK(read(db, c.id).custom.value() == boost::json::parse(R"({"vip":true})"));
    CHECK(page_of(db, {}).items.front().custom.value() == boost::json::parse(R"({"vip":true})"));
    change(db, c.id, R"({"vip": false})");
    db->write([&](store::Transaction& tx) { restore_field(tx, FieldObject::contact, "pubkey", anybody()); });
    CHECK(custom_of(read(db, c.id), "pubkey") == "02ab");
    PrepareField prepare;
    run_jobs(db, prepare);
    CHECK(having(db, "v.text_value = '02ab'").size() == 1);
    archive("pubkey");
    db.clock().advance(Days(31));
    RemoveFields remove_old;
    db->write([&](store::Transaction& tx) { jobs::enqueue(tx, {.kind = "remove_fields"}); });
    run_jobs(db, remove_old);
    CHECK(read(db, c.id).custom.value() == boost::json::parse(R"({"vip":false})"));
    CHECK(count(db, "select count(*) from contact_values where text_value = '02ab'") == 0);
    CHECK(count(db, "select count(*) from custom_fields where name = 'pubkey'") == 0);
  });
}

TEST_CASE(
    "a field that becomes unique or filterable or another type is filled by a job that tells of clashes") {
  for_each_engine([](TestDatabase& db) {
    define_all(db);
    define(db, R"({"name": "code", "type": "text", "filterable": false})");
    const Contact a = make(db, R"({"first_name": "A", "code": "x", "colour": "red"})");
    make(db, R"({"first_name": "B", "code": "x"})");
    make(db, R"({"first_name": "C", "code": "y"})");
    CHECK(having(db, "v.text_value = 'x'").empty());
    const auto patch_it = [&](const char* name, const char* json) {
      db->write([&](store::Transaction& tx) {
        patch_field(tx, FieldObject::contact, name, Json::parse(json), anybody());
      });
    };
    patch_it("code", R"({"filterable": true, "unique": true})");
    patch_it("colour", R"({"type": "multi_choice"})");
    PrepareField prepare;
    run_jobs(db, prepare);
    CHECK(having(db, "v.text_value = 'x'") == std::vector<std::string>{"A", "B"});
    CHECK(count(db, "select count(*) from identities where kind like 'custom:%'") == 2);
    CHECK(custom_of(read(db, a.id), "colour") == boost::json::array{"red"});
    std::int64_t clashes = 0;
    for (const auto& job : db->read([](store::Reader& r) { return jobs::list_jobs(r, {}); })) {
      CHECK(job.state == jobs::State::completed);
      clashes += job.result.value().at("clashes").to_number<std::int64_t>();
    }
    CHECK(clashes == 1);
    for (const auto& f : db->read([](store::Reader& r) { return field_catalogue(r); })->all())
      CHECK(f.preparing.empty());
  });
}

TEST_CASE("search finds the words of a searchable field only") {
  for_each_engine([](TestDatabase& db) {
    define(db, R"({"name": "nickname", "type": "text", "searchable": true})");
    define(db, R"({"name": "secret", "type": "text"})");
    make(db, R"({"first_name": "Ada", "nickname": "Comtesse Éléonore", "secret": "zanzibar"})");
    CHECK(found(db, "eleonore") == std::vector<std::string>{"Ada"});
    CHECK(found(db, "zanzibar").empty());
  });
}

TEST_CASE("companies have fields of their own") {
  for_each_engine([](TestDatabase& db) {
    define(db, R"({"object": "company", "name": "fleet", "type": "number"})");
    const Company made = db->write([&](store::Transaction& tx) {
      return create_company(tx, json::read<CompanyDraft>(R"({"name": "Acme", "fleet": 12})"), anybody());
    });
    CHECK(made.custom.value() == boost::json::parse(R"({"fleet":12})"));
    const Company now = db->write([&](store::Transaction& tx) {
      return patch_company(tx, made.id, Json::parse(R"({"custom": {"fleet": 13}})"), anybody());
    });
    CHECK(now.custom.value() == boost::json::parse(R"({"fleet":13})"));
    CHECK(count(db, "select count(*) from company_values where number_value = 13") == 1);
    CHECK(refused(db, R"({"first_name": "Ada", "fleet": 1})") == "fleet: unknown_field");
  });
}

}  // namespace rapport::people
