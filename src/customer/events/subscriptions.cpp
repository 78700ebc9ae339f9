#include "customer/events/subscriptions.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <limits>

#include "base/text.h"
#include "customer/events/orders.h"
#include "customer/events/subscription_sql.h"
#include "platform/jobs/schedule.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(events::Subscription)
RAPPORT_DESCRIBE_HERE(events::SubscriptionDraft)
RAPPORT_DESCRIBE_HERE(events::SubscriptionChange)
RAPPORT_DESCRIBE_HERE(events::SubscriptionQuery)
}  // namespace rapport

namespace rapport::events {

namespace {

namespace bj = boost::json;

constexpr std::int64_t largest_price = 1'000'000'000'000;  // minor units
constexpr std::int64_t ended_at_once = 100;

bool ends(SubscriptionStatus status) {
  return status == SubscriptionStatus::cancelled || status == SubscriptionStatus::ended;
}

// The state as it will be stored: what follows from other fields is filled in, the rest is checked.
void complete(SubscriptionChange& s, Instant at, Instant now) {
  s.plan = std::string(text::trim(s.plan));
  if (s.plan.empty()) fail_field("plan", "required", "must not be empty");
  if (s.price && s.price->minor < 0) fail_field("price", "too_small", "must not be negative");
  if (s.price && s.price->minor > largest_price) fail_field("price", "too_large", "is too large");
  if (s.billing_interval && !s.price)
    fail_field("billing_interval", "without_price", "belongs to a price, and there is none");
  if (s.price && !s.billing_interval) s.billing_interval = BillingInterval::month;
  if (s.started_at > now + hours(24)) fail_field("started_at", "in_future", "lies in the future");
  if (s.trial_ends_at && *s.trial_ends_at < s.started_at)
    fail_field("trial_ends_at", "before_start", "lies before the subscription started");
  if (s.ended_at && !ends(s.status))
    fail_field("ended_at", "still_running", "belongs to a cancelled or an ended subscription");
  if (!ends(s.status)) return;
  if (!s.ended_at) s.ended_at = at;
  if (*s.ended_at < s.started_at)
    fail_field("ended_at", "before_start", "lies before the subscription started");
  if (*s.ended_at <= now) s.status = SubscriptionStatus::ended;
  if (s.status == SubscriptionStatus::ended && *s.ended_at > now)
    fail_field("ended_at", "in_future",
               "lies in the future: a subscription that runs until then is cancelled, not ended");
}

store::Params row_of(const SubscriptionChange& s) {
  store::Params p;
  p.set("plan", s.plan).set("status", s.status);
  p.set("price", s.price ? std::optional(s.price->minor) : std::nullopt);
  p.set("price_currency", s.price ? std::optional(s.price->currency) : std::nullopt);
  p.set("billing_interval", s.billing_interval).set("started_at", s.started_at);
  p.set("trial_ends_at", s.trial_ends_at).set("ended_at", s.ended_at);
  return p;
}

facts::Fact fact_of(const Subscription& s, const char* type, Instant happened, Instant now,
                    const Telling& how) {
  facts::Fact f;
  f.contact_id = s.contact_id.uuid;
  f.type = type;
  f.occurred_at = std::min(happened, now);
  f.arrival = happened < now - hours(24) ? facts::Arrival::backfill : facts::Arrival::live;
  f.source = how.source;
  f.reference_id = s.id.uuid;
  f.actor = how.actor;
  bj::object payload{{"number", s.number}, {"plan", s.plan}, {"status", enum_name(s.status)}};
  if (s.price) {
    payload["price"] = json::to_json(*s.price).value();
    payload["billing_interval"] = enum_name(*s.billing_interval);
  }
  if (s.ended_at) payload["ended_at"] = render(*s.ended_at);
  f.payload = Json(payload);
  return f;
}

std::string made_up_number(const SubscriptionId& id) {
  const std::string text = render(id);
  return "S-" + text.substr(0, 8) + text.substr(9, 4) + "-" + text.substr(30);
}

void claim(store::Transaction& tx, const Subscription& s) {
  const auto claimed = tx.run(
      sql::claim_subscription,
      {{"source", s.source}, {"number", s.number}, {"contact_id", s.contact_id}, {"subscription_id", s.id}});
  if (claimed == 1) return;
  fail_field("number", "not_unique", "is already used by another subscription of “" + s.source + "”",
             ErrorCode::conflict);
}

std::optional<Subscription> find_of(store::Reader& reader, ContactId contact, SubscriptionId id) {
  return reader.find<Subscription>(sql::find_subscription_of,
                                   {{"contact_id", contact}, {"subscription_id", id}});
}

// "<milliseconds>_<id>"
struct SubscriptionPosition {
  std::int64_t key;
  SubscriptionId id;
};
SubscriptionPosition parse_subscription_position(std::string_view text) {
  const auto bar = text.find('_');
  SubscriptionPosition p{};
  if (bar != std::string_view::npos && bar > 0) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + bar, p.key);
    const auto id = parse_uuid(text.substr(bar + 1));
    if (error == std::errc() && end == text.data() + bar && id) return {p.key, SubscriptionId{*id}};
  }
  fail_field("cursor", "invalid", "is no cursor of this list");
}

}  // namespace

