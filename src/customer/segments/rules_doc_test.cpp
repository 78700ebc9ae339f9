// The examples of docs/reference/rules.md are read, printed canonically, checked against the fields of a
// contact and run on both databases.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <fstream>

#include "customer/people/people_fixture.h"
#include "customer/segments/segment_rule.h"
#include "customer/segments/segments.h"
#include "platform/rules/condition_json.h"
#include "platform/rules/list.h"

using namespace rapport;
using namespace rapport::people::testing;
using store::testing::for_each_engine;

namespace {

std::vector<std::string> examples() {
  std::ifstream in(std::string(RAPPORT_SOURCE_DIR) + "/docs/reference/rules.md");
  std::vector<std::string> out;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```"))
      inside = line == "```rules";
    else if (inside)
      out.push_back(line);
  }
  return out;
}

}  // namespace

TEST_CASE("every example of the rule language reads, prints the same, and runs on both databases") {
  const auto rules_text = examples();
  REQUIRE(rules_text.size() >= 40);
  for_each_engine([&](store::testing::TestDatabase& db) {
    db->write([&](store::Transaction& tx) {
      for (const char* name : {"Regulars", "Do not disturb"})
        segments::create_segment(
            tx, {.name = name, .rule = Json(boost::json::value("created_at IN LAST 30 days"))},
            people::system_caller());
    });
    db->read([&](store::Reader& reader) {
      const auto source = people::contact_source(reader);
      const auto context = segments::segment_context(reader, people::system_caller());
      for (const std::string& text : rules_text) {
        INFO(text);
        const rules::RuleText rule = rules::parse_rule(text);
        CHECK(rules::render_rule(rules::parse_rule(rules::render_rule(rule.condition)).condition) ==
              rules::render_rule(rule.condition));
        CHECK(rules::parse_condition(std::string_view(rules::render(rule.condition))) == rule.condition);
        rules::ListQuery query;
        query.source = source;
        query.order =
            std::make_shared<const rules::Order>(rules::Order{.name = "newest", .column = "c.created_at"});
        query.where = rules::resolve(rule.condition, *source->fields, context, "rule");
        CHECK(rules::count_records(reader, query, 0).value == 0);
      }
    });
  });
}

TEST_CASE("a mistyped field of a rule is named with its place and the nearest name") {
  for_each_engine([](store::testing::TestDatabase& db) {
    db->read([](store::Reader& reader) {
      const auto fields = people::contact_fields(reader);
      const auto context = segments::segment_context(reader, people::system_caller());
      const auto fault = [&](const char* text) -> std::string {
        try {
          segments::resolve_rule(segments::read_rule(Json(boost::json::value(text))), *fields, context);
        } catch (const Error& error) {
          return error.issues().front().message;
        }
        return "";
      };
      CHECK(fault("country = FR AND acquisition_chanel = seo") ==
            "line 1, column 18: unknown field `acquisition_chanel`; did you mean `acquisition_channel`?");
      CHECK(fault("estimated_value > 500") == "line 1, column 19: must name its currency: 500 EUR");
      CHECK(fault("COUNT(visits) > 2") ==
            "line 1, column 7: names no history: visits; use one of events, orders, segments");
      CHECK(fault("IN SEGMENT nobody").find("names no segment: nobody") != std::string::npos);
      CHECK(fault("country > 3").find("is not offered by country") != std::string::npos);
    });
  });
}
