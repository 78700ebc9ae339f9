#include "insight/analytics/channels.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "insight/analytics/report_store.h"
#include "insight/customer_base/preference_sql.h"
#include "insight/customer_base/read_customers.h"
#include "platform/jobs/schedule.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(analytics::ChannelSums)
RAPPORT_DESCRIBE_HERE(analytics::ChannelCounts)
}  // namespace rapport

namespace rapport::analytics {

namespace {

using store::Reach;
using store::Statement;

constexpr std::string_view report_name = "channels";
constexpr std::string_view no_channel = "none";
constexpr std::size_t most_kinds = 5;

// In the order of the index of timelines, so that nothing is sorted.
constexpr Statement acts{"channels.acts", Reach::everywhere,
                         "select e.contact_id, e.occurred_at, e.type, " RAPPORT_CHANNEL_OF_ACT
                         " as channel from events e where " RAPPORT_ACTS
                         " and e.type <> 'purchase' order by e.contact_id, e.occurred_at desc, e.id desc"};
// What colleagues wrote down that the person did, as it holds now.
constexpr Statement talks{
    "channels.talks", Reach::everywhere,
    "select a.contact_id, e.occurred_at, o.type, case o.type when 'call' then 'phone' when 'store_visit' "
    "then 'in_store' "
    "else 'meeting' end as channel from activities a join events o on o.contact_id = a.contact_id and o.id = "
    "a.activity_id join events e on e.contact_id = a.contact_id and e.id = a.shown_fact_id where "
    "a.removed_at is null "
    "and e.occurred_at >= :from and e.occurred_at <= :now and (o.type in ('store_visit', 'meeting') or "
    "(o.type = 'call' "
    "and e.payload ->> 'direction' = 'inbound'))"};
constexpr Statement messages{"channels.messages", Reach::everywhere,
                             "select distinct e.contact_id, case when e.channel <> '' then e.channel when "
                             "lower(e.type) like 'sms%' then 'sms' "
                             "when lower(e.type) like 'zalo%' then 'zalo' else 'email' end as channel from "
                             "events e where e.occurred_at >= :from "
                             "and e.occurred_at <= :now and lower(replace(e.type, ' ', '_')) in "
                             "('campaign_sent', 'campaign_delivered', "
                             "'campaign_opened', 'email_sent', 'email_delivered', 'email_opened', "
                             "'message_opened', 'sms_sent', 'sms_delivered', "
                             "'zalo_sent', 'zalo_delivered')"};
constexpr Statement owners{"channels.owners", Reach::everywhere,
                           "select contact_id, owner_id from contacts where deleted_at is null"};
constexpr Statement channels_sql[] = {acts, talks, messages, owners};

struct Act {
  Instant at{};
  std::string type, channel;
};
struct Sums {
  ChannelSums sums;
  std::map<std::string, std::int64_t> kinds;
};
struct Known {
  Uuid owner;
  std::vector<Act> talks;
  std::vector<std::string> reached;
  std::vector<customer_base::OrderRow> orders;
};

class Counter {
 public:
  Counter(Currency currency, Instant from, Instant now) : currency_(currency), from_(from), now_(now) {}
  std::unordered_map<Uuid, Known, customer_base::UuidHash> people;

  // `done` in any order.
  void count(const Known& person, std::vector<Act>& done) {
    done.insert(done.end(), person.talks.begin(), person.talks.end());
    std::sort(done.begin(), done.end(), [](const Act& a, const Act& b) { return a.at < b.at; });
    std::map<std::string, bool> used;  // channels of the person within the days
    for (const Act& act : done) {
      if (act.at < from_) continue;
      Sums& one = of(person.owner, act.channel);
      ++one.sums.acts;
      ++one.kinds[act.type];
      if (!std::exchange(used[act.channel], true)) ++one.sums.people;
    }
    for (const std::string& channel : person.reached) {
      Sums& one = of(person.owner, channel);
      ++one.sums.reached;
      one.sums.answered += used.contains(channel);
    }
    for (const auto& order : person.orders) attribute(person.owner, order, done);
  }

  std::vector<OwnersChannels> result() {
    std::vector<OwnersChannels> out;
    for (auto& [owner, channels] : sums_) {
      OwnersChannels one{owner, {}};
      for (auto& [name, sums] : channels) {
        for (auto& [type, n] : sums.kinds) sums.sums.kinds.push_back({type, n});
        one.channels.push_back(std::move(sums.sums));
      }
      out.push_back(std::move(one));
    }
    return out;
  }

 private:
  Sums& of(const Uuid& owner, std::string_view channel) {
    Sums& out = sums_[owner][std::string(channel)];
    out.sums.channel = channel;
    out.sums.last_revenue.currency = out.sums.first_revenue.currency = currency_;
    return out;
  }
  void attribute(const Uuid& owner, const customer_base::OrderRow& order, const std::vector<Act>& done) {
    const auto later = [](Instant at, const Act& act) { return at < act.at; };
    const auto end = std::upper_bound(done.begin(), done.end(), order.at, later);
    const auto begin = std::upper_bound(done.begin(), end, order.at - hours(24 * touch_days), later);
    ChannelSums& last = of(owner, begin == end ? no_channel : std::string_view(std::prev(end)->channel)).sums;
    ++last.last_orders;
    last.last_revenue.minor += order.net;
    ChannelSums& first = of(owner, begin == end ? no_channel : std::string_view(begin->channel)).sums;
    ++first.first_orders;
    first.first_revenue.minor += order.net;
  }

