#include "insight/customer_base/keeper.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/log.h"
#include "customer/events/restate_orders.h"
#include "insight/customer_base/acquisition_costs.h"
#include "insight/customer_base/purchase_fits.h"
#include "insight/customer_base/write_scores.h"
#include "platform/facts/kept_cursor.h"
#include "platform/facts/lean_feed.h"
#include "platform/facts/marks.h"
#include "platform/rules/moments.h"
#include "platform/settings/settings.h"

namespace rapport::customer_base {

namespace {

constexpr int page = 1'000;
constexpr std::size_t portion = 500;
constexpr std::string_view cursor_name = "customer_base";

// After these a contact's orders may be others.
bool about_orders(std::string_view type) {
  return type == "purchase" || type == "refund" || type.starts_with("order_") || type == facts::moved_mark ||
         type == "contact_merged" || type == "contact_unmerged" || type == "contact_deleted" ||
         type == "contact_restored" || type == "contact_erased";
}

bool about_acquisition(const facts::Fact& fact) {
  const auto payload = fact.payload.value();
  const auto* changes = payload.is_object() ? payload.as_object().if_contains("changes") : nullptr;
  if (!changes || !changes->is_array()) return false;
  return std::ranges::any_of(changes->as_array(), [](const boost::json::value& change) {
    const auto* name = change.is_object() ? change.as_object().if_contains("field") : nullptr;
    return name && name->is_string() &&
           (name->as_string() == "source" || name->as_string().starts_with("acquisition_"));
  });
}

}  // namespace

Keeper::Keeper(store::Database& database) : database_(database) {}
Keeper::~Keeper() { stop(); }

void Keeper::start(KeeperOptions options) {
  options_ = std::move(options);
  listening_ = database_.announcer().listen(store::Topic::facts, [this] { rounds_.wake(); });
  rounds_.start(
      [this] {
        const bool more = round();
        said_.clear();
        return more;
      },
      [this](const std::exception& error) { stumble(error.what()); });
}

void Keeper::stop() {
  rounds_.stop();
  listening_.reset();
}

// What was not written is found again by reading everything.
void Keeper::stumble(const std::string& error) {
  if (said_ != error) log::warning("The customer base stands still.", {{"reason", error}});
  said_ = error;
  const std::lock_guard lock(work_);
  loaded_ = false;
}

void Keeper::run_once() {
  while (round()) {
  }
}

bool Keeper::look(const Look& look) const {
  const std::lock_guard lock(work_);
  if (!loaded_) return false;
  look(population_, given_, assessed_at_);
  return true;
}

bool Keeper::round() {
  const std::lock_guard lock(work_);
  const bool leads = options_.leads();
  if (leads && !led_) loaded_ = false;  // another process may have written since
  led_ = leads;
  std::vector<Change> changes;
  bool more = false;
  database_.read_without_limit([&](store::Reader& reader) {
    if (wait_for_restatement(reader)) return;
    if (!loaded_ || !(read_frame(reader) == frame_)) load(reader);
    std::map<Uuid, Change> changed;
    more = read_facts(reader, changed);
    const bool first = assessed_at_.ms == 0;
    const bool other = read_circumstances(reader);
    const auto today = days_since_epoch(rules::day_of(reader.now(), *frame_.zone));
    if (!changed.empty()) assess_changed(reader, changed, changes);
    if (more || !(first || other || today != given_.today || reader.now() - assessed_at_ >= options_.beat))
      return;
    if (first || acquisition_version(reader) != costs_version_ || today != given_.today ||
        costs_are_due(reader))
      read_costs(reader);
    given_.today = today;
    assess_all(reader, other && !first ? "settings" : "time", changes);
  });
  if (leads) write(changes);
  return more;
}

// While the amounts of orders are brought to another currency or other rates, nobody can be valued: some
// would seem to have no orders. Afterwards everything is read anew.
bool Keeper::wait_for_restatement(store::Reader& reader) {
  const auto latest = events::find_restatement(reader);
  const bool restates =
      latest && (latest->state == jobs::State::queued || latest->state == jobs::State::running);
  if (restating_ && !restates) loaded_ = false;
  restating_ = restates;
  return restates;
}

void Keeper::load(store::Reader& reader) {
  frame_ = read_frame(reader);
  population_ = Population();
  written_.clear();
  waiting_.clear();
  const auto kept = facts::kept_cursor(reader, cursor_name);
  cursor_ = kept ? *kept : facts::end_of_feed(reader);
  kept_ = kept.value_or(facts::Cursor{});
  assessed_at_ = {};
  given_.minor_units = frame_.minor_units;
  each_customer(reader, frame_, [&](const Uuid& contact, const std::vector<OrderRow>& rows) {
    population_.put(customer_of(contact, rows, *frame_.zone, frame_.minor_units));
  });
  each_score(reader, [&](const StoredScore& stored) {
    written_[stored.contact] = {stored.standing, stored.since, stored.orders,
                                stored.revenue,  stored.last,  stored.currency};
  });
  loaded_ = true;
}

// Whether everybody must be assessed by them anew.
bool Keeper::read_circumstances(store::Reader& reader) {
  bool other = false;
  if (const auto lifecycle = settings::get<Lifecycle>(reader); !(lifecycle == given_.lifecycle)) {
    given_.lifecycle = lifecycle;
    other = true;
  }
  const auto fit = newest_usable_fit(reader);
  if (fit != (given_.models ? std::optional(given_.models->id) : std::nullopt)) {
    given_.models = fit ? read_models(reader, *fit) : nullptr;
    other = true;
  }
  return other || acquisition_version(reader) != costs_version_;
}

// A reading takes about a microsecond a customer: that often is often enough.
bool Keeper::costs_are_due(store::Reader& reader) const {
  return costs_stale_ && reader.now() - costs_read_at_ >= Duration(std::ssize(population_.customers()));
}

void Keeper::read_costs(store::Reader& reader) {
  given_.lifespan_years = lifespan_years(reader, frame_, reader.now());
  costs_version_ = acquisition_version(reader);
  costs_read_at_ = reader.now();
  costs_stale_ = false;
  given_.acquisition = read_acquisition(reader, frame_, population_);
}

bool Keeper::read_facts(store::Reader& reader, std::map<Uuid, Change>& changed) {
  for (const Uuid& contact : unread_) changed[contact].contact = contact;
  const auto read = facts::lean_feed_page(reader, cursor_, page, "contact_updated");
  for (const facts::Fact& fact : read.facts) {
    if (fact.contact_id.is_nil()) continue;
    if (fact.type == "contact_updated" && about_acquisition(fact)) costs_stale_ = true;
    if (!about_orders(fact.type)) continue;
    Change& change = changed[fact.contact_id];
    change.contact = fact.contact_id;
    change.cause = fact.id.uuid;
    change.arrival = fact.arrival;
    unread_.insert(fact.contact_id);
  }
  cursor_ = read.next;
  return read.more;
}

bool Keeper::differs(const Customer& customer, const Standing& standing) const {
  const auto it = written_.find(customer.contact);
  if (it == written_.end()) return true;
  const Row& row = it->second;
  return !(row.standing == standing) || row.orders != customer.orders.count ||
         row.revenue != customer.revenue || row.last != customer.orders.last ||
         row.currency != frame_.currency;
}

void Keeper::assess_changed(store::Reader& reader, std::map<Uuid, Change>& changed,
                            std::vector<Change>& out) {
  for (auto& [contact, change] : changed) {
    const auto rows = orders_of(reader, frame_, contact);
    const auto before = written_.find(contact);
    change.reason = "order";
    if (before != written_.end()) change.from = before->second.standing.stage;
    if (rows.empty()) {
      population_.remove(contact);
      if (before != written_.end()) out.push_back(change);
      continue;
    }
    if (before == written_.end()) costs_stale_ = true;
    Customer customer = customer_of(contact, rows, *frame_.zone, frame_.minor_units);
    population_.put(customer);
    if (assessed_at_.ms == 0) {  // with all others
      waiting_[contact] = change;
      continue;
    }
    change.standing = population_.assess(customer, given_, reader.now());
    if (before == written_.end())
      change.past = past_stages(rows, *frame_.zone, population_.median_gap(), given_.lifecycle, reader.now());
    if (differs(customer, change.standing)) out.push_back(change);
  }
  unread_.clear();
}

void Keeper::assess_all(store::Reader& reader, std::string_view reason, std::vector<Change>& out) {
  std::erase_if(out, [&](const Change& change) { return population_.find(change.contact) != nullptr; });
  const auto& standings = population_.assess(given_, reader.now());
  std::set<Uuid> fresh;
  for (std::size_t i = 0; i < standings.size(); ++i) {
    const Customer& customer = population_.customers()[i];
    if (!differs(customer, standings[i])) continue;
    Change change;
    change.contact = customer.contact;
    change.standing = standings[i];
    change.reason = reason;
    const auto it = written_.find(customer.contact);
    if (it != written_.end())
      change.from = it->second.standing.stage;
    else
      fresh.insert(customer.contact);
    const auto waiting = waiting_.find(customer.contact);
    if (waiting != waiting_.end()) {
      change.reason = waiting->second.reason;
      change.cause = waiting->second.cause;
      change.arrival = waiting->second.arrival;
    }
    change.told = it != written_.end() || waiting != waiting_.end();
    out.push_back(std::move(change));
  }
  if (!fresh.empty()) {
    std::map<Uuid, std::vector<PastStage>> past;
    each_customer(reader, frame_, [&](const Uuid& contact, const std::vector<OrderRow>& rows) {
      if (fresh.contains(contact))
        past[contact] =
            past_stages(rows, *frame_.zone, population_.median_gap(), given_.lifecycle, reader.now());
    });
    for (Change& change : out)
      if (const auto it = past.find(change.contact); it != past.end()) change.past = std::move(it->second);
  }
  for (const auto& [contact, row] : written_) {
    if (population_.find(contact)) continue;
    Change change;
    change.contact = contact;
    change.from = row.standing.stage;
    change.reason = "order";
    out.push_back(std::move(change));
  }
  waiting_.clear();
  assessed_at_ = reader.now();
}

void Keeper::write(std::vector<Change>& changes) {
  const bool caught_up = loaded_ && assessed_at_.ms != 0;
  const bool due = kept_.text.empty() || assessed_at_ - kept_at_ >= options_.beat;
  // The place moves with the last of the changes; while there are none, from time to time, so that little is
  // read again. It counts as kept once it is committed.
  const auto placed = [&] {
    kept_ = cursor_;
    kept_at_ = assessed_at_;
  };
  if (changes.empty() && caught_up && due && kept_.text != cursor_.text) {
    database_.write([&](store::Transaction& tx) {
      options_.check_leads(tx);
      facts::keep_cursor(tx, cursor_name, cursor_);
    });
    placed();
  }
  for (std::size_t from = 0; from < changes.size(); from += portion) {
    const std::span<Change> some(changes.data() + from, std::min(portion, changes.size() - from));
    const bool last = from + portion >= changes.size();
    std::vector<ScoreChange> rows;
    for (Change& change : some) {
      ScoreChange row;
      const Customer* customer = population_.find(change.contact);
      row.contact = change.contact;
      row.from = change.from;
      row.reason = change.reason;
      row.cause = change.cause;
      row.arrival = change.arrival;
      row.told = change.told;
      row.past = std::move(change.past);
      if (customer) {
        row.score =
            StoredScore{change.contact,        change.standing, {}, customer->orders.count, customer->revenue,
                        customer->orders.last, frame_.currency};
        const auto it = written_.find(change.contact);
        if (it != written_.end() && it->second.standing.stage == change.standing.stage)
          row.score->since = it->second.since;
      }
      rows.push_back(std::move(row));
    }
    database_.write([&](store::Transaction& tx) {
      options_.check_leads(tx);
      write_scores(tx, rows);
      if (caught_up && last) facts::keep_cursor(tx, cursor_name, cursor_);
    });
    if (caught_up && last) placed();
    for (const ScoreChange& row : rows) {
      if (!row.score)
        written_.erase(row.contact);
      else
        written_[row.contact] = {row.score->standing, row.score->since, row.score->orders,
                                 row.score->revenue,  row.score->last,  row.score->currency};
    }
  }
}

}  // namespace rapport::customer_base
