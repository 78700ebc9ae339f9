// When two contacts become one, their facts follow: copied under the other contact and deleted here, with
// their identity, times and place in the feed, so that no subscriber meets them twice.
#pragma once

#include "platform/facts/facts.h"
#include "platform/facts/marks.h"

namespace rapport::facts {

std::int64_t count_of_contact(store::Reader& reader, const Uuid& contact);
// Some of a contact's facts, in the order of their ids.
std::vector<FactId> list_ids(store::Reader& reader, const Uuid& contact, int limit);
// Received after that moment, in the order of their ids.
std::vector<FactId> list_ids_since(store::Reader& reader, const Uuid& contact, Instant received_after);
// Those that tell of a record: of an order, a message.
std::vector<FactId> list_ids_about(store::Reader& reader, const Uuid& contact, const Uuid& reference);
// Moves those that are there; how many.
std::int64_t move(store::Transaction& tx, const Uuid& from, const Uuid& to, std::span<const FactId> ids);

// Says in the feed that facts of a contact, or rows beside them, came from another or went to one.
void mark_moved(store::Transaction& tx, const Uuid& contact, const Uuid& other);

std::span<const store::Statement> move_statements();

}  // namespace rapport::facts
