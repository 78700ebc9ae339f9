// A segment: the contacts that meet a rule, kept live; or a fixed list, whose members are put in by hand.
// What a rule says is platform/rules; how it is answered in milliseconds is columns/.
#pragma once

#include "customer/people/people.h"
#include "platform/http/endpoint.h"

namespace rapport::segments {

using SegmentId = Id<struct SegmentTag>;
using people::Caller;

enum class SegmentKind { custom, behavioral, lifecycle, rfm, clv, list };

struct SegmentDraft {
  std::string name;
  std::string description;
  SegmentKind kind = SegmentKind::custom;
  Json rule;
  std::vector<Json> optional_conditions;
  bool active = true;
};
template <class = void>
constexpr auto describe(Type<SegmentDraft>) {
  using S = SegmentDraft;
  return fields(field<&S::name>().not_empty().max_length(100).text("Rules of others call it by its name"),
                field<&S::description>().or_default().max_length(1'000), field<&S::kind>().or_default(),
                field<&S::rule>().or_default().text("A rule, as text (\"country = FR AND DID login IN LAST "
                                                    "30 days\") or as JSON; null for a fixed list"),
                field<&S::optional_conditions>().or_default().max_items(20).text(
                    "Rules that make a member more relevant: the share that it meets is its relevance score"),
                field<&S::active>().or_default().text("Whether it follows what happens"));
}

struct Segment {
  SegmentId id;
  std::string name, description;
  SegmentKind kind = SegmentKind::custom;
  Json rule;
  std::string rule_text;
  std::vector<Json> optional_conditions;
  bool active = true;
  std::optional<std::string> template_;
  std::int64_t members_count = 0;
  std::optional<Instant> counted_at;
  bool computing = false;
  std::string problem;
  std::int64_t entered_30_days = 0, left_30_days = 0;
  std::vector<std::string> used_by;
  std::int64_t rule_version = 1, computed_version = 0;
  Instant created_at, updated_at;
  std::optional<Instant> archived_at;
  std::int64_t version = 1;
};
template <class = void>
constexpr auto describe(Type<Segment>) {
  using S = Segment;
  return fields(
      field<&S::id>(), field<&S::name>(), field<&S::description>(), field<&S::kind>(),
      field<&S::rule>().text("As JSON; null for a fixed list"),
      field<&S::rule_text>().text("The same as text; empty for a fixed list"),
      field<&S::optional_conditions>(), field<&S::active>(),
      field<&S::template_>().text("The ready segment that it was made from"), field<&S::members_count>(),
      field<&S::counted_at>(), field<&S::computing>().text("Its members are being found for the first time"),
      field<&S::problem>().text("Why it stands still; empty when all is well"), field<&S::entered_30_days>(),
      field<&S::left_30_days>(), field<&S::used_by>().text("Names of the segments whose rules name it"),
      field<&S::rule_version>(), field<&S::computed_version>().text("Of the rule, whose members are shown"),
      field<&S::created_at>(), field<&S::updated_at>(), field<&S::archived_at>(), field<&S::version>());
}

struct SegmentQuery {
  std::optional<std::string> search;
  std::optional<SegmentKind> kind;
  bool archived = false;
};
template <class = void>
constexpr auto describe(Type<SegmentQuery>) {
  using Q = SegmentQuery;
  return fields(field<&Q::search>().max_length(100), field<&Q::kind>(), field<&Q::archived>().or_default());
}
using SegmentPage = http::Page<Segment>;

}  // namespace rapport::segments

namespace rapport {
RAPPORT_DESCRIBED(segments::SegmentDraft)
RAPPORT_DESCRIBED(segments::Segment)
RAPPORT_DESCRIBED(segments::SegmentQuery)
RAPPORT_DESCRIBED(segments::SegmentPage)
}  // namespace rapport
