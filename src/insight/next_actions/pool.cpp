#include "insight/next_actions/pool.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "customer/segments/columns/directory.h"
#include "customer/segments/columns/plan.h"
#include "insight/customer_base/write_scores.h"
#include "insight/next_actions/decide.h"
#include "insight/next_actions/outcomes.h"
#include "insight/next_actions/sql.h"
#include "platform/jobs/schedule.h"

namespace rapport::next_actions {

namespace {

constexpr std::size_t portion = 200;

using customer_base::StoredScore;
using customer_base::UuidHash;

// The contacts that meet each rule: from the columns; from the database, newest first and not without end,
// while those are being read.
class Meets {
 public:
  Meets(store::Reader& reader, segments::Live& live, const Setting& setting) {
    version_ = live.provide(rules::any(setting.rules));
    for (const rules::Condition& rule : setting.rules) {
      if (version_)
        matches_.push_back(
            segments::columns::evaluate(segments::columns::compile(rule, *version_), *version_));
      else
        read(reader, rule);
    }
  }
  std::vector<std::size_t> of(const Uuid& contact) const {
    std::vector<std::size_t> out;
    if (!version_) {
      if (const auto it = read_.find(contact); it != read_.end()) out = it->second;
      return out;
    }
    const auto number = version_->find(contact);
    if (!number) return out;
    for (std::size_t i = 0; i < matches_.size(); ++i)
      if (matches_[i].contains(*number)) out.push_back(i);
    return out;
  }
  // The newest who meet each rule.
  template <class Each>
  void newest(std::size_t most, Each&& each) const {
    for (const auto& [contact, met] : read_) each(contact);
    for (const auto& matches : matches_) {
      const auto numbers = matches.numbers();
      for (std::size_t i = 0; i < numbers.size() && i < most; ++i)
        each(version_->id(numbers[numbers.size() - 1 - i]));
    }
  }

 private:
  void read(store::Reader& reader, const rules::Condition& rule) {
    const std::size_t at = asked_++;
    rules::ListQuery query;
    query.source = people::contact_source(reader);
    query.order =
        std::make_shared<const rules::Order>(rules::Order{.name = "newest", .column = "c.created_at"});
    query.where = rule;
    query.limit = static_cast<int>(most_in_pool);
    rules::list_page(reader, query,
                     [&](const store::Row& row) { read_[row.uuid(row.find("id"))].push_back(at); });
  }

  segments::columns::Pinned version_;
  std::vector<segments::columns::Matches> matches_;
  std::map<Uuid, std::vector<std::size_t>> read_;
  std::size_t asked_ = 0;
};

struct Finalist {
  Uuid contact, owner;
  double expected = 0;
  std::vector<Candidate> candidates;
};

// Keeps the best of all and of each owner.
class Best {
 public:
  void offer(Finalist finalist) {
    auto& own = owners_[finalist.owner];
    const bool mine = !finalist.owner.is_nil();
    if (mine) own.push_back(finalist);
    all_.push_back(std::move(finalist));
    if (mine && own.size() >= 2 * most_of_owner) trim(own, most_of_owner);
    if (all_.size() >= 2 * most_in_pool) trim(all_, most_in_pool);
  }
  std::vector<Finalist> take() {
    trim(all_, most_in_pool);
    std::unordered_set<Uuid, UuidHash> in;
    for (const Finalist& f : all_) in.insert(f.contact);
    for (auto& [owner, own] : owners_) {
      trim(own, most_of_owner);
      for (Finalist& f : own)
        if (in.insert(f.contact).second) all_.push_back(std::move(f));
    }
    return std::move(all_);
  }

