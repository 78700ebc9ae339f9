#include "platform/access/access.h"
#include "platform/access/audit.h"
#include "platform/webhooks/replay.h"
#include "platform/webhooks/webhook_sql.h"

namespace rapport::webhooks {

namespace {

void note(store::Transaction& tx, const http::Call& call, WebhookId id, std::string action,
          std::string summary) {
  access::audit(tx, call,
                {.action = std::move(action),
                 .object_type = "webhook",
                 .object_id = render(id),
                 .summary = std::move(summary)});
}

void add_writes(http::Registry& registry, access::Access& access) {
  registry.write<WebhookDraft, Webhook>(
      {.method = http::Method::post,
       .path = "/api/webhooks",
       .summary = "Make a webhook",
       .description = "The answer holds the secret of its signatures, this once.",
       .permission = "webhooks.manage",
       .success = 201,
       .tag = "webhooks",
       .secret_answer = true},
      [&access](const WebhookDraft& in, http::Call& call, store::Transaction& tx) {
        const Webhook made = create_webhook(tx, access, in, call.principal.id);
        call.created("/api/webhooks/" + render(made.id));
        note(tx, call, made.id, "webhook.created", "Made a webhook to " + made.url);
        return made;
      });
  registry.write<http::Patch<WebhookDraft>, Webhook>(
      {.method = http::Method::patch,
       .path = "/api/webhooks/{id}",
       .summary = "Change a webhook, or switch it on or off",
       .permission = "webhooks.manage",
       .tag = "webhooks"},
      [](const http::Patch<WebhookDraft>& in, http::Call& call, store::Transaction& tx) {
        const auto id = call.id<WebhookId>();
        const Webhook stored = get_webhook(tx, id);
        call.require_version(stored.version, stored);
        WebhookDraft draft{stored.url, stored.description, stored.types, stored.active};
        in.apply(draft);
        const Webhook changed = change_webhook(tx, id, draft);
        note(tx, call, id, "webhook.updated", "Changed the webhook to " + changed.url);
        call.set_version(changed.version);
        return changed;
      });
  registry.write<http::Nothing, http::Nothing>(
      {.method = http::Method::delete_,
       .path = "/api/webhooks/{id}",
       .summary = "Remove a webhook; what is on its way is dropped",
       .permission = "webhooks.manage",
       .tag = "webhooks"},
      [](const http::Nothing&, http::Call& call, store::Transaction& tx) {
        const auto id = call.id<WebhookId>();
        const std::string url = get_webhook(tx, id).url;
        remove_webhook(tx, id);
        note(tx, call, id, "webhook.deleted", "Removed the webhook to " + url);
      });
  registry.write<http::Nothing, Webhook>(
      {.method = http::Method::post,
       .path = "/api/webhooks/{id}/rotate_secret",
       .summary = "Give a webhook another secret; the one before signs, too, for a day",
       .permission = "webhooks.manage",
       .tag = "webhooks",
       .secret_answer = true},
      [&access](const http::Nothing&, http::Call& call, store::Transaction& tx) {
        const Webhook changed = rotate_secret(tx, access, call.id<WebhookId>());
        note(tx, call, changed.id, "webhook.rotated",
             "Gave the webhook to " + changed.url + " another secret");
        return changed;
      });
  registry.write<http::Nothing, Delivery>({.method = http::Method::post,
                                           .path = "/api/webhooks/{id}/test",
                                           .summary = "Send a fact `webhook.test`, to try the receiver",
                                           .permission = "webhooks.manage",
                                           .success = 201,
                                           .tag = "webhooks"},
                                          [](const http::Nothing&, http::Call& call, store::Transaction& tx) {
                                            const auto id = call.id<WebhookId>();
                                            return get_delivery(tx, id, send_test(tx, id));
                                          });
  registry.write<ReplayRequest, http::Nothing>(
      {.method = http::Method::post,
       .path = "/api/webhooks/{id}/replay",
       .summary = "Send the facts of a range of time again",
       .permission = "webhooks.manage",
       .tag = "webhooks"},
      [](const ReplayRequest& in, http::Call& call, store::Transaction& tx) {
        const auto id = call.id<WebhookId>();
        start_replay(tx, id, in, call.principal.id);
        note(tx, call, id, "webhook.replayed",
             "Sent the facts from " + render(in.from) + " to " + render(in.to) + " again");
      });
  registry.write<http::Nothing, Delivery>({.method = http::Method::post,
                                           .path = "/api/webhooks/{id}/deliveries/{delivery}/retry",
                                           .summary = "Send one delivery again",
                                           .permission = "webhooks.manage",
                                           .tag = "webhooks"},
                                          [](const http::Nothing&, http::Call& call, store::Transaction& tx) {
                                            const auto id = call.id<WebhookId>();
                                            const auto delivery = call.id<DeliveryId>("delivery");
                                            retry_delivery(tx, id, delivery);
                                            return get_delivery(tx, id, delivery);
                                          });
}

}  // namespace

void register_routes(http::Registry& registry, access::Access& access) {
  registry.permission("webhooks.manage", "Make webhooks, and see what they deliver", {"administrator"});
  registry.read<http::Nothing, http::Page<Webhook>>(
      {.path = "/api/webhooks",
       .summary = "List webhooks",
       .permission = "webhooks.manage",
       .tag = "webhooks"},
      [](const http::Nothing&, http::Call&, store::Reader& reader) {
        return http::Page<Webhook>{list_webhooks(reader), {}, {}};
      });
  registry.read<http::Nothing, Webhook>({.path = "/api/webhooks/{id}",
                                         .summary = "One webhook",
                                         .permission = "webhooks.manage",
                                         .tag = "webhooks"},
                                        [](const http::Nothing&, http::Call& call, store::Reader& reader) {
                                          const Webhook found = get_webhook(reader, call.id<WebhookId>());
                                          call.set_version(found.version);
                                          return found;
                                        });
  registry.read<DeliveryQuery, http::Page<Delivery>>(
      {.path = "/api/webhooks/{id}/deliveries",
       .summary = "What a webhook delivered and tries to deliver, newest first",
       .permission = "webhooks.manage",
       .tag = "webhooks"},
      [](const DeliveryQuery& query, http::Call& call, store::Reader& reader) {
        return list_deliveries(reader, call.id<WebhookId>(), query);
      });
  registry.read<http::Nothing, Delivery>({.path = "/api/webhooks/{id}/deliveries/{delivery}",
                                          .summary = "One delivery with what is sent",
                                          .permission = "webhooks.manage",
                                          .tag = "webhooks"},
                                         [](const http::Nothing&, http::Call& call, store::Reader& reader) {
                                           return get_delivery(reader, call.id<WebhookId>(),
                                                               call.id<DeliveryId>("delivery"));
                                         });
  registry.read<http::Nothing, http::Page<DeliveryAttempt>>(
      {.path = "/api/webhooks/{id}/deliveries/{delivery}/attempts",
       .summary = "Each attempt of a delivery, the latest first; the last twenty",
       .permission = "webhooks.manage",
       .tag = "webhooks"},
      [](const http::Nothing&, http::Call& call, store::Reader& reader) {
        const auto delivery = get_delivery(reader, call.id<WebhookId>(), call.id<DeliveryId>("delivery"));
        return http::Page<DeliveryAttempt>{list_attempts(reader, delivery.id), {}, {}};
      });
  add_writes(registry, access);
}

std::vector<store::Statement> statements() {
  std::vector<store::Statement> all;
  for (const auto list : {webhook_statements(), sender_statements()})
    all.insert(all.end(), list.begin(), list.end());
  return all;
}

}  // namespace rapport::webhooks
