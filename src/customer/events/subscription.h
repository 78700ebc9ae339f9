// A subscription: a plan that runs for somebody, paid at each interval or free. Of a contact's subscriptions
// that have not ended one is the current: the paid before the free, then the one that started last. It is
// what rules name `subscription`.
#pragma once

#include "base/describe.h"
#include "base/json.h"
#include "customer/privacy/contact_id.h"

namespace rapport::events {

using SubscriptionId = Id<struct SubscriptionTag>;

// cancelled: is not renewed, and runs until ended_at; ended: over.
enum class SubscriptionStatus { trialing, active, past_due, paused, cancelled, ended };
enum class BillingInterval { day, week, month, year };

struct Subscription {
  SubscriptionId id;
  ContactId contact_id;
  std::optional<std::string> contact_name;
  std::string plan;
  SubscriptionStatus status = SubscriptionStatus::active;
  std::optional<Money> price;
  std::optional<BillingInterval> billing_interval;
  Instant started_at;
  std::optional<Instant> trial_ends_at, ended_at;
  bool is_current = false;
  std::string number, source;
  Instant created_at, updated_at;
  std::int64_t version = 0;

  bool is_paid() const { return price && price->minor > 0; }
};
template <class = void>
constexpr auto describe(Type<Subscription>) {
  using S = Subscription;
  return fields(field<&S::id>(), field<&S::contact_id>(), field<&S::contact_name>().is_personal(),
                field<&S::plan>(), field<&S::status>(),
                field<&S::price>().text("For each interval; absent or 0: free"),
                field<&S::billing_interval>(), field<&S::started_at>(), field<&S::trial_ends_at>(),
                field<&S::ended_at>().text("When it ended, or will: of a cancelled one"),
                field<&S::is_current>().text("The one that rules name `subscription` of the contact"),
                field<&S::number>().text("Unique within its source"), field<&S::source>(),
                field<&S::created_at>(), field<&S::updated_at>(), field<&S::version>());
}

struct SubscriptionDraft {
  ContactId contact_id;
  std::string plan;
  SubscriptionStatus status = SubscriptionStatus::active;
  std::optional<Money> price;
  std::optional<BillingInterval> billing_interval;
  std::optional<Instant> started_at;  // now when absent
  std::optional<Instant> trial_ends_at, ended_at;
  std::optional<std::string> number;  // made up when absent
  std::string source = "api";         // the system that gave the number
};
template <class = void>
constexpr auto describe(Type<SubscriptionDraft>) {
  using S = SubscriptionDraft;
  return fields(
      field<&S::contact_id>(), field<&S::plan>().min_length(1).max_length(100),
      field<&S::status>().or_default(), field<&S::price>().text("For each interval; absent or 0: free"),
      field<&S::billing_interval>().text("Of a price: month when absent"),
      field<&S::started_at>().text("Now when absent"), field<&S::trial_ends_at>(),
      field<&S::ended_at>().text("Of a cancelled or ended one; now when absent"),
      field<&S::number>().min_length(1).max_length(200).text("Unique within its source; made up when absent"),
      field<&S::source>()
          .or_default()
          .format(Format::slug)
          .max_length(60)
          .text("The system that gave the number"));
}

// What PATCH may change.
struct SubscriptionChange {
  std::string plan;
  SubscriptionStatus status = SubscriptionStatus::active;
  std::optional<Money> price;
  std::optional<BillingInterval> billing_interval;
  Instant started_at;
  std::optional<Instant> trial_ends_at, ended_at;
};
template <class = void>
constexpr auto describe(Type<SubscriptionChange>) {
  using S = SubscriptionChange;
  return fields(field<&S::plan>().min_length(1).max_length(100), field<&S::status>(), field<&S::price>(),
                field<&S::billing_interval>(), field<&S::started_at>(), field<&S::trial_ends_at>(),
                field<&S::ended_at>().text("Of a cancelled or ended one; now when absent"));
}

struct SubscriptionQuery {
  std::optional<ContactId> contact_id;
  std::optional<SubscriptionStatus> status;
  std::optional<std::string> plan;
  std::optional<bool> current;
  std::optional<std::string> cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<SubscriptionQuery>) {
  using Q = SubscriptionQuery;
  return fields(field<&Q::contact_id>(), field<&Q::status>(), field<&Q::plan>().max_length(100),
                field<&Q::current>().text("Only those that count for their contact, or only the others"),
                field<&Q::cursor>().max_length(200),
                field<&Q::limit>().or_default().at_least(1).at_most(200));
}

}  // namespace rapport::events

namespace rapport {
RAPPORT_DESCRIBED(events::Subscription)
RAPPORT_DESCRIBED(events::SubscriptionDraft)
RAPPORT_DESCRIBED(events::SubscriptionChange)
RAPPORT_DESCRIBED(events::SubscriptionQuery)
}  // namespace rapport
