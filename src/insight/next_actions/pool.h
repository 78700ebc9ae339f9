// Whom to act on, over all contacts: a bounded pool of those with the highest expected values, made anew each
// hour by the columns of segments, so that a list reads rows in the order of an index and ranks nobody. In it
// are the 5,000 best of all and the 200 best of each owner.
#pragma once

#include "insight/next_actions/candidates.h"
#include "platform/jobs/handler.h"

namespace rapport::next_actions {

inline constexpr std::size_t most_in_pool = 5'000, most_of_owner = 200;

struct Pooled {
  Uuid contact_id, action_id, owner_id;  // owner nil: nobody's
  std::int64_t expected_value = 0;
  Currency currency;
  double chance = 0;
  bool operator==(const Pooled&) const = default;
};
template <class = void>
constexpr auto describe(Type<Pooled>) {
  using P = Pooled;
  return fields(field<&P::contact_id>(), field<&P::action_id>(), field<&P::owner_id>(),
                field<&P::expected_value>(), field<&P::currency>(), field<&P::chance>());
}

// The action that comes first of each, as the next decision would have it; what stands, where something does.
std::vector<Pooled> find_pool(store::Reader& reader, segments::Live& live, const Setting& setting);

// Averages, the pool, and what time settles: each hour, and every five minutes while the pool is empty.
class KeepNextActions : public jobs::Handler {
 public:
  explicit KeepNextActions(segments::Live& live) : live_(live) {}
  std::string_view kind() const override { return "keep_next_actions"; }
  Json run(jobs::Context& context) override;

 private:
  segments::Live& live_;
};
void schedule_next_actions(store::Database& database);

// What the job does, on the calling thread; for tests.
struct Kept {
  std::int64_t settled = 0, pooled = 0;
};
Kept keep_next_actions(store::Database& database, segments::Live& live,
                       const std::function<void(store::Transaction&)>& check);

NextActionList list_items(store::Reader& reader, const ListQuery& query, const Caller& caller);

}  // namespace rapport::next_actions
