#include "customer/events/import_chunk.h"

#include <boost/json.hpp>

#include "base/text.h"
#include "customer/events/catalogue.h"
#include "customer/events/order_sql.h"
#include "customer/people/duplicates/arrival.h"
#include "customer/people/people.h"

namespace rapport::events {

namespace {

constexpr std::size_t cached_keys = 200'000;  // of each map: bounds the memory of a run

// Lines of one number that stand in one chunk.
struct Group {
  std::string_view number;
  std::vector<std::size_t> lines;
};

struct Claim {
  ContactId contact_id;
  OrderId order_id;
  std::optional<Uuid> import_id;
};

class ChunkWriter {
 public:
  ChunkWriter(store::Transaction& tx, const ImportChunk& chunk, const ImportContext& context)
      : tx_(tx), chunk_(chunk), context_(context), stats_(context.reporting) {
    outcomes_.reserve(chunk.lines.size());
    for (const auto& l : chunk.lines) outcomes_.push_back({l.outcome, l.reason});
    recording_ = {context.reporting, context.actor, "import"};
    result_.counts = context.counts;
  }

  ChunkResult write() {
    make_groups();
    find_customers();
    find_products();
    find_claims();
    for (const auto& group : groups_) sort_out(group);
    record_orders(tx_, orders_, recording_, stats_);
    for (const auto& [order, arrived] : arrivals_)
      people::note_arrival(tx_, arrived.contact, order.uuid, arrived.came_as);
    if (!claims_.empty()) tx_.run_batch(sql::claim_number, claims_);
    for (auto& [note, lines] : notes_) {
      record_credit(tx_, note, recording_, stats_);
      for (std::size_t i = 0; i < lines.size(); ++i)
        if (note.lines[i].order_id) outcomes_[lines[i]] = {LineOutcome::refunded, "matched"};
    }
    record_adjustments(tx_, adjustments_);
    stats_.write(tx_);
    finish();
    return std::move(result_);
  }

 private:
  const ImportLine& line(std::size_t i) const { return chunk_.lines[i]; }

  void make_groups() {
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < chunk_.lines.size(); ++i) {
      if (line(i).outcome == LineOutcome::rejected) continue;
      const auto [at, fresh] = places.try_emplace(line(i).number, groups_.size());
      if (fresh) groups_.push_back({line(i).number, {}});
      groups_[at->second].lines.push_back(i);
    }
  }

  static std::string customer_key(const ImportLine& l) {
    return l.customer.empty() ? "@" + text::email_key(l.email) : l.customer;
  }

  people::ContactDraft draft_of(const ImportLine& l) const {
    people::ContactDraft d;
    if (!l.customer.empty()) d.external_id = l.customer;
    if (!l.email.empty()) d.email = l.email;
    if (!l.first_name.empty()) d.first_name = l.first_name;
    if (!l.last_name.empty()) d.last_name = l.last_name;
    const auto country = parse_country_name(l.country);
    if (country && !country->empty()) d.country = country;
    if (context_.invent_name && !d.first_name && !d.last_name) {
      auto name = context_.invent_name(customer_key(l), country.value_or(""));
      d.first_name = std::move(name.first_name);
      d.last_name = std::move(name.last_name);
    }
    d.source = "existing_customer";
    d.stage = people::Stage::converted;
    d.collected_at = l.ordered_at;  // the clock of retention starts with the order, not with the import
    return d;
  }

  void find_customers() {
    std::vector<people::ContactDraft> drafts;
    std::vector<std::string> keys;
    std::set<std::string> seen;
    for (const auto& group : groups_) {
      const ImportLine& l = line(group.lines.front());
      if (!l.has_customer()) continue;
      std::string key = customer_key(l);
      if (context_.customers.contains(key) || !seen.insert(key).second) continue;
      const auto kind = l.customer.empty() ? "email" : "external_id";
      const std::string& value = l.customer.empty() ? key.substr(1) : key;
      if (const auto id = people::find_by_identity(tx_, kind, value)) {
        result_.customers[key] = *id;
        continue;
      }
      keys.push_back(std::move(key));
      drafts.push_back(draft_of(l));
    }
    if (!drafts.empty()) create_customers(keys, drafts);
  }

  void create_customers(const std::vector<std::string>& keys,
                        const std::vector<people::ContactDraft>& drafts) {
    people::Caller caller = people::system_caller();
    caller.source = "import";
    caller.arrival = facts::Arrival::backfill;
    caller.audited = false;
    const auto made =
        people::create_many(tx_, drafts, people::Intake::load(tx_), people::Policy::skip, caller);
    for (std::size_t i = 0; i < made.size(); ++i) {
      if (made[i].result == people::CreateOutcome::Result::refused)
        continue;  // an address that is none, suppressed
      result_.customers[keys[i]] = made[i].id;
      if (made[i].result == people::CreateOutcome::Result::created) ++result_.counts["made.contacts"];
    }
  }

