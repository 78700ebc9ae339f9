#include "insight/analytics/order_history.h"

#include <algorithm>
#include <limits>
#include <set>

#include "platform/rules/moments.h"

namespace rapport::analytics {

namespace {

using store::Reach;
using store::Statement;

// Both from an index alone.
constexpr Statement customers{
    "cohorts.customers", Reach::everywhere,
    "select c.contact_id, c.acquisition_channel from contact_order_stats s join contacts c on c.contact_id = "
    "s.contact_id where c.deleted_at is null"};
constexpr Statement orders{
    "cohorts.orders", Reach::everywhere,
    "select contact_id, ordered_at, reporting_net from orders where ordered_at <= :now and status in "
    "('paid', "
    "'partially_refunded') and reporting_currency = :currency order by ordered_at, order_id"};
constexpr Statement of_owner{
    "cohorts.contacts_of_owner", Reach::everywhere,
    "select contact_id from contacts where owner_id = :owner and deleted_at is null"};
constexpr Statement all_of_these[] = {customers, orders, of_owner};

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
  std::vector<std::pair<Uuid, std::string>> known;
  std::set<std::string> names{""};
  reader.each(customers, {}, [&](const store::Row& row) {
    known.emplace_back(row.uuid(0), row.is_null(1) ? "" : std::string(row.text(1)));
    if (names.size() < std::numeric_limits<std::uint16_t>::max()) names.insert(known.back().second);
  });
  std::sort(known.begin(), known.end());
  out.channel_names.assign(names.begin(), names.end());
  std::unordered_map<Uuid, std::uint32_t, customer_base::UuidHash> places;
  places.reserve(known.size());
  for (const auto& [contact, channel] : known) {
    places.emplace(contact, static_cast<std::uint32_t>(out.contacts.size()));
    out.contacts.push_back(contact);
    const auto at = std::lower_bound(out.channel_names.begin(), out.channel_names.end(), channel);
    const bool there = at != out.channel_names.end() && *at == channel;
    out.channels.push_back(there ? static_cast<std::uint16_t>(at - out.channel_names.begin()) : 0);
  }
  Days days(*out.frame.zone);
  reader.each(orders, {{"now", out.read_at}, {"currency", out.frame.currency}}, [&](const store::Row& row) {
    const auto it = places.find(row.uuid(0));
    if (it == places.end()) return;
    out.orders.push_back({it->second, days.of(Instant{row.integer(1)}), row.integer(2)});
  });
  return out;
}

std::shared_ptr<const OrderHistory> KeptOrderHistory::get(store::Reader& reader) {
  const auto frame = customer_base::read_frame(reader);
  return kept_.get(std::string(frame.currency.code()) + " " + frame.zone->name(),
                   [&] { return read_order_history(reader); });
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

std::span<const store::Statement> order_history_statements() { return all_of_these; }

}  // namespace rapport::analytics
