// What people did on each channel, and which orders followed: counted each night over the last 90 days.
//
// An act is what a person did themselves (preference_sql.h); orders are none. An order belongs to the last
// act within the 30 days before it (last touch), and, told beside it, to the first one within them (first
// touch). `reached` are people to whom facts tell that a message went by the channel; `answered` those of
// them who acted on it in the same 90 days. Sums are kept by owner, so that everybody sees those of their own
// contacts.
#pragma once

#include "base/describe.h"
#include "base/ids.h"
#include "base/money.h"
#include "platform/jobs/handler.h"

namespace rapport::analytics {

inline constexpr std::int64_t channel_days = 90, touch_days = 30;

struct ActsOfKind {
  std::string type;
  std::int64_t acts = 0;
};
template <class = void>
constexpr auto describe(Type<ActsOfKind>) {
  return fields(field<&ActsOfKind::type>(), field<&ActsOfKind::acts>());
}
struct ChannelSums {
  std::string channel;
  std::int64_t people = 0, acts = 0, reached = 0, answered = 0;
  std::int64_t last_orders = 0, first_orders = 0;
  Money last_revenue, first_revenue;
  std::vector<ActsOfKind> kinds;
};
template <class = void>
constexpr auto describe(Type<ChannelSums>) {
  using C = ChannelSums;
  return fields(
      field<&C::channel>().text("Empty where nothing says by which; none: orders without an act before them"),
      field<&C::people>().text("Who acted on it"), field<&C::acts>(),
      field<&C::reached>().text("To whom a message went by it"),
      field<&C::answered>().text("Of them, who acted on it"),
      field<&C::last_orders>().text("Whose last act within 30 days before was on it"),
      field<&C::first_orders>().text("Whose first act within 30 days before was on it"),
      field<&C::last_revenue>().text("Net of refunds"), field<&C::first_revenue>(),
      field<&C::kinds>().text("The most frequent first"));
}
struct OwnersChannels {
  Uuid owner;  // nil: nobody
  std::vector<ChannelSums> channels;
};
template <class = void>
constexpr auto describe(Type<OwnersChannels>) {
  return fields(field<&OwnersChannels::owner>(), field<&OwnersChannels::channels>());
}
struct ChannelCounts {
  Instant from, to;
  double took_ms = 0;
  std::vector<OwnersChannels> owners;
};
template <class = void>
constexpr auto describe(Type<ChannelCounts>) {
  using C = ChannelCounts;
  return fields(field<&C::from>(), field<&C::to>(), field<&C::took_ms>(), field<&C::owners>());
}

ChannelCounts count_channels(store::Reader& reader);  // reads every act of the 120 days
// Of these owners, or of all; the most orders first.
std::vector<ChannelSums> sum_channels(const ChannelCounts& counts,
                                      const std::optional<std::vector<Uuid>>& owners);
std::optional<ChannelCounts> find_channels(store::Reader& reader);
void put_channels(store::Transaction& tx, const ChannelCounts& counts);

class CountChannels : public jobs::Handler {
 public:
  std::string_view kind() const override { return "count_channels"; }
  Json run(jobs::Context& context) override;
};
// Each night, and at once where there is nothing.
void schedule_channels(store::Database& database);

std::span<const store::Statement> channel_statements();

}  // namespace rapport::analytics

namespace rapport {
RAPPORT_DESCRIBED(analytics::ChannelSums)
RAPPORT_DESCRIBED(analytics::ChannelCounts)
}  // namespace rapport
