// Every field of a contact that people write, through all that a contact goes through: what is forgotten of a
// new one fails here. docs/how-to/add-a-field.md follows this list.
#include <boost/json.hpp>

#include "customer/people/changes/trash.h"
#include "customer/people/contact_fields.h"
#include "customer/people/duplicates/merge.h"
#include "customer/people/exports/record_writer.h"
#include "customer/people/fields/catalogue.h"
#include "customer/people/people_fixture.h"
#include "platform/jobs/runner.h"

namespace rapport::people {

using namespace testing;
using store::testing::for_each_engine;

namespace {

namespace bj = boost::json;

// What is written with the others, and follows from them or lies beside the record.
bool has_its_own_tests(std::string_view name) {
  return name == "company_id" || name == "owner_id" || name == "status" || name == "consent" ||
         name == "consent_status" || name == "custom";
}

// A value that each field takes, another for another contact.
bj::value value_of(const Field& field, const std::string& mark) {
  const std::string_view name = field.name;
  if (name == "email") return bj::string(mark + "@example.com");
  if (name == "phone") return bj::string("+3361234567" + std::to_string(mark.size()));
  if (name == "country") return "BE";
  if (name == "locale") return "vi";
  if (name == "timezone") return "Asia/Saigon";
  if (name == "source_url") return bj::string("https://example.com/" + mark);
  if (name == "tags") return bj::array{bj::string(mark)};
  if (name == "stage") return "engaged";
  if (name == "collected_at") return "2024-02-03T04:05:06.000Z";
  if (name == "estimated_value" || name == "acquisition_cost")
    return bj::object{{"amount", 1'200}, {"currency", "EUR"}};
  return bj::string(mark + " " + std::string(name));
}

bj::object draft_with_all(const std::string& mark) {
  bj::object out;
  for (const Field& field : type_info<ContactDraft>().fields)
    if (!has_its_own_tests(field.name)) out[field.name] = value_of(field, mark);
  return out;
}

bj::object shown(const Contact& contact) { return json::to_json(contact).value().as_object(); }

void check_holds(const Contact& contact, const bj::object& wanted) {
  const auto now = shown(contact);
  for (const auto& [name, value] : wanted) {
    INFO(std::string(name));
    REQUIRE(now.contains(name));
    CHECK(now.at(name) == value);
  }
}

}  // namespace

TEST_CASE("each field is stored with a new contact, changed, and cleared") {
  for_each_engine([](TestDatabase& db) {
    const auto first = draft_with_all("ann"), second = draft_with_all("annabel");
    const Contact made = add(db, json::read<ContactDraft>(bj::serialize(first)));
    check_holds(read(db, made.id), first);
    change(db, made.id, bj::serialize(second));
    check_holds(read(db, made.id), second);
    bj::object cleared;
    for (const auto& [name, value] : second)
      if (name != "external_id" && name != "tags" && name != "stage" && name != "collected_at")
        cleared[name] = nullptr;
    change(db, made.id, bj::serialize(cleared));
    check_holds(read(db, made.id), cleared);
  });
}

TEST_CASE("each field is one of lists and filters, and a column of an export of everything") {
  for_each_engine([](TestDatabase& db) {
    db->read([](store::Reader& reader) {
      const auto source = contact_source(reader);
      const auto columns = export_columns({}, *field_catalogue(reader));
      for (const Field& field : type_info<ContactDraft>().fields) {
        if (has_its_own_tests(field.name)) continue;
        INFO(std::string(field.name));
        CHECK(source->fields->find(field.name) != nullptr);
        CHECK(std::find(columns.begin(), columns.end(), field.name) != columns.end());
      }
    });
  });
}

TEST_CASE("each field that only one of two contacts has is kept when they are merged") {
  for_each_engine([](TestDatabase& db) {
    auto full = draft_with_all("ann");
    full.erase("stage");
    const Contact other = add(db, json::read<ContactDraft>(bj::serialize(full)));
    ContactDraft bare;
    bare.first_name = "Ann";
    const Contact stays = add(db, bare);
    db->write([&](store::Transaction& tx) {
      duplicates::merge(tx, stays.id, {.other_id = other.id}, {}, anybody());
    });
    full["first_name"] = "Ann";
    full.erase("collected_at");  // the earlier of the two
    full.erase("country");       // both have one: a new contact has that of the workspace
    check_holds(read(db, stays.id), full);
  });
}

TEST_CASE("what says something of a person is gone from the record thirty days after its deletion") {
  for_each_engine([](TestDatabase& db) {
    const Contact made = add(db, json::read<ContactDraft>(bj::serialize(draft_with_all("zoe"))));
    db->write([&](store::Transaction& tx) { remove(tx, made.id, std::nullopt, anybody()); });
    db.clock().advance(Days(31));
    EmptyTrash handler;
    jobs::Runner runner(*db, "test");
    runner.add(handler);
    db->write(
        [](store::Transaction& tx) { jobs::enqueue(tx, {.kind = "empty_trash", .unique_key = "now"}); });
    runner.run_due();
    db->read([&](store::Reader& reader) {
      reader.each(store::DynamicSql{"select * from contacts"}, {}, [](const store::Row& row) {
        for (const Field& field : type_info<Contact>().fields) {
          const int column = row.find(field.name);
          if (!field.personal || column < 0) continue;
          INFO(std::string(field.name));
          CHECK((row.is_null(column) || row.text(column).empty()));
        }
        for (const char* name : {"company", "job_title", "city", "source_url"}) {
          INFO(name);
          CHECK(row.is_null(row.find(name)));
        }
      });
    });
  });
}

}  // namespace rapport::people