Subscription start_subscription(store::Transaction& tx, const SubscriptionDraft& draft, const Telling& how) {
  const Instant now = tx.now(), at = how.at.ms ? how.at : now;
  SubscriptionChange state{.plan = draft.plan,
                           .status = draft.status,
                           .price = draft.price,
                           .billing_interval = draft.billing_interval,
                           .started_at = draft.started_at.value_or(at),
                           .trial_ends_at = draft.trial_ends_at,
                           .ended_at = draft.ended_at};
  complete(state, at, now);
  Subscription s;
  s.id = tx.new_id<SubscriptionId>();
  s.contact_id = draft.contact_id;
  s.number = draft.number.value_or(made_up_number(s.id));
  s.source = draft.source;
  claim(tx, s);
  store::Params row = row_of(state);
  row.set("contact_id", s.contact_id).set("subscription_id", s.id);
  row.set("number", s.number).set("source", s.source).set("is_current", false);
  row.set("state_at", at).set("now", now);
  tx.run(sql::insert_subscription, row);
  settle_current(tx, s.contact_id);
  Subscription out = *find_of(tx, s.contact_id, s.id);
  facts::record(tx, fact_of(out, "subscription_started", out.started_at, now, how));
  if (out.status == SubscriptionStatus::ended)
    facts::record(tx, fact_of(out, "subscription_ended", *out.ended_at, now, how));
  return out;
}

SubscriptionChange change_of(const Subscription& s) {
  return {.plan = s.plan,
          .status = s.status,
          .price = s.price,
          .billing_interval = s.billing_interval,
          .started_at = s.started_at,
          .trial_ends_at = s.trial_ends_at,
          .ended_at = s.ended_at};
}

Subscription change_subscription(store::Transaction& tx, const Subscription& before,
                                 const SubscriptionChange& change, const Telling& how) {
  const Instant now = tx.now(), at = how.at.ms ? how.at : now;
  SubscriptionChange state = change;
  // What goes on again has no end any more, what became free no interval.
  if (!ends(state.status) && state.ended_at == before.ended_at) state.ended_at.reset();
  if (!state.price && state.billing_interval == before.billing_interval) state.billing_interval.reset();
  complete(state, at, now);
  const auto differences = json::diff(change_of(before), state);
  if (differences.empty()) return before;
  store::Params row = row_of(state);
  row.set("contact_id", before.contact_id).set("subscription_id", before.id);
  row.set("version", before.version).set("state_at", at).set("now", now);
  if (tx.run(sql::update_subscription, row) != 1)
    fail(ErrorCode::stale, "The subscription was changed by somebody else; read it again.");
  settle_current(tx, before.contact_id);
  Subscription after = *find_of(tx, before.contact_id, before.id);
  const bool was_over = before.status == SubscriptionStatus::ended;
  const bool is_over = after.status == SubscriptionStatus::ended;
  if (is_over && !was_over) {
    facts::record(tx, fact_of(after, "subscription_ended", *after.ended_at, now, how));
    return after;
  }
  facts::Fact f =
      fact_of(after, was_over && !is_over ? "subscription_started" : "subscription_changed", at, now, how);
  bj::object payload = f.payload.value().get_object();
  bj::array list;
  for (const auto& d : differences)
    list.push_back(bj::object{{"field", d.field}, {"from", d.from.value()}, {"to", d.to.value()}});
  payload["changes"] = std::move(list);
  f.payload = Json(payload);
  facts::record(tx, std::move(f));
  return after;
}

Subscription get_subscription(store::Reader& reader, SubscriptionId id) {
  auto found = reader.find<Subscription>(sql::find_subscription, {{"subscription_id", id}});
  if (!found) fail(ErrorCode::not_found, "There is no such subscription.");
  return *std::move(found);
}

