// Pairs of contacts that may be one person, as they are kept: the queue that people work through. A pair that
// somebody dismissed stays dismissed, whatever is found later.
#pragma once

#include "customer/people/duplicates/find_pairs.h"
#include "platform/http/endpoint.h"

namespace rapport::people::duplicates {

enum class PairState { open, dismissed };

struct StoredPair {
  ContactId contact_id, other_id;
  std::int64_t score = 0;
  std::vector<Reason> reasons;
  PairState state = PairState::open;
  Instant found_at, checked_at;
  std::optional<Instant> decided_at;
  std::optional<Uuid> decided_by;
};
template <class = void>
constexpr auto describe(Type<StoredPair>) {
  using P = StoredPair;
  return fields(field<&P::contact_id>(), field<&P::other_id>(), field<&P::score>(), field<&P::reasons>(),
                field<&P::state>(), field<&P::found_at>(), field<&P::checked_at>(), field<&P::decided_at>(),
                field<&P::decided_by>());
}

// Both contacts as the caller may see them.
struct DuplicatePair {
  Contact first, second;  // the older record first
  std::int64_t score = 0;
  std::vector<Reason> reasons;
  PairState state = PairState::open;
  Instant found_at;
};
template <class = void>
constexpr auto describe(Type<DuplicatePair>) {
  using P = DuplicatePair;
  return fields(field<&P::first>(), field<&P::second>(),
                field<&P::score>().text("0 to 100; 90 and more is nearly certain"),
                field<&P::reasons>().text("Why they may be one person, the weightiest first"),
                field<&P::state>(), field<&P::found_at>());
}

struct PairQuery {
  PairState state = PairState::open;
  std::int32_t min_score = shown_from;
  std::optional<std::string> cursor;
  std::int32_t limit = 25;
};
template <class = void>
constexpr auto describe(Type<PairQuery>) {
  using Q = PairQuery;
  return fields(field<&Q::state>().or_default().text("open, or dismissed"),
                field<&Q::min_score>().or_default().at_least(0).at_most(100),
                field<&Q::cursor>().max_length(200).text("next_cursor of the page before"),
                field<&Q::limit>().or_default().at_least(1).at_most(100));
}
using PairPage = http::Page<DuplicatePair>;

// Best first. Both contacts are in the caller's records; the total stands on the first page, exact up to
// 1,000.
PairPage list_pairs(store::Reader& reader, const PairQuery& query, const Caller& caller);
std::vector<DuplicatePair> pairs_of_contact(store::Reader& reader, ContactId id, const Caller& caller);
http::Total count_pairs(store::Reader& reader, const Caller& caller);

// "They are two people", or that again taken back. Error(not_found) for a contact outside of the caller's
// records.
DuplicatePair decide(store::Transaction& tx, ContactId a, ContactId b, PairState state, const Caller& caller);

// -- keeping ---------------------------------------------------------------------------------------------
void save_pairs(store::Transaction& tx, std::span<const Pair> pairs, Instant checked_at);
// Open pairs that a search of all contacts, begun at that time, did not find again; a portion, false when
// there is more.
bool drop_unconfirmed(store::Transaction& tx, Instant begun_at);
void drop_pairs_of(store::Transaction& tx, ContactId id);  // it was merged, deleted or erased
std::vector<StoredPair> stored_pairs_of(store::Reader& reader, ContactId id);
void drop_pair(store::Transaction& tx, ContactId first, ContactId second);  // when it is open

std::span<const store::Statement> pair_statements();

}  // namespace rapport::people::duplicates

namespace rapport {
RAPPORT_DESCRIBED(people::duplicates::StoredPair)
RAPPORT_DESCRIBED(people::duplicates::DuplicatePair)
RAPPORT_DESCRIBED(people::duplicates::PairQuery)
RAPPORT_DESCRIBED(people::duplicates::PairPage)
}  // namespace rapport
