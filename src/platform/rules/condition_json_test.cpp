#include "platform/rules/condition_json.h"

#include <doctest/doctest.h>

using namespace rapport;
using namespace rapport::rules;

namespace {

std::string again(std::string_view text) { return render(parse_condition(text)); }

// "path: code" of the first issue.
std::string issue_of(std::string_view text) {
  try {
    parse_condition(text);
  } catch (const Error& error) {
    return error.issues().empty() ? error.message()
                                  : error.issues().front().path + ": " + error.issues().front().code;
  }
  return "";
}

}  // namespace

TEST_CASE("a condition prints as it was read, whatever it holds") {
  for (
      const std::string text :
      {R"({"all":[]})", R"({"field":"city","op":"is_null"})",
       R"({"all":[{"field":"country","op":"in","value":["FR","BE"]},{"none":[{"field":"tags","op":"any_of","value":["vip"]}]}]})",
       R"({"any":[{"field":"age","op":"between","value":[1.5,3]},{"field":"ok","op":"equal","value":true}]})",
       R"({"field":"created_at","op":"in_last","value":{"days":30}})",
       R"({"field":"created_at","op":"between","value":["last_month","2026-11-20"]})",
       R"({"field":"estimated_value","op":"greater","value":{"amount":1250,"currency":"EUR"}})",
       R"({"field":"city","op":"equal","value":"Hà \"Nội\" \\ 😀"})"}) {
    CHECK(again(text) == text);
    CHECK(parse_condition(again(text)) == parse_condition(text));
  }
}

TEST_CASE("two ways of writing one value print the same") {
  CHECK(again(R"({ "op":"less","value":3.0 , "field":"age"})") == R"({"field":"age","op":"less","value":3})");
  CHECK(again(R"({"version":1,"all":[]})") == R"({"all":[]})");
  CHECK(again(R"({"field":"city","op":"equal","value":" Lyon "})") ==
        R"({"field":"city","op":"equal","value":"Lyon"})");
}

TEST_CASE("what is wrong with a condition is named by its place") {
  CHECK(issue_of(R"({"all":[{"field":"a","op":"is_null"},{"field":"a","op":"equls","value":1}]})") ==
        "filter.all[1].op: unknown_operator");
  CHECK(issue_of(R"({"all":[{"none":[{"field":"a","op":"in","value":[]}]}]})") ==
        "filter.all[0].none[0].value: wrong_number");
  CHECK(issue_of(R"({"all":[{"field":"a","op":"equal"}]})") == "filter.all[0].value: required");
  CHECK(issue_of(R"({"field":"a","op":"is_null","value":1})") == "filter.value: not_allowed");
  CHECK(issue_of(R"({"field":"a","op":"equal","value":null})") == "filter.value: not_a_value");
  CHECK(issue_of(R"({"field":"a","op":"equal","value":""})") == "filter.value: required");
  CHECK(issue_of(R"({"field":"a","op":"between","value":[1]})") == "filter.value: wrong_number");
  CHECK(issue_of(R"({"field":"a","op":"in_last","value":{"fortnights":3}})") == "filter.value: not_a_value");
  CHECK(issue_of(R"({"field":"a","op":"in_last","value":{"days":0}})") == "filter.value: too_small");
  CHECK(issue_of(R"({"field":"a","op":"equal","value":{"amount":1,"currency":"XXQ"}})") ==
        "filter.value.currency: unknown_currency");
  CHECK(issue_of(R"({"field":"a","op":"equal","value":1,"not":true})") == "filter.not: unknown_key");
  CHECK(issue_of(R"({"all":[],"any":[]})") == "filter: two_groups");
  CHECK(issue_of(R"({"and":[]})") == "filter.and: unknown_key");
  CHECK(issue_of(R"({"version":2,"all":[]})") == "filter.version: unknown_version");
  CHECK(issue_of(R"({"all":[{"version":1,"all":[]}]})") == "filter.all[0].version: unknown_key");
  CHECK(issue_of("[]") == "filter: not_an_object");
  CHECK(issue_of("{") == "filter: not_json");
}

TEST_CASE("a condition has limits, each of which is refused in a sentence") {
  std::string deep = R"({"field":"a","op":"is_null"})";
  for (int i = 0; i < 16; ++i) deep = R"({"all":[)" + deep + "]}";
  CHECK(issue_of(deep).empty());
  CHECK(issue_of(R"({"none":[)" + deep + "]}").ends_with(": too_deep"));
  const auto repeated = [](const std::string& one, int times) {
    std::string out = one;
    for (int i = 1; i < times; ++i) out += "," + one;
    return out;
  };
  const std::string leaf = R"({"field":"a","op":"is_null"})";
  CHECK(issue_of(R"({"all":[)" + repeated(leaf, 499) + "]}").empty());
  CHECK(issue_of(R"({"all":[)" + repeated(leaf, 500) + "]}") == "filter.all[499]: too_many_conditions");
  const auto with_values = [&](int n) {
    return R"({"field":"a","op":"in","value":[)" + repeated("1", n) + "]}";
  };
  CHECK(issue_of(with_values(1'000)).empty());
  CHECK(issue_of(with_values(1'001)) == "filter.value[1000]: too_many_values");
  CHECK(issue_of(R"({"field":"a","op":"equal","value":")" + std::string(1'001, 'x') + "\"}") ==
        "filter.value: too_long");
  CHECK(issue_of(std::string(70'000, ' ')) == "filter: too_long");
}
