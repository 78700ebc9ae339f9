#include <boost/json.hpp>
#include <fstream>

#include "customer/people/exports/export_work.h"
#include "customer/people/fields/fields.h"
#include "customer/people/imports/import_fixture.h"
#include "platform/access/audit.h"
#include "platform/jobs/runner.h"

using namespace rapport;
using namespace rapport::people;
using namespace rapport::people::testing;
using store::testing::for_each_engine;

namespace {

const Uuid seller_id = *parse_uuid("01890000-0000-7000-8000-0000000000aa");

std::string exported(TestDatabase& db, const ExportRequest& request = {}, const Caller& caller = anybody()) {
  std::string out;
  db->read([&](store::Reader& r) {
    write_records(r, request, caller, {.write = [&](std::string_view text) { out += text; }});
  });
  return out;
}

ExportRequest with_columns(std::vector<std::string> columns) { return {.columns = std::move(columns)}; }

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("exports_" + std::to_string(::getpid()))) {}
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }
  std::size_t files() const {
    std::error_code none;
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_, none), {}));
  }

 private:
  std::filesystem::path path_;
};

Caller person(Uuid id, http::Scope scope = http::Scope::all) {
  return caller_with({"contacts.export"}, scope, id);
}

ContactExport stored(TestDatabase& db, ExportId id) {
  return db->read([&](store::Reader& r) { return *find_export(r, id); });
}

}  // namespace

TEST_CASE("a file that was exported is imported again as it was, formulas and lists included") {
  for_each_engine([](TestDatabase& db) {
    ContactDraft d = draft("a@example.com", "=HYPERLINK(\"http://x\")", "+cmd|' /C calc'!A0");
    d.phone = "+33612345678";
    d.company = "'=Quoted";
    d.job_title = "-5";
    d.city = "@sum";
    d.estimated_value = Money{123456, *parse_currency("EUR")};
    d.acquisition_cost = Money{990, *parse_currency("VND")};
    d.tags = {"=tag", "a|b", "c,d", "\"e\""};
    d.notes = "two\nlines; \"quoted\", and a comma";
    d.collected_at = *parse_instant("2026-03-01T10:20:30.123Z");
    add(db, d);
    ContactDraft other = draft("b@example.com", "'", "-");
    other.tags = {"x, y"};
    add(db, other);
    const std::string text = exported(db);
    CHECK(text.find("\"=HYPERLINK") == std::string::npos);
    CHECK(text.find(",+cmd") == std::string::npos);
    CHECK(text.find(",+33612345678,") != std::string::npos);
    CHECK(text.find(",-5,") != std::string::npos);
    TestDatabase again(db->engine());
    const auto done = import_text(again, text);
    CHECK(done.import_.counts == Counts{{"created", 2}});
    for (const char* email : {"a@example.com", "b@example.com"}) {
      const Contact before = by_email(db, email), after = by_email(again, email);
      CHECK(json::diff(draft_of(before), draft_of(after)).empty());
    }
  });
}

TEST_CASE("columns are chosen, in their order, and an unknown one is refused") {
  for_each_engine([](TestDatabase& db) {
    db->write([](store::Transaction& tx) {
      create_field(tx, {.name = "shoe_size", .type = FieldType::number, .label = {.en = "Shoe size"}},
                   anybody());
    });
    ContactDraft d = draft("a@example.com", "Zoé", "Martin");
    d.custom = Json::parse("{\"shoe_size\": 42.5}");
    add(db, d);
    CHECK(
        exported(db, with_columns({"custom.shoe_size", "name", "email", "gdpr_compliant", "orders_value"})) ==
        "shoe_size,name,email,gdpr_compliant,orders_value\r\n42.5,Zoé Martin,a@example.com,false,0.00 "
        "EUR\r\n");
    const auto error = error_of([&] { exported(db, with_columns({"email", "shoes"})); });
    CHECK(error.code() == ErrorCode::invalid);
    CHECK(error.issues().at(0).path == "columns");
    CHECK(error_of([&] { exported(db, with_columns({"unsubscribe_token"})); }).code() == ErrorCode::invalid);
    ExportRequest french = with_columns({"first_name", "email"});
    french.bom = true;
    french.delimiter = Delimiter::semicolon;
    CHECK(exported(db, french) ==
          "\xEF\xBB\xBF"
          "first_name;email\r\nZoé;a@example.com\r\n");
  });
}

