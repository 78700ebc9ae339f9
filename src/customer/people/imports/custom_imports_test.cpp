// Columns of files that are the workspace's own fields.
#include <boost/json.hpp>

#include "customer/people/company.h"
#include "customer/people/exports/write_records.h"
#include "customer/people/fields/fields.h"
#include "customer/people/imports/custom_columns.h"
#include "customer/people/imports/import_fixture.h"

using namespace rapport;
using namespace rapport::people;
using namespace rapport::people::testing;
using store::testing::for_each_engine;

namespace {

void define(TestDatabase& db, std::string_view draft) {
  db->write([&](store::Transaction& tx) { create_field(tx, json::read<FieldDraft>(draft), anybody()); });
}

std::vector<std::string> outcomes(const Imported& imported) {
  std::vector<std::string> out;
  for (const auto& line : imported.lines)
    out.push_back(line.outcome + (line.reason.empty() ? "" : "." + line.reason + " " + line.field_));
  return out;
}
using Outcomes = std::vector<std::string>;

std::string custom_of(TestDatabase& db, std::string_view email) {
  return boost::json::serialize(by_email(db, email).custom.value());
}
boost::json::value value_of(TestDatabase& db, std::string_view email, std::string_view name) {
  const auto custom = by_email(db, email).custom.value();
  const auto* value = custom.as_object().if_contains(name);
  return value ? *value : boost::json::value();
}

void define_all(TestDatabase& db) {
  define(db, R"({"name": "nick", "type": "text", "label": {"fr": "Surnom"}})");
  define(db, R"({"name": "story", "type": "long_text", "filterable": false})");
  define(db, R"({"name": "shoe_size", "type": "number", "label": {"en": "Shoe size", "fr": "Pointure",
                 "vi": "Cỡ giày"}, "validation": {"decimals": 1, "max": 60}})");
  define(db, R"({"name": "balance", "type": "money"})");
  define(db, R"({"name": "vip", "type": "boolean"})");
  define(db, R"({"name": "birthday", "type": "date"})");
  define(db, R"({"name": "seen_at", "type": "datetime"})");
  define(db, R"({"name": "colour", "type": "choice", "options": [{"value": "red",
                 "label": {"en": "Red", "fr": "Rouge", "vi": "Đỏ"}}, {"value": "blue"}]})");
  define(db, R"({"name": "langs", "type": "multi_choice", "options": [{"value": "cpp",
                 "label": {"en": "C, C++"}}, {"value": "ts"}, {"value": "sql"}]})");
  define(db, R"({"name": "site", "type": "url"})");
  define(db, R"({"name": "other_mail", "type": "email"})");
  define(db, R"({"name": "other_phone", "type": "phone"})");
}

}  // namespace

TEST_CASE("numbers of files are read with any grouping") {
  const auto number = [](std::string_view cell, bool whole = false) {
    const auto value = parse_number(cell, whole);
    return value ? boost::json::serialize(*value) : "none";
  };
  CHECK(number("007") == "7");
  CHECK(number("-12") == "-12");
  CHECK(number("1 234,5") == number("1234.5"));
  CHECK(number("1\u202f234") == "1234");
  CHECK(number("1,234,567") == "1234567");
  CHECK(number("1.234,5") == number("1234.5"));
  CHECK(number("1,234") == number("1.234"));
  CHECK(number("1,234", true) == "1234");
  CHECK(number("a lot") == "none");
  CHECK(number("") == "none");
  CHECK(number("1-2") == "none");
  CHECK(number("--1") == "none");
}

TEST_CASE(
    "columns are brought to the workspace's own fields by their name and their labels in three languages") {
  for_each_engine([](TestDatabase& db) {
    define_all(db);
    const TemporaryFile file(
        "E-mail,Surnom,COULEUR,Cỡ giày,custom.vip,langs\na@example.com,Ann,red,41,x,ts\n");
    const auto first = draft_import(db, file);
    CHECK(first.options.mapping == std::vector<std::string>{"email", "custom.nick", "", "custom.shoe_size",
                                                            "custom.vip", "custom.langs"});
    CHECK(std::ranges::find(first.fields_, "custom.colour") != first.fields_.end());
    CHECK(std::ranges::find(first.fields_, "custom") == first.fields_.end());
    const auto mapped = draft_import(
        db, file, R"({"mapping": ["email", "custom.nick", "custom.colour", "custom.shoe_size", "", ""]})");
    CHECK(outcomes(run_draft(db, mapped)) == Outcomes{"created"});
    const auto again = draft_import(db, file);
    CHECK(again.options.mapping[2] == "custom.colour");
    CHECK(again.analysis.columns[2].found_by == FoundBy::remembered);
    const auto refused =
        error_of([&] { draft_import(db, file, R"({"mapping": ["email", "custom.gone", "", "", "", ""]})"); });
    CHECK(refused.issues().front().path == "mapping[1]");
    CHECK(refused.issues().front().code == "unknown_field");
    db->write([&](store::Transaction& tx) { archive_field(tx, FieldObject::contact, "colour", anybody()); });
    CHECK(draft_import(db, file).options.mapping[2].empty());
    CHECK(error_of([&] { run_draft(db, again); }).issues().front().code == "unknown_field");
  });
}

