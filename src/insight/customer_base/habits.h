// What everybody does, as that what one person does is held against: the hours of the week of all acts of the
// last 180 days, each in the zone of who did it, and how much is bought at a discount. One row, counted once
// a day.
#pragma once

#include "base/describe.h"
#include "insight/customer_base/send_time.h"
#include "platform/jobs/handler.h"

namespace rapport::customer_base {

struct Habits {
  std::int64_t acts = 0;
  std::vector<std::int64_t> hours = std::vector<std::int64_t>(hours_of_week);  // Monday 0:00 first
  Instant counted_from, counted_at;
  std::int64_t orders = 0, discounted_orders = 0, value = 0,
               discounted_value = 0;  // minor units of `currency`
  Currency currency;
};
template <class = void>
constexpr auto describe(Type<Habits>) {
  using H = Habits;
  return fields(field<&H::acts>(), field<&H::hours>(), field<&H::counted_from>(), field<&H::counted_at>(),
                field<&H::orders>(), field<&H::discounted_orders>(), field<&H::value>(),
                field<&H::discounted_value>(), field<&H::currency>());
}

std::optional<Habits> find_habits(store::Reader& reader);
Habits count_habits(store::Reader& reader);  // reads every fact of the 180 days
void put_habits(store::Transaction& tx, const Habits& habits);

class CountHabits : public jobs::Handler {
 public:
  std::string_view kind() const override { return "count_habits"; }
  Json run(jobs::Context& context) override;
};
// Each night, and at once where nothing was counted yet.
void schedule_habits(store::Database& database);

}  // namespace rapport::customer_base

namespace rapport {
RAPPORT_DESCRIBED(customer_base::Habits)
}