std::optional<Subscription> find_subscription_by_number(store::Reader& reader, const std::string& source,
                                                        const std::string& number) {
  std::optional<std::pair<ContactId, SubscriptionId>> claim;
  reader.each(
      sql::find_subscription_claim, {{"source", source}, {"number", number}},
      [&](const store::Row& row) { claim.emplace(row.get<ContactId>(0), row.get<SubscriptionId>(1)); });
  return claim ? find_of(reader, claim->first, claim->second) : std::nullopt;
}

Instant state_of(store::Reader& reader, const Subscription& s) {
  Instant out;
  reader.each(sql::find_subscription_of, {{"contact_id", s.contact_id}, {"subscription_id", s.id}},
              [&](const store::Row& row) { out = row.get<Instant>("state_at"); });
  return out;
}

std::vector<Subscription> subscriptions_of(store::Reader& reader, ContactId contact) {
  auto out = reader.list<Subscription>(sql::all_of_contact, {{"contact_id", contact}});
  std::stable_partition(out.begin(), out.end(), [](const Subscription& s) { return s.is_current; });
  return out;
}

http::Page<Subscription> list_subscriptions(store::Reader& reader, const SubscriptionQuery& query,
                                            const std::optional<std::vector<Uuid>>& owners) {
  SubscriptionPosition at{std::numeric_limits<std::int64_t>::max(), {}};
  at.id.uuid.bytes.fill(0xff);
  if (query.cursor) at = parse_subscription_position(*query.cursor);
  const auto owner_list = owners ? std::optional(hex_list(*owners)) : std::nullopt;
  http::Page<Subscription> page;
  page.items = reader.list<Subscription>(
      query.contact_id ? sql::list_subscriptions_of_contact : sql::list_subscriptions_newest,
      {{"contact_id", query.contact_id},
       {"status", query.status},
       {"plan", query.plan},
       {"current", query.current},
       {"owners", owner_list},
       {"key", at.key},
       {"id", at.id},
       {"limit", static_cast<std::int64_t>(query.limit) + 1}});
  if (page.items.size() > static_cast<std::size_t>(query.limit)) {
    page.items.pop_back();
    const Subscription& last = page.items.back();
    page.next_cursor = std::to_string(last.started_at.ms) + "_" + render(last.id);
  }
  return page;
}

void settle_current(store::Transaction& tx, ContactId contact) {
  tx.value<std::int64_t>(sql::hold_subscriber, {{"contact_id", contact}});
  const auto all = tx.list<Subscription>(sql::all_of_contact, {{"contact_id", contact}});
  const Subscription* best = nullptr;  // the rows come by their start, the latest first
  for (const auto& s : all) {
    if (s.status == SubscriptionStatus::ended) continue;
    if (!best || (s.is_paid() && !best->is_paid())) best = &s;
  }
  for (const auto& s : all)
    if (s.is_current != (&s == best))
      tx.run(sql::mark_current,
             {{"contact_id", contact}, {"subscription_id", s.id}, {"is_current", &s == best}});
}

bool end_due_subscriptions(store::Transaction& tx) {
  const auto due = tx.list<Subscription>(sql::due_subscriptions,
                                         {{"now", tx.now()}, {"limit", std::int64_t{ended_at_once}}});
  for (const auto& s : due) {
    SubscriptionChange change = change_of(s);
    change.status = SubscriptionStatus::ended;
    change_subscription(tx, s, change, {.actor = {}, .source = "system", .at = *s.ended_at});
  }
  return std::ssize(due) == ended_at_once;
}

Json WatchSubscriptions::run(jobs::Context& context) {
  while (context.write([](store::Transaction& tx) { return end_due_subscriptions(tx); }))
    context.stop_if_asked();
  return Json::trusted("{}");
}

void schedule_subscription_watch(store::Database& database) {
  database.write([](store::Transaction& tx) {
    jobs::set_schedule(
        tx,
        {.name = "watch_subscriptions", .kind = "watch_subscriptions", .payload = {}, .every = minutes(5)});
  });
}

std::span<const store::Statement> subscription_statements() {
  using namespace sql;
  static constexpr store::Statement all[] = {insert_subscription,
                                             update_subscription,
                                             mark_current,
                                             hold_subscriber,
                                             claim_subscription,
                                             find_subscription_claim,
                                             remove_subscription_claim,
                                             sql::find_subscription,
                                             find_subscription_of,
                                             all_of_contact,
                                             list_subscriptions_newest,
                                             list_subscriptions_of_contact,
                                             due_subscriptions};
  return all;
}

}  // namespace rapport::events
