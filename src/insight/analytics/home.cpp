#include "insight/analytics/home.h"

#include <map>

#include "customer/events/orders.h"
#include "insight/analytics/home_sql.h"
#include "insight/analytics/sales.h"
#include "platform/settings/workspace.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(analytics::Home)
}

namespace rapport::analytics {

namespace {

constexpr int months_shown = 24;
constexpr Duration thirty_days = Days(30);

Date month_before(Date first_of_month, int months) {
  const int index = first_of_month.year * 12 + first_of_month.month - 1 - months;
  return {index / 12, index % 12 + 1, 1};
}

std::string name_of(Date month) { return render(month).substr(0, 7); }

using Owners = std::optional<std::vector<Uuid>>;

// The statement over all records, or that of one owner summed over the owners.
std::int64_t count(store::Reader& reader, const Owners& owners, const store::Statement& of_all,
                   const store::Statement& of_owner, store::Params params) {
  if (!owners) return reader.value<std::int64_t>(of_all, params).value_or(0);
  std::int64_t sum = 0;
  for (const Uuid& owner : *owners) {
    store::Params one = params;
    one.set("owner", owner);
    sum += reader.value<std::int64_t>(of_owner, one).value_or(0);
  }
  return sum;
}

std::vector<ValueCount> count_by_status(store::Reader& reader, const Owners& owners) {
  if (!owners) return reader.list<ValueCount>(sql::contacts_by_status);
  std::map<std::string, std::int64_t> sums;
  for (const Uuid& owner : *owners)
    for (const auto& s : reader.list<ValueCount>(sql::contacts_by_status_of, {{"owner", owner}}))
      sums[s.value] += s.count;
  std::vector<ValueCount> out;
  for (const auto& [value, n] : sums) out.push_back({value, n});
  return out;
}

void read_contacts(store::Reader& reader, Home& home, const Owners& owners) {
  const Instant now = reader.now();
  home.contacts_by_status = count_by_status(reader, owners);
  for (const auto& s : home.contacts_by_status) home.contacts.total += s.count;
  const auto count_new = [&](Instant from, Instant to) {
    return count(reader, owners, sql::new_contacts, sql::new_contacts_of, {{"from", from}, {"to", to}});
  };
  home.contacts.new_30_days = count_new(now - thirty_days, now);
  home.contacts.new_previous_30_days = count_new(now - thirty_days - thirty_days, now - thirty_days);
  home.companies.total = reader.value<std::int64_t>(sql::companies).value_or(0);
  std::optional<std::string> list;
  if (owners) list = events::hex_list(*owners);
  home.newest_contacts = reader.list<NewContact>(sql::newest_contacts, {{"owners", list}});
}

void read_months(const Sales& sales, Home& home, const TimeZone& zone, Date first, Currency currency) {
  Sales::Sums all;
  const Instant begin = zone.start_of_day(month_before(first, months_shown - 1));
  const Instant end = zone.start_of_day(month_before(first, -1));
  Instant from = begin;
  for (int back = months_shown - 1; back >= 0; --back) {
    const Instant to = zone.start_of_day(month_before(first, back - 1));
    const auto s = sales.between(from, to);
    home.revenue_by_month.push_back(
        {name_of(month_before(first, back)), {s.revenue, currency}, s.orders, s.customers});
    all.orders += s.orders;
    all.revenue += s.revenue;
    all.others += s.others;
    from = to;
  }
  if (all.orders > 0) home.average_order_value = Money{all.revenue / all.orders, currency};
  if (all.others > 0) home.other_currencies = sales.others(begin, end);
}

void read_orders(store::Reader& reader, const Sales& sales, Home& home, const Owners& owners,
                 Currency currency) {
  const Instant after_now = reader.now() + Duration(1);
  const auto last = sales.between(after_now - thirty_days, after_now);
  const auto before = sales.between(after_now - thirty_days - thirty_days, after_now - thirty_days);
  home.orders = {last.orders, before.orders};
  home.revenue = {{last.revenue, currency}, {before.revenue, currency}, currency};
  const auto customers_with = [&](std::int64_t least) {
    return count(reader, owners, sql::customers_with, sql::customers_of, {{"least", least}});
  };
  if (const auto customers = customers_with(1); customers > 0)
    home.repeat_rate = static_cast<double>(customers_with(2)) / static_cast<double>(customers);
}

}  // namespace

Home read_home(store::Reader& reader, const HomeScope& scope) {
  const auto workspace = settings::get<settings::Workspace>(reader);
  const auto named = TimeZone::find(workspace.timezone);
  const auto zone = named ? named : TimeZone::utc();
  Date first = zone->local(reader.now()).date;
  first.day = 1;
  Home home;
  const Sales sales(reader, workspace.currency, scope.owners,
                    zone->start_of_day(month_before(first, months_shown - 1)));
  read_contacts(reader, home, scope.owners);
  read_months(sales, home, *zone, first, workspace.currency);
  read_orders(reader, sales, home, scope.owners, workspace.currency);
  events::OrderQuery recent;
  recent.limit = 5;
  home.recent_orders = events::list_orders(reader, recent, scope.owners).items;
  home.late_jobs = reader.list<LateJob>(sql::late_jobs, {{"before", reader.now() - minutes(5)}});
  return home;
}

std::span<const store::Statement> statements() {
  using namespace sql;
  static constexpr store::Statement all[] = {
      sql::contacts_by_status,    sql::new_contacts,    sql::companies,       sql::orders_between,
      sql::other_currencies,      sql::customers_with,  sql::newest_contacts, sql::late_jobs,
      sql::contacts_by_status_of, sql::new_contacts_of, sql::sales_of,        sql::customers_of};
  return all;
}

}  // namespace rapport::analytics
