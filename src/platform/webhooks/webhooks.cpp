#include <boost/json.hpp>

#include "base/error.h"
#include "platform/access/access.h"
#include "platform/facts/marks.h"
#include "platform/webhooks/signature.h"
#include "platform/webhooks/webhook_sql.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(webhooks::WebhookDraft)
RAPPORT_DESCRIBE_HERE(webhooks::Webhook)
RAPPORT_DESCRIBE_HERE(webhooks::Delivery)
RAPPORT_DESCRIBE_HERE(webhooks::DeliveryAttempt)
RAPPORT_DESCRIBE_HERE(webhooks::DeliveryQuery)
RAPPORT_DESCRIBE_HERE(webhooks::ReplayRequest)
}  // namespace rapport

namespace rapport::webhooks {

namespace {

namespace bj = boost::json;
using store::Reach;
using store::Statement;

constexpr Duration both_sign_for = hours(24);

#define WEBHOOK_COLUMNS                                                                                    \
  "w.webhook_id as id, w.url, w.description, w.types, w.active, w.failing_since, w.disabled_reason, "      \
  "w.former_until, "                                                                                       \
  "w.created_at, w.version, (select count(*) from webhook_deliveries d where d.webhook_id = w.webhook_id " \
  "and "                                                                                                   \
  "d.state in ('waiting', 'sending')) as waiting"
constexpr Statement list_all{"webhooks.list", Reach::local,
                             "select " WEBHOOK_COLUMNS
                             " from webhooks w order by w.created_at, w.webhook_id"};
constexpr Statement find_one{"webhooks.find", Reach::local,
                             "select " WEBHOOK_COLUMNS " from webhooks w where w.webhook_id = :id"};
constexpr Statement insert{"webhooks.insert", Reach::local, R"sql(
insert into webhooks (webhook_id, url, description, types, secret, active, created_at, created_by, version)
values (:id, :url, :description, :types, :secret, :active, :now, :by, 1))sql"};
constexpr Statement update{"webhooks.update", Reach::local, R"sql(
update webhooks set url = :url, description = :description, types = :types, active = :active, disabled_reason = null,
  failing_since = null, version = version + 1 where webhook_id = :id)sql"};
constexpr Statement remove{"webhooks.remove", Reach::local, "delete from webhooks where webhook_id = :id"};
constexpr Statement drop_waiting{
    "webhooks.drop_waiting", Reach::local,
    "update webhook_deliveries set state = 'dropped', finished_at = :now where webhook_id = "
    ":id and state in ('waiting', 'sending')"};
constexpr Statement find_secret{"webhooks.find_secret", Reach::local,
                                "select secret from webhooks where webhook_id = :id"};
constexpr Statement rotate{"webhooks.rotate", Reach::local, R"sql(
update webhooks set former_secret = secret, former_until = :until, secret = :secret, version = version + 1
where webhook_id = :id)sql"};
constexpr Statement list_secrets{"webhooks.secrets", Reach::local, "select webhook_id, secret from webhooks"};
constexpr Statement reseal_secret{
    "webhooks.reseal_secret", Reach::local,
    "update webhooks set secret = :sealed where webhook_id = :id and secret = :before"};
constexpr Statement list_former{
    "webhooks.former_secrets", Reach::local,
    "select webhook_id, former_secret from webhooks where former_secret is not null"};
constexpr Statement reseal_former{
    "webhooks.reseal_former_secret", Reach::local,
    "update webhooks set former_secret = :sealed where webhook_id = :id and former_secret = :before"};
constexpr access::SealedColumn sealed[] = {{secret_column, list_secrets, reseal_secret},
                                           {secret_column, list_former, reseal_former}};
constexpr Statement insert_delivery{"webhooks.insert_delivery", Reach::local, R"sql(
insert into webhook_deliveries (delivery_id, webhook_id, contact_id, fact_id, type, body, state, attempts,
  next_attempt_at, lease_until, epoch, error, answer, created_at, replay)
values (:id, :webhook_id, :contact_id, :fact_id, :type, :body, 'waiting', 0, :now, 0, 0, '', '', :now, :replay))sql"};
#define DELIVERY_COLUMNS                                                                                     \
  "delivery_id as id, contact_id, fact_id, type, state, attempts, next_attempt_at, status, took_ms, error, " \
  "answer, "                                                                                                 \
  "created_at, finished_at, replay"
constexpr Statement find_delivery{
    "webhooks.find_delivery", Reach::local,
    "select " DELIVERY_COLUMNS
    ", body from webhook_deliveries where webhook_id = :webhook_id and delivery_id = :id"};
constexpr Statement revive{"webhooks.revive", Reach::local, R"sql(
update webhook_deliveries set state = 'waiting', attempts = 0, next_attempt_at = :now, created_at = :now, finished_at = null
where webhook_id = :webhook_id and delivery_id = :id and state in ('dead', 'delivered', 'dropped'))sql"};
constexpr Statement webhooks_sql[] = {
    list_all,        find_one,      insert, update,       remove,        drop_waiting, find_secret,  rotate,
    insert_delivery, find_delivery, revive, list_secrets, reseal_secret, list_former,  reseal_former};

void check(const WebhookDraft& draft) {
  if (!draft.url.starts_with("https://") && !draft.url.starts_with("http://"))
    fail_field("url", "invalid", "must begin with https:// or http://");
}

}  // namespace

std::span<const access::SealedColumn> sealed_columns() { return sealed; }

std::vector<Webhook> list_webhooks(store::Reader& reader) { return reader.list<Webhook>(list_all); }

Webhook get_webhook(store::Reader& reader, WebhookId id) {
  auto found = reader.find<Webhook>(find_one, {{"id", id}});
  if (!found) fail(ErrorCode::not_found, "There is no such webhook.");
  return *std::move(found);
}

Webhook create_webhook(store::Transaction& tx, access::Access& access, const WebhookDraft& draft,
                       const Uuid& by) {
  check(draft);
  const auto id = tx.new_id<WebhookId>();
  const std::string secret = new_secret(access.random());
  const std::string sealed = access.box().seal(secret, secret_place(id));
  tx.run(insert, {{"id", id},
                  {"url", draft.url},
                  {"description", draft.description},
                  {"types", json::to_json(draft.types)},
                  {"secret", sealed},
                  {"active", draft.active},
                  {"now", tx.now()},
                  {"by", by}});
  Webhook made = get_webhook(tx, id);
  made.secret = secret;
  return made;
}

Webhook change_webhook(store::Transaction& tx, WebhookId id, const WebhookDraft& draft) {
  check(draft);
  tx.run(update, {{"id", id},
                  {"url", draft.url},
                  {"description", draft.description},
                  {"types", json::to_json(draft.types)},
                  {"active", draft.active}});
  tx.announce(store::Topic::outbox);
  return get_webhook(tx, id);
}

void remove_webhook(store::Transaction& tx, WebhookId id) {
  get_webhook(tx, id);
  tx.run(drop_waiting, {{"id", id}, {"now", tx.now()}});
  tx.run(remove, {{"id", id}});
}

Webhook rotate_secret(store::Transaction& tx, access::Access& access, WebhookId id) {
  get_webhook(tx, id);
  const std::string secret = new_secret(access.random());
  const std::string sealed = access.box().seal(secret, secret_place(id));
  tx.run(rotate, {{"id", id}, {"secret", sealed}, {"until", tx.now() + both_sign_for}});
  Webhook out = get_webhook(tx, id);
  out.secret = secret;
  return out;
}

bool wants(const Webhook& webhook, std::string_view type) {
  return webhook.types.empty() ||
         std::find(webhook.types.begin(), webhook.types.end(), type) != webhook.types.end();
}

std::string body_of(const facts::Fact& fact) {
  bj::object data{{"id", render(fact.id)},
                  {"contact_id", render(fact.contact_id)},
                  {"type", fact.type},
                  {"occurred_at", render(fact.occurred_at)},
                  {"received_at", render(fact.received_at)},
                  {"arrival", enum_name(fact.arrival)},
                  {"channel", fact.channel},
                  {"source", fact.source},
                  {"payload", fact.payload.value()}};
  if (fact.reference_id) data["reference_id"] = render(*fact.reference_id);
  return bj::serialize(
      bj::object{{"type", fact.type}, {"timestamp", render(fact.occurred_at)}, {"data", std::move(data)}});
}

void add_deliveries(store::Transaction& tx, WebhookId webhook, std::span<const facts::Fact> facts,
                    bool replay) {
  std::vector<std::string> bodies;
  bodies.reserve(facts.size());
  std::vector<store::Params> rows;
  for (const auto& fact : facts)
    rows.push_back({{"id", tx.new_id<DeliveryId>()},
                    {"webhook_id", webhook},
                    {"contact_id", fact.contact_id},
                    {"fact_id", fact.id},
                    {"type", fact.type},
                    {"body", bodies.emplace_back(body_of(fact))},
                    {"now", tx.now()},
                    {"replay", replay}});
  if (rows.empty()) return;
  tx.run_batch(insert_delivery, rows);
  tx.announce(store::Topic::outbox);
}

void FanOut::handle(store::Transaction& tx, const std::vector<facts::Fact>& facts) {
  for (const Webhook& webhook : list_webhooks(tx)) {
    if (!webhook.active) continue;
    std::vector<facts::Fact> wanted;
    for (const auto& fact : facts)
      if (!facts::is_mark(fact.type) && fact.received_at >= webhook.created_at && wants(webhook, fact.type))
        wanted.push_back(fact);
    add_deliveries(tx, webhook.id, wanted, false);
  }
}

DeliveryId send_test(store::Transaction& tx, WebhookId id) {
  get_webhook(tx, id);
  facts::Fact fact;
  fact.id = tx.new_id<facts::FactId>();
  fact.type = "webhook.test";
  fact.occurred_at = fact.received_at = tx.now();
  fact.source = "system";
  fact.payload = Json::trusted(R"({"text":"A test of this webhook"})");
  const std::string body = body_of(fact);
  const auto delivery = tx.new_id<DeliveryId>();
  tx.run(insert_delivery, {{"id", delivery},
                           {"webhook_id", id},
                           {"contact_id", fact.contact_id},
                           {"fact_id", fact.id},
                           {"type", fact.type},
                           {"body", body},
                           {"now", tx.now()},
                           {"replay", false}});
  tx.announce(store::Topic::outbox);
  return delivery;
}

http::Page<Delivery> list_deliveries(store::Reader& reader, WebhookId webhook, const DeliveryQuery& query) {
  get_webhook(reader, webhook);
  std::string sql =
      "select " DELIVERY_COLUMNS ", '' as body from webhook_deliveries where webhook_id = :webhook";
  Uuid after;
  if (query.cursor) {
    const auto id = parse_uuid(*query.cursor);
    if (!id) fail_field("cursor", "invalid", "is not one that this list gave");
    after = *id;
    sql += " and delivery_id < :after";
  }
  if (query.state) sql += " and state = :state";
  sql += " order by delivery_id desc limit :limit";
  http::Page<Delivery> page;
  page.items = reader.list<Delivery>(store::DynamicSql{sql}, {{"webhook", webhook},
                                                              {"after", after},
                                                              {"state", query.state},
                                                              {"limit", std::int64_t{query.limit} + 1}});
  if (std::ssize(page.items) > query.limit) {
    page.items.pop_back();
    page.next_cursor = render(page.items.back().id);
  }
  return page;
}

Delivery get_delivery(store::Reader& reader, WebhookId webhook, DeliveryId id) {
  auto found = reader.find<Delivery>(find_delivery, {{"webhook_id", webhook}, {"id", id}});
  if (!found) fail(ErrorCode::not_found, "There is no such delivery.");
  return *std::move(found);
}

void retry_delivery(store::Transaction& tx, WebhookId webhook, DeliveryId id) {
  get_delivery(tx, webhook, id);
  if (tx.run(revive, {{"webhook_id", webhook}, {"id", id}, {"now", tx.now()}}) == 0)
    fail(ErrorCode::conflict, "This delivery is on its way.");
  tx.announce(store::Topic::outbox);
}

std::span<const Statement> webhook_statements() { return webhooks_sql; }

}  // namespace rapport::webhooks
