// Files that nobody should send, and people do: each ends in a clear sentence or in answers line by line.
#include <boost/json.hpp>

#include "customer/people/exports/write_records.h"
#include "customer/people/imports/import_fixture.h"

using namespace rapport;
using namespace rapport::people;
using namespace rapport::people::testing;
using namespace std::literals;
using store::testing::for_each_engine;

namespace {

std::string refusal(TestDatabase& db, const std::string& text) {
  const TemporaryFile file(text);
  return error_of([&] { create_contact_import(*db, file.path(), "liste.csv", anybody().principal); })
      .message();
}

}  // namespace

TEST_CASE("what is no table is refused with what it is") {
  TestDatabase db(store::Engine::sqlite);
  CHECK(refusal(db, "") == "liste.csv is empty.");
  CHECK(refusal(db, "PK\x03\x04....xl/workbook.xml"s).find("workbook") != std::string::npos);
  CHECK(refusal(db, "PK\x03\x04....photo.jpg"s).find("archive") != std::string::npos);
  CHECK(refusal(db, "%PDF-1.7\n").find("PDF") != std::string::npos);
  std::string noise;
  for (int i = 0; i < 100'000; ++i) noise += static_cast<char>((i * 7919) >> 3);
  CHECK(refusal(db, noise) == "liste.csv is no text.");
  std::string wide = "c0";
  for (int i = 1; i < 10'000; ++i) wide += ",c" + std::to_string(i);
  CHECK(refusal(db, wide + "\n1\n").find("more than 1,000 columns") != std::string::npos);
  CHECK(refusal(db, "\"" + std::string(3'000'000, 'x')).find("first line cannot be read") !=
        std::string::npos);
}

TEST_CASE("a header alone is an import of no lines") {
  for_each_engine([](TestDatabase& db) {
    const auto done = import_text(db, "email,first_name\n");
    CHECK(done.import_.status == imports::ImportStatus::completed);
    CHECK(done.import_.lines_done == 0);
    CHECK(done.draft.analysis.lines == 0);
  });
}

TEST_CASE("a line of ten megabytes, broken quotes and a cut end cost their own lines") {
  for_each_engine([](TestDatabase& db) {
    const std::string text =
        "email,notes\na@example.com," + std::string(10'000'000, 'x') +
        "\nb@example.com,\"open\nc@example.com,fine\nd@example.com,\"q\"r\ne@example.com,\"cut";
    const auto done = import_text(db, text);
    CHECK(done.import_.status == imports::ImportStatus::completed);
    CHECK(done.count("rejected.line_too_long") == 1);
    CHECK(done.count("created") >= 1);
    CHECK(by_email(db, "c@example.com").notes == "fine");
    for (const auto& line : done.lines) CHECK(line.raw.size() <= 4'000);
  });
}

TEST_CASE("formulas are text here and harmless in every export") {
  for_each_engine([](TestDatabase& db) {
    import_text(
        db,
        "email,first_name,last_name\na@example.com,\"=HYPERLINK(\"\"http://x\"\")\",+cmd|' /C calc'!A0\n");
    CHECK(by_email(db, "a@example.com").first_name == "=HYPERLINK(\"http://x\")");
    std::string text;
    db->read([&](store::Reader& r) {
      write_records(r, {}, anybody(), {.write = [&](std::string_view piece) { text += piece; }});
    });
    CHECK(text.find("\"=HYPERLINK") == std::string::npos);
    CHECK(text.find(",+cmd") == std::string::npos);
  });
}

TEST_CASE("repeated headers, missing cells, mixed line ends and unseen characters are borne") {
  for_each_engine([](TestDatabase& db) {
    const auto done = import_text(db,
                                  "email,E-mail,\xE2\x80\x8B"
                                  "first_name\xC2\xA0,tags,tags\r\n"
                                  "a@example.com,other@example.com,Ann,x,y\n"
                                  "b@exa\xE2\x80\x8Bmple.com\r"
                                  "c@example.com,,\xE2\x80\x8B,,\r\n");
    CHECK(done.draft.options.mapping == std::vector<std::string>{"email", "", "first_name", "tags", "tags"});
    CHECK(done.import_.counts == Counts{{"created", 3}});
    CHECK(by_email(db, "a@example.com").tags == std::vector<std::string>{"x", "y"});
    CHECK(by_email(db, "b@example.com").email == "b@example.com");
    CHECK_FALSE(by_email(db, "c@example.com").first_name);
  });
}

TEST_CASE("a file without a header is read by what its columns hold") {
  for_each_engine([](TestDatabase& db) {
    const TemporaryFile file("Ann,ann@example.com,06 12 34 56 78\nBob,bob@example.com,06 12 34 56 79\n");
    const auto draft = draft_import(db, file);
    CHECK_FALSE(draft.options.has_header);
    CHECK(draft.analysis.lines == 2);
    CHECK(draft.options.mapping == std::vector<std::string>{"", "email", "phone"});
    CHECK(run_draft(db, draft).import_.counts == Counts{{"created", 2}});
  });
}

TEST_CASE("every encoding and delimiter ends in the same contact") {
  for_each_engine([](TestDatabase& db) {
    const std::string utf8 = "email;first_name;city\nz@example.com;Zoé;Orléans\n";
    const std::string latin =
        "email;first_name;city\nz@example.com;Zo\xE9;Orl\xE9"
        "ans\n";
    const std::string mac =
        "email;first_name;city\nz@example.com;Zo\x8E;Orl\x8E"
        "ans\n";
    std::u16string wide;
    for (const char c : latin) wide += static_cast<unsigned char>(c);
    std::string little = "\xFF\xFE", big = "\xFE\xFF";
    for (const char16_t c : wide) {
      little += static_cast<char>(c & 0xFF);
      little += static_cast<char>(c >> 8);
      big += static_cast<char>(c >> 8);
      big += static_cast<char>(c & 0xFF);
    }
    std::string tabs = utf8, pipes = utf8, commas = utf8;
    std::ranges::replace(tabs, ';', '\t');
    std::ranges::replace(pipes, ';', '|');
    std::ranges::replace(commas, ';', ',');
    for (const std::string& text :
         {utf8, "\xEF\xBB\xBF" + utf8, latin, mac, little, big, tabs, pipes, commas}) {
      const auto done = import_text(db, text, R"({"existing": "overwrite"})");
      REQUIRE(done.lines.size() == 1);
      CHECK(done.lines[0].outcome != "rejected");
      const Contact z = by_email(db, "z@example.com");
      CHECK(z.first_name == "Zoé");
      CHECK(z.city == "Orléans");
    }
    CHECK(page_of(db, {}).total->value == 1);
  });
}
