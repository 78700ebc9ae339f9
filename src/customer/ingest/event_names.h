// The catalogue of event names: what sources have sent under which name, with which properties of which
// types, kept by a subscriber of the feed a moment after the facts. People describe names there, block one
// (it is not taken in any more) or rename one (it is taken in under another name). A property that comes with
// a type which it rarely has is marked: a source has probably changed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/describe.h"
#include "base/json.h"
#include "platform/facts/facts.h"
#include "platform/store/batch.h"

namespace rapport::ingest {

struct EventName {
  std::string name;
  std::int64_t seen = 0;
  Instant first_seen_at, last_seen_at;
  std::string description;
  bool blocked = false;
  std::optional<std::string> renamed_to;
  std::int64_t warnings = 0;  // properties with an unexpected type
  std::int64_t version = 1;
};
template <class = void>
constexpr auto describe(Type<EventName>) {
  using E = EventName;
  return fields(field<&E::name>(), field<&E::seen>(), field<&E::first_seen_at>(), field<&E::last_seen_at>(),
                field<&E::description>(), field<&E::blocked>().text("Not taken in any more"),
                field<&E::renamed_to>().text("Taken in under this name"),
                field<&E::warnings>().text("Properties that came with an unexpected type"),
                field<&E::version>());
}

struct EventProperty {
  std::string property, type;  // type: text, number, boolean, time, list, object, null
  std::int64_t seen = 0;
  Instant first_seen_at, last_seen_at;
  std::string sample;
  bool unexpected = false;
};
template <class = void>
constexpr auto describe(Type<EventProperty>) {
  using P = EventProperty;
  return fields(field<&P::property>(), field<&P::type>(), field<&P::seen>(), field<&P::first_seen_at>(),
                field<&P::last_seen_at>(), field<&P::sample>().is_personal(),
                field<&P::unexpected>().text("The property has another type nearly always"));
}

struct EventDetails {
  EventName event;
  std::vector<EventProperty> properties;
  Json sample;  // the payload of the last one
};
template <class = void>
constexpr auto describe(Type<EventDetails>) {
  using D = EventDetails;
  return fields(field<&D::event>(), field<&D::properties>(), field<&D::sample>().is_personal());
}

struct EventChange {
  std::string description;
  bool blocked = false;
  std::optional<std::string> renamed_to;
};
template <class = void>
constexpr auto describe(Type<EventChange>) {
  using C = EventChange;
  return fields(field<&C::description>().or_default().max_length(1'000), field<&C::blocked>().or_default(),
                field<&C::renamed_to>().max_length(200));
}

// By last seen, newest first; at most 1,000.
std::vector<EventName> list_event_names(store::Reader& reader, std::string_view search);
EventDetails get_event(store::Reader& reader, const std::string& name);  // Error(not_found)
void change_event(store::Transaction& tx, const std::string& name, const EventChange& change);

// What intake does with a name: nothing, leave it out, or give it another.
struct NameRule {
  bool blocked = false;
  std::string renamed_to;
};
using NameRules = std::map<std::string, NameRule, std::less<>>;
store::Executions ask_name_rules(NameRules& out);  // what is to be read for them

// How much a key sent.
struct SourceMinute {
  Instant minute;
  std::int64_t accepted = 0;
};
template <class = void>
constexpr auto describe(Type<SourceMinute>) {
  return fields(field<&SourceMinute::minute>(), field<&SourceMinute::accepted>());
}
struct SourceHealth {
  Uuid id;
  std::string name, kind;
  std::optional<Instant> last_seen_at;
  std::int64_t accepted_hour = 0, accepted_day = 0, quarantined_day = 0, quarantined_open = 0;
  std::vector<SourceMinute> minutes;  // of the last hour, those in which something came
  // Whole requests, of which nothing could be read: refusals.h.
  std::int64_t rejected_day = 0;
  std::optional<Instant> rejected_at;
  std::optional<std::string> rejected_for;
};
template <class = void>
constexpr auto describe(Type<SourceHealth>) {
  using S = SourceHealth;
  return fields(field<&S::id>(), field<&S::name>(), field<&S::kind>(), field<&S::last_seen_at>(),
                field<&S::accepted_hour>(), field<&S::accepted_day>(), field<&S::quarantined_day>(),
                field<&S::quarantined_open>(), field<&S::minutes>(),
                field<&S::rejected_day>().text(
                    "Requests that were refused as a whole, by this process, in 24 hours at most"),
                field<&S::rejected_at>().text("The last of them"),
                field<&S::rejected_for>().text("Why: unauthenticated, forbidden, too_large, invalid, …"));
}
std::vector<SourceHealth> list_sources(store::Reader& reader);

class NameKeeper : public facts::Subscriber {
 public:
  std::string_view name() const override { return "ingest.names"; }
  int page_size() const override { return 500; }
  void handle(store::Transaction& tx, const std::vector<facts::Fact>& facts) override;
};

std::span<const store::Statement> name_statements();

}  // namespace rapport::ingest

namespace rapport {
RAPPORT_DESCRIBED(ingest::EventName)
RAPPORT_DESCRIBED(ingest::EventProperty)
RAPPORT_DESCRIBED(ingest::EventDetails)
RAPPORT_DESCRIBED(ingest::EventChange)
RAPPORT_DESCRIBED(ingest::SourceMinute)
RAPPORT_DESCRIBED(ingest::SourceHealth)
}  // namespace rapport
