#include "customer/people/activities.h"

#include <boost/json.hpp>

#include "customer/people/activity_rows.h"
#include "customer/people/people_api.h"
#include "platform/access/audit.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::ActivityDraft)
RAPPORT_DESCRIBE_HERE(people::Activity)
RAPPORT_DESCRIBE_HERE(people::ActivityChange)
RAPPORT_DESCRIBE_HERE(people::ActivityVersion)
RAPPORT_DESCRIBE_HERE(people::ActivityHistory)
}  // namespace rapport

namespace rapport::people {

namespace {

namespace bj = boost::json;

}  // namespace

void check_activity(const ActivityDraft& d, Instant now) {
  const bool call = d.type == ActivityType::call, meeting = d.type == ActivityType::meeting;
  const bool visit = d.type == ActivityType::store_visit, answer = d.type == ActivityType::nps_response;
  std::vector<Issue> issues;
  const auto only = [&](bool present, bool belongs, const char* name) {
    if (present && !belongs)
      issues.push_back(
          {name, "not_of_type", "does not belong to the type " + std::string(enum_name(d.type))});
  };
  only(d.direction.has_value(), call, "direction");
  only(d.outcome.has_value(), call || meeting, "outcome");
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

namespace {

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

boost::json::object activity_payload(const ActivityDraft& d) {
  bj::object payload;
  if (d.text) payload["text"] = *d.text;
  if (d.type == ActivityType::call)
    payload["direction"] = enum_name(d.direction.value_or(Direction::outbound));
  if (d.outcome) payload["outcome"] = *d.outcome;
  if (d.minutes) payload["minutes"] = *d.minutes;
  if (d.place) payload["place"] = *d.place;
  if (d.score) payload["score"] = *d.score;
  return payload;
}

Activity record_activity(store::Transaction& tx, ContactId asked, const ActivityDraft& draft,
                         const Caller& caller) {
  check_activity(draft, tx.now());
  const ContactId id = get(tx, asked, caller).id;
  facts::Fact fact;
  fact.contact_id = id.uuid;
  fact.type = enum_name(draft.type);
  fact.occurred_at = draft.occurred_at.value_or(tx.now());
  const bool late = tx.now() - fact.occurred_at > hours(24);
  fact.arrival = late ? facts::Arrival::backfill : caller.arrival;
  fact.channel = channel_of(draft.type);
  fact.source = caller.source;
  fact.actor = caller.principal.actor();
  fact.payload = Json(activity_payload(draft));
  const bool live = fact.arrival == facts::Arrival::live;
  const auto fact_id = facts::record(tx, std::move(fact));
  insert_activity(tx, id, fact_id);
  // What is written down long afterwards says nothing about where the contact stands today.
  if (const auto moved = signal_of(draft); moved && live) signal(tx, id, *moved, fact_id.uuid);
  return get_activity(tx, fact_id, caller);
}

namespace {

void note(store::Transaction& tx, const http::Call& call, const char* action, const Activity& a,
          const std::string& what, std::vector<json::Change> changes = {}) {
  access::audit(tx, call,
                {.action = action,
                 .object_type = "contact",
                 .object_id = render(a.contact_id),
                 .summary = what + " a " + std::string(enum_name(a.type)),
                 .changes = std::move(changes)});
}

Activity change_one(const http::Patch<ActivityChange>& in, http::Call& call, store::Transaction& tx) {
  const Caller caller = caller_of(call);
  const Activity before = get_activity(tx, call.id<facts::FactId>(), caller);
  call.require_version(before.version, before);
  ActivityChange change = change_of(before);
  in.apply(change);
  Activity after = change_activity(tx, before, change, caller);
  if (after.version != before.version)
    note(tx, call, "activity.updated", after, "Changed",
         access::audit_changes(change_of(before), change_of(after)));
  call.set_version(after.version);
  return after;
}

}  // namespace

void register_activity_routes(http::Registry& registry) {
  using http::Method;
  registry.write<ActivityDraft, Activity>(
      {.method = Method::post,
       .path = "/api/contacts/{id}/activities",
       .summary = "Write down a note, a call, a meeting, a visit or an answer",
       .permission = "contacts.write",
       .success = 201,
       .tag = "contacts"},
      [](const ActivityDraft& in, http::Call& call, store::Transaction& tx) {
        return record_activity(tx, call.id<ContactId>(), in, caller_of(call));
      });
  registry.read<http::Nothing, Activity>({.path = "/api/activities/{id}",
                                          .summary = "Read what was written down of a contact",
                                          .permission = "contacts.read",
                                          .tag = "contacts"},
                                         [](const http::Nothing&, http::Call& call, store::Reader& reader) {
                                           Activity a = get_activity(reader, call.id<facts::FactId>(),
                                                                     caller_of(call));
                                           call.set_version(a.version);
                                           return a;
                                         });
  registry.read<http::Nothing, ActivityHistory>(
      {.path = "/api/activities/{id}/history",
       .summary = "List how it was written down before, the latest first",
       .permission = "contacts.read",
       .tag = "contacts"},
      [](const http::Nothing&, http::Call& call, store::Reader& reader) {
        return activity_history(reader, get_activity(reader, call.id<facts::FactId>(), caller_of(call)));
      });
  registry.write<http::Patch<ActivityChange>, Activity>(
      {.method = Method::patch,
       .path = "/api/activities/{id}",
       .summary = "Change a note, a call, a meeting, a visit or an answer",
       .description =
           "The change is a fact of its own, `activity_changed`; the timeline shows the last state.",
       .permission = "contacts.write",
       .tag = "contacts"},
      change_one);
  registry.write<http::Nothing, Activity>({.method = Method::delete_,
                                           .path = "/api/activities/{id}",
                                           .summary = "Take back what was written down",
                                           .description = "It leaves the timeline, and may be restored.",
                                           .permission = "contacts.write",
                                           .tag = "contacts"},
                                          [](const http::Nothing&, http::Call& call, store::Transaction& tx) {
                                            const Caller caller = caller_of(call);
                                            const Activity before =
                                                get_activity(tx, call.id<facts::FactId>(), caller);
                                            call.require_version(before.version, before);
                                            Activity after = remove_activity(tx, before, caller);
                                            note(tx, call, "activity.removed", after, "Took back");
                                            return after;
                                          });
  registry.write<http::Nothing, Activity>(
      {.method = Method::post,
       .path = "/api/activities/{id}/restore",
       .summary = "Restore what was taken back",
       .permission = "contacts.write",
       .tag = "contacts"},
      [](const http::Nothing&, http::Call& call, store::Transaction& tx) {
        const Caller caller = caller_of(call);
        Activity after = restore_activity(tx, get_activity(tx, call.id<facts::FactId>(), caller), caller);
        note(tx, call, "activity.restored", after, "Restored");
        return after;
      });
}

}  // namespace rapport::people