  Currency currency_;
  Instant from_, now_;
  std::map<Uuid, std::map<std::string, Sums>> sums_;
};

void add(ChannelSums& to, const ChannelSums& more) {
  to.people += more.people, to.acts += more.acts, to.reached += more.reached, to.answered += more.answered;
  to.last_orders += more.last_orders, to.first_orders += more.first_orders;
  to.last_revenue = rapport::add(to.last_revenue, more.last_revenue);
  to.first_revenue = rapport::add(to.first_revenue, more.first_revenue);
  for (const ActsOfKind& kind : more.kinds) {
    const auto it =
        std::find_if(to.kinds.begin(), to.kinds.end(), [&](const auto& k) { return k.type == kind.type; });
    if (it == to.kinds.end())
      to.kinds.push_back(kind);
    else
      it->acts += kind.acts;
  }
}

}  // namespace

ChannelCounts count_channels(store::Reader& reader) {
  ChannelCounts out;
  const auto frame = customer_base::read_frame(reader);
  out.to = reader.now();
  out.from = out.to - hours(24 * channel_days);
  const Instant touched_from = out.from - hours(24 * touch_days);
  Counter counter(frame.currency, out.from, out.to);
  reader.each(owners, {}, [&](const store::Row& row) {
    counter.people[row.uuid(0)].owner = row.is_null(1) ? Uuid{} : row.uuid(1);
  });
  const auto person = [&](const Uuid& contact) -> Known* {
    const auto it = counter.people.find(contact);
    return it == counter.people.end() ? nullptr : &it->second;
  };
  const store::Params touched = {{"from", touched_from}, {"now", out.to}};
  reader.each(talks, touched, [&](const store::Row& row) {
    if (Known* one = person(row.uuid(0)))
      one->talks.push_back({Instant{row.integer(1)}, std::string(row.text(2)), std::string(row.text(3))});
  });
  reader.each(messages, {{"from", out.from}, {"now", out.to}}, [&](const store::Row& row) {
    if (Known* one = person(row.uuid(0))) one->reached.emplace_back(row.text(1));
  });
  customer_base::each_customer(reader, frame, [&](const Uuid& contact, const auto& rows) {
    Known* one = person(contact);
    for (const auto& row : rows)
      if (one && row.at >= out.from && row.at <= out.to) one->orders.push_back(row);
  });
  Uuid current{};
  std::vector<Act> done;
  const auto finish = [&] {
    if (const auto it = counter.people.find(current); it != counter.people.end()) {
      counter.count(it->second, done);
      counter.people.erase(it);
    }
    done.clear();
  };
  reader.each(acts, touched, [&](const store::Row& row) {
    if (const Uuid contact = row.uuid(0); contact != current) {
      finish();
      current = contact;
    }
    done.push_back({Instant{row.integer(1)}, std::string(row.text(2)), std::string(row.text(3))});
  });
  finish();
  for (const auto& [contact, one] : counter.people) {  // who did nothing by themselves
    done.clear();
    counter.count(one, done);
  }
  out.owners = counter.result();
  return out;
}

std::vector<ChannelSums> sum_channels(const ChannelCounts& counts,
                                      const std::optional<std::vector<Uuid>>& wanted) {
  std::map<std::string, ChannelSums> sums;
  for (const OwnersChannels& one : counts.owners) {
    if (wanted && std::find(wanted->begin(), wanted->end(), one.owner) == wanted->end()) continue;
    for (const ChannelSums& channel : one.channels) {
      const auto [it, fresh] = sums.try_emplace(channel.channel, channel);
      if (!fresh) add(it->second, channel);
    }
  }
  std::vector<ChannelSums> out;
  for (auto& [name, channel] : sums) {
    std::stable_sort(channel.kinds.begin(), channel.kinds.end(),
                     [](const auto& a, const auto& b) { return a.acts > b.acts; });
    if (channel.kinds.size() > most_kinds) channel.kinds.resize(most_kinds);
    out.push_back(std::move(channel));
  }
  std::stable_sort(out.begin(), out.end(), [](const ChannelSums& a, const ChannelSums& b) {
    const auto rank = [](const ChannelSums& c) {
      return std::tuple(c.channel != no_channel, c.last_orders, c.people);
    };
    return rank(a) > rank(b);
  });
  return out;
}

std::optional<ChannelCounts> find_channels(store::Reader& reader) {
  return find_report_of<ChannelCounts>(reader, report_name);
}
void put_channels(store::Transaction& tx, const ChannelCounts& counts) {
  put_report(tx, report_name, counts.took_ms, json::to_json(counts));
}

Json CountChannels::run(jobs::Context& context) {
  const auto began = std::chrono::steady_clock::now();
  ChannelCounts counts;
  context.database().read_without_limit([&](store::Reader& reader) { counts = count_channels(reader); });
  counts.took_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
  context.write([&](store::Transaction& tx) { put_channels(tx, counts); });
  return Json::trusted(R"({"href":"/insights/engagement"})");
}

void schedule_channels(store::Database& database) {
  database.write([](store::Transaction& tx) {
    jobs::set_schedule(
        tx, {.name = "count_channels", .kind = "count_channels", .payload = {}, .daily_minute = 200});
    if (!find_channels(tx))
      jobs::enqueue(tx, {.kind = "count_channels", .payload = Json::parse("{}"), .unique_key = "count"});
  });
}

std::span<const store::Statement> channel_statements() { return channels_sql; }

}  // namespace rapport::analytics
