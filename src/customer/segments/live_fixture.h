// For the tests of live segments: facts, members, what the timeline tells.
#pragma once

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "customer/people/people_fixture.h"
#include "customer/segments/live.h"
#include "customer/segments/segment_rule.h"
#include "customer/segments/segments.h"
#include "customer/segments/standing.h"

namespace rapport::segments::testing {

using namespace people::testing;

inline Json text(const char* rule) { return Json(boost::json::value(rule)); }

inline Segment make(TestDatabase& db, const char* name, const char* rule) {
  return db->write([&](store::Transaction& tx) {
    return create_segment(tx, {.name = name, .rule = text(rule)}, people::system_caller());
  });
}

inline void fact(TestDatabase& db, ContactId contact, const char* type, Duration ago = Duration(0),
                 facts::Arrival arrival = facts::Arrival::live, const char* payload = "{}") {
  db->write([&](store::Transaction& tx) {
    facts::Fact f;
    f.contact_id = contact.uuid;
    f.type = type;
    f.occurred_at = tx.now() - ago;
    f.arrival = arrival;
    f.payload = Json::parse(payload);
    facts::record(tx, std::move(f));
  });
}

inline std::vector<ContactId> members(TestDatabase& db, Live& live, SegmentId id) {
  return db->read([&](store::Reader& reader) {
    std::vector<ContactId> out;
    for (const auto& m : list_members(reader, live, id, {}, people::system_caller()).items)
      out.push_back(ContactId{m.contact_id});
    std::sort(out.begin(), out.end());
    return out;
  });
}

inline std::vector<std::string> told(TestDatabase& db, ContactId contact) {
  return db->read([&](store::Reader& reader) {
    std::vector<std::string> out;
    for (const auto& f :
         facts::timeline(reader, {.contact_id = contact.uuid, .types = {"segment_entered", "segment_left"}}))
      out.insert(out.begin(), f.type);
    return out;
  });
}

inline std::vector<ContactId> sorted(std::vector<ContactId> ids) {
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace rapport::segments::testing
