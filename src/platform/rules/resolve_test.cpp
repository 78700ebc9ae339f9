#include "platform/rules/resolve.h"

#include <doctest/doctest.h>

#include "platform/rules/condition_json.h"

using namespace rapport;
using namespace rapport::rules;
using store::ColumnType;

namespace {

Fields fields() {
  Fields f;
  f.add({.name = "city", .column = "p.city"});
  f.add({.name = "age", .kind = FieldKind::number, .type = ColumnType::integer, .column = "p.age"});
  f.add({.name = "seen", .kind = FieldKind::instant, .type = ColumnType::integer, .column = "p.seen"});
  f.add({.name = "born", .kind = FieldKind::date, .type = ColumnType::text, .column = "p.born"});
  f.add({.name = "day", .kind = FieldKind::date, .type = ColumnType::number, .column = "p.day"});
  f.add({.name = "price", .kind = FieldKind::money, .type = ColumnType::integer, .column = "p.price"});
  f.add({.name = "owner", .kind = FieldKind::reference, .type = ColumnType::uuid, .column = "p.owner"});
  f.add({.name = "size",
         .kind = FieldKind::choice,
         .column = "p.size",
         .options = {{"small", {}}, {"large", {}}}});
  f.add({.name = "words",
         .kind = FieldKind::tags,
         .column = "w.word",
         .relation = "words w where w.id = p.id"});
  return f;
}

Context paris(std::string_view now) {
  return {
      .now = *parse_instant(now), .zone = TimeZone::find("Europe/Paris"), .currency = *parse_currency("EUR")};
}

std::string resolved(std::string_view text, std::string_view now = "2026-11-26T10:00:00Z") {
  return render(resolve(parse_condition(text), fields(), paris(now)));
}

std::string bound(std::string_view instant) { return std::to_string(parse_instant(instant)->ms); }
std::string seen_between(std::string_view from, std::string_view to) {
  return R"({"field":"seen","op":"between","value":[)" + bound(from) + "," + bound(to) + "]}";
}

std::string issue_of(std::string_view text) {
  try {
    resolved(text);
  } catch (const Error& error) {
    return error.issues().front().path + ": " + error.issues().front().code;
  }
  return "";
}

}  // namespace

TEST_CASE("calendar words are half-open intervals in the zone of the workspace") {
  // A Thursday; Paris is one hour ahead.
  const auto word = [](const std::string& w) {
    return resolved(R"({"field":"seen","op":"equal","value":")" + w + "\"}");
  };
  CHECK(word("today") == seen_between("2026-11-25T23:00:00Z", "2026-11-26T23:00:00Z"));
  CHECK(word("yesterday") == seen_between("2026-11-24T23:00:00Z", "2026-11-25T23:00:00Z"));
  CHECK(word("this_week") == seen_between("2026-11-22T23:00:00Z", "2026-11-29T23:00:00Z"));
  CHECK(word("last_week") == seen_between("2026-11-15T23:00:00Z", "2026-11-22T23:00:00Z"));
  CHECK(word("this_month") == seen_between("2026-10-31T23:00:00Z", "2026-11-30T23:00:00Z"));
  CHECK(word("last_month") == seen_between("2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z"));
  CHECK(word("this_year") == seen_between("2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z"));
  CHECK(word("last_year") == seen_between("2024-12-31T23:00:00Z", "2025-12-31T23:00:00Z"));
  CHECK(word("2026-10-25") == seen_between("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"));  // 25 hours
  CHECK(resolved(R"({"field":"born","op":"equal","value":"this_month"})") ==
        R"({"field":"born","op":"between","value":["2026-11-01","2026-12-01"]})");
}

TEST_CASE("the last thirty days are days of the calendar, without their first instant and with now") {
  CHECK(resolved(R"({"field":"seen","op":"in_last","value":{"days":30}})", "2026-11-10T10:00:00Z") ==
        seen_between("2026-10-11T09:00:00.001Z", "2026-11-10T10:00:00.001Z"));
  CHECK(resolved(R"({"field":"seen","op":"in_last","value":{"hours":720}})", "2026-11-10T10:00:00Z") ==
        seen_between("2026-10-11T10:00:00.001Z", "2026-11-10T10:00:00.001Z"));
  CHECK(resolved(R"({"field":"seen","op":"in_next","value":{"months":1}})", "2026-01-31T10:00:00Z") ==
        seen_between("2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z"));
  CHECK(resolved(R"({"field":"seen","op":"more_than_ago","value":{"days":14}})") ==
        R"({"field":"seen","op":"less","value":)" + bound("2026-11-12T10:00:00Z") + "}");
  CHECK(resolved(R"({"field":"day","op":"in_last","value":{"days":1}})") ==
        R"({"field":"day","op":"between","value":[20783,20784]})");  // today alone
  CHECK(resolved(R"({"field":"day","op":"in_next","value":{"weeks":1}})") ==
        R"({"field":"day","op":"between","value":[20783,20790]})");
}