TEST_CASE("every kind of custom value comes out as an import reads it") {
  for_each_engine([](TestDatabase& db) {
    const std::vector<FieldOption> options = {{.value = "red"}, {.value = "c,d"}, {.value = "e;f"}};
    db->write([&](store::Transaction& tx) {
      const auto make = [&](std::string name, FieldType type, std::vector<FieldOption> choices = {}) {
        create_field(tx, {.name = std::move(name), .type = type, .options = std::move(choices)}, anybody());
      };
      make("quote", FieldType::text);
      make("budget", FieldType::money);
      make("member", FieldType::boolean);
      make("born", FieldType::date);
      make("seen", FieldType::datetime);
      make("colours", FieldType::multi_choice, options);
    });
    ContactDraft d = draft("a@example.com");
    d.custom = Json::parse(
        R"({"quote": "=\"x\\y\"\n{]", "budget": {"amount": -1250, "currency": "USD"}, "member": false,
            "born": "2001-02-03", "seen": "2026-01-02T03:04:05Z", "colours": ["c,d", "e;f"]})");
    add(db, d);
    const std::string text =
        exported(db, with_columns({"quote", "budget", "member", "born", "seen", "colours"}));
    CHECK(text ==
          "quote,budget,member,born,seen,colours\r\n\"'=\"\"x\\y\"\"\n{]\",'-12.50 USD,false,2001-02-03,"
          "2026-01-02T03:04:05.000Z,\"c,d|e;f\"\r\n");
  });
}

TEST_CASE("the layout of Mailchimp holds people with an e-mail who have not said no") {
  for_each_engine([](TestDatabase& db) {
    ContactDraft d = draft("a@example.com", "Zoé", "Martin");
    d.city = "Lyon";
    d.country = "FR";
    d.phone = "+33612345678";
    d.tags = {"vip", "say \"hi\", you"};
    add(db, d);
    ContactDraft silent;
    silent.first_name = "No mail";
    add(db, silent);
    const auto gone = add(db, draft("gone@example.com"));
    db->write([&](store::Transaction& tx) { unsubscribe(tx, gone.id, {.source = "test"}, system_caller()); });
    ExportCounts counts;
    std::string text;
    db->read([&](store::Reader& r) {
      counts = write_records(r, {.format = ExportFormat::mailchimp}, anybody(),
                             {.write = [&](std::string_view piece) { text += piece; }});
    });
    CHECK(text ==
          "Email Address,First Name,Last Name,Address,Phone Number,Company,Language,Tags\r\n"
          "a@example.com,Zoé,Martin,Lyon  FR,+33612345678,,,\"\"\"vip\"\",\"\"say \"\"\"\"hi\"\"\"\", "
          "you\"\"\"\r\n");
    CHECK(counts.written == 1);
    CHECK(counts.left_out == 2);
    TestDatabase again(db->engine());
    CHECK(import_text(again, text).import_.counts == Counts{{"created", 1}});
    CHECK(by_email(again, "a@example.com").tags == d.tags);
  });
}

TEST_CASE("lines of JSON are the items of the list") {
  for_each_engine([](TestDatabase& db) {
    for (int i = 0; i < 3; ++i) add(db, draft("p" + std::to_string(i) + "@example.com", "P"));
    std::string expected;
    for (const auto& contact : page_of(db, {.sort = "oldest"}).items) expected += json::write(contact) + "\n";
    CHECK(exported(db, {.query = ContactQuery{.sort = "oldest"}, .format = ExportFormat::jsonl}) == expected);
  });
}

TEST_CASE("filters, search, order, chosen ids and the records of the caller decide who is in the file") {
  for_each_engine([](TestDatabase& db) {
    std::vector<Uuid> ids;
    for (int i = 0; i < 6; ++i) {
      ContactDraft d = draft("p" + std::to_string(i) + "@example.com", "P" + std::to_string(i), "Find me");
      d.city = i % 2 ? "Lyon" : "Paris";
      ids.push_back(add(db, d).id.uuid);
    }
    const auto names = [&](ExportRequest request, const Caller& caller = anybody()) {
      request.columns = {"first_name"};
      return exported(db, request, caller).substr(12);
    };
    CHECK(names({.query = ContactQuery{.city = "Lyon", .sort = "name"}}) == "P1\r\nP3\r\nP5\r\n");
    CHECK(names({.query = ContactQuery{.search = "find p4"}}) == "P4\r\n");
    CHECK(names({.query = ContactQuery{.sort = "estimated_value.desc"}}).size() == 6 * 4);
    CHECK(names({.ids = std::vector{ids[4], ids[1], ids[1], Uuid{}}}) == "P1\r\nP4\r\n");
    const Caller seller = person(seller_id, http::Scope::own);
    CHECK(names({}, seller) == "");
    CHECK(names({.ids = ids}, seller) == "");
    db->read([&](store::Reader& r) {
      CHECK(check_export(r, {}, anybody()) == 6);
      CHECK(check_export(r, {.ids = ids}, seller) == 0);
      CHECK(error_of([&] { check_export(r, {.ids = ids, .query = ContactQuery{}}, seller); })
                .issues()
                .at(0)
                .path == "ids");
    });
  });
}

