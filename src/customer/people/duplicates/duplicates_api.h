// The endpoints of possible duplicates and of merging.
#pragma once

#include "customer/people/duplicates/merge.h"
#include "customer/people/duplicates/pairs.h"

namespace rapport::people::duplicates {

// `parts`: of every module that keeps rows of contacts; they outlive the registry.
void register_routes(http::Registry& registry, const Parts& parts);

struct SearchState {
  http::Total open;
  bool running = false;
  Json progress;
  std::optional<Instant> finished_at;
};
template <class = void>
constexpr auto describe(Type<SearchState>) {
  using S = SearchState;
  return fields(field<&S::open>().text("Pairs that wait for a decision, exact up to 1,000"),
                field<&S::running>(),
                field<&S::progress>().text("step (reading, comparing, saving) and done, while it runs"),
                field<&S::finished_at>().text("When all contacts were last compared"));
}

struct Decision {
  ContactId contact_id, other_id;
  PairState state = PairState::dismissed;
};
template <class = void>
constexpr auto describe(Type<Decision>) {
  using D = Decision;
  return fields(field<&D::contact_id>(), field<&D::other_id>(),
                field<&D::state>().or_default().text("dismissed: they are two people; open: put back"));
}

using PairList = http::Page<DuplicatePair>;
using MergePage = http::Page<Merge>;

}  // namespace rapport::people::duplicates

namespace rapport {
RAPPORT_DESCRIBED(people::duplicates::SearchState)
RAPPORT_DESCRIBED(people::duplicates::Decision)
RAPPORT_DESCRIBED(people::duplicates::MergePage)
}  // namespace rapport
