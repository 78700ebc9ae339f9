#include "customer/people/import_contacts.h"

#include "customer/people/contact_export.h"
#include "customer/people/people_fixture.h"

using namespace rapport;
using namespace rapport::people;
using namespace rapport::people::testing;
using store::testing::for_each_engine;

namespace {

struct Result {
  ImportReport report;
  std::vector<LineReport> lines;
};

Result import_text(TestDatabase& db, const std::string& text, ContactImport options = {}) {
  Result out;
  options.caller = anybody();
  options.filename = "test.csv";
  options.on_line = [&](const LineReport& line) { out.lines.push_back(line); };
  auto bytes = memory_source(text);
  out.report = import_contacts(*db, *bytes, options);
  return out;
}

Contact by_email(TestDatabase& db, std::string_view email) {
  return db->read([&](store::Reader& r) { return get(r, *find_by_identity(r, "email", email), anybody()); });
}

}  // namespace

TEST_CASE("a French file of prospects is imported line by line, each answered") {
  for_each_engine([](TestDatabase& db) {
    privacy::IntakePolicy policy;
    policy.allowed_keywords = {"osmoseur", "filtration"};
    db->write([&](store::Transaction& tx) {
      settings::put(tx, policy, Actor{});
      privacy::SuppressionList::load_or_create(tx).add(
          tx, {privacy::IdentifierKind::email, "erased@example.com"}, privacy::Channel::all, "erased");
    });
    add(db, draft("known@example.com", "Old"));
    const auto result =
        import_text(db,
                    "\xEF\xBB\xBF"
                    "email;first_name;last_name;keyword_intent;city;consent_status;notes\r\n"
                    "zoe@example.com;Zoé;Martin;osmoseur;Orléans;b2c_optin_confirmed;\"a;b\"\r\n"
                    "\xC2\xA0nbsp@example.com\xC2\xA0;Léa\xC2\xA0;;Filtration;Lyon;;\r\n"
                    "ZOE@example.com;Zoé;Martin;osmoseur;Tours;;\r\n"
                    "not an address;X;;;;;\r\n"
                    "casino@example.com;X;;casino;;;\r\n"
                    "Known@example.com;New;;;;;\r\n"
                    "known@example.com;New;;;;;\r\n"
                    "erased@example.com;X;;;;;\r\n"
                    "bad@example.com;X;;;;perhaps;\r\n"
                    "a;b;c;d;e;f;g;h\r\n");
    const auto& counts = result.report.counts;
    CHECK(counts.lines == 10);
    CHECK(counts.created == 2);
    CHECK(counts.updated == 2);
    CHECK(counts.unchanged == 1);
    CHECK(counts.rejected == 5);
    REQUIRE(result.lines.size() == 10);
    const auto outcome = [&](std::size_t i) { return result.lines[i].outcome; };
    CHECK(outcome(0) == LineOutcome::created);
    CHECK(outcome(1) == LineOutcome::created);
    CHECK(outcome(2) == LineOutcome::updated);
    CHECK(outcome(6) == LineOutcome::unchanged);
    const auto why = [&](std::size_t i) { return result.lines[i].column + ": " + result.lines[i].code; };
    CHECK(why(3) == "email: invalid_email");
    CHECK(why(4) == "keyword_intent: keyword_not_allowed");
    CHECK(why(7) == "email: suppressed");
    CHECK(result.lines[8].column == "consent_status");
    CHECK(result.lines[9].code == "too_many_cells");
    CHECK(result.lines[3].line == 5);
    CHECK(result.lines[3].raw == "not an address;X;;;;;");
    const Contact zoe = by_email(db, "zoe@example.com");
    CHECK(zoe.city == "Tours");
    CHECK(zoe.notes == "a;b");
    CHECK(zoe.consent_claimed);
    CHECK(by_email(db, "nbsp@example.com").first_name == "Léa");
    CHECK(by_email(db, "known@example.com").first_name == "New");
    const auto facts =
        db->read([&](store::Reader& r) { return facts::timeline(r, {.contact_id = zoe.id.uuid}); });
    for (const auto& fact : facts) CHECK(fact.arrival == facts::Arrival::backfill);
  });
}

