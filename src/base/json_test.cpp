#include "base/json.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <cmath>

#include "base/test_data.h"
#include "base/text.h"

namespace rapport::json_test {

enum class Colour { red, dark_green, new_ };

struct Line {
  std::string sku;
  std::int32_t quantity = 1;
  std::optional<Money> price;
};
template <class = void>
constexpr auto describe(Type<Line>) {
  return fields(field<&Line::sku>().not_empty().max_length(5),
                field<&Line::quantity>().or_default().at_least(1), field<&Line::price>().at_least(0));
}
void check(const Line& line, std::vector<Issue>& issues) {
  if (line.sku == "odd") issues.push_back({"sku", "odd", "must not be odd"});
}

struct Order {
  std::int64_t number = 0;
  std::optional<std::string> email;
  std::optional<std::string> country;
  Colour colour = Colour::red;
  std::optional<double> ratio;
  std::vector<Line> lines;
  std::map<std::string, std::string> labels;
  Json payload;
  std::optional<Instant> seen_at;
  std::optional<Date> birthday;
  bool import_ = false;
  std::int64_t version = 0;
  std::optional<std::string> password;
};
template <class = void>
constexpr auto describe(Type<Order>) {
  return fields(field<&Order::number>(), field<&Order::email>().format(Format::email),
                field<&Order::country>().format(Format::country), field<&Order::colour>().or_default(),
                field<&Order::ratio>(), field<&Order::lines>().max_items(3), field<&Order::labels>(),
                field<&Order::payload>().or_default(), field<&Order::seen_at>(), field<&Order::birthday>(),
                field<&Order::import_>().or_default(), field<&Order::version>().readonly(),
                field<&Order::password>().write_only().min_length(8));
}

}  // namespace rapport::json_test

RAPPORT_DESCRIBED(rapport::json_test::Line)
RAPPORT_DESCRIBED(rapport::json_test::Order)
RAPPORT_DESCRIBE_HERE(rapport::json_test::Line)
RAPPORT_DESCRIBE_HERE(rapport::json_test::Order)

using namespace rapport;
using namespace rapport::json_test;

namespace {

// "path code" of every issue, joined by "; ".
template <class F>
std::string issues_of(F f) {
  try {
    f();
  } catch (const Error& e) {
    CHECK(e.code() == ErrorCode::invalid);
    std::string out;
    for (const Issue& i : e.issues()) out += (out.empty() ? "" : "; ") + i.path + " " + i.code;
    return out;
  }
  return "none";
}
std::string read_issues(std::string_view text) {
  return issues_of([&] { json::read<Order>(text); });
}

}  // namespace

TEST_CASE("a described value survives the way through JSON") {
  const std::string_view text =
      R"({"number":7,"email":"a@example.com","country":null,"colour":"dark_green","ratio":0.1,)"
      R"("lines":[{"sku":"x","quantity":2,"price":{"amount":1250,"currency":"EUR"}}],"labels":{"k":"v"},)"
      R"("payload":{"b":[1,2.5,"x"]},"seen_at":"2026-11-20T19:13:00.000Z","birthday":"2000-02-29","import":true,"version":0})";
  std::string given(text);
  given.replace(given.find(R"(,"version":0)"), 12, "");
  const auto order = json::read<Order>(given);
  CHECK(order.lines.at(0).price->minor == 1250);
  CHECK(order.colour == Colour::dark_green);
  CHECK(json::write(order) == text);
  CHECK(json::write(json::read<Order>(text, json::Mode::stored)) == text);
}

TEST_CASE("all issues are told at once with their exact paths") {
  CHECK(read_issues(R"({"email":"nobody","colour":"blue","lines":[{"sku":""},{"sku":"toolong","quantity":0},)"
                    R"({"quantity":1.5,"price":{"amount":-1,"currency":"EUR"}}]})") ==
        "email invalid_email; colour not_allowed; lines[0].sku empty; lines[1].sku too_long; "
        "lines[1].quantity too_small; lines[2].quantity wrong_type; lines[2].price too_small; "
        "lines[2].sku required; number required");
}

