// Shared by live_bench and live_http_bench: the invented contacts, what they did, and the rules of segments.
#pragma once

#include <array>
#include <boost/json.hpp>
#include <string>
#include <vector>

#include "base/ids.h"
#include "customer/people/people.h"
#include "customer/segments/segments.h"

namespace rapport::bench {

inline constexpr int segments_wanted = 1'000, kinds = 100;
inline constexpr std::array countries = {"FR", "FR", "VN", "BE", "CH", "DE"};

inline facts::Fact fact_of(const Uuid& contact, std::string type, Instant at) {
  facts::Fact f;
  f.contact_id = contact;
  f.type = std::move(type);
  f.occurred_at = at;
  f.source = "bench";
  f.payload = Json::trusted(R"({"properties":{"page":"/pricing"}})");
  return f;
}

inline std::vector<Uuid> make_contacts(store::Database& db, std::int64_t count, SeededRandom& random) {
  std::vector<Uuid> out;
  people::Caller caller = people::system_caller();
  caller.audited = false;
  while (std::ssize(out) < count)
    db.write([&](store::Transaction& tx) {
      std::vector<facts::Fact> facts;
      for (int i = 0; i < 500 && std::ssize(out) < count; ++i) {
        people::ContactDraft draft;
        draft.email = "person" + std::to_string(out.size()) + "@example.org";
        draft.external_id = "user-" + std::to_string(out.size());
        draft.country = countries[random.next() % countries.size()];
        draft.city = "City " + std::to_string(random.next() % 400);
        draft.estimated_value =
            Money{static_cast<std::int64_t>(random.next() % 200'000), *parse_currency("EUR")};
        const Uuid id = people::create(tx, draft, caller).id.uuid;
        out.push_back(id);
        for (int n = 0; n < 5; ++n)
          facts.push_back(
              fact_of(id, "kind_" + std::to_string(random.next() % kinds),
                      tx.now() - seconds(static_cast<std::int64_t>(random.next() % (90 * 86'400)))));
      }
      facts::record_all(tx, facts);
    });
  return out;
}

// One in fifty is wide, the others look at some hundredths of everybody.
inline std::string rule_of(int i, SeededRandom& random) {
  const auto city = [&] { return "\"City " + std::to_string(random.next() % 400) + "\""; };
  const std::string kind = "kind_" + std::to_string(i % kinds);
  const std::string country = countries[random.next() % countries.size()];
  const std::string days = std::to_string(7 + random.next() % 80),
                    value = std::to_string(random.next() % 2'000);
  const std::string narrow =
      i % 50 == 0 ? "" : " AND city IN (" + city() + ", " + city() + ", " + city() + ", " + city() + ")";
  switch (i % 5) {
    case 0:
      return "DID " + kind + " AT LEAST 2 TIMES IN LAST " + days + " days AND country = " + country + narrow;
    case 1:
      return "DID " + kind + " IN LAST " + days + " days AND estimated_value > " + value + " EUR" + narrow;
    case 2:
      return "country = " + country + " AND estimated_value < " + value + " EUR" + narrow;
    case 3:
      return "NOT DID " + kind + " IN LAST " + days + " days" +
             (narrow.empty() ? " AND city = " + city() : narrow);
    default:
      return "estimated_value > " + value + " EUR AND country IN (BE, CH) AND DID " + kind + narrow;
  }
}

inline segments::SegmentId make_segment(store::Database& db, const std::string& name,
                                        const std::string& rule) {
  return db.write([&](store::Transaction& tx) {
    return segments::create_segment(tx, {.name = name, .rule = Json(boost::json::value(rule))},
                                    people::system_caller())
        .id;
  });
}

}  // namespace rapport::bench
