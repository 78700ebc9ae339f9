// Facts as they arrive, newest first, of everybody: what a developer watches while wiring a source up.
#pragma once

#include "customer/people/people.h"
#include "platform/facts/facts.h"
#include "platform/http/endpoint.h"

namespace rapport::ingest {

struct StreamQuery {
  std::optional<std::string> type;
  std::optional<Uuid> source_id;
  Json filter;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<StreamQuery>) {
  using Q = StreamQuery;
  return fields(field<&Q::type>().max_length(200).text("Facts of this name alone"),
                field<&Q::source_id>().text("Facts that came with this key"),
                field<&Q::filter>().or_default().text(
                    "A condition over each fact, as rules write it; fields: GET /api/rules, under `facts`"),
                field<&Q::limit>().or_default().at_least(1).at_most(200));
}

struct StreamedFact {
  Uuid id;
  std::optional<Uuid> contact_id;  // absent: nobody's yet
  std::optional<std::string> contact_name;
  std::string type;
  Instant occurred_at, received_at;
  facts::Arrival arrival = facts::Arrival::live;
  std::string channel, source;
  std::optional<std::string> source_name;  // of the key
  Json payload;
};
template <class = void>
constexpr auto describe(Type<StreamedFact>) {
  using F = StreamedFact;
  return fields(field<&F::id>(), field<&F::contact_id>().text("Absent while nobody knows who it is"),
                field<&F::contact_name>().is_personal(), field<&F::type>(), field<&F::occurred_at>(),
                field<&F::received_at>(), field<&F::arrival>(), field<&F::channel>(), field<&F::source>(),
                field<&F::source_name>().text("Name of the key it came with"),
                field<&F::payload>().is_personal());
}

// Looks at the newest 20,000 facts. Within the caller's records: what is nobody's, and one's own contacts'.
std::vector<StreamedFact> list_stream(store::Reader& reader, const StreamQuery& query,
                                      const people::Caller& caller);

}  // namespace rapport::ingest

namespace rapport {
RAPPORT_DESCRIBED(ingest::StreamQuery)
RAPPORT_DESCRIBED(ingest::StreamedFact)
}  // namespace rapport
