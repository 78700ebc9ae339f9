#include "customer/people/fields/fields.h"

#include <boost/json.hpp>
#include <thread>

#include "base/test_data.h"
#include "customer/people/fields/fields_api.h"
#include "customer/people/people_fixture.h"

namespace rapport::people {

using namespace testing;
using store::testing::for_each_engine;

namespace {

FieldDraft field_draft(std::string name, FieldType type = FieldType::text) {
  FieldDraft d;
  d.name = std::move(name);
  d.type = type;
  return d;
}
FieldDraft choice_draft(std::string name, std::vector<std::string> values,
                        FieldType type = FieldType::choice) {
  FieldDraft d = field_draft(std::move(name), type);
  for (auto& value : values) d.options.push_back({value, {}, false});
  return d;
}
CustomField add_field(TestDatabase& db, const FieldDraft& draft) {
  return db->write([&](store::Transaction& tx) { return create_field(tx, draft, anybody()); });
}
CustomField change_field(TestDatabase& db, const std::string& name, std::string_view changes) {
  return db->write([&](store::Transaction& tx) {
    return patch_field(tx, FieldObject::contact, name, Json::parse(changes), anybody());
  });
}
std::shared_ptr<const FieldCatalogue> catalogue_of(TestDatabase& db) {
  return db->read([](store::Reader& r) { return field_catalogue(r); });
}
std::string issue_of(const Error& error) {
  return error.issues().empty() ? error.message()
                                : error.issues().front().path + ": " + error.issues().front().code;
}

}  // namespace

TEST_CASE("a field needs an object, a name and a type; the rest follows") {
  for_each_engine([](TestDatabase& db) {
    const CustomField f = add_field(db, field_draft("node_pubkey"));
    CHECK(f.label.in("en") == "Node pubkey");
    CHECK(f.label.in("fr") == "Node pubkey");
    CHECK(f.filterable);
    CHECK(f.personal);
    CHECK_FALSE(f.unique);
    const auto all = catalogue_of(db);
    REQUIRE(all->find(FieldObject::contact, "node_pubkey"));
    CHECK(all->find(FieldObject::contact, "node_pubkey")->field_no == f.field_no);
    CHECK_FALSE(all->find(FieldObject::company, "node_pubkey"));
  });
}

TEST_CASE("the snapshot is made anew only when a field changes") {
  for_each_engine([](TestDatabase& db) {
    add_field(db, field_draft("shoe_size", FieldType::number));
    const auto before = catalogue_of(db);
    CHECK(catalogue_of(db).get() == before.get());
    change_field(db, "shoe_size", R"({"label": {"fr": "Pointure"}})");
    const auto after = catalogue_of(db);
    CHECK(after.get() != before.get());
    CHECK(after->find(FieldObject::contact, "shoe_size")->label.in("fr") == "Pointure");
    CHECK(before->find(FieldObject::contact, "shoe_size")->label.in("fr") == "Shoe size");
  });
}

TEST_CASE("a field that was rolled back is in no snapshot") {
  for_each_engine([](TestDatabase& db) {
    add_field(db, field_draft("first"));
    CHECK_THROWS(db->write([&](store::Transaction& tx) {
      create_field(tx, field_draft("second"), anybody());
      CHECK(field_catalogue(tx)->find(FieldObject::contact, "second"));
      fail(ErrorCode::invalid, "No.");
    }));
    CHECK_FALSE(catalogue_of(db)->find(FieldObject::contact, "second"));
    const auto other = add_field(db, field_draft("third", FieldType::number));
    CHECK(catalogue_of(db)->find(other.field_no)->name == "third");
  });
}

TEST_CASE("names of standard fields are refused, words of SQL are not") {
  for_each_engine([](TestDatabase& db) {
    for (const char* name : {"email", "status", "custom", "id", "orders_value", "tag"})
      CHECK(issue_of(error_of([&] { add_field(db, field_draft(name)); })) == "name: reserved");
    for (const char* name : {"Shoe Size", "1st", "größe", "a-b", "drop table;", "_x"})
      CHECK(issue_of(error_of([&] { add_field(db, field_draft(name)); })) == "name: invalid_name");
    for (const char* name : {"select", "order", "group", "null", "table", "user", "values"})
      CHECK(add_field(db, field_draft(name)).name == name);
    CHECK(issue_of(error_of([&] { add_field(db, field_draft("select")); })) == "name: not_unique");
  });
}

TEST_CASE("two people who add fields at once get both, of one name one is told") {
  for_each_engine([](TestDatabase& db) {
    std::atomic<int> made{0}, told{0};
    std::vector<std::thread> people;
    for (int i = 0; i < 8; ++i)
      people.emplace_back([&, i] {
        try {
          add_field(db, field_draft(i % 2 == 0 ? "same" : "own_" + std::to_string(i)));
          ++made;
        } catch (const Error& error) {
          if (error.code() == ErrorCode::conflict) ++told;
        }
      });
    for (auto& p : people) p.join();
    CHECK(made == 5);
    CHECK(told == 3);
    std::set<std::int64_t> numbers;
    for (const auto& f : catalogue_of(db)->all()) numbers.insert(f.field_no);
    CHECK(numbers.size() == 5);
  });
}

TEST_CASE("labels and choices keep what people write, whatever it is") {
  for_each_engine([](TestDatabase& db) {
    FieldDraft d =
        choice_draft("colour", {"<script>alert(1)</script>", "'; drop table contacts; --", "đỏ 🎈"});
    d.label.en = "<b>\"Colour\" & more</b>";
    d.label.vi = "Màu sắc ưa thích";
    add_field(db, d);
    const auto all = catalogue_of(db);
    const auto* f = all->find(FieldObject::contact, "colour");
    CHECK(f->label.in("en") == "<b>\"Colour\" & more</b>");
    CHECK(f->label.in("vi") == "Màu sắc ưa thích");
    CHECK(f->find_option("<script>alert(1)</script>"));
    CHECK(f->find_option("đỏ 🎈"));
  });
}

TEST_CASE("a definition that makes no sense names what is wrong") {
  for_each_engine([](TestDatabase& db) {
    const auto wrong = [&](FieldDraft d) { return issue_of(error_of([&] { add_field(db, d); })); };
    CHECK(wrong(choice_draft("c", {})) == "options: required");
    CHECK(wrong(choice_draft("c", {"Red", "red"})) == "options[1].value: not_unique");
    CHECK(wrong(choice_draft("c", {"a|b"})) == "options[0].value: invalid_value");
    FieldDraft d = field_draft("n", FieldType::number);
    d.validation.min = 5;
    d.validation.max = 4;
    CHECK(wrong(d) == "validation.max: too_small");
    d = field_draft("t");
    d.validation.pattern = "([a-z";
    CHECK(wrong(d) == "validation.pattern: invalid_pattern");
    d = field_draft("b", FieldType::boolean);
    d.unique = true;
    CHECK(wrong(d) == "unique: not_offered");
    d = field_draft("n", FieldType::number);
    d.default_ = Json::parse("\"many\"");
    CHECK(wrong(d) == "default: wrong_type");
    d = choice_draft("c", {"red"});
    d.default_ = Json::parse("\"blue\"");
    CHECK(wrong(d) == "default: unknown_value");
  });
}

TEST_CASE("a removed field keeps its name for itself and can be brought back") {
  for_each_engine([](TestDatabase& db) {
    const auto f = add_field(db, field_draft("shoe_size", FieldType::number));
    db->write(
        [&](store::Transaction& tx) { archive_field(tx, FieldObject::contact, "shoe_size", anybody()); });
    CHECK_FALSE(catalogue_of(db)->find(FieldObject::contact, "shoe_size"));
    CHECK(issue_of(error_of([&] { add_field(db, field_draft("shoe_size")); })) == "name: archived");
    const auto back = db->write([&](store::Transaction& tx) {
      return restore_field(tx, FieldObject::contact, "shoe_size", anybody());
    });
    CHECK(back.field_no == f.field_no);
    CHECK(catalogue_of(db)->find(FieldObject::contact, "shoe_size"));
  });
}

TEST_CASE("fields stand in the order that people gave them") {
  for_each_engine([](TestDatabase& db) {
    for (const char* name : {"one", "two", "three"}) add_field(db, field_draft(name));
    db->write([&](store::Transaction& tx) {
      order_fields(tx, FieldObject::contact, {"three", "one"}, anybody());
    });
    std::string names;
    const auto all = catalogue_of(db);
    for (const auto* f : all->of(FieldObject::contact)) names += f->name + " ";
    CHECK(names == "three one two ");
  });
}

TEST_CASE("a type changes only where no value is lost") {
  for_each_engine([](TestDatabase& db) {
    add_field(db, field_draft("n", FieldType::number));
    add_field(db, field_draft("u", FieldType::url));
    CHECK(issue_of(error_of([&] { change_field(db, "n", R"({"type": "text"})"); })) == "type: lossy");
    CHECK(issue_of(error_of([&] { change_field(db, "n", R"({"name": "m"})"); })) == "name: fixed");
    const auto changed = change_field(db, "u", R"({"type": "text"})");
    CHECK(changed.type == FieldType::text);
    CHECK(changed.preparing == "type,filterable");
  });
}

TEST_CASE("two hundred fields are listed with the standard ones") {
  for_each_engine([](TestDatabase& db) {
    for (int i = 0; i < 200; ++i) add_field(db, field_draft("field_" + std::to_string(i)));
    const auto shown = db->read([](store::Reader& r) { return list_fields(r, FieldObject::contact, "fr"); });
    CHECK(std::ranges::count_if(shown, [](const FieldShown& f) { return !f.standard; }) == 200);
    const auto email = std::ranges::find(shown, "email", &FieldShown::name);
    REQUIRE(email != shown.end());
    CHECK(email->kind == "email");
    CHECK(shown.back().name == "field_199");
    CHECK(shown.back().operators.size() > 3);
  });
}

}  // namespace rapport::people
