#include "insight/analytics/home.h"

#include "customer/events/orders.h"
#include "insight/analytics/home_sql.h"
#include "platform/settings/workspace.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(analytics::Home)
}

namespace rapport::analytics {

namespace {

constexpr int months_shown = 24;
constexpr Duration thirty_days = Days(30);

struct Sums {
  std::int64_t orders = 0, revenue = 0, customers = 0, others = 0;
};
constexpr auto describe(Type<Sums>) {
  return fields(field<&Sums::orders>(), field<&Sums::revenue>(), field<&Sums::customers>(),
                field<&Sums::others>());
}

Sums sums_between(store::Reader& reader, Currency currency, Instant from, Instant to) {
  return reader
      .find<Sums>(sql::orders_between, {{"currency", currency}, {"nil", Uuid{}}, {"from", from}, {"to", to}})
      .value_or(Sums{});
}

Date month_before(Date first_of_month, int months) {
  const int index = first_of_month.year * 12 + first_of_month.month - 1 - months;
  return {index / 12, index % 12 + 1, 1};
}

std::string name_of(Date month) { return render(month).substr(0, 7); }

std::int64_t count_new(store::Reader& reader, Instant from, Instant to) {
  return reader.value<std::int64_t>(sql::new_contacts, {{"from", from}, {"to", to}}).value_or(0);
}

void read_contacts(store::Reader& reader, Home& home, const std::optional<std::string>& owners) {
  const Instant now = reader.now();
  home.contacts_by_status = reader.list<ValueCount>(sql::contacts_by_status);
  for (const auto& s : home.contacts_by_status) home.contacts.total += s.count;
  home.contacts.new_30_days = count_new(reader, now - thirty_days, now);
  home.contacts.new_previous_30_days = count_new(reader, now - thirty_days - thirty_days, now - thirty_days);
  home.companies.total = reader.value<std::int64_t>(sql::companies).value_or(0);
  home.newest_contacts = reader.list<NewContact>(sql::newest_contacts, {{"owners", owners}});
}

void read_months(store::Reader& reader, Home& home, const settings::Workspace& workspace) {
  const auto named = TimeZone::find(workspace.timezone);
  const auto zone = named ? named : TimeZone::utc();
  Date first = zone->local(reader.now()).date;
  first.day = 1;
  const Currency currency = workspace.currency;
  Sums all;
  const Instant begin = zone->start_of_day(month_before(first, months_shown - 1));
  const Instant end = zone->start_of_day(month_before(first, -1));
  Instant from = begin;
  for (int back = months_shown - 1; back >= 0; --back) {
    const Instant to = zone->start_of_day(month_before(first, back - 1));
    const Sums s = sums_between(reader, currency, from, to);
    home.revenue_by_month.push_back(
        {name_of(month_before(first, back)), {s.revenue, currency}, s.orders, s.customers});
    all.orders += s.orders;
    all.revenue += s.revenue;
    all.others += s.others;
    from = to;
  }
  if (all.orders > 0) home.average_order_value = Money{all.revenue / all.orders, currency};
  if (all.others > 0)
    home.other_currencies = reader.list<OtherCurrency>(
        sql::other_currencies, {{"currency", currency}, {"from", begin}, {"to", end}});
}

void read_orders(store::Reader& reader, Home& home, Currency currency) {
  const Instant now = reader.now();
  const Instant after_now = now + Duration(1);
  const Sums last = sums_between(reader, currency, after_now - thirty_days, after_now);
  const Sums before =
      sums_between(reader, currency, after_now - thirty_days - thirty_days, after_now - thirty_days);
  home.orders = {last.orders, before.orders};
  home.revenue = {{last.revenue, currency}, {before.revenue, currency}, currency};
  const auto customers_with = [&](std::int64_t least) {
    return reader.value<std::int64_t>(sql::customers_with, {{"least", least}}).value_or(0);
  };
  if (const auto customers = customers_with(1); customers > 0)
    home.repeat_rate = static_cast<double>(customers_with(2)) / static_cast<double>(customers);
}

}  // namespace

Home read_home(store::Reader& reader, const HomeScope& scope) {
  const auto workspace = settings::get<settings::Workspace>(reader);
  Home home;
  std::optional<std::string> owners;
  if (scope.owners) owners = events::hex_list(*scope.owners);
  read_contacts(reader, home, owners);
  read_months(reader, home, workspace);
  read_orders(reader, home, workspace.currency);
  events::OrderQuery recent;
  recent.limit = 5;
  home.recent_orders = events::list_orders(reader, recent, scope.owners).items;
  home.late_jobs = reader.list<LateJob>(sql::late_jobs, {{"before", reader.now() - minutes(5)}});
  return home;
}

std::span<const store::Statement> statements() {
  using namespace sql;
  static constexpr store::Statement all[] = {
      sql::contacts_by_status, sql::new_contacts,   sql::companies,       sql::orders_between,
      sql::other_currencies,   sql::customers_with, sql::newest_contacts, sql::late_jobs};
  return all;
}

}  // namespace rapport::analytics
