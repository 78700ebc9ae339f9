#include "customer/people/consent_expiry.h"

#include "customer/people/contact_facts.h"
#include "customer/people/new_contact.h"
#include "customer/people/people_sql.h"
#include "customer/privacy/retention.h"
#include "platform/jobs/schedule.h"

namespace rapport::people {

struct ExpiryReport {
  std::int64_t expired = 0, kept = 0;
};
template <class = void>
constexpr auto describe(Type<ExpiryReport>) {
  using R = ExpiryReport;
  return fields(field<&R::expired>().text("Contacts whose consent ended"),
                field<&R::kept>().text("Contacts whose time had moved on since it was written"));
}

namespace {

constexpr std::int64_t contacts_a_unit = 100;  // keeps a unit under 20 ms

// Nothing is written when nothing changed, or when somebody else wrote meanwhile: the next run looks again.
bool settle(store::Transaction& tx, const Contact& stored, const privacy::IntakePolicy& policy,
            Contact& after) {
  after = stored;
  derive(after, policy);
  settle_consent(tx, after);
  if (after.data_retention_until == stored.data_retention_until &&
      after.consent_status == stored.consent_status && after.consent_claimed == stored.consent_claimed &&
      after.status == stored.status)
    return false;
  const auto changed = tx.run(sql::settle_contact, {{"id", stored.id},
                                                    {"status", after.status},
                                                    {"consent_status", after.consent_status},
                                                    {"consent_claimed", after.consent_claimed},
                                                    {"data_retention_until", after.data_retention_until},
                                                    {"now", tx.now()},
                                                    {"expected", stored.version}});
  if (changed == 0) return false;
  record_expiry(tx, stored, after);
  return true;
}

}  // namespace

Json ConsentExpiry::run(jobs::Context& context) {
  ExpiryReport report;
  while (true) {
    context.stop_if_asked();
    const auto changed = context.write([&](store::Transaction& tx) {
      const auto policy = settings::get<privacy::IntakePolicy>(tx);
      std::pair<std::int64_t, std::int64_t> counts{0, 0};  // expired, kept
      const auto due = tx.list<Contact>(sql::list_to_expire, {{"now", tx.now()}, {"limit", contacts_a_unit}});
      for (const auto& contact : due) {
        Contact after;
        if (!settle(tx, contact, policy, after)) continue;
        ++(after.consent_status == privacy::ConsentStatus::expired ? counts.first : counts.second);
      }
      return counts;
    });
    if (changed.first + changed.second == 0) break;
    report.expired += changed.first;
    report.kept += changed.second;
    context.progress(json::to_json(report));
  }
  return json::to_json(report);
}

void schedule_consent_expiry(store::Database& database) {
  database.write([](store::Transaction& tx) {
    jobs::set_schedule(
        tx, {.name = "consent_expiry", .kind = "consent_expiry", .payload = {}, .every = minutes(10)});
  });
}

bool settle(store::Transaction& tx, ContactId id) {
  const auto stored = tx.find<Contact>(sql::find_contact, {{"id", id}});
  Contact after;
  return stored && settle(tx, *stored, settings::get<privacy::IntakePolicy>(tx), after);
}

void follow_orders(store::Transaction& tx, std::span<const LastOrder> orders) {
  if (orders.empty()) return;
  const auto policy = settings::get<privacy::IntakePolicy>(tx);
  std::vector<store::Params> rows;
  rows.reserve(orders.size());
  for (const auto& order : orders)
    rows.push_back(
        {{"id", order.contact_id},
         {"until", privacy::data_retention_until({order.ordered_at, {}, {}}, policy.retention_years)}});
  tx.run_batch(sql::extend_retention, rows);
  // Old orders, as an import brings them, restore nobody.
  for (const auto& order : orders)
    if (privacy::data_retention_until({order.ordered_at, {}, {}}, policy.retention_years) > tx.now() &&
        tx.value<std::int64_t>(sql::is_expired, {{"id", order.contact_id}}))
      settle(tx, order.contact_id);
}

}  // namespace rapport::people
