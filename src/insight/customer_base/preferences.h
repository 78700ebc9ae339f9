// How somebody likes to be met, read from what they did: by which channel, what they buy and where, whether
// they wait for a discount, when they buy, and when a message is most likely to find them. Computed when it
// is asked for; nothing is guessed: each part says of how much it was read, and is empty where there is
// nothing.
#pragma once

#include "base/describe.h"
#include "customer/people/people.h"
#include "insight/customer_base/habits.h"
#include "platform/http/endpoint.h"

namespace rapport::customer_base {

// From how many acts or orders: none; few, below 5; some, below 20; good.
enum class Confidence { none, few, some, good };
constexpr Confidence confidence_of(std::int64_t count) {
  return count == 0   ? Confidence::none
         : count < 5  ? Confidence::few
         : count < 20 ? Confidence::some
                      : Confidence::good;
}
enum class ZoneOf { contact, workspace };

struct ChannelShare {
  std::string channel;
  std::int64_t acts = 0;
  double share = 0;
};
template <class = void>
constexpr auto describe(Type<ChannelShare>) {
  using C = ChannelShare;
  return fields(field<&C::channel>(), field<&C::acts>(),
                field<&C::share>().text("Of the acts whose channel is known"));
}
struct ChannelPreference {
  std::int64_t acts = 0;
  Confidence confidence = Confidence::none;
  std::optional<std::string> preferred;
  std::vector<ChannelShare> channels;
};
template <class = void>
constexpr auto describe(Type<ChannelPreference>) {
  using C = ChannelPreference;
  return fields(field<&C::acts>().text(
                    "What the person did in the last 365 days; within one hour on one channel, once"),
                field<&C::confidence>(), field<&C::preferred>().text("Absent where two channels are even"),
                field<&C::channels>().text("The most used first"));
}

struct CategoryShare {
  std::string category;
  std::int64_t orders = 0;
  Money value;
  std::optional<double> share;
};
template <class = void>
constexpr auto describe(Type<CategoryShare>) {
  using C = CategoryShare;
  return fields(field<&C::category>(), field<&C::orders>(),
                field<&C::value>().text("Kept, in the reporting currency"),
                field<&C::share>().text("Of the value of all goods"));
}
struct StoreShare {
  Uuid id;
  std::string name;
  std::int64_t orders = 0;
  double share = 0;
};
template <class = void>
constexpr auto describe(Type<StoreShare>) {
  using S = StoreShare;
  return fields(field<&S::id>(), field<&S::name>(), field<&S::orders>(),
                field<&S::share>().text("Of all orders"));
}

struct PriceSensitivity {
  std::int64_t orders = 0, discounted_orders = 0;
  Confidence confidence = Confidence::none;
  std::optional<double> share_of_orders, share_of_value, workspace_share_of_orders, workspace_share_of_value;
};
template <class = void>
constexpr auto describe(Type<PriceSensitivity>) {
  using P = PriceSensitivity;
  return fields(
      field<&P::orders>(), field<&P::discounted_orders>().text("With a discount or a coupon"),
      field<&P::confidence>(), field<&P::share_of_orders>(), field<&P::share_of_value>(),
      field<&P::workspace_share_of_orders>().text("Of all orders of the workspace, counted each night"),
      field<&P::workspace_share_of_value>());
}

struct PurchaseTiming {
  std::int64_t orders = 0, timed_orders = 0;
  Confidence confidence = Confidence::none;
  std::optional<double> weekend_share, days_between;
  std::int64_t gaps = 0;
  std::vector<std::int64_t> weekdays = std::vector<std::int64_t>(7), hours = std::vector<std::int64_t>(24);
};
template <class = void>
constexpr auto describe(Type<PurchaseTiming>) {
  using P = PurchaseTiming;
  return fields(
      field<&P::orders>(), field<&P::timed_orders>().text("Whose hour is known, not only their day"),
      field<&P::confidence>(), field<&P::weekend_share>(),
      field<&P::days_between>().text("Median of the days between two days of purchases"),
      field<&P::gaps>().text("Of so many"), field<&P::weekdays>().text("Orders from Monday to Sunday"),
      field<&P::hours>().text("Orders by hour of the day"));
}

struct SendHour {
  std::int32_t hour = 0;
  double share = 0, low = 0, high = 0, times_average = 0;
};
template <class = void>
constexpr auto describe(Type<SendHour>) {
  using S = SendHour;
  return fields(field<&S::hour>().text("Of the week, 0 Monday at 0:00"),
                field<&S::share>().text("Of a week's acts"),
                field<&S::low>().text("The share lies above it with 95 %"), field<&S::high>(),
                field<&S::times_average>().text("Against an hour of the week on average"));
}
struct SendTime {
  std::int64_t acts = 0;
  Confidence confidence = Confidence::none;
  double own_weight = 0;
  std::vector<SendHour> best;
  std::vector<double> shares, population;
  std::vector<std::int64_t> own = std::vector<std::int64_t>(hours_of_week);
  std::int64_t population_acts = 0;
  std::optional<Instant> population_counted_at;
};
template <class = void>
constexpr auto describe(Type<SendTime>) {
  using S = SendTime;
  return fields(field<&S::acts>().text("Hours of the last 365 days in which the person did something"),
                field<&S::confidence>(),
                field<&S::own_weight>().text("How much is the person's own, 0 to 1; the rest is everybody's"),
                field<&S::best>().text("At most three, the best first; none where nobody did anything"),
                field<&S::shares>().text("168 hours from Monday 0:00; they add up to 1"),
                field<&S::population>().text("The same of everybody"), field<&S::own>().text("Acts by hour"),
                field<&S::population_acts>(),
                field<&S::population_counted_at>().text("Absent: not counted yet"));
}

struct Preferences {
  std::string timezone;
  ZoneOf timezone_of = ZoneOf::workspace;
  Instant since;
  ChannelPreference channel;
  std::vector<CategoryShare> categories;
  std::vector<StoreShare> stores;
  PriceSensitivity price;
  PurchaseTiming timing;
  SendTime send_time;
};
template <class = void>
constexpr auto describe(Type<Preferences>) {
  using P = Preferences;
  return fields(field<&P::timezone>().text("In which hours and weekdays are told"),
                field<&P::timezone_of>().text("Whose it is"),
                field<&P::since>().text("Acts since then were read"), field<&P::channel>(),
                field<&P::categories>().text("At most five, by value"),
                field<&P::stores>().text("At most five, by orders"), field<&P::price>(), field<&P::timing>(),
                field<&P::send_time>());
}

// Error(not_found) outside of the caller's records.
Preferences read_preferences(store::Reader& reader, ContactId id, const people::Caller& caller);

// Of numbers as they stand; nullopt of none.
std::optional<double> median(std::vector<double> values);

void register_preferences(http::Registry& registry);
std::span<const store::Statement> preference_statements();

}  // namespace rapport::customer_base

namespace rapport {
RAPPORT_DESCRIBED(customer_base::Preferences)
}
