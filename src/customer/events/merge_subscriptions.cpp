#include "customer/events/merge_subscriptions.h"

#include "customer/events/subscription_sql.h"
#include "customer/events/subscriptions.h"

namespace rapport::events {

namespace {

using store::Reach;
using store::Statement;

#define SUBSCRIPTION_ROW                                                                                 \
  "subscription_id, number, source, plan, status, price, price_currency, billing_interval, started_at, " \
  "trial_ends_at, ended_at, is_current, state_at, created_at, updated_at, version"
constexpr Statement count_rows{"merge_subscriptions.count", Reach::one_contact,
                               "select count(*) from subscriptions where contact_id = :contact_id"};
constexpr Statement list_rows{"merge_subscriptions.list", Reach::one_contact,
                              "select subscription_id from subscriptions where contact_id = :contact_id "
                              "order by subscription_id limit :limit"};
constexpr Statement list_rows_since{
    "merge_subscriptions.list_since", Reach::one_contact,
    "select subscription_id from subscriptions where contact_id = :contact_id and created_at > :after order "
    "by subscription_id"};
constexpr Statement copy_row{"merge_subscriptions.copy", Reach::everywhere,
                             "insert into subscriptions (contact_id, " SUBSCRIPTION_ROW
                             ") select :to, " SUBSCRIPTION_ROW
                             " from subscriptions where contact_id = :from and subscription_id = :id"};
constexpr Statement remove_row{
    "merge_subscriptions.remove", Reach::one_contact,
    "delete from subscriptions where contact_id = :from and subscription_id = :id"};

class SubscriptionsPart : public people::duplicates::Part {
 public:
  std::string_view name() const override { return "subscriptions"; }
  std::int64_t count(store::Reader& reader, ContactId contact) const override {
    return reader.value<std::int64_t>(count_rows, {{"contact_id", contact}}).value_or(0);
  }
  std::vector<Uuid> list(store::Reader& reader, ContactId contact, int limit) const override {
    return ids(reader, list_rows, {{"contact_id", contact}, {"limit", std::int64_t{limit}}});
  }
  std::vector<Uuid> list_since(store::Reader& reader, ContactId contact, Instant after) const override {
    return ids(reader, list_rows_since, {{"contact_id", contact}, {"after", after}});
  }
  void move(store::Transaction& tx, ContactId from, ContactId to, std::span<const Uuid> rows) const override {
    std::vector<store::Params> all;
    for (const auto& id : rows) {
      move_claim(tx, from, to, id);
      all.push_back({{"from", from}, {"to", to}, {"id", id}});
    }
    for (const auto* step : {&copy_row, &remove_row}) tx.run_batch(*step, all);
  }
  void settle(store::Transaction& tx, ContactId contact) const override { settle_current(tx, contact); }

 private:
  // The number leads to the contact under whom the subscription stands.
  static void move_claim(store::Transaction& tx, ContactId from, ContactId to, const Uuid& id) {
    const auto s = tx.find<Subscription>(sql::find_subscription_of,
                                         {{"contact_id", from}, {"subscription_id", SubscriptionId{id}}});
    if (!s) return;
    tx.run(sql::remove_subscription_claim, {{"source", s->source}, {"number", s->number}});
    tx.run(sql::claim_subscription,
           {{"source", s->source}, {"number", s->number}, {"contact_id", to}, {"subscription_id", s->id}});
  }
};

}  // namespace

const people::duplicates::Part& subscriptions_part() {
  static const SubscriptionsPart part;
  return part;
}

std::span<const Statement> merge_subscription_statements() {
  static constexpr Statement all[] = {count_rows, list_rows, list_rows_since, copy_row, remove_row};
  return all;
}

}  // namespace rapport::events
