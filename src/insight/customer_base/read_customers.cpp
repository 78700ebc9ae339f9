#include "insight/customer_base/read_customers.h"

#include <algorithm>
#include <cmath>
#include <map>

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

std::unordered_map<Uuid, std::int64_t, UuidHash> acquisition_costs(store::Reader& reader,
                                                                   const Frame& frame) {
  std::unordered_map<Uuid, std::int64_t, UuidHash> out;
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> channels;  // sum, contacts
  reader.each(sql::costs, {}, [&](const store::Row& row) {
    if (row.is_null(2) || row.text(2) != frame.currency.code()) return;
    out[row.uuid(0)] = row.integer(1);
    if (row.is_null(3)) return;
    auto& [sum, contacts] = channels[std::string(row.text(3))];
    sum += row.integer(1);
    ++contacts;
  });
  if (channels.empty()) return out;
  reader.each(sql::channels, {}, [&](const store::Row& row) {
    const auto it = channels.find(std::string(row.text(1)));
    if (it != channels.end()) out.try_emplace(row.uuid(0), it->second.first / it->second.second);
  });
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
