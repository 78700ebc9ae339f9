#include "customer/segments/membership.h"

#include <boost/json.hpp>

#include "customer/segments/segment_sql.h"

namespace rapport::segments {

namespace {

facts::Fact fact_of(const Change& change, Instant now) {
  facts::Fact out;
  out.contact_id = change.contact;
  out.type = change.entered ? "segment_entered" : "segment_left";
  out.occurred_at = now;
  out.arrival = change.cause.arrival;
  out.source = "system";
  out.reference_id = change.segment.uuid;
  out.cause = change.cause.fact;
  out.payload = Json(boost::json::object{{"segment", change.name},
                                         {"rule_version", change.rule_version},
                                         {"as_of", render(now)},
                                         {"reason", change.reason}});
  return out;
}

}  // namespace

void each_member(store::Reader& reader, SegmentId id, const std::function<void(const Uuid&)>& member) {
  reader.each(sql::all_members, {{"id", id}}, [&](const store::Row& row) { member(row.uuid(0)); });
}

void set_computed(store::Transaction& tx, SegmentId id, std::int64_t rule_version, std::int64_t size) {
  tx.run(sql::set_computed,
         {{"id", id}, {"rule_version", rule_version}, {"members_count", size}, {"now", tx.now()}});
}

void note_problem(store::Transaction& tx, SegmentId id, const std::string& problem) {
  tx.run(sql::set_problem, {{"id", id}, {"problem", problem}});
}

void write_changes(store::Transaction& tx, std::span<const Change> changes, std::span<const Size> sizes,
                   std::int64_t day) {
  const Instant now = tx.now();
  std::vector<store::Params> added, removed, moves;
  std::vector<facts::Fact> told;
  for (const Change& change : changes) {
    if (change.entered)
      added.push_back({{"contact_id", change.contact}, {"id", change.segment}, {"at", now}});
    else
      removed.push_back({{"contact_id", change.contact}, {"id", change.segment}});
    moves.push_back({{"contact_id", change.contact},
                     {"id", change.segment},
                     {"at", now},
                     {"kind", std::string_view(change.entered ? "entered" : "left")},
                     {"rule_version", change.rule_version},
                     {"reason", change.reason},
                     {"cause", change.cause.fact}});
    if (change.told) told.push_back(fact_of(change, now));
  }
  if (!added.empty()) tx.run_batch(sql::add_member, added);
  if (!removed.empty()) tx.run_batch(sql::remove_member, removed);
  tx.run_batch(sql::add_move, moves);
  if (!told.empty()) facts::record_all(tx, told);
  for (const Size& size : sizes) {
    tx.run(sql::set_count, {{"id", size.segment}, {"members_count", size.size}, {"now", now}});
    tx.run(sql::count_day, {{"id", size.segment},
                            {"day", day},
                            {"size", size.size},
                            {"entered", size.entered},
                            {"gone", size.gone},
                            {"now", now}});
  }
}

}  // namespace rapport::segments