TEST_CASE("every type of own field is read from what people write, and refused with its column and reason") {
  for_each_engine([](TestDatabase& db) {
    define_all(db);
    const std::string header =
        "email,nick,story,shoe_size,balance,vip,birthday,seen_at,colour,langs,site,other_mail,other_phone\n";
    const auto done = import_text(
        db, header +
                "a@example.com,Ann,\"two\nlines\",\"41,5\",\"1 250,50 €\",oui,3/4/1990,3/4/2026 09:30,Rouge,"
                "\"C, C++\",https://a.example,B@Example.com,06 12 34 56 78\n"
                "b@example.com,,,,12.5 USD,không,1990-02-28,2026-02-28T09:30:00Z,đỏ,SQL|ts,,,\n"
                "c@example.com,,,big,,,,,,,,,\n"
                "d@example.com,,,,lots,,,,,,,,\n"
                "e@example.com,,,,,perhaps,,,,,,,\n"
                "f@example.com,,,,,,31/02/1990,,,,,,\n"
                "g@example.com,,,,,,,yesterday,,,,,\n"
                "h@example.com,,,,,,,,green,,,,\n"
                "i@example.com,,,,,,,,,ts|java,,,\n"
                "j@example.com,,,,,,,,,,example,,\n"
                "k@example.com,,,,,,,,,,,nobody,\n"
                "l@example.com,,,,,,,,,,,,12\n"
                "m@example.com,,,61,,,,,,,,,\n"
                "n@example.com,,,1.25,,,,,,,,,\n");
    CHECK(outcomes(done) == Outcomes{"created", "created", "rejected.invalid_number shoe_size",
                                     "rejected.invalid_money balance", "rejected.invalid_boolean vip",
                                     "rejected.invalid_date birthday", "rejected.invalid_date seen_at",
                                     "rejected.unknown_value colour", "rejected.unknown_value langs",
                                     "rejected.invalid_url site", "rejected.invalid_email other_mail",
                                     "rejected.invalid_phone other_phone", "rejected.too_large shoe_size",
                                     "rejected.too_precise shoe_size"});
    CHECK(done.lines[7].params.at("values") == "red, blue");
    const auto a = by_email(db, "a@example.com").custom.value();
    CHECK(a.at("nick") == "Ann");
    CHECK(a.at("story") == "two\nlines");
    CHECK(a.at("shoe_size") == 41.5);
    CHECK(a.at("balance").at("amount") == 125'050);
    CHECK(a.at("vip") == true);
    CHECK(a.at("birthday") == "1990-04-03");
    CHECK(std::string_view(a.at("seen_at").as_string()).starts_with("2026-04-03T"));
    CHECK(a.at("colour") == "red");
    CHECK(a.at("langs") == boost::json::array{"cpp"});
    CHECK(a.at("other_mail") == "B@example.com");
    CHECK(a.at("other_phone") == "+33612345678");
    const auto b = by_email(db, "b@example.com").custom.value();
    CHECK(b.at("balance").at("currency") == "USD");
    CHECK(b.at("vip") == false);
    CHECK(b.at("colour") == "red");
    CHECK(b.at("langs") == boost::json::array{"ts", "sql"});
    const auto american =
        import_text(db, "email,birthday\nz@example.com,3/4/1990\n", R"({"date_order": "month_first"})");
    CHECK(value_of(db, "z@example.com", "birthday") == "1990-03-04");
  });
}

TEST_CASE("own fields of people who are here follow the policy, and what an export wrote changes nothing") {
  for_each_engine([](TestDatabase& db) {
    define_all(db);
    import_text(db, "email,nick,colour,balance,langs\na@example.com,Ann,red,5 EUR,cpp|sql\n");
    const std::string text = "email,nick,vip\na@example.com,Anna,yes\n";
    CHECK(outcomes(import_text(db, text, R"({"existing": "skip"})")) == Outcomes{"unchanged"});
    CHECK(outcomes(import_text(db, text, R"({"existing": "fill_empty"})")) == Outcomes{"updated"});
    CHECK(value_of(db, "a@example.com", "nick") == "Ann");
    CHECK(value_of(db, "a@example.com", "vip") == true);
    CHECK(outcomes(import_text(db, text)) == Outcomes{"updated"});
    CHECK(value_of(db, "a@example.com", "nick") == "Anna");
    CHECK(value_of(db, "a@example.com", "colour") == "red");
    // What a spreadsheet would take for a formula is marked by an export, and no mark stays after the import.
    import_text(db, "email,nick,story\na@example.com,=1+1,'+ and more\n");
    CHECK(value_of(db, "a@example.com", "nick") == "=1+1");
    CHECK(value_of(db, "a@example.com", "story") == "+ and more");
    std::string exported;
    db->read([&](store::Reader& r) {
      write_records(r, {}, anybody(), {.write = [&](std::string_view piece) { exported += piece; }});
    });
    const std::string before = custom_of(db, "a@example.com");
    CHECK(outcomes(import_text(db, exported)) == Outcomes{"unchanged"});
    CHECK(custom_of(db, "a@example.com") == before);
  });
}

TEST_CASE(
    "a unique own field refuses the second line, a required one the line without it, and the dry run says "
    "so") {
  for_each_engine([](TestDatabase& db) {
    define(db, R"({"name": "badge", "type": "text", "unique": true, "required": true})");
    import_text(db, "email,badge\na@example.com,A1\n");
    const std::string text =
        "email,badge,city\nb@example.com,A1,\nc@example.com,C1,\nd@example.com,C1,\ne@example.com,,\n"
        "a@example.com,,Lyon\nc@example.com,A1,\na@example.com,A2,\nf@example.com,A1,\n";
    const TemporaryFile file(text);
    const auto draft = draft_import(db, file);
    const auto expected = dry_run(db, draft.import_.id);
    const auto done = run_draft(db, draft);
    CHECK(outcomes(done) == Outcomes{"rejected.not_unique badge", "created", "rejected.not_unique badge",
                                     "rejected.required_field badge", "updated", "rejected.not_unique badge",
                                     "merged", "created"});
    CHECK(done.import_.counts == expected);
  });
}

TEST_CASE("an import of somebody with their own records refers to nobody else's contact") {
  for_each_engine([](TestDatabase& db) {
    define(db, R"({"name": "sponsor", "type": "reference", "validation": {"reference": "contact"}})");
    ContactDraft d = draft("boss@example.com", "Boss");
    d.external_id = "B1";
    const Contact boss = add(db, d);
    const Caller seller = caller_with({}, http::Scope::own, db.ids().next());
    const TemporaryFile file(
        "email,sponsor\n"
        "a@example.com,boss@example.com\n"
        "b@example.com,B1\n"
        "c@example.com," +
        render(boss.id) + "\nd@example.com,\ne@example.com,d@example.com\n");
    const auto done = run_draft(db, draft_import(db, file, "{}", seller), seller);
    CHECK(outcomes(done) == Outcomes{"rejected.unknown sponsor", "rejected.unknown sponsor",
                                     "rejected.unknown sponsor", "created", "created"});
  });
}

TEST_CASE(
    "references are found by id, e-mail, external id or the name of a company where it is the only one") {
  for_each_engine([](TestDatabase& db) {
    define(db, R"({"name": "sponsor", "type": "reference", "validation": {"reference": "contact"}})");
    define(db, R"({"name": "firm", "type": "reference", "validation": {"reference": "company"}})");
    ContactDraft d = draft("boss@example.com", "Boss");
    d.external_id = "B1";
    const Contact boss = add(db, d);
    const auto company = [&](std::string name) {
      CompanyDraft c;
      c.name = std::move(name);
      return db->write([&](store::Transaction& tx) { return create_company(tx, c, anybody()); }).id;
    };
    const auto acme = company("Acmé");
    company("Twice");
    company("Twice");
    const TemporaryFile file(
        "email,sponsor,firm\n"
        "a@example.com,Boss@Example.com,ACME\n"
        "b@example.com,B1," +
        render(acme) +
        "\n"
        "c@example.com," +
        render(boss.id) +
        ",\n"
        "d@example.com,nobody@example.com,\n"
        "e@example.com,,Twice\n"
        "f@example.com,,Nowhere\n"
        "g@example.com,a@example.com,\n"
        "boss@example.com,g@example.com,acme\n");
    const auto draft = draft_import(db, file);
    const auto expected = dry_run(db, draft.import_.id);
    const auto done = run_draft(db, draft);
    CHECK(outcomes(done) == Outcomes{"created", "created", "created", "rejected.unknown sponsor",
                                     "rejected.ambiguous firm", "rejected.unknown firm", "created",
                                     "updated"});
    CHECK(done.import_.counts == expected);
    const auto id = render(boss.id);
    for (const auto email : {"a@example.com", "b@example.com", "c@example.com"})
      CHECK(value_of(db, email, "sponsor") == boost::json::value(id));
    CHECK(value_of(db, "g@example.com", "sponsor") ==
          boost::json::value(render(by_email(db, "a@example.com").id)));
    CHECK(value_of(db, "boss@example.com", "sponsor") ==
          boost::json::value(render(by_email(db, "g@example.com").id)));
    for (const auto email : {"a@example.com", "b@example.com", "boss@example.com"})
      CHECK(value_of(db, email, "firm") == boost::json::value(render(acme)));
  });
}