TEST_CASE("headers are known in other languages and forms, unknown ones are named") {
  CHECK(field_of_header("Prénom") == "first_name");
  CHECK(field_of_header(" E-mail address ") == "email");
  CHECK(field_of_header("TÉLÉPHONE") == "phone");
  CHECK(field_of_header("favourite colour").empty());
  for_each_engine([](TestDatabase& db) {
    const auto result = import_text(
        db, "Courriel,Nom,Couleur,Tags,Valeur estimée\nann@example.com,Ann,red,a|b,\"1250,50\"\n");
    CHECK(result.report.ignored_headers == std::vector<std::string>{"Couleur"});
    const Contact ann = by_email(db, "ann@example.com");
    CHECK(ann.tags == std::vector<std::string>{"a", "b"});
    CHECK(ann.estimated_value->minor == 125'050);
    import_text(db, "email,tags\nann@example.com,c\n");
    CHECK(by_email(db, "ann@example.com").tags == std::vector<std::string>{"a", "b", "c"});
    CHECK(error_of([&] { import_text(db, "colour,size\nred,1\n"); }).code() == ErrorCode::invalid);
    CHECK(error_of([&] { import_text(db, ""); }).code() == ErrorCode::invalid);
  });
}

TEST_CASE("an import that was interrupted goes on behind the last line that was committed") {
  for_each_engine([](TestDatabase& db) {
    std::string text = "email\n";
    for (int i = 0; i < 500; ++i) text += "p" + std::to_string(i) + "@example.com\n";
    ContactImport options;
    std::uint64_t position = 0;
    int seen = 0;
    options.on_chunk = [&](store::Transaction&, std::uint64_t after, std::uint64_t line,
                           const ImportCounts&) {
      CHECK(after == position);
      position = line;
    };
    options.cancelled = [&] { return ++seen > 200; };
    const auto first = import_text(db, text, options);
    CHECK(first.report.cancelled);
    CHECK(first.report.counts.created == 200);
    CHECK(first.report.last_line == position);
    ContactImport rest;
    rest.after_line = position;
    const auto second = import_text(db, text, rest);
    CHECK(second.report.counts.created == 300);
    CHECK(second.report.counts.lines == 300);
    CHECK(page_of(db, {}).total->value == 500);
    CHECK(import_text(db, text).report.counts.unchanged == 500);
  });
}

TEST_CASE("an export is read back as the same contacts") {
  for_each_engine([](TestDatabase& db) {
    ContactDraft d = draft("e@example.com", "É \"quoted\"; =SUM(A1)", "Lê\nmultiline");
    d.tags = {"a", "b"};
    d.estimated_value = Money{125'050, {}};
    d.city = "Hà Nội";
    const Contact before = add(db, d);
    std::string text;
    const auto count = db->read([&](store::Reader& r) {
      return export_contacts(r, {}, anybody(), [&](std::string_view piece) { text += piece; });
    });
    CHECK(count == 1);
    CHECK(text.find("=SUM") != std::string::npos);
    db->write([&](store::Transaction& tx) { remove(tx, before.id, {}, anybody()); });
    const auto result = import_text(db, text);
    REQUIRE(result.report.counts.created == 1);
    const Contact after = by_email(db, "e@example.com");
    CHECK(after.last_name == before.last_name);
    CHECK(after.first_name == before.first_name);
    CHECK(after.tags == before.tags);
    CHECK(after.estimated_value == before.estimated_value);
    CHECK(after.city == before.city);
  });
}

TEST_CASE("a refused update of an import leaves nothing half done") {
  for_each_engine([](TestDatabase& db) {
    ContactDraft taken = draft("taken@example.com");
    taken.phone = "+33612345678";
    add(db, taken);
    add(db, draft("b@example.com", "Bea"));
    const auto result =
        import_text(db, "email,external_id,phone,first_name\nb@example.com,X1,+33612345678,Changed\n");
    CHECK(result.report.counts.rejected == 1);
    CHECK(by_email(db, "b@example.com").first_name == "Bea");
    CHECK_FALSE(
        db->read([&](store::Reader& r) { return find_by_identity(r, "external_id", "X1"); }).has_value());
  });
}