  // Nil: nobody is named, or whoever is named must not be created.
  ContactId customer_of(const ImportLine& l) const {
    if (!l.has_customer()) return {};
    const std::string key = customer_key(l);
    if (const auto at = context_.customers.find(key); at != context_.customers.end()) return at->second;
    if (const auto at = result_.customers.find(key); at != result_.customers.end()) return at->second;
    return {};
  }

  // A customer who was merged since the look-up, or is known by the identity of one who was.
  people::Arrived arrived_of(const ImportLine& l) const {
    const ContactId contact = customer_of(l);
    const std::string key = l.has_customer() ? customer_key(l) : std::string();
    return l.customer.empty()
               ? people::arrived(tx_, contact, "email", std::string_view(key).substr(key.empty() ? 0 : 1))
               : people::arrived(tx_, contact, "external_id", key);
  }

  void find_products() {
    std::vector<ProductDraft> drafts;
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < chunk_.lines.size(); ++i) {
      const ImportLine& l = line(i);
      if (l.outcome != LineOutcome::ordered || l.kind != LineKind::product || l.sku.empty()) continue;
      if (context_.products.contains(l.sku) || !seen.insert(l.sku).second) continue;
      ProductDraft d{l.sku, text::truncate(l.name, 300), std::nullopt, Money{l.unit_price, l.currency}, true};
      if (!l.category.empty()) d.category = l.category;
      drafts.push_back(std::move(d));
    }
    if (drafts.empty()) return;
    for (auto& [sku, id] : ensure_products(tx_, drafts)) result_.products.emplace(sku, id);
  }

  std::optional<ProductId> product_of(const std::string& sku) const {
    if (const auto at = context_.products.find(sku); at != context_.products.end()) return at->second;
    if (const auto at = result_.products.find(sku); at != result_.products.end()) return at->second;
    return std::nullopt;
  }

  void find_claims() {
    boost::json::array numbers;
    for (const auto& group : groups_) numbers.emplace_back(group.number);
    const Json json{boost::json::value(numbers)};
    tx_.each(sql::find_claims, {{"source", context_.source}, {"numbers", json}}, [&](const store::Row& row) {
      known_[std::string(row.text(0))] = {row.get<ContactId>(1), row.get<OrderId>(2),
                                          row.get<std::optional<Uuid>>(3)};
    });
  }

  // An order's lines, a credit note's lines and what is booked beside them may share a number.
  void sort_out(const Group& group) {
    const auto known = known_.find(std::string(group.number));
    if (known != known_.end() && known->second.import_id != context_.id.uuid) {
      for (const auto i : group.lines) outcomes_[i] = {LineOutcome::duplicate, "order_exists"};
      return;
    }
    std::vector<std::size_t> ordered, credited;
    for (const auto i : group.lines) {
      if (line(i).outcome == LineOutcome::ordered)
        ordered.push_back(i);
      else if (line(i).outcome == LineOutcome::unmatched_refund)
        credited.push_back(i);
      else
        adjust(i);
    }
    const bool first_time = known == known_.end();
    const bool extends = !first_time && !known->second.order_id.is_nil();
    if (!ordered.empty() && extends)
      extend(known->second, ordered);
    else if (!ordered.empty() && first_time)
      add_order(group, ordered);
    else if (!ordered.empty())
      for (const auto i : ordered) outcomes_[i] = {LineOutcome::rejected, "number_is_no_order"};
    if (!credited.empty()) add_note(group, credited);
    if (first_time && ordered.empty())
      claims_.push_back({{"source", context_.source},
                         {"number", line(group.lines.front()).number},
                         {"contact_id", customer_of(line(group.lines.front()))},
                         {"order_id", OrderId{}},
                         {"import_id", context_.id}});
  }

  NewLine line_of(const ImportLine& l) const {
    NewLine n;
    n.product_id = l.kind == LineKind::product ? product_of(l.sku) : std::nullopt;
    if (!l.sku.empty()) n.sku = l.sku;
    n.name = l.name;
    if (!l.category.empty()) n.category = l.category;
    n.kind = l.kind;
    n.quantity = l.quantity;
    n.unit_price = l.unit_price;
    n.discount = l.discount;
    n.total = l.amount;
    return n;
  }

  void add_order(const Group& group, const std::vector<std::size_t>& lines) {
    const ImportLine& first = line(lines.front());
    NewOrder o;
    o.id = tx_.new_id<OrderId>();
    const people::Arrived arrived = arrived_of(first);
    o.contact_id = arrived.contact;
    if (arrived.came_as != arrived.contact) arrivals_.emplace_back(o.id, arrived);
    o.number = group.number;
    o.ordered_at = first.ordered_at;
    o.channel = first.channel;
    o.currency = first.currency;
    if (!first.coupon.empty()) o.coupon = first.coupon;
    o.source = context_.source;
    o.arrival = facts::Arrival::backfill;
    o.import_id = context_.id.uuid;
    if (!first.store.empty()) o.store_id = store_of(first.store);
    o.lines.reserve(lines.size());
    for (const auto i : lines) {
      if (line(i).currency == o.currency)
        o.lines.push_back(line_of(line(i)));
      else
        outcomes_[i] = {LineOutcome::rejected, "two_currencies"};
    }
    orders_.push_back(std::move(o));
    ++result_.counts["made.orders"];
  }