TEST_CASE("unknown, read-only and repeated keys are refused and the nearest name is suggested") {
  CHECK(read_issues(R"({"number":1,"emial":"a@example.com","version":2})") ==
        "emial unknown_field; version read_only");
  CHECK(read_issues(R"({"number":1,"number":2})") == "number duplicate_key");
  CHECK(read_issues(R"({"number":1,"lines":[{"sku":"a"},{"sku":"a","sku":"b"}]})") ==
        "lines[1].sku duplicate_key");
  CHECK(issues_of([] { Json::parse(R"({"a":{"b":1,"b":1}})"); }) == "a.b duplicate_key");
  try {
    json::read<Order>(R"({"number":1,"emial":"x"})");
    FAIL("must throw");
  } catch (const Error& e) {
    CHECK(e.issues().at(0).params.at(0).second == "email");
    CHECK(e.message() == "emial is not a known field; did you mean email?");
  }
}

TEST_CASE("NUL, invalid UTF-8, numbers without bound and deep nesting are refused") {
  CHECK(read_issues(R"({"number":1,"labels":{"a":"x\u0000y"}})") == "labels.a nul");
  CHECK(read_issues("{\"number\":1,\"labels\":{\"a\":\"\xff\"}}") == " invalid_utf8");
  CHECK(read_issues(R"({"number":1,"ratio":1e400})") == "ratio not_finite");
  CHECK(read_issues(R"({"number":9223372036854775808})") == "number too_large");
  CHECK(read_issues(R"({"number":1,"labels":{"a":"\ud800"}})") == " invalid_json");
  CHECK(issues_of([] { Json::parse(std::string(65, '[') + std::string(65, ']')); }) == " too_deep");
  CHECK(issues_of([] { Json::parse(std::string(60, '[') + std::string(60, ']')); }) == "none");
  for (const char* bad :
       {"", "{", "[1,]", "{\"a\":1,}", "nul", "01", "1 2", "'a'", "{a:1}", "[1]//x", "\"\t\"", "NaN"})
    CHECK_MESSAGE(issues_of([&] { Json::parse(bad); }) == " invalid_json", bad);
}

TEST_CASE("a patch changes what it names, clears with null and refuses to clear what must be there") {
  Order order =
      json::read<Order>(R"({"number":7,"email":"a@example.com","lines":[{"sku":"x"}],"labels":{"k":"v"}})");
  const auto named = json::patch(order, Json::parse(R"({"email":null,"labels":{"n":"w"}})"));
  CHECK(named == std::vector<std::string>{"email", "labels"});
  CHECK(!order.email);
  CHECK(order.labels == std::map<std::string, std::string>{{"n", "w"}});
  CHECK(order.lines.size() == 1);
  CHECK(issues_of([&] { json::patch(order, Json::parse(R"({"number":null})")); }) == "number required");
  CHECK(issues_of([&] { json::patch(order, Json::parse(R"({"lines":[{"quantity":1}]})")); }) ==
        "lines[0].sku required");
  CHECK(issues_of([&] { json::patch(order, Json::parse("[]")); }) == " wrong_type");
}

TEST_CASE("text is trimmed, e-mail is normalised and a blank optional text is no text") {
  const auto order =
      json::read<Order>(R"({"number":1,"email":"\u00a0Ann@EXAMPLE.com\ufeff ","country":"  "})");
  CHECK(order.email == "Ann@example.com");
  CHECK(!order.country);
}

TEST_CASE("a check of the whole value runs and its path is placed") {
  CHECK(read_issues(R"({"number":1,"lines":[{"sku":"odd"}]})") == "lines[0].sku odd");
}

TEST_CASE("secrets are never written and differences leave them out") {
  const auto before = json::read<Order>(R"({"number":1,"password":"long enough"})");
  CHECK(json::write(before).find("long") == std::string::npos);
  auto after = before;
  after.password = "something else";
  after.number = 2;
  const auto changes = json::diff(before, after);
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].field == "number");
  CHECK(changes[0].to.text() == "2");
}

TEST_CASE("numbers read back exactly and are printed in the shortest form") {
  for (const double v : {0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, 123456789.125, 9007199254740993.0,
                         1e21, 2.5e-7, -0.0}) {
    const std::string text = json::render(boost::json::value(v));
    const auto back = json::parse(text).to_number<double>();
    CHECK_MESSAGE(back == v, text);
    CHECK(std::signbit(back) == std::signbit(v));
  }
  CHECK(json::render(boost::json::value(0.1)) == "0.1");
  CHECK(Json::parse(" [1.10, 100, 18446744073709551615] ").text() == "[1.1,100,18446744073709551615]");
}

TEST_CASE("written text is valid JSON for any bytes and cannot close a script element") {
  CHECK(json::write(std::string("</script><!--")) == R"("\u003c/script>\u003c!--")");
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  boost::json::error_code ec;
  boost::json::parse(json::write(all), ec);
  CHECK(!ec);
}

