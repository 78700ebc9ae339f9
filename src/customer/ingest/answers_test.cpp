// Answers to "would you recommend us" that come as events.
#include "customer/ingest/ingest_fixture.h"

namespace rapport::ingest {

using namespace ingest::testing;

TEST_CASE("an answer that a server sends is the contact's, at its time, with score and comment") {
  with_both([](TestDatabase& db) {
    db.clock().set(parse_instant("2026-11-20T12:00:00Z").value());
    const std::string message =
        track(R"("userId": "u", "messageId": "m", "timestamp": "2026-11-20T11:00:00Z")", "NPS Response",
              R"({"score": 9, "comment": "Rất ngon"})");
    for (int i = 0; i < 2; ++i) send(db, server, message);
    send(
        db, server,
        track(R"("userId": "u", "timestamp": "2026-10-01T11:00:00Z")", "NPS Response", R"({"score": "10"})"));
    db->read([&](store::Reader& r) {
      const auto answers =
          facts::timeline(r, {.contact_id = user(db, "u")->uuid, .types = {"nps_response"}, .limit = 10});
      REQUIRE(answers.size() == 2);
      CHECK(answers[0].payload.value() == boost::json::parse(R"({"text":"Rất ngon","score":9})"));
      CHECK(answers[0].occurred_at == parse_instant("2026-11-20T11:00:00Z"));
      CHECK(answers[0].arrival == facts::Arrival::live);
      CHECK(answers[1].payload.value() == boost::json::parse(R"({"score":10})"));
      CHECK(answers[1].arrival == facts::Arrival::backfill);
    });
    CHECK(count(db, "activities") == 2);
    CHECK(count(db, "events where type = 'NPS Response' and reference_id is not null") == 2);
  });
}

TEST_CASE("what is no answer, comes from a page, or is nobody's, is an event that says why") {
  with_both([](TestDatabase& db) {
    for (const char* score : {"11", "-1", "7.5", "\"nine\"", "null", "1e300", "true"})
      send(db, server, track(R"("userId": "u")", "NPS Response", R"({"score": )" + std::string(score) + "}"));
    send(db, server, track(R"("userId": "u")", "NPS Response"));
    send(db, server, track(R"("anonymousId": "a")", "NPS Response", R"({"score": 9})"));
    send(db, browser, track(R"("anonymousId": "a")", "NPS Response", R"({"score": 9})"));
    CHECK(count(db, "events where type = 'nps_response'") == 0);
    CHECK(count(db, "events where cast(payload as text) like '%properties.score%'") == 8);
    CHECK(count(db, "events where cast(payload as text) like '%unknown_contact%'") == 1);
    CHECK(count(db, "events where cast(payload as text) like '%needs_server_key%'") == 1);
  });
}

}  // namespace rapport::ingest
