// For the tests of this module: sources, messages, and short forms of looking.
#pragma once

#include "customer/ingest/accept.h"
#include "customer/people/people_fixture.h"

namespace rapport::ingest::testing {

using people::testing::TestDatabase;

inline const Source server{Uuid{{1}}, "Shop server", true};
inline const Source browser{Uuid{{2}}, "Shop page", false};
inline constexpr const char* secret = "a secret of the site";

inline Receipt accept_one(store::Transaction& tx, const Source& source, Reading reading) {
  const Delivery delivery{source, std::move(reading)};
  const Delivery* const all[] = {&delivery};
  return accept(tx, all, [] { return std::string(secret); }).front();
}
inline Receipt send(TestDatabase& db, const Source& source, const std::string& messages) {
  return db->write([&](store::Transaction& tx) {
    return accept_one(tx, source, read_body("{\"batch\": [" + messages + "]}", std::nullopt, tx.now()));
  });
}
inline std::string track(const std::string& ids, const std::string& event = "Seen",
                         const std::string& properties = "{}") {
  return R"({"type": "track", "event": ")" + event + "\", " + ids + R"(, "properties": )" + properties + "}";
}
inline std::string identify(const std::string& ids, const std::string& traits = "") {
  return R"({"type": "identify", )" + ids + R"(, "traits": {)" + traits + "}}";
}
// Whose history a visitor's messages are in; nil for one that never came.
inline Uuid visitor(TestDatabase& db, const std::string& id) {
  return db->read([&](store::Reader& r) {
    return r
        .value<Uuid>(store::DynamicSql{"select contact_id from visitors where anonymous_id = :id"},
                     {{"id", id}})
        .value_or(Uuid{});
  });
}
inline std::optional<ContactId> user(TestDatabase& db, const std::string& id) {
  return db->read([&](store::Reader& r) { return people::find_by_identity(r, "external_id", id); });
}
inline std::optional<ContactId> mail(TestDatabase& db, const std::string& address) {
  return db->read([&](store::Reader& r) { return people::find_by_identity(r, "email", address); });
}
using Names = std::vector<std::string>;
// What happened to a contact, oldest first; what the product notes of the record itself left out.
inline Names history(TestDatabase& db, const Uuid& contact) {
  Names out;
  db->read([&](store::Reader& r) {
    for (const auto& fact : facts::timeline(r, {.contact_id = contact, .types = {}, .limit = 1'000}))
      if (fact.type != "contact_created" && fact.type != "contact_updated" && fact.type != "status_changed")
        out.insert(out.begin(), fact.type);
  });
  return out;
}
inline std::int64_t count(TestDatabase& db, const std::string& what) {
  return db->read([&](store::Reader& r) {
    return r.value<std::int64_t>(store::DynamicSql{"select count(*) from " + what}).value_or(-1);
  });
}
inline http::Page<Quarantined> waiting(TestDatabase& db) {
  return db->read([](store::Reader& r) { return list_quarantine(r, {}); });
}
inline void with_both(const std::function<void(TestDatabase&)>& test) {
  store::testing::for_each_engine(test);
}

}  // namespace rapport::ingest::testing
