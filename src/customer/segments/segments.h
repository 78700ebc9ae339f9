// Segments by name: made, changed, copied, archived, removed. Whoever is in them is written by the live
// evaluation (live.h) or, for fixed lists, here.
#pragma once

#include "customer/segments/segment.h"

namespace rapport::segments {

std::vector<Segment> list_segments(store::Reader& reader, const SegmentQuery& query);
std::vector<Segment> list_headers(store::Reader& reader);  // as they are stored, without what is counted
Segment get_header(store::Reader& reader, SegmentId id);   // the same of one; Error(not_found)
Segment get_segment(store::Reader& reader, SegmentId id);  // reads all; Error(not_found)

// Error(invalid) names the place within the rule; Error(conflict) for a name that is taken.
Segment create_segment(store::Transaction& tx, const SegmentDraft& draft, const Caller& caller,
                       std::optional<std::string> template_key = {});
Segment patch_segment(store::Transaction& tx, SegmentId id, const Json& changes, std::int64_t expected,
                      const Caller& caller);
Segment duplicate_segment(store::Transaction& tx, SegmentId id, const Caller& caller);
enum class Shelf { archive, restore };
Segment shelve_segment(store::Transaction& tx, SegmentId id, Shelf shelf, const Caller& caller);
// Error(conflict) while rules of others name it.
void remove_segment(store::Transaction& tx, SegmentId id, std::int64_t expected, const Caller& caller);

// -- members of fixed lists
struct MemberChange {
  std::vector<Uuid> add, remove;
  std::vector<std::string> identifiers;
};
template <class = void>
constexpr auto describe(Type<MemberChange>) {
  using M = MemberChange;
  return fields(field<&M::add>().or_default().max_items(10'000),
                field<&M::remove>().or_default().max_items(10'000),
                field<&M::identifiers>().or_default().max_items(10'000).text(
                    "E-mail addresses, phone numbers, external ids, one each"));
}
struct MemberChanged {
  std::int64_t added = 0, removed = 0;
  std::vector<std::string> unknown;
};
template <class = void>
constexpr auto describe(Type<MemberChanged>) {
  using M = MemberChanged;
  return fields(field<&M::added>(), field<&M::removed>(), field<&M::unknown>().text("Belongs to nobody"));
}
MemberChanged change_members(store::Transaction& tx, SegmentId id, const MemberChange& change,
                             const Caller& caller);

std::span<const store::Statement> statements();

}  // namespace rapport::segments

namespace rapport {
RAPPORT_DESCRIBED(segments::MemberChange)
RAPPORT_DESCRIBED(segments::MemberChanged)
}  // namespace rapport
