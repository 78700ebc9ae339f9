// What people did with a contact and write down themselves: notes, calls, meetings, visits to a store,
// answers to "would you recommend us". Each is a fact of the timeline; a call or a meeting moves the
// contact's stage like any word of ours or of the person.
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
                field<&A::outcome>().max_length(200).text("Of a call"),
                field<&A::place>().max_length(200).text("Of a meeting or a visit"));
}

struct Activity {
  facts::FactId id;
  ContactId contact_id;
  ActivityType type = ActivityType::note;
  Instant occurred_at;
};
template <class = void>
constexpr auto describe(Type<Activity>) {
  return fields(field<&Activity::id>(), field<&Activity::contact_id>(), field<&Activity::type>(),
                field<&Activity::occurred_at>());
}

// Error(invalid) names the field that is missing or does not belong to the type.
Activity record_activity(store::Transaction& tx, ContactId id, const ActivityDraft& draft,
                         const Caller& caller);

void register_activity_routes(http::Registry& registry);

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::ActivityDraft)
RAPPORT_DESCRIBED(people::Activity)
}  // namespace rapport
