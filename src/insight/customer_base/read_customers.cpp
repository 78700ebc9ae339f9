#include "insight/customer_base/read_customers.h"

#include <algorithm>
#include <cmath>

#include "insight/customer_base/acquisition_costs.h"
#include "insight/customer_base/sql.h"
#include "insight/scoring/summary.h"
#include "platform/rules/moments.h"
#include "platform/settings/workspace.h"

namespace rapport::customer_base {

namespace {

constexpr std::int64_t fewest_who_could_return = 30;

}  // namespace

Frame read_frame(store::Reader& reader) {
  const auto workspace = settings::get<settings::Workspace>(reader);
  Frame out;
  out.currency = workspace.currency;
  out.zone = TimeZone::find(workspace.timezone);
  out.minor_units = std::pow(10.0, workspace.currency.digits());
  return out;
}

void each_customer(store::Reader& reader, const Frame& frame,
                   const std::function<void(const Uuid&, const std::vector<OrderRow>&)>& customer) {
  Uuid current{};
  std::vector<OrderRow> rows;
  const auto finish = [&] {
    if (!rows.empty() && !current.is_nil()) customer(current, rows);
    rows.clear();
  };
  reader.each(sql::all_orders, {{"currency", frame.currency.code()}}, [&](const store::Row& row) {
    const Uuid contact = row.uuid(0);
    if (contact != current) finish();
    current = contact;
    rows.push_back({Instant{row.integer(1)}, row.integer(2)});
  });
  finish();
}

std::vector<OrderRow> orders_of(store::Reader& reader, const Frame& frame, const Uuid& contact) {
  std::vector<OrderRow> out;
  if (contact.is_nil()) return out;
  reader.each(sql::orders_of, {{"currency", frame.currency.code()}, {"contact_id", contact}},
              [&](const store::Row& row) {
                out.push_back({Instant{row.integer(0)}, row.integer(1)});
              });
  return out;
}

double lifespan_years(store::Reader& reader, const Frame& frame, Instant now) {
  const Duration year = hours(24 * 365);
  double customers = 0, back = 0;
  reader.each(
      sql::came_back,
      {{"currency", frame.currency.code()}, {"nil", Uuid{}}, {"from", now - year - year}, {"to", now - year}},
      [&](const store::Row& row) {
        customers = static_cast<double>(row.integer(0));
        back = static_cast<double>(row.integer(1));
      });
  if (customers < fewest_who_could_return) return 3;
  const double churn = 1 - back / customers;
  return churn <= 0.1 ? 10 : std::clamp(1 / churn, 1.0, 10.0);
}

Acquisition read_acquisition(store::Reader& reader, const Frame& frame, const Population& customers) {
  Acquisition out;
  const auto text = [](const store::Row& row, int column) {
    return row.is_null(column) ? std::string() : std::string(row.text(column));
  };
  reader.each(sql::own_costs, {}, [&](const store::Row& row) {
    if (!row.is_null(2) && row.text(2) == frame.currency.code())
      out.add_own(row.uuid(0), row.integer(1), text(row, 3));
  });
  for (const AcquisitionSpend& spend : list_spend(reader, {}, {}))
    if (const auto worth = worth_of(reader, spend, frame)) out.add_spend(spend.key, *worth);
  reader.each(sql::arrivals, {}, [&](const store::Row& row) {
    if (const Customer* customer = customers.find(row.uuid(0)))
      out.add_arrival({customer->contact, text(row, 1), text(row, 2), month_of(customer->first_day)});
  });
  out.settle();
  return out;
}

Purchases read_purchases(store::Reader& reader, const Frame& frame) {
  Purchases out;
  out.today = days_since_epoch(rules::day_of(reader.now(), *frame.zone));
  std::uint32_t number = 0;
  each_customer(reader, frame, [&](const Uuid&, const std::vector<OrderRow>& rows) {
    for (const OrderRow& row : rows) {
      const auto day = days_since_epoch(rules::day_of(row.at, *frame.zone));
      if (day > out.today) continue;  // dated in the future
      out.occasions.push_back(
          {number, static_cast<double>(day), static_cast<double>(row.net) / frame.minor_units});
    }
    ++number;
  });
  return out;
}

std::span<const store::Statement> statements() { return sql::all; }

}  // namespace rapport::customer_base