  std::optional<StoreId> store_of(const std::string& code) {
    if (const auto at = context_.stores.find(code); at != context_.stores.end()) return at->second;
    if (const auto at = result_.stores.find(code); at != result_.stores.end()) return at->second;
    const StoreId id = ensure_store(tx_, code);
    result_.stores.emplace(code, id);
    return id;
  }

  void extend(const Claim& claim, const std::vector<std::size_t>& lines) {
    auto order = find_order_head(claim);
    if (!order) return;
    for (const auto i : lines) {
      if (line(i).currency == order->currency)
        order->lines.push_back(line_of(line(i)));
      else
        outcomes_[i] = {LineOutcome::rejected, "two_currencies"};
    }
    if (!order->lines.empty()) extend_order(tx_, *order, recording_, stats_);
  }

  std::optional<Extension> find_order_head(const Claim& claim) {
    std::optional<Extension> found;
    tx_.each(sql::find_order_of, {{"contact_id", claim.contact_id}, {"order_id", claim.order_id}},
             [&](const store::Row& row) {
               found = Extension{claim.contact_id,
                                 claim.order_id,
                                 row.get<std::string>("number"),
                                 row.get<Instant>("ordered_at"),
                                 row.get<Currency>("currency"),
                                 row.get<std::int64_t>("lines_count"),
                                 {}};
             });
    return found;
  }

  void add_note(const Group& group, const std::vector<std::size_t>& lines) {
    const ImportLine& first = line(lines.front());
    CreditNote note{arrived_of(first).contact,
                    std::string(group.number),
                    first.ordered_at,
                    first.currency,
                    first.channel,
                    context_.source,
                    context_.id.uuid,
                    {}};
    std::vector<std::size_t> taken;
    for (const auto i : lines) {
      const ImportLine& l = line(i);
      if (l.currency != note.currency) {
        outcomes_[i] = {LineOutcome::rejected, "two_currencies"};
        continue;
      }
      CreditLine c{l.sku, l.name, -l.quantity, -l.amount, l.line};
      note.lines.push_back(std::move(c));
      taken.push_back(i);
    }
    notes_.emplace_back(std::move(note), std::move(taken));
    ++result_.counts["made.credit_notes"];
  }

  void adjust(std::size_t i) {
    const ImportLine& l = line(i);
    Adjustment a{.contact_id = arrived_of(l).contact, .kind = l.adjustment, .currency = l.currency};
    a.number = l.number;
    if (!l.sku.empty()) a.sku = l.sku;
    a.name = l.name;
    a.quantity = -l.quantity;
    a.amount = -l.amount;
    a.occurred_at = l.ordered_at;
    a.reason = std::string(l.reason);
    a.source = context_.source;
    a.import_id = context_.id.uuid;
    a.import_line = l.line;
    adjustments_.push_back(std::move(a));
  }

  void finish() {
    std::vector<ImportReject> rejects;
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
      const auto& [outcome, reason] = outcomes_[i];
      ++result_.counts[std::string(enum_name(outcome)) + "." + std::string(reason)];
      if (outcome != LineOutcome::duplicate && outcome != LineOutcome::rejected) continue;
      std::string raw =
          line(i).raw.empty() ? line(i).number + " " + line(i).sku + " " + line(i).name : line(i).raw;
      rejects.push_back({line(i).line, std::string(enum_name(outcome)), std::string(reason), std::move(raw)});
    }
    advance_import(tx_, context_.id, context_.holder, {chunk_.from, chunk_.to(), result_.counts}, rejects);
  }

  struct Outcome {
    LineOutcome outcome;
    std::string_view reason;
  };
  store::Transaction& tx_;
  const ImportChunk& chunk_;
  const ImportContext& context_;
  StatsChanges stats_;
  Recording recording_;
  ChunkResult result_;
  std::vector<Outcome> outcomes_;  // by line
  std::vector<Group> groups_;
  std::unordered_map<std::string, Claim> known_;
  std::vector<NewOrder> orders_;
  std::vector<std::pair<OrderId, people::Arrived>> arrivals_;  // under a merged contact's id or address
  std::vector<std::pair<CreditNote, std::vector<std::size_t>>> notes_;
  std::vector<Adjustment> adjustments_;
  std::vector<store::Params> claims_;
};

}  // namespace

ChunkResult apply_chunk(store::Transaction& tx, const ImportChunk& chunk, const ImportContext& context) {
  return ChunkWriter(tx, chunk, context).write();
}

void remember(ImportContext& context, ChunkResult&& result) {
  const auto take = [](auto& into, auto& from) {
    if (into.size() + from.size() > cached_keys) into.clear();
    into.merge(from);
  };
  context.counts = std::move(result.counts);
  take(context.customers, result.customers);
  take(context.products, result.products);
  take(context.stores, result.stores);
}

}  // namespace rapport::events
