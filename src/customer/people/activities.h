// What people did with a contact and write down themselves: notes, calls, meetings, visits to a store,
// answers to "would you recommend us". Each is a fact of the timeline; a call or a meeting moves the
// contact's stage like any word of ours or of the person.
//
// A change is a fact of its own, `activity_changed`, that takes the place of the one before on the timeline,
// at the activity's time; taking one back is `activity_removed`, which may be undone by `activity_restored`.
// The row of `activities` says which fact holds now.
#pragma once

#include "customer/people/people.h"
#include "platform/http/endpoint.h"

namespace rapport::people {

enum class ActivityType { note, call, meeting, store_visit, nps_response };
enum class Direction { outbound, inbound };  // seen from us

struct ActivityDraft {
  ActivityType type = ActivityType::note;
  std::optional<std::string> text;
  std::optional<Instant> occurred_at;
  std::optional<Direction> direction;
  std::optional<std::int32_t> minutes, score;
  std::optional<std::string> outcome, place;
};
template <class = void>
constexpr auto describe(Type<ActivityDraft>) {
  using A = ActivityDraft;
  return fields(field<&A::type>(),
                field<&A::text>().max_length(10'000).is_personal().text("A note needs one"),
                field<&A::occurred_at>().text("Now when absent; not later than now"),
                field<&A::direction>().text("Of a call: outbound when absent"),
                field<&A::minutes>().at_least(0).at_most(10'000).text("Of a call or a meeting"),
                field<&A::score>().at_least(0).at_most(10).text("Of an nps_response, which needs one"),
                field<&A::outcome>().max_length(200).text("Of a call or a meeting"),
                field<&A::place>().max_length(200).text("Of a meeting or a visit"));
}

struct Activity {
  facts::FactId id;
  ContactId contact_id;
  ActivityType type = ActivityType::note;
  Instant occurred_at;
  std::optional<std::string> text;
  std::optional<Direction> direction;
  std::optional<std::int32_t> minutes, score;
  std::optional<std::string> outcome, place;
  std::int64_t changes = 0;
  std::optional<Instant> changed_at, removed_at;
  std::int64_t version = 1;
};
template <class = void>
constexpr auto describe(Type<Activity>) {
  using A = Activity;
  return fields(field<&A::id>(), field<&A::contact_id>(), field<&A::type>(), field<&A::occurred_at>(),
                field<&A::text>().is_personal(), field<&A::direction>(), field<&A::minutes>(),
                field<&A::score>(), field<&A::outcome>(), field<&A::place>(),
                field<&A::changes>().text("How often it was changed"), field<&A::changed_at>(),
                field<&A::removed_at>(), field<&A::version>());
}

// What PATCH may change.
struct ActivityChange {
  Instant occurred_at;
  std::optional<std::string> text;
  std::optional<Direction> direction;
  std::optional<std::int32_t> minutes, score;
  std::optional<std::string> outcome, place;
};
template <class = void>
constexpr auto describe(Type<ActivityChange>) {
  using A = ActivityChange;
  return fields(field<&A::occurred_at>().text("Not later than now"),
                field<&A::text>().max_length(10'000).is_personal().text("A note needs one"),
                field<&A::direction>().text("Of a call"),
                field<&A::minutes>().at_least(0).at_most(10'000).text("Of a call or a meeting"),
                field<&A::score>().at_least(0).at_most(10).text("Of an nps_response, which needs one"),
                field<&A::outcome>().max_length(200).text("Of a call or a meeting"),
                field<&A::place>().max_length(200).text("Of a meeting or a visit"));
}

// How it was at one time, the latest first.
struct ActivityVersion {
  Instant written_at, occurred_at;
  std::optional<std::string> by;  // name of the user
  std::optional<std::string> text;
  std::optional<Direction> direction;
  std::optional<std::int32_t> minutes, score;
  std::optional<std::string> outcome, place;
};
template <class = void>
constexpr auto describe(Type<ActivityVersion>) {
  using A = ActivityVersion;
  return fields(field<&A::written_at>(), field<&A::occurred_at>(), field<&A::by>(),
                field<&A::text>().is_personal(), field<&A::direction>(), field<&A::minutes>(),
                field<&A::score>(), field<&A::outcome>(), field<&A::place>());
}
using ActivityHistory = http::Page<ActivityVersion>;

// Error(invalid) names the field that is missing or does not belong to the type.
Activity record_activity(store::Transaction& tx, ContactId id, const ActivityDraft& draft,
                         const Caller& caller);

// -- what was written down before: within the caller's records, not_found else
// ---------------------------------
Activity get_activity(store::Reader& reader, facts::FactId id, const Caller& caller);
Activity change_activity(store::Transaction& tx, const Activity& before, const ActivityChange& change,
                         const Caller& caller);
// Error(conflict) where there is nothing to take back or to restore.
Activity remove_activity(store::Transaction& tx, const Activity& activity, const Caller& caller);
Activity restore_activity(store::Transaction& tx, const Activity& activity, const Caller& caller);
ActivityHistory activity_history(store::Reader& reader, const Activity& activity);

// For the timeline: facts that a later one took the place of, or that were taken back, go; a change gets the
// type of what it changed.
bool is_activity(std::string_view type);
void sift_activities(store::Reader& reader, std::vector<facts::Fact>& facts);
// Of a fact as sift_activities leaves it: the activity's id, when it was changed last, who wrote it first.
struct ActivityMarks {
  facts::FactId id;
  std::optional<Instant> changed_at;
  std::optional<Uuid> author;
};
ActivityMarks marks_of(const facts::Fact& fact);

namespace duplicates {
class Part;
}
const duplicates::Part& activities_part();
std::span<const store::Statement> activity_statements();

void register_activity_routes(http::Registry& registry);

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::ActivityDraft)
RAPPORT_DESCRIBED(people::Activity)
RAPPORT_DESCRIBED(people::ActivityChange)
RAPPORT_DESCRIBED(people::ActivityVersion)
RAPPORT_DESCRIBED(people::ActivityHistory)
}  // namespace rapport
