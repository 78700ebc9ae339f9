#include "insight/customer_base/preferences.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "customer/people/people_api.h"
#include "insight/customer_base/preference_sql.h"
#include "platform/settings/workspace.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(customer_base::Preferences)
}

namespace rapport::customer_base {

namespace {

constexpr Duration purchases_looked_back = Days(365);
constexpr std::size_t most_shown = 5;

struct BoughtOrder {
  Uuid order_id;
  Instant ordered_at;
  std::optional<Uuid> store_id;
  std::optional<std::string> store;
  std::int64_t gross = 0;                  // lines before what was taken off the whole
  std::optional<std::int64_t> net, total;  // in the reporting currency, where a rate is on file
  std::int64_t discounted = 0;
};
template <class = void>
constexpr auto describe(Type<BoughtOrder>) {
  using O = BoughtOrder;
  return fields(field<&O::order_id>(), field<&O::ordered_at>(), field<&O::store_id>(), field<&O::store>(),
                field<&O::gross>(), field<&O::net>(), field<&O::total>(), field<&O::discounted>());
}

double ratio(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}
std::optional<double> share_of(std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return std::nullopt;
  return ratio(part, whole);
}

using Acts = std::vector<std::pair<std::string, Instant>>;

Acts read_acts(store::Reader& reader, const store::Statement& statement, ContactId id) {
  Acts out;
  reader.each(statement,
              {{"contact_id", id}, {"from", reader.now() - purchases_looked_back}, {"now", reader.now()}},
              [&](const store::Row& row) { out.emplace_back(row.text(0), Instant{row.integer(1)}); });
  return out;
}

ChannelPreference channels_of(const Acts& acts, const Acts& talks) {
  std::map<std::string, std::int64_t> counts;
  ChannelPreference out;
  for (const auto* list : {&acts, &talks})
    for (const auto& [channel, at] : *list)
      if (!channel.empty()) {
        ++counts[channel];
        ++out.acts;
      }
  for (const auto& [channel, count] : counts)
    out.channels.push_back({channel, count, ratio(count, out.acts)});
  std::stable_sort(out.channels.begin(), out.channels.end(),
                   [](const auto& a, const auto& b) { return a.acts > b.acts; });
  out.confidence = confidence_of(out.acts);
  if (out.channels.size() == 1 || (out.channels.size() > 1 && out.channels[0].acts > out.channels[1].acts))
    out.preferred = out.channels[0].channel;
  return out;
}

// What was taken off the whole order, and its rate, are shared by the lines as their amounts are.
std::vector<CategoryShare> categories_of(store::Reader& reader, ContactId id,
                                         const std::vector<BoughtOrder>& orders, Currency currency) {
  std::map<Uuid, double> worth;  // of a minor unit of a line, in minor units of the reporting currency
  for (const BoughtOrder& o : orders)
    worth[o.order_id] = o.total && o.gross > 0 ? ratio(*o.total, o.gross) : 0.0;
  struct Sums {
    std::set<Uuid> orders;
    double value = 0;
  };
  std::map<std::string, Sums> sums;
  double all = 0;
  reader.each(preference_sql::own_lines, {{"contact_id", id}}, [&](const store::Row& row) {
    const double value = static_cast<double>(row.integer(2)) * worth[row.uuid(0)];
    all += value;
    if (row.text(1).empty()) return;
    Sums& of = sums[std::string(row.text(1))];
    of.orders.insert(row.uuid(0));
    of.value += value;
  });
  std::vector<CategoryShare> out;
  for (const auto& [name, of] : sums) {
    CategoryShare c{
        name, static_cast<std::int64_t>(of.orders.size()), {std::llround(of.value), currency}, {}};
    if (all > 0) c.share = of.value / all;
    out.push_back(std::move(c));
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    return std::pair(a.value.minor, a.orders) > std::pair(b.value.minor, b.orders);
  });
  if (out.size() > most_shown) out.resize(most_shown);
  return out;
}

std::vector<StoreShare> stores_of(const std::vector<BoughtOrder>& orders) {
  std::map<Uuid, StoreShare> counts;
  for (const BoughtOrder& o : orders) {
    if (!o.store_id || !o.store) continue;
    StoreShare& s = counts[*o.store_id];
    s.id = *o.store_id;
    s.name = *o.store;
    ++s.orders;
  }
  std::vector<StoreShare> out;
  for (auto& [id, s] : counts) {
    s.share = ratio(s.orders, static_cast<std::int64_t>(orders.size()));
    out.push_back(std::move(s));
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    return a.orders != b.orders ? a.orders > b.orders : a.name < b.name;
  });
  if (out.size() > most_shown) out.resize(most_shown);
  return out;
}

