#include "customer/events/worth.h"

#include <algorithm>

#include "customer/events/rates_sql.h"

namespace rapport::events {

namespace {

Priced priced_of(const store::Row& row) {
  Priced p;
  p.contact_id = row.get<ContactId>("contact_id");
  p.order_id = row.get<OrderId>("order_id");
  p.currency = row.get<Currency>("currency");
  p.ordered_at = row.get<Instant>("ordered_at");
  p.status = row.get<OrderStatus>("status");
  p.total = row.get<std::int64_t>("total");
  p.discount = row.get<std::int64_t>("discount");
  p.refunded = row.get<std::int64_t>("refunded");
  p.version = row.get<std::int64_t>("version");
  p.worth = {row.get<std::optional<Currency>>("reporting_currency"),
             row.get<std::optional<std::string>>("rate"),
             row.get<std::optional<Date>>("rate_day"),
             row.get<std::optional<std::int64_t>>("reporting_total"),
             row.get<std::optional<std::int64_t>>("reporting_refunded"),
             row.get<std::optional<std::int64_t>>("reporting_net")};
  return p;
}

// nullopt when an amount does not fit.
std::optional<std::int64_t> convert_total(const Priced& order, const std::vector<std::int64_t>& lines,
                                          const Rate& rate, Currency reporting) {
  const auto discount = convert(order.discount, order.currency, rate, reporting);
  if (!discount) return std::nullopt;
  std::int64_t sum = -*discount;
  for (const auto line : lines) {
    const auto amount = convert(line, order.currency, rate, reporting);
    if (!amount || __builtin_add_overflow(sum, *amount, &sum)) return std::nullopt;
  }
  return sum;
}

}  // namespace

Worth worth_of(const Priced& order, const std::vector<std::int64_t>& lines, Rates& rates) {
  const auto net = [&](std::int64_t total, std::int64_t refunded) {
    return counts(order.status) ? total - refunded : 0;
  };
  const Currency reporting = rates.reporting();
  if (order.currency == reporting)
    return {reporting, "1", std::nullopt, order.total, order.refunded, net(order.total, order.refunded)};
  const auto found = rates.find(order.currency, order.ordered_at);
  if (!found) return {};
  const auto total = convert_total(order, lines, found->rate, reporting);
  auto refunded = convert(order.refunded, order.currency, found->rate, reporting);
  if (!total || !refunded) return {};
  refunded = order.refunded == order.total ? *total : std::min(*refunded, *total);
  return {reporting, render(found->rate), found->day, total, refunded, net(*total, *refunded)};
}

Priced get_priced(store::Reader& reader, ContactId contact, OrderId order) {
  std::optional<Priced> found;
  reader.each(sql::find_priced, {{"contact_id", contact}, {"order_id", order}},
              [&](const store::Row& row) { found = priced_of(row); });
  if (!found) fail(ErrorCode::not_found, "There is no such order.");
  return *found;
}

std::vector<Priced> list_priced(store::Reader& reader, ContactId after_contact, OrderId after,
                                std::int64_t limit) {
  std::vector<Priced> out;
  reader.each(sql::list_priced, {{"contact_id", after_contact}, {"order_id", after}, {"limit", limit}},
              [&](const store::Row& row) { out.push_back(priced_of(row)); });
  return out;
}

bool restate(store::Transaction& tx, const Priced& order, Rates& rates) {
  std::vector<std::int64_t> lines;
  if (order.currency != rates.reporting())
    tx.each(sql::line_totals, {{"contact_id", order.contact_id}, {"order_id", order.order_id}},
            [&](const store::Row& row) { lines.push_back(row.integer(0)); });
  const Worth worth = worth_of(order, lines, rates);
  if (worth == order.worth) return false;
  // 0 rows: somebody changed the order meanwhile, and has looked its rate up as well.
  return tx.run(sql::set_worth, {{"contact_id", order.contact_id},
                                 {"order_id", order.order_id},
                                 {"version", order.version},
                                 {"reporting_currency", worth.reporting_currency},
                                 {"rate", worth.rate},
                                 {"rate_day", worth.rate_day},
                                 {"reporting_total", worth.reporting_total},
                                 {"reporting_refunded", worth.reporting_refunded},
                                 {"reporting_net", worth.reporting_net}}) > 0;
}

void restate_other(store::Transaction& tx, ContactId contact, OrderId order, Currency currency,
                   Currency reporting) {
  if (currency == reporting) return;
  Rates rates(tx, reporting);
  restate(tx, get_priced(tx, contact, order), rates);
}

}  // namespace rapport::events