 private:
  static void trim(std::vector<Finalist>& list, std::size_t most) {
    std::sort(list.begin(), list.end(), [](const Finalist& a, const Finalist& b) {
      return a.expected != b.expected ? a.expected > b.expected : a.contact > b.contact;
    });
    if (list.size() > most) list.resize(most);
  }
  std::vector<Finalist> all_;
  std::map<Uuid, std::vector<Finalist>> owners_;
};

// Averages over all customers, for people of whom nothing is predicted.
struct PoolSums {
  double revenue = 0, clv = 0;
  std::int64_t orders = 0, customers = 0;
};

class Finder {
 public:
  Finder(store::Reader& reader, segments::Live& live, const Setting& setting)
      : setting_(setting), meets_(reader, live, setting) {
    reader.each(sql::owned_contacts, {}, [&](const store::Row& row) { owners_[row.uuid(0)] = row.uuid(1); });
    reader.each(sql::cooling, {{"now", reader.now()}}, [&](const store::Row& row) {
      rests_.insert({row.uuid(0), row.uuid(1)});
    });
    for (const Item& item : reader.list<Item>(sql::items_by_status, everything("accepted")))
      rests_.insert({item.contact_id, item.action_id});
    reader.each(sql::newest_numbers, {},
                [&](const store::Row& row) { numbers_[row.uuid(0)] = row.integer(1); });
    reader.each(sql::standing_items, {{"now", reader.now()}}, [&](const store::Row& row) {
      standing_.try_emplace(row.uuid(0),
                            Pooled{row.uuid(0), row.uuid(1), {}, row.integer(3), setting.currency, 0});
    });
    customer_base::each_score(reader, [&](const StoredScore& score) {
      Worth worth;
      worth.stage = std::string(enum_name(score.standing.stage));
      if (score.currency == setting.currency) {
        if (score.orders > 0)
          worth.order = static_cast<double>(score.revenue) / static_cast<double>(score.orders);
        worth.clv = static_cast<double>(score.standing.clv);
      }
      consider(score.contact, worth);
    });
    for (const auto& [contact, owner] : owners_) consider(contact, {});
    meets_.newest(most_in_pool, [&](const Uuid& contact) { consider(contact, {}); });
  }

  std::vector<Pooled> take() {
    std::vector<Pooled> out;
    for (const Finalist& f : best_.take()) {
      Pooled row;
      row.contact_id = f.contact;
      row.owner_id = f.owner;
      row.currency = setting_.currency;
      const auto stands = standing_.find(f.contact);
      if (stands != standing_.end()) row.action_id = stands->second.action_id;
      const auto it =
          std::ranges::find_if(f.candidates, [&](const Candidate& c) { return c.action == row.action_id; });
      const auto number = numbers_.find(f.contact);
      const Candidate& chosen =
          it != f.candidates.end()
              ? *it
              : f.candidates[next_ranking(setting_, f.contact,
                                          number == numbers_.end() ? 1 : number->second + 1, f.candidates)
                                 .order.front()];
      row.action_id = chosen.action;
      row.expected_value = whole_minor(chosen.expected());
      row.chance = chosen.chance.mean();
      out.push_back(row);
    }
    return out;
  }

 private:
  static store::Params everything(std::string_view status) {
    return {{"status", status},
            {"value", std::numeric_limits<std::int64_t>::max()},
            {"after", Uuid{}},
            {"number", std::int64_t{0}},
            {"limit", std::int64_t{1'000'000}}};
  }

  void consider(const Uuid& contact, const Worth& worth) {
    if (!seen_.insert(contact).second) return;
    Finalist finalist;
    finalist.contact = contact;
    for (const std::size_t i : meets_.of(contact)) {
      const NextAction& action = setting_.actions[i];
      if (!rests_.contains({contact, action.id.uuid}))
        finalist.candidates.push_back(candidate(setting_, action, worth));
    }
    if (finalist.candidates.empty()) return;
    if (const auto owner = owners_.find(contact); owner != owners_.end()) finalist.owner = owner->second;
    for (std::size_t i = 0; i < finalist.candidates.size(); ++i)
      finalist.expected = i == 0 ? finalist.candidates[i].expected()
                                 : std::max(finalist.expected, finalist.candidates[i].expected());
    best_.offer(std::move(finalist));
  }