TEST_CASE("an export is a job whose file is whole, private, and gone after seven days") {
  for_each_engine([](TestDatabase& db) {
    const Folder folder;
    for (int i = 0; i < 5; ++i) add(db, draft("p" + std::to_string(i) + "@example.com"));
    ExportContacts work(folder.path());
    RemoveExports removal(folder.path());
    jobs::Runner runner(*db, "test");
    runner.add(work);
    runner.add(removal);
    const Caller who = person(seller_id);
    const auto begun = start_export(*db, {}, who);
    CHECK(begun.state == ExportState::queued);
    CHECK(begun.expected == 5);
    CHECK(runner.run_due() == 1);
    const auto done = stored(db, begun.id);
    CHECK(done.state == ExportState::ready);
    CHECK(done.written == 5);
    const access::AuditActor by{who.principal.actor(), "Test key", "192.0.2.1"};
    const auto name = db->write([&](store::Transaction& tx) { return begin_download(tx, begun.id, by); });
    CHECK(text_of(folder.path() / name) == exported(db));
    CHECK(done.bytes == static_cast<std::int64_t>(std::filesystem::file_size(folder.path() / name)));
    CHECK((std::filesystem::status(folder.path() / name).permissions() & std::filesystem::perms(077)) ==
          std::filesystem::perms::none);
    CHECK(stored(db, begun.id).downloads == 1);
    const auto entries = db->read([](store::Reader& r) { return access::list_audit(r, {}).items; });
    CHECK(entries.at(0).action == "export.downloaded");
    CHECK(entries.at(0).ip == "192.0.2.1");
    CHECK(entries.at(1).action == "contacts.exported");
    CHECK(entries.at(1).summary == "Asked for an export of 5 contacts");

    db.clock().advance(export_kept_for + hours(1));
    db->write([](store::Transaction& tx) {
      jobs::enqueue(tx, {.kind = "remove_exports", .payload = {}, .unique_key = ""});
    });
    CHECK(runner.run_due() == 1);
    CHECK(folder.files() == 0);
    CHECK(stored(db, begun.id).state == ExportState::expired);
    CHECK(error_of([&] {
            db->write([&](store::Transaction& tx) { begin_download(tx, begun.id, by); });
          }).code() == ErrorCode::not_found);
  });
}

TEST_CASE("a cancelled export leaves no file, and an hour has room for so many") {
  for_each_engine([](TestDatabase& db) {
    const Folder folder;
    add(db, draft("a@example.com"));
    ExportContacts work(folder.path());
    jobs::Runner runner(*db, "test");
    runner.add(work);
    const Caller who = person(seller_id);
    const auto begun = start_export(*db, {}, who);
    db->write([&](store::Transaction& tx) { jobs::cancel_job(tx, *begun.job_id); });
    CHECK(runner.run_due() == 0);
    CHECK(stored(db, begun.id).state == ExportState::cancelled);
    CHECK(folder.files() == 0);
    for (std::int64_t i = 1; i < exports_an_hour; ++i) start_export(*db, {}, who);
    const auto error = error_of([&] { start_export(*db, {}, who); });
    CHECK(error.code() == ErrorCode::too_many);
    CHECK(error.message().find("the next may begin at") != std::string::npos);
    CHECK(start_export(*db, {}, person(*parse_uuid("01890000-0000-7000-8000-0000000000bb"))).expected == 1);
    db.clock().advance(hours(1));
    CHECK(start_export(*db, {}, who).state == ExportState::queued);
    // What is deleted before it ran never gets a file.
    const auto dropped = start_export(*db, {}, who);
    db->write([&](store::Transaction& tx) { delete_export(tx, dropped.id, {}); });
    runner.run_due();
    CHECK(stored(db, dropped.id).state == ExportState::cancelled);
    CHECK(db->read([](store::Reader& r) { return list_exports(r, seller_id, {}, 5); }).size() == 5);
  });
}
