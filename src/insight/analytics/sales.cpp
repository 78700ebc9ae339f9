#include "insight/analytics/sales.h"

#include <map>
#include <set>

#include "insight/analytics/home_sql.h"

namespace rapport::analytics {

template <class = void>
constexpr auto describe(Type<Sales::Sums>) {
  using S = Sales::Sums;
  return fields(field<&S::orders>(), field<&S::revenue>(), field<&S::customers>(), field<&S::others>());
}

Sales::Sales(store::Reader& reader, Currency reporting, const std::optional<std::vector<Uuid>>& owners,
             Instant since)
    : reader_(reader), reporting_(reporting) {
  if (!owners) return;
  sold_.emplace();
  for (const Uuid& owner : *owners)
    reader.each(sql::sales_of, {{"owner", owner}, {"from", since}}, [&](const store::Row& row) {
      Sold sold{row.get<ContactId>(0), row.get<Instant>(1), row.get<Currency>(2), row.integer(3), {}};
      if (row.get<std::optional<Currency>>(4) == reporting) sold.reporting_net = row.integer(5);
      sold_->push_back(sold);
    });
}

Sales::Sums Sales::between(Instant from, Instant to) const {
  if (!is_scoped())
    return reader_
        .find<Sums>(sql::orders_between,
                    {{"currency", reporting_}, {"nil", Uuid{}}, {"from", from}, {"to", to}})
        .value_or(Sums{});
  Sums sums;
  std::set<ContactId> customers;
  for (const Sold& sold : *sold_) {
    if (sold.ordered_at < from || sold.ordered_at >= to) continue;
    if (!sold.reporting_net) {
      ++sums.others;
      continue;
    }
    ++sums.orders;
    sums.revenue += *sold.reporting_net;
    customers.insert(sold.contact_id);
  }
  sums.customers = static_cast<std::int64_t>(customers.size());
  return sums;
}

std::vector<OtherCurrency> Sales::others(Instant from, Instant to) const {
  if (!is_scoped())
    return reader_.list<OtherCurrency>(sql::other_currencies,
                                       {{"currency", reporting_}, {"from", from}, {"to", to}});
  std::map<Currency, OtherCurrency> sums;
  for (const Sold& sold : *sold_) {
    if (sold.reporting_net || sold.ordered_at < from || sold.ordered_at >= to) continue;
    OtherCurrency& sum = sums[sold.currency];
    sum.revenue.currency = sold.currency;
    sum.revenue.minor += sold.net;
    ++sum.orders;
  }
  std::vector<OtherCurrency> out;
  for (auto& [currency, sum] : sums) out.push_back(sum);
  return out;
}

}  // namespace rapport::analytics
