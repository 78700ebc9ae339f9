// Reading messages: what is taken, what is refused and why, and when things happened.
#include "customer/ingest/message.h"

#include <doctest/doctest.h>

#include "base/error.h"

namespace rapport::ingest {

namespace {

Instant at(std::string_view text) { return parse_instant(text).value(); }
const Instant noon = at("2026-11-20T12:00:00Z");

Reading batch(const std::string& messages, const std::string& more = "") {
  return read_body("{\"batch\": [" + messages + "]" + more + "}", std::nullopt, noon);
}
std::string refused(const std::string& message) {
  const auto out = batch(message);
  if (!out.messages.empty()) return "taken";
  return out.refusals.at(0).code + " " + out.refusals.at(0).path;
}

}  // namespace

TEST_CASE("a batch gives its messages in order, each with its kind, ids and time") {
  const auto out =
      batch(R"({"type": "identify", "userId": 42, "messageId": "m1", "traits": {"email": "a@b.fr"}},
    {"type": "track", "anonymousId": "v", "event": " Product Viewed ", "timestamp": "2026-11-20T12:30:00+01:00"},
    {"type": "page", "anonymousId": "v", "name": "Home"}, {"type": "alias", "previousId": "v", "userId": "42"},
    {"type": "group", "userId": "42", "groupId": "g"}, {"type": "screen", "userId": "42"})",
            R"(, "writeKey": "wk")");
  CHECK(out.write_key == "wk");
  REQUIRE(out.messages.size() == 6);
  CHECK(out.messages[0].user_id == "42");
  CHECK(out.messages[1].name == "Product Viewed");
  CHECK(out.messages[1].occurred_at == at("2026-11-20T11:30:00Z"));
  CHECK(out.messages[2].occurred_at == noon);
  CHECK(out.messages[3].previous_id == "v");
  CHECK(out.messages[4].group_id == "g");
}

TEST_CASE("a clock that is wrong is put right by the time of sending") {
  // sent 12:00:10 by the client's clock, happened 12:00:00, arrived 12:05:10: it was 12:05:00
  const auto out = read_body(R"({"sentAt": "2026-11-20T12:00:10Z", "batch": [
      {"type": "track", "userId": "u", "event": "E", "originalTimestamp": "2026-11-20T12:00:00Z"}]})",
                             std::nullopt, at("2026-11-20T12:05:10Z"));
  CHECK(out.messages.at(0).occurred_at == at("2026-11-20T12:05:00Z"));
  const auto fast =
      read_body(R"({"type": "track", "userId": "u", "event": "E", "sentAt": "2031-01-01T00:00:05Z",
      "timestamp": "2031-01-01T00:00:00Z"})",
                Kind::track, noon);
  CHECK(fast.messages.at(0).occurred_at == noon - seconds(5));
}

TEST_CASE("what happened more than a day before it came is backfill, and nothing happens later than now") {
  const auto day_old =
      batch(R"({"type": "track", "userId": "u", "event": "E", "timestamp": "2026-11-19T12:00:00Z"})");
  CHECK(day_old.messages.at(0).arrival == facts::Arrival::live);
  const auto older =
      batch(R"({"type": "track", "userId": "u", "event": "E", "timestamp": "2026-11-19T11:59:59Z"})");
  CHECK(older.messages.at(0).arrival == facts::Arrival::backfill);
  const auto ahead =
      batch(R"({"type": "track", "userId": "u", "event": "E", "timestamp": "2026-11-20T18:00:00Z"})");
  CHECK(ahead.messages.at(0).occurred_at == noon);
  CHECK(refused(R"({"type": "track", "userId": "u", "event": "E", "timestamp": "2099-01-01T00:00:00Z"})") ==
        "in_the_future timestamp");
  CHECK(refused(R"({"type": "track", "userId": "u", "event": "E", "timestamp": "1969-12-31T00:00:00Z"})") ==
        "too_old timestamp");
}

