// The figures of the Home page, as of now. Orders are those that count (paid, not wholly refunded), their
// value net of refunds, in the reporting currency by the rate of their day; orders that no rate could convert
// are told apart, never added up. Months and days begin in the workspace's zone; "30 days" is the last 30 ×
// 24 hours and the 30 × 24 hours before them.
#pragma once

#include "customer/events/order.h"
#include "platform/http/endpoint.h"

namespace rapport::analytics {

struct ContactFigures {
  std::int64_t total = 0, new_30_days = 0, new_previous_30_days = 0;
};
template <class = void>
constexpr auto describe(Type<ContactFigures>) {
  using F = ContactFigures;
  return fields(field<&F::total>(), field<&F::new_30_days>(), field<&F::new_previous_30_days>());
}
struct CompanyFigures {
  std::int64_t total = 0;
};
template <class = void>
constexpr auto describe(Type<CompanyFigures>) {
  return fields(field<&CompanyFigures::total>());
}
struct OrderFigures {
  std::int64_t count_30_days = 0, count_previous_30_days = 0;
};
template <class = void>
constexpr auto describe(Type<OrderFigures>) {
  return fields(field<&OrderFigures::count_30_days>(), field<&OrderFigures::count_previous_30_days>());
}
struct RevenueFigures {
  Money value_30_days, previous_30_days;
  Currency currency;
};
template <class = void>
constexpr auto describe(Type<RevenueFigures>) {
  using F = RevenueFigures;
  return fields(field<&F::value_30_days>(), field<&F::previous_30_days>(), field<&F::currency>());
}
struct MonthFigures {
  std::string month;  // "2026-01"
  Money revenue;
  std::int64_t orders = 0;
  std::int64_t customers = 0;  // distinct known customers
};
template <class = void>
constexpr auto describe(Type<MonthFigures>) {
  using F = MonthFigures;
  return fields(field<&F::month>(), field<&F::revenue>(), field<&F::orders>(),
                field<&F::customers>().text("Distinct known customers"));
}
struct OtherCurrency {
  Money revenue;  // of the 24 months
  std::int64_t orders = 0;
};
template <class = void>
constexpr auto describe(Type<OtherCurrency>) {
  return fields(field<&OtherCurrency::revenue>(), field<&OtherCurrency::orders>());
}
struct ValueCount {
  std::string value;
  std::int64_t count = 0;
};
template <class = void>
constexpr auto describe(Type<ValueCount>) {
  return fields(field<&ValueCount::value>(), field<&ValueCount::count>());
}
struct NewContact {
  ContactId id;
  std::string name;
  std::optional<std::string> email, country;
  std::string status;
  Instant created_at;
};
template <class = void>
constexpr auto describe(Type<NewContact>) {
  using C = NewContact;
  return fields(field<&C::id>(), field<&C::name>().is_personal(), field<&C::email>().is_personal(),
                field<&C::country>(), field<&C::status>(), field<&C::created_at>());
}
struct LateJob {
  std::string name;
  Instant due_at;
};
template <class = void>
constexpr auto describe(Type<LateJob>) {
  return fields(field<&LateJob::name>(), field<&LateJob::due_at>());
}

struct Home {
  ContactFigures contacts;
  CompanyFigures companies;
  OrderFigures orders;
  RevenueFigures revenue;
  std::optional<double> repeat_rate;           // customers with 2 orders or more of those with one; 0 to 1
  std::optional<Money> average_order_value;    // of the orders of the 24 months
  std::vector<MonthFigures> revenue_by_month;  // 24, the oldest first, this month last
  std::vector<OtherCurrency> other_currencies;
  std::vector<ValueCount> contacts_by_status;
  std::vector<NewContact> newest_contacts;   // 5
  std::vector<events::Order> recent_orders;  // 5
  std::vector<LateJob> late_jobs;
};
template <class = void>
constexpr auto describe(Type<Home>) {
  using H = Home;
  return fields(field<&H::contacts>(), field<&H::companies>(), field<&H::orders>(), field<&H::revenue>(),
                field<&H::repeat_rate>().text("Share of customers with at least two orders, 0 to 1"),
                field<&H::average_order_value>().text("Over the 24 months"), field<&H::revenue_by_month>(),
                field<&H::other_currencies>().text("Orders of the 24 months that the figures leave out"),
                field<&H::contacts_by_status>(), field<&H::newest_contacts>(), field<&H::recent_orders>(),
                field<&H::late_jobs>());
}

// `owners`: only the contacts of these users and their orders, in the sums as in the lists. Companies have no
// owner.
struct HomeScope {
  std::optional<std::vector<Uuid>> owners;
};
Home read_home(store::Reader& reader, const HomeScope& scope);

void register_routes(http::Registry& registry);
std::span<const store::Statement> statements();

}  // namespace rapport::analytics

namespace rapport {
RAPPORT_DESCRIBED(analytics::Home)
}
