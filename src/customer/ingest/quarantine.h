// Messages that could not be taken, with their text and the reason: nothing that was sent is lost without a
// trace. A person looks at them, mends the text, sends them again, or lets them go. Kept for 30 days.
#pragma once

#include "customer/ingest/message.h"
#include "customer/ingest/subjects.h"
#include "platform/http/endpoint.h"

namespace rapport::ingest {

using QuarantineId = Id<struct QuarantineTag>;
enum class QuarantineState { open, replayed, discarded };

struct Quarantined {
  QuarantineId id;
  Uuid source_id;
  std::string source;  // the key's name
  Instant received_at;
  std::string kind, name;
  std::optional<std::string> message_id;
  std::string code, path, message;
  std::string raw;  // in a list its beginning
  QuarantineState state = QuarantineState::open;
  std::optional<Instant> settled_at;
  std::int64_t version = 1;
};
template <class = void>
constexpr auto describe(Type<Quarantined>) {
  using Q = Quarantined;
  return fields(
      field<&Q::id>(), field<&Q::source_id>().text("The key that it came with"), field<&Q::source>(),
      field<&Q::received_at>(), field<&Q::kind>().text("identify, track, …, as far as it could be read"),
      field<&Q::name>().text("Of the event"), field<&Q::message_id>(),
      field<&Q::code>().text("Why, for programs"), field<&Q::path>(), field<&Q::message>().text("Why"),
      field<&Q::raw>().is_personal().text("As it came; in a list its first 500 characters"),
      field<&Q::state>(), field<&Q::settled_at>(), field<&Q::version>());
}

struct QuarantineQuery {
  QuarantineState state = QuarantineState::open;
  std::optional<Uuid> source_id;
  std::optional<std::string> code, cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<QuarantineQuery>) {
  using Q = QuarantineQuery;
  return fields(field<&Q::state>().or_default(), field<&Q::source_id>(),
                field<&Q::code>().max_length(100).text("The reason"), field<&Q::cursor>().max_length(200),
                field<&Q::limit>().or_default().at_least(1).at_most(200));
}

void keep(store::Transaction& tx, const Source& source, std::span<const Refusal> refusals);
http::Page<Quarantined> list_quarantine(store::Reader& reader, const QuarantineQuery& query);
Quarantined get_quarantined(store::Reader& reader, QuarantineId id);  // Error(not_found)
// Error(conflict) when it is not open any more.
void settle(store::Transaction& tx, QuarantineId id, QuarantineState state, const Uuid& by);
void remove_old_quarantine(store::Transaction& tx);

std::span<const store::Statement> quarantine_statements();

}  // namespace rapport::ingest

namespace rapport {
RAPPORT_DESCRIBED(ingest::Quarantined)
RAPPORT_DESCRIBED(ingest::QuarantineQuery)
}  // namespace rapport
