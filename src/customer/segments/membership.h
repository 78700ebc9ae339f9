// Who entered and who left, written: the members, the moves, the facts, the size of the day.
#pragma once

#include "customer/segments/segment.h"
#include "platform/facts/facts.h"

namespace rapport::segments {

// The fact that made a contact change.
struct Cause {
  std::optional<Uuid> fact;
  facts::Arrival arrival = facts::Arrival::live;
};

struct Change {
  SegmentId segment;
  std::string name;
  std::int64_t rule_version = 0;
  Uuid contact;
  std::uint32_t number = 0;  // of the contact in the columns
  bool entered = false;
  bool told = true;                  // by a fact
  std::string_view reason = "fact";  // fact, time, first, rule
  Cause cause;
};

struct Size {
  SegmentId segment;
  std::int64_t size = 0, entered = 0, gone = 0;
};

void each_member(store::Reader& reader, SegmentId id, const std::function<void(const Uuid&)>& member);
void set_computed(store::Transaction& tx, SegmentId id, std::int64_t rule_version, std::int64_t size);
void note_problem(store::Transaction& tx, SegmentId id, const std::string& problem);

// In one transaction of the leader. `day` counts the workspace's days since 1970-01-01.
void write_changes(store::Transaction& tx, std::span<const Change> changes, std::span<const Size> sizes,
                   std::int64_t day);

}  // namespace rapport::segments