TEST_CASE("naughty strings survive the way through JSON") {
  const auto path = find_shared_data("conformance/naughty_strings.json");
  if (!path) return;
  const auto strings = json::parse(read_whole_file(*path));
  for (const auto& value : strings.as_array()) {
    const std::string given(value.get_string().data(), value.get_string().size());
    const std::string written = json::write(given);
    CHECK(json::parse(written) == value);
    CHECK(Json::parse(written).text() == written);
    // Into a described value: as it is, but for the white space around it; or an issue, never anything else.
    std::map<std::string, std::string> in{{"k", given}};
    if (given.find('\0') != std::string::npos) continue;
    const auto out = json::read<std::map<std::string, std::string>>(json::write(in));
    CHECK(out.at("k") == text::trim(given));
  }
}

namespace rapport::json_test {

struct Forms {
  std::optional<std::string> phone, url, locale, timezone, domain, slug;
  std::vector<std::string> addresses;
  std::optional<Currency> currency;
  std::optional<Uuid> id;
  std::int32_t small = 0;
};
template <class = void>
constexpr auto describe(Type<Forms>) {
  return fields(field<&Forms::phone>().format(Format::phone), field<&Forms::url>().format(Format::url),
                field<&Forms::locale>().format(Format::locale),
                field<&Forms::timezone>().format(Format::timezone),
                field<&Forms::domain>().format(Format::domain), field<&Forms::slug>().format(Format::slug),
                field<&Forms::addresses>().format(Format::email).max_items(2), field<&Forms::currency>(),
                field<&Forms::id>(), field<&Forms::small>().or_default().at_most(10));
}

}  // namespace rapport::json_test
RAPPORT_DESCRIBE_HERE(rapport::json_test::Forms)

TEST_CASE("every form of text is checked and every wrong one is named") {
  CHECK(
      issues_of([] {
        json::read<Forms>(
            R"({"phone":"+33 6 12-34.56","url":"https://a.b","locale":"vi","timezone":"Asia/Tokyo","domain":"a.b",)"
            R"("slug":"x-1","addresses":["A@B.de"],"currency":"VND","id":"0189D0A8-43DF-7000-8000-0000000000AB","small":3.0})");
      }) == "none");
  CHECK(issues_of([] {
          json::read<Forms>(
              R"({"phone":"12+345","url":"a.b","locale":"xx","timezone":"Mars","domain":"a","slug":"A",)"
              R"("addresses":["a@b.de","x"],"currency":"eur","id":"7","small":11})");
        }) ==
        "phone invalid_phone; url invalid_url; locale invalid_locale; timezone invalid_timezone; domain "
        "invalid_domain; "
        "slug invalid_slug; addresses[1] invalid_email; currency invalid_currency; id invalid_id; small "
        "too_large");
  CHECK(issues_of([] {
          json::read<Forms>(R"({"addresses":["a@b.de","a@b.de","a@b.de"],"small":3000000000})");
        }) == "addresses too_many; small too_large");
  CHECK(issues_of([] { json::read<Forms>(R"({"small":"3"})"); }) == "small wrong_type");
  CHECK(issues_of([] { json::read<Forms>(R"({"small":null,"phone":null})"); }) == "none");
  CHECK(issues_of([] { json::read<Forms>("[]"); }) == " wrong_type");
  CHECK(issues_of([] { json::read<Order>(R"({"number":null})"); }) == "number required");
  CHECK(issues_of([] {
          json::read<Order>(R"({"number":1,"lines":[{"sku":"a","price":{"amount":1.5,"curency":"EUR"}}]})");
        }) ==
        "lines[0].price.amount wrong_type; lines[0].price.curency unknown_field; lines[0].price.currency "
        "required");
}

TEST_CASE("a stored document is read without constraints") {
  const auto order = json::read<Order>(R"({"email":" nobody ","gone":1,"lines":[{"sku":"","quantity":-1}]})",
                                       json::Mode::stored);
  CHECK(order.email == " nobody ");
  CHECK(order.lines.at(0).quantity == -1);
}

TEST_CASE("a hostile document does not make an endless answer") {
  std::string text = "{\"number\":1";
  for (int i = 0; i < 5000; ++i) text += ",\"unknown" + std::to_string(i) + "\":1";
  try {
    json::read<Order>(text + "}");
    FAIL("must throw");
  } catch (const Error& e) {
    CHECK(e.issues().size() == 100);
  }
}