TEST_CASE("a message that cannot be taken says why and keeps its text, and the others are taken") {
  const auto out =
      batch(R"({"type": "track", "userId": "u", "event": "Good"}, {"type": "track", "userId": "u"},
      17, {"type": "nonsense", "userId": "u"}, {"type": "track", "event": "E", "messageId": "m"})");
  CHECK(out.messages.size() == 1);
  REQUIRE(out.refusals.size() == 4);
  CHECK(out.refusals[0].path == "event");
  CHECK(out.refusals[0].raw.find("\"userId\":\"u\"") != std::string::npos);
  CHECK(out.refusals[3].message_id == "m");
  CHECK(refused(R"({"type": "track", "event": "E"})") == "required userId");
  CHECK(refused(R"({"type": "identify", "userId": "u", "traits": []})") == "invalid traits");
  CHECK(refused(R"({"type": "identify", "userId": {}})") == "invalid userId");
  CHECK(refused(R"({"type": "group", "userId": "u"})") == "required groupId");
  CHECK(refused(R"({"type": "alias", "userId": "u"})") == "required previousId");
  CHECK(refused(R"({"type": "track", "userId": "u", "event": 5})") == "invalid event");
  CHECK(refused(R"({"type": "track", "userId": "u", "event": "E", "timestamp": "yesterday"})") ==
        "invalid_time timestamp");
  CHECK(refused(R"({"type": "track", "event": "E", "userId": ")" + std::string(201, 'x') + "\"}") ==
        "too_long userId");
  std::string deep = "1";
  for (int i = 0; i < 60; ++i) deep = "{\"a\": " + deep + "}";
  CHECK(refused(R"({"type": "track", "userId": "u", "event": "E", "properties": )" + deep + "}") ==
        "too_deep ");
  CHECK(refused(R"({"type": "track", "userId": "u", "event": "E", "properties": {"x": ")" +
                std::string(100'000, 'y') + "\"}}") == "too_large ");
}

TEST_CASE("the 2,501st message of a batch waits, the rest is taken") {
  std::string many;
  for (int i = 0; i < 2'501; ++i) many += (i ? "," : "") + std::string(R"({"type":"page","userId":"u"})");
  const auto out = batch(many);
  CHECK(out.messages.size() == 2'500);
  CHECK(out.refusals.at(0).code == "too_many");
}

TEST_CASE("the context of the batch lies below each message's own, and an address loses its end") {
  const auto out =
      batch(R"({"type": "page", "userId": "u", "context": {"locale": "vi-VN", "ip": "203.0.113.77"}},
      {"type": "page", "userId": "u", "context": {"ip": "2001:db8:1:2::3"}})",
            R"(, "context": {"locale": "fr-FR", "library": {"name": "x"}})");
  const auto& context = *out.messages.at(0).object("context");
  CHECK(context.at("locale") == "vi-VN");
  CHECK(context.at("library").at("name") == "x");
  CHECK(context.at("ip") == "203.0.113.0");
  CHECK(out.messages.at(1).object("context")->at("ip") == "2001:db8:1::");
}

TEST_CASE("NUL, which no database stores, shows as the replacement character; emoji stay") {
  const auto out =
      batch(R"({"type": "track", "userId": "u", "event": "E", "properties": {"a\u0000b": "x\u0000y 🎉"}})");
  CHECK(out.messages.at(0)
            .object("properties")
            ->at("a\xEF\xBF\xBD"
                 "b") == "x\xEF\xBF\xBDy 🎉");
}

TEST_CASE("what is no JSON object at all is refused whole") {
  for (const char* text : {"", "[]", "{", "null", "{\"batch\": 5}", "{\"batch\": [}", "\xff\xfe"})
    CHECK_THROWS_AS(read_body(text, std::nullopt, noon), Error);
  CHECK_THROWS_AS(read_body("{\"userId\": \"" + std::string(40'000, 'x') + "\"}", Kind::page, noon), Error);
}

}  // namespace rapport::ingest
