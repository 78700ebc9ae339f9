// The endpoints of the developers' page: what comes in, from where, under which names.
#include "customer/ingest/event_names.h"
#include "customer/ingest/ingest_api.h"
#include "customer/ingest/stream.h"
#include "customer/people/people_api.h"
#include "platform/access/audit.h"

namespace rapport::ingest {

struct EventNameQuery {
  std::optional<std::string> search, name;
};
template <class = void>
constexpr auto describe(Type<EventNameQuery>) {
  using Q = EventNameQuery;
  return fields(field<&Q::search>().max_length(200), field<&Q::name>().max_length(200));
}
// Names hold any character, so they stand in the query and not in the path.
struct EventOfName {
  std::string name;
};
template <class = void>
constexpr auto describe(Type<EventOfName>) {
  return fields(field<&EventOfName::name>().not_empty().max_length(200));
}
struct NamedChange {
  std::string name, description;
  bool blocked = false;
  std::optional<std::string> renamed_to;
};
template <class = void>
constexpr auto describe(Type<NamedChange>) {
  using C = NamedChange;
  return fields(field<&C::name>().not_empty().max_length(200),
                field<&C::description>().or_default().max_length(1'000),
                field<&C::blocked>().or_default().text("Not taken in any more"),
                field<&C::renamed_to>().max_length(200).text("Taken in under this name from now on"));
}

}  // namespace rapport::ingest

namespace rapport {
RAPPORT_DESCRIBED(ingest::EventNameQuery)
RAPPORT_DESCRIBED(ingest::EventOfName)
RAPPORT_DESCRIBED(ingest::NamedChange)
RAPPORT_DESCRIBE_HERE(ingest::EventNameQuery)
RAPPORT_DESCRIBE_HERE(ingest::EventOfName)
RAPPORT_DESCRIBE_HERE(ingest::NamedChange)
RAPPORT_DESCRIBE_HERE(ingest::EventName)
RAPPORT_DESCRIBE_HERE(ingest::EventProperty)
RAPPORT_DESCRIBE_HERE(ingest::EventDetails)
RAPPORT_DESCRIBE_HERE(ingest::EventChange)
RAPPORT_DESCRIBE_HERE(ingest::SourceMinute)
RAPPORT_DESCRIBE_HERE(ingest::SourceHealth)
RAPPORT_DESCRIBE_HERE(ingest::StreamQuery)
RAPPORT_DESCRIBE_HERE(ingest::StreamedFact)
}  // namespace rapport

namespace rapport::ingest {

namespace {

void add_refusals(SourceHealth& source, const Refusals::Count& count) {
  source.rejected_day = count.day;
  source.rejected_at = count.at;
  if (count.at) source.rejected_for = count.code;
}

// With those that came without a key that is known here, which are no source's.
std::vector<SourceHealth> health_of(store::Reader& reader, const Refusals& refusals, Instant now) {
  auto out = list_sources(reader);
  for (auto& source : out) add_refusals(source, refusals.of(source.id, now));
  if (const auto unknown = refusals.of({}, now); unknown.day > 0) {
    SourceHealth nobody;
    nobody.kind = "unknown";
    add_refusals(nobody, unknown);
    out.push_back(std::move(nobody));
  }
  return out;
}

}  // namespace

void register_catalogue_routes(http::Registry& registry, std::shared_ptr<const Refusals> refusals,
                               const Clock& clock) {
  registry.read<StreamQuery, http::Page<StreamedFact>>(
      {.path = "/api/events/stream",
       .summary = "The newest facts of everybody",
       .permission = "events.read",
       .tag = "events"},
      [](const StreamQuery& query, http::Call& call, store::Reader& reader) {
        return http::Page<StreamedFact>{list_stream(reader, query, people::caller_of(call)), {}, {}};
      });
  registry.read<StreamQuery, http::Page<StreamedFact>>(
      {.method = http::Method::post,
       .path = "/api/events/stream/query",
       .summary = "The newest facts of everybody, by a long filter",
       .description = "The same as `GET /api/events/stream`, with its parameters as members of the body.",
       .permission = "events.read",
       .tag = "events"},
      [](const StreamQuery& query, http::Call& call, store::Reader& reader) {
        return http::Page<StreamedFact>{list_stream(reader, query, people::caller_of(call)), {}, {}};
      });
  registry.read<http::Nothing, http::Page<SourceHealth>>(
      {.path = "/api/events/sources",
       .summary = "How much each write key sends, and how much of it could not be taken",
       .description =
           "Requests that came with no key that is known here are told as one of the kind `unknown`.",
       .permission = "events.read",
       .tag = "events"},
      [refusals, &clock](const http::Nothing&, http::Call&, store::Reader& reader) {
        return http::Page<SourceHealth>{health_of(reader, *refusals, clock.now()), {}, {}};
      });
  registry.read<EventNameQuery, http::Page<EventName>>(
      {.path = "/api/events/names",
       .summary = "The names under which events came in",
       .permission = "events.read",
       .tag = "events"},
      [](const EventNameQuery& query, http::Call&, store::Reader& reader) {
        return http::Page<EventName>{list_event_names(reader, query.search.value_or("")), {}, {}};
      });
  registry.read<EventOfName, EventDetails>(
      {.path = "/api/events/name",
       .summary = "One event name with its properties and the last sample",
       .permission = "events.read",
       .tag = "events"},
      [](const EventOfName& query, http::Call&, store::Reader& reader) {
        return get_event(reader, query.name);
      });
  registry.write<NamedChange, EventDetails>(
      {.method = http::Method::put,
       .path = "/api/events/name",
       .summary = "Describe, block or rename an event",
       .permission = "events.manage",
       .tag = "events"},
      [](const NamedChange& in, http::Call& call, store::Transaction& tx) {
        change_event(tx, in.name, {in.description, in.blocked, in.renamed_to});
        access::audit(tx, call,
                      {.action = "event_name.changed",
                       .object_type = "event_name",
                       .object_id = in.name,
                       .summary = "Changed how the event " + in.name + " is taken in"});
        return get_event(tx, in.name);
      });
}

}  // namespace rapport::ingest
