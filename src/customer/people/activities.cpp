#include "customer/people/activities.h"

#include <boost/json.hpp>

#include "customer/people/people_api.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::ActivityDraft)
RAPPORT_DESCRIBE_HERE(people::Activity)
}  // namespace rapport

namespace rapport::people {

namespace {

namespace bj = boost::json;

void check(const ActivityDraft& d, Instant now) {
  const bool call = d.type == ActivityType::call, meeting = d.type == ActivityType::meeting;
  const bool visit = d.type == ActivityType::store_visit, answer = d.type == ActivityType::nps_response;
  std::vector<Issue> issues;
  const auto only = [&](bool present, bool belongs, const char* name) {
    if (present && !belongs)
      issues.push_back(
          {name, "not_of_type", "does not belong to the type " + std::string(enum_name(d.type))});
  };
  only(d.direction.has_value(), call, "direction");
  only(d.outcome.has_value(), call, "outcome");
  only(d.minutes.has_value(), call || meeting, "minutes");
  only(d.place.has_value(), meeting || visit, "place");
  only(d.score.has_value(), answer, "score");
  if (d.type == ActivityType::note && (!d.text || d.text->empty()))
    issues.push_back({"text", "required", "is needed for a note"});
  if (answer && !d.score) issues.push_back({"score", "required", "is needed for an answer"});
  if (d.occurred_at && *d.occurred_at > now)
    issues.push_back({"occurred_at", "in_the_future", "must not be later than now"});
  if (!issues.empty()) json::fail_with(std::move(issues));
}

std::string channel_of(ActivityType type) {
  if (type == ActivityType::call) return "phone";
  return type == ActivityType::store_visit ? "in_store" : "";
}

// Whether the person spoke to us by it, or we to the person; a note is neither.
std::optional<Signal> signal_of(const ActivityDraft& d) {
  switch (d.type) {
    case ActivityType::call:
      return d.direction == Direction::inbound ? Signal::person_responded : Signal::message_sent;
    case ActivityType::meeting:
    case ActivityType::nps_response:
    case ActivityType::store_visit:
      return Signal::person_responded;
    case ActivityType::note:
      break;
  }
  return std::nullopt;
}

}  // namespace

Activity record_activity(store::Transaction& tx, ContactId asked, const ActivityDraft& draft,
                         const Caller& caller) {
  check(draft, tx.now());
  const ContactId id = get(tx, asked, caller).id;
  facts::Fact fact;
  fact.contact_id = id.uuid;
  fact.type = enum_name(draft.type);
  fact.occurred_at = draft.occurred_at.value_or(tx.now());
  fact.arrival = tx.now() - fact.occurred_at > hours(24) ? facts::Arrival::backfill : facts::Arrival::live;
  fact.channel = channel_of(draft.type);
  fact.source = caller.source;
  fact.actor = caller.principal.actor();
  bj::object payload;
  if (draft.text) payload["text"] = *draft.text;
  if (draft.type == ActivityType::call)
    payload["direction"] = enum_name(draft.direction.value_or(Direction::outbound));
  if (draft.outcome) payload["outcome"] = *draft.outcome;
  if (draft.minutes) payload["minutes"] = *draft.minutes;
  if (draft.place) payload["place"] = *draft.place;
  if (draft.score) payload["score"] = *draft.score;
  fact.payload = Json(payload);
  const Instant at = fact.occurred_at;
  const bool live = fact.arrival == facts::Arrival::live;
  const auto fact_id = facts::record(tx, std::move(fact));
  // What is written down long afterwards says nothing about where the contact stands today.
  if (const auto moved = signal_of(draft); moved && live) signal(tx, id, *moved, fact_id.uuid);
  return {fact_id, id, draft.type, at};
}

void register_activity_routes(http::Registry& registry) {
  registry.write<ActivityDraft, Activity>(
      {.method = http::Method::post,
       .path = "/api/contacts/{id}/activities",
       .summary = "Write down a note, a call, a meeting, a visit or an answer",
       .permission = "contacts.write",
       .success = 201,
       .tag = "contacts"},
      [](const ActivityDraft& in, http::Call& call, store::Transaction& tx) {
        return record_activity(tx, call.id<ContactId>(), in, caller_of(call));
      });
}

}  // namespace rapport::people
