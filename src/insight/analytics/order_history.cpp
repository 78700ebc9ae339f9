#include "insight/analytics/order_history.h"

#include <algorithm>
#include <limits>
#include <set>

#include "platform/rules/moments.h"

namespace rapport::analytics {

namespace {

using store::Reach;
using store::Statement;

// Through the table, without an index: nearly everybody is there.
constexpr Statement customers{"cohorts.customers", Reach::everywhere,
                              "select contact_id, acquisition_channel, deleted_at from contacts"};
// From the index of the newest orders alone; as a plain comparison the status would lead to another.
constexpr Statement orders{
    "cohorts.orders", Reach::everywhere,
    "select contact_id, ordered_at, reporting_net from orders where ordered_at <= :now and case when status "
    "in "
    "('paid', 'partially_refunded') then 1 else 0 end = 1 and reporting_currency = :currency order by "
    "ordered_at, order_id"};
constexpr Statement of_owner{
    "cohorts.contacts_of_owner", Reach::everywhere,
    "select contact_id from contacts where owner_id = :owner and deleted_at is null"};
constexpr Statement order_history_sql[] = {customers, orders, of_owner};

// The day of instants that come in ascending order: most are of the day before them.
class Days {
 public:
  explicit Days(const TimeZone& zone) : zone_(zone) {}
  std::int32_t of(Instant at) {
    if (at < begin_ || at >= end_) {
      day_ = days_since_epoch(rules::day_of(at, zone_));
      begin_ = rules::start_of(day_, zone_);
      end_ = rules::start_of(day_ + 1, zone_);
    }
    return static_cast<std::int32_t>(day_);
  }

 private:
  const TimeZone& zone_;
  std::int64_t day_ = 0;
  Instant begin_{}, end_{};
};

}  // namespace

std::optional<std::uint32_t> OrderHistory::find(const Uuid& contact) const {
  const auto it = std::lower_bound(contacts.begin(), contacts.end(), contact);
  if (it == contacts.end() || *it != contact) return std::nullopt;
  return static_cast<std::uint32_t>(it - contacts.begin());
}

OrderHistory read_order_history(store::Reader& reader) {
  OrderHistory out;
  out.frame = customer_base::read_frame(reader);
  out.read_at = reader.now();
  struct Found {
    std::uint32_t number = 0;  // by appearance; then the place among the contacts
    std::optional<std::string> channel;
  };
  std::unordered_map<Uuid, Found, customer_base::UuidHash> found;
  Days days(*out.frame.zone);
  reader.each(orders, {{"now", out.read_at}, {"currency", out.frame.currency}}, [&](const store::Row& row) {
    const Uuid contact = row.uuid(0);
    if (contact.is_nil()) return;  // nobody's
    const auto [it, fresh] = found.try_emplace(contact);
    if (fresh) it->second.number = static_cast<std::uint32_t>(found.size() - 1);
    out.orders.push_back({it->second.number, days.of(Instant{row.integer(1)}), row.integer(2)});
  });
  std::set<std::string> names{""};
  reader.each(customers, {}, [&](const store::Row& row) {
    const auto it = found.find(row.uuid(0));
    if (it == found.end() || !row.is_null(2)) return;
    it->second.channel = row.is_null(1) ? "" : std::string(row.text(1));
    if (names.size() < std::numeric_limits<std::uint16_t>::max()) names.insert(*it->second.channel);
  });
  out.channel_names.assign(names.begin(), names.end());
  for (const auto& [contact, one] : found)
    if (one.channel) out.contacts.push_back(contact);
  std::sort(out.contacts.begin(), out.contacts.end());
  constexpr auto gone = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> places(found.size(), gone);
  for (std::uint32_t place = 0; place < out.contacts.size(); ++place) {
    const Found& one = found.find(out.contacts[place])->second;
    places[one.number] = place;
    const auto at = std::lower_bound(out.channel_names.begin(), out.channel_names.end(), *one.channel);
    const bool there = at != out.channel_names.end() && *at == *one.channel;
    out.channels.push_back(there ? static_cast<std::uint16_t>(at - out.channel_names.begin()) : 0);
  }
  for (OrderHistory::Order& order : out.orders) order.customer = places[order.customer];
  std::erase_if(out.orders, [](const OrderHistory::Order& order) { return order.customer == gone; });
  return out;
}

std::shared_ptr<const OrderHistory> KeptOrderHistory::get(store::Database& database) {
  const auto frame = database.read([](store::Reader& reader) { return customer_base::read_frame(reader); });
  return kept_.get(std::string(frame.currency.code()) + " " + frame.zone->name(), [&] {
    OrderHistory out;
    database.read_without_limit([&](store::Reader& reader) { out = read_order_history(reader); });
    return out;
  });
}

std::vector<bool> customers_of_owners(store::Reader& reader, const OrderHistory& history,
                                      const std::optional<std::vector<Uuid>>& owners) {
  if (!owners) return {};
  std::vector<bool> out(history.contacts.size());
  for (const Uuid& owner : *owners)
    reader.each(of_owner, {{"owner", owner}}, [&](const store::Row& row) {
      if (const auto place = history.find(row.uuid(0))) out[*place] = true;
    });
  return out;
}

std::span<const store::Statement> order_history_statements() { return order_history_sql; }

}  // namespace rapport::analytics