PriceSensitivity price_of(const std::vector<BoughtOrder>& orders, const std::optional<Habits>& everybody) {
  PriceSensitivity out;
  std::int64_t value = 0, discounted_value = 0;
  for (const BoughtOrder& o : orders) {
    ++out.orders;
    out.discounted_orders += o.discounted;
    value += o.net.value_or(0);
    if (o.discounted) discounted_value += o.net.value_or(0);
  }
  out.confidence = confidence_of(out.orders);
  out.share_of_orders = share_of(out.discounted_orders, out.orders);
  out.share_of_value = share_of(discounted_value, value);
  if (!everybody) return out;
  out.workspace_share_of_orders = share_of(everybody->discounted_orders, everybody->orders);
  out.workspace_share_of_value = share_of(everybody->discounted_value, everybody->value);
  return out;
}

PurchaseTiming timing_of(const std::vector<BoughtOrder>& orders, const Zones& zones) {
  PurchaseTiming out;
  std::vector<double> gaps;
  std::optional<std::int64_t> last;
  for (const BoughtOrder& o : orders) {
    const LocalTime local = local_time(o.ordered_at, zones);
    ++out.orders;
    ++out.weekdays[static_cast<std::size_t>(local.weekday)];
    if (local.hour) {
      ++out.timed_orders;
      ++out.hours[static_cast<std::size_t>(*local.hour)];
    }
    const std::int64_t day = days_since_epoch(local.date);
    if (last && day > *last) gaps.push_back(static_cast<double>(day - *last));
    last = day;
  }
  out.confidence = confidence_of(out.orders);
  out.weekend_share = share_of(out.weekdays[5] + out.weekdays[6], out.orders);
  out.gaps = static_cast<std::int64_t>(gaps.size());
  out.days_between = median(std::move(gaps));
  return out;
}

SendTime send_time_of(const Acts& acts, const Zones& zones, const std::optional<Habits>& everybody) {
  SendTime out;
  std::set<std::int64_t> seen;  // hours since 1970
  for (const auto& [channel, at] : acts) {
    const LocalTime local = local_time(at, zones);
    if (!local.hour || !seen.insert(at.ms / 3'600'000).second) continue;
    ++out.own[static_cast<std::size_t>(hour_of_week(local))];
    ++out.acts;
  }
  out.confidence = confidence_of(out.acts);
  const auto own = static_cast<double>(out.acts);
  out.own_weight = own / (own + prior_weight);
  if (everybody) {
    out.population_acts = everybody->acts;
    out.population_counted_at = everybody->counted_at;
  }
  const Week prior = population_prior(everybody ? everybody->hours : std::vector<std::int64_t>{});
  const Week scores = send_scores(out.own, prior);
  out.shares.assign(scores.begin(), scores.end());
  out.population.assign(prior.begin(), prior.end());
  if (out.acts + out.population_acts == 0) return out;
  for (const HourScore& best : best_hours(scores, own))
    out.best.push_back({best.hour, best.share, best.low, best.high, best.share * hours_of_week});
  return out;
}

}  // namespace

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

Preferences read_preferences(store::Reader& reader, ContactId id, const people::Caller& caller) {
  const auto contact = people::get(reader, id, caller);
  const auto workspace = settings::get<settings::Workspace>(reader);
  const auto home = TimeZone::find(workspace.timezone);
  Zones zones;
  zones.workspace = home ? home : TimeZone::utc();
  zones.own = contact.timezone ? TimeZone::find(*contact.timezone) : nullptr;
  Preferences out;
  out.timezone_of = zones.own ? ZoneOf::contact : ZoneOf::workspace;
  if (!zones.own) zones.own = zones.workspace;
  out.timezone = zones.own->name();
  out.since = reader.now() - purchases_looked_back;
  const auto everybody = find_habits(reader);
  const auto acts = read_acts(reader, preference_sql::own_acts, id);
  const auto orders = reader.list<BoughtOrder>(preference_sql::own_orders,
                                               {{"contact_id", id}, {"currency", workspace.currency}});
  out.channel = channels_of(acts, read_acts(reader, preference_sql::own_talks, id));
  out.categories = categories_of(reader, id, orders, workspace.currency);
  out.stores = stores_of(orders);
  out.price = price_of(orders, everybody);
  out.timing = timing_of(orders, zones);
  out.send_time = send_time_of(acts, zones, everybody);
  return out;
}

void register_preferences(http::Registry& registry) {
  registry.read<http::Nothing, Preferences>(
      {.path = "/api/contacts/{id}/preferences",
       .summary = "Read how a contact likes to be met, and when",
       .description =
           "Channel, categories, stores, discounts, times of purchases and the best hours to send, from what "
           "the person did themselves; an opened message is no act.",
       .permission = "contacts.read",
       .tag = "contacts"},
      [](const http::Nothing&, http::Call& call, store::Reader& reader) {
        return read_preferences(reader, call.id<ContactId>(), people::caller_of(call));
      });
}

std::span<const store::Statement> preference_statements() { return preference_sql::all; }

}  // namespace rapport::customer_base