TEST_CASE("a time of day that the clock skips or repeats is resolved in one way") {
  const auto zone = TimeZone::find("Europe/Paris");
  const auto shifted = [&](std::string_view at, std::int64_t days) {
    return render(shift(*parse_instant(at), Span::Unit::days, days, *zone));
  };
  // 02:30 does not exist on 29 March 2026, and exists twice on 25 October.
  CHECK(shifted("2026-03-28T01:30:00Z", 1) == "2026-03-29T01:30:00.000Z");
  CHECK(shifted("2026-10-24T00:30:00Z", 1) == "2026-10-25T00:30:00.000Z");
  CHECK(shifted("2026-10-24T10:00:00.123Z", 1) == "2026-10-25T11:00:00.123Z");
  CHECK(shifted("2026-03-30T10:00:00Z", -2) == "2026-03-28T11:00:00.000Z");
}

TEST_CASE("anniversaries come again by month and day, the 29 February on the 28th where there is none") {
  const auto holds = [](std::string_view born, std::string_view now, int days) {
    const std::string text =
        R"({"field":"born","op":"anniversary_in_next","value":{"days":)" + std::to_string(days) + "}}";
    const Condition c = resolve(parse_condition(text), fields(), paris(now));
    for (std::size_t i = 0; i < c.values.size(); i += 2)
      if (std::get<std::string>(c.values[i]) <= born && born < std::get<std::string>(c.values[i + 1]))
        return true;
    return false;
  };
  CHECK(holds("1990-11-26", "2026-11-26T10:00:00Z", 1));
  CHECK_FALSE(holds("1990-11-27", "2026-11-26T10:00:00Z", 1));
  CHECK(holds("1990-01-02", "2026-12-30T10:00:00Z", 7));
  CHECK_FALSE(holds("2026-12-30", "2026-12-30T10:00:00Z", 7));
  CHECK(holds("2000-02-29", "2026-02-28T10:00:00Z", 1));
  CHECK_FALSE(holds("2000-02-29", "2026-03-01T10:00:00Z", 1));
  CHECK_FALSE(holds("2000-02-29", "2028-02-28T10:00:00Z", 1));
  CHECK(holds("2000-02-29", "2028-02-29T10:00:00Z", 1));
  CHECK_FALSE(holds("2000-03-01", "2026-02-28T10:00:00Z", 1));
}

TEST_CASE("amounts get their currency, references their id, and a word that is mistyped is named") {
  CHECK(resolved(R"({"field":"price","op":"less","value":5})") ==
        R"({"field":"price","op":"less","value":{"amount":5,"currency":"EUR"}})");
  CHECK(resolved(R"({"field":"price","op":"less","value":{"amount":5,"currency":"USD"}})") ==
        R"({"any":[]})");
  CHECK(
      resolved(
          R"({"all":[{"all":[{"field":"city","op":"is_null"}]},{"field":"words","op":"all_of","value":["a","b"]}]})") ==
      R"({"all":[{"field":"city","op":"is_null"},{"field":"words","op":"any_of","value":["a"]},{"field":"words","op":"any_of","value":["b"]}]})");
  CHECK(issue_of(R"({"all":[{"field":"cty","op":"is_null"}]})") == "filter.all[0].field: unknown_field");
  CHECK(issue_of(R"({"any":[{"field":"age","op":"contains","value":"x"}]})") ==
        "filter.any[0].op: operator_not_offered");
  CHECK(issue_of(R"({"field":"age","op":"equal","value":"x"})") == "filter.value: not_a_number");
  CHECK(issue_of(R"({"field":"age","op":"equal","value":1.5})") == "filter.value: not_a_whole_number");
  CHECK(issue_of(R"({"field":"size","op":"in","value":["small","lage"]})") ==
        "filter.value[1]: unknown_value");
  CHECK(issue_of(R"({"field":"owner","op":"equal","value":"bob"})") == "filter.value: invalid_id");
  CHECK(issue_of(R"({"field":"seen","op":"before","value":"someday"})") == "filter.value: not_a_moment");
  CHECK(issue_of(R"({"field":"seen","op":"in_last","value":"today"})") == "filter.value: not_a_span");
  CHECK(issue_of(R"({"field":"day","op":"in_last","value":{"hours":3}})") == "filter.value: not_a_span");
  CHECK(issue_of(R"({"field":"seen","op":"in_last","value":{"years":101}})") == "filter.value: too_large");
}
