// The quarantine by reason: how many messages wait for which, and all of one reason sent again or let go.
#pragma once

#include "customer/ingest/accept.h"

namespace rapport::access {
class Access;
}

namespace rapport::ingest {

struct WaitingReason {
  std::string code;
  std::int64_t count = 0;
};
template <class = void>
constexpr auto describe(Type<WaitingReason>) {
  return fields(field<&WaitingReason::code>(), field<&WaitingReason::count>().text("Messages that wait"));
}

struct SettleRequest {
  std::string code;
  std::optional<Uuid> source_id;
  std::optional<std::string>
      field;  // "timestamp", "properties.price": mended in each before it is sent again
  std::optional<std::string> value;
  std::optional<std::string> cursor;
};
template <class = void>
constexpr auto describe(Type<SettleRequest>) {
  using R = SettleRequest;
  return fields(field<&R::code>().not_empty().max_length(100).text("The reason"), field<&R::source_id>(),
                field<&R::field>().max_length(200).text(
                    "What is mended in each before it is sent again: timestamp, properties.price"),
                field<&R::value>().max_length(1'000).is_personal().text(
                    "What it becomes, as JSON or as a text; absent: it is taken out"),
                field<&R::cursor>().max_length(200).text("Where the answer before ended"));
}

struct Settled {
  std::int64_t settled = 0, refused = 0;
  std::optional<std::string> next_cursor;
};
template <class = void>
constexpr auto describe(Type<Settled>) {
  using S = Settled;
  return fields(field<&S::settled>().text("Taken in, or let go"),
                field<&S::refused>().text("Sent again and refused again: they wait on"),
                field<&S::next_cursor>().text("There are more: ask again with it"));
}

std::vector<WaitingReason> list_reasons(store::Reader& reader);
// A portion of 100, the oldest first; what is still refused stays as it is.
Settled replay_some(store::Transaction& tx, const SettleRequest& request, const Uuid& by);
Settled discard_all(store::Transaction& tx, const SettleRequest& request, const Uuid& by);

void register_settling_routes(http::Registry& registry);
std::span<const store::Statement> settling_statements();

}  // namespace rapport::ingest

namespace rapport {
RAPPORT_DESCRIBED(ingest::WaitingReason)
RAPPORT_DESCRIBED(ingest::SettleRequest)
RAPPORT_DESCRIBED(ingest::Settled)
}  // namespace rapport