  const Setting& setting_;
  Meets meets_;
  std::unordered_map<Uuid, Uuid, UuidHash> owners_;
  std::unordered_map<Uuid, std::int64_t, UuidHash> numbers_;
  std::map<Uuid, Pooled> standing_;
  std::set<std::pair<Uuid, Uuid>> rests_;
  std::unordered_set<Uuid, UuidHash> seen_;
  Best best_;
};

void put_averages(store::Database& database, const PoolSums& sums, Currency currency,
                  const std::function<void(store::Transaction&)>& check) {
  const double order = sums.orders == 0 ? 0 : sums.revenue / static_cast<double>(sums.orders);
  const double clv = sums.customers == 0 ? 0 : sums.clv / static_cast<double>(sums.customers);
  database.write([&](store::Transaction& tx) {
    check(tx);
    tx.run(sql::put_baseline, {{"currency", currency.code()},
                               {"order_value", whole_minor(order)},
                               {"clv", whole_minor(clv)},
                               {"now", tx.now()}});
  });
}

PoolSums sum_up(store::Reader& reader, Currency currency) {
  PoolSums out;
  customer_base::each_score(reader, [&](const StoredScore& score) {
    if (score.currency != currency) return;
    out.revenue += static_cast<double>(score.revenue);
    out.clv += static_cast<double>(score.standing.clv);
    out.orders += score.orders;
    ++out.customers;
  });
  return out;
}

template <class Row, class Write>
void write_in_portions(store::Database& database, const std::vector<Row>& rows, const Write& write) {
  for (std::size_t from = 0; from < rows.size(); from += portion) {
    const auto end = std::min(rows.size(), from + portion);
    database.write(
        [&](store::Transaction& tx) { write(tx, std::span<const Row>(rows.data() + from, end - from)); });
  }
}

}  // namespace

std::vector<Pooled> find_pool(store::Reader& reader, segments::Live& live, const Setting& setting) {
  if (setting.actions.empty()) return {};
  return Finder(reader, live, setting).take();
}

Kept keep_next_actions(store::Database& database, segments::Live& live,
                       const std::function<void(store::Transaction&)>& check) {
  Kept out;
  constexpr std::int64_t some = 100;
  for (std::size_t settled = 1; settled > 0;) {
    settled = database.write([&](store::Transaction& tx) {
      check(tx);
      return settle_due(tx, some);
    });
    out.settled += static_cast<std::int64_t>(settled);
  }
  database.write([&](store::Transaction& tx) {
    check(tx);
    tx.run(sql::forget_reasons, {{"before", tx.now() - Days(30)}});  // as the trash empties records
  });
  Currency currency;
  PoolSums sums;
  database.read_without_limit([&](store::Reader& reader) {
    currency = settings::get<settings::Workspace>(reader).currency;
    sums = sum_up(reader, currency);
  });
  put_averages(database, sums, currency, check);
  std::vector<Pooled> found;
  std::map<Uuid, Pooled> stored;
  database.read_without_limit([&](store::Reader& reader) {
    const Setting setting = read_setting(reader);
    found = find_pool(reader, live, setting);
    for (Pooled& row : reader.list<Pooled>(sql::all_pool)) stored.emplace(row.contact_id, row);
  });
  std::vector<Pooled> changed;
  for (const Pooled& row : found) {
    const auto it = stored.find(row.contact_id);
    changed.push_back(row);  // each row says when it was found
    if (it != stored.end()) stored.erase(it);
  }
  write_in_portions(database, changed, [&](store::Transaction& tx, std::span<const Pooled> rows) {
    check(tx);
    std::vector<store::Params> params;
    for (const Pooled& row : rows) {
      params.push_back(store::Params::of(row));
      params.back().set("computed_at", tx.now());
    }
    tx.run_batch(sql::put_pool, params);
  });
  std::vector<Uuid> gone;
  for (const auto& [contact, row] : stored) gone.push_back(contact);
  write_in_portions(database, gone, [&](store::Transaction& tx, std::span<const Uuid> rows) {
    check(tx);
    std::vector<store::Params> params;
    for (const Uuid& contact : rows) params.push_back({{"contact_id", contact}});
    tx.run_batch(sql::drop_from_pool, params);
  });
  out.pooled = std::ssize(found);
  return out;
}

Json KeepNextActions::run(jobs::Context& context) {
  const Kept kept =
      keep_next_actions(context.database(), live_, [&](store::Transaction& tx) { context.check(tx); });
  // A workspace whose customers have just come shall not wait an hour for its first list. The key names the
  // five minutes, so that one job is all there is in them.
  if (kept.pooled == 0)
    context.write([&](store::Transaction& tx) {
      const Instant soon = tx.now() + minutes(5);
      jobs::enqueue(tx, {.kind = "keep_next_actions",
                         .payload = Json::parse("{}"),
                         .unique_key = "soon " + std::to_string(soon.ms / Duration(minutes(5)).count()),
                         .run_at = soon});
    });
  return Json::parse("{\"settled\": " + std::to_string(kept.settled) +
                     ", \"pooled\": " + std::to_string(kept.pooled) + "}");
}

void schedule_next_actions(store::Database& database) {
  database.write([](store::Transaction& tx) {
    jobs::set_schedule(
        tx, {.name = "keep_next_actions", .kind = "keep_next_actions", .payload = {}, .every = hours(1)});
    if (!tx.value<std::string>(sql::baseline))
      jobs::enqueue(tx, {.kind = "keep_next_actions",
                         .payload = Json::parse("{}"),
                         .unique_key = "first",
                         .run_at = tx.now() + seconds(20)});  // once customers were read
  });
}

}  // namespace rapport::next_actions
