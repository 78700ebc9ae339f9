// Webhooks: facts sent to other systems as they happen, signed (signature.h), tried again for three days, in
// order for each contact. A subscriber of the feed writes one delivery for each fact and webhook in the
// transaction that moves its cursor, so none is missed and none is written twice; the sender (sender.h)
// carries them out. What is delivered twice (the process died before it knew) has the same `webhook-id`.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "platform/facts/facts.h"
#include "platform/http/endpoint.h"

namespace rapport::access {
class Access;
struct SealedColumn;
}  // namespace rapport::access

namespace rapport::webhooks {

using WebhookId = Id<struct WebhookTag>;
using DeliveryId = Id<struct DeliveryTag>;

struct WebhookDraft {
  std::string url, description;
  std::vector<std::string> types;
  bool active = true;
};
template <class = void>
constexpr auto describe(Type<WebhookDraft>) {
  using W = WebhookDraft;
  return fields(field<&W::url>().format(Format::url).max_length(2'000).text("Where facts are posted to"),
                field<&W::description>().or_default().max_length(500),
                field<&W::types>().max_items(200).text("Names of facts; none: all"),
                field<&W::active>().or_default());
}

struct Webhook {
  WebhookId id;
  std::string url, description;
  std::vector<std::string> types;
  bool active = true;
  std::optional<Instant> failing_since;
  std::optional<std::string> disabled_reason;
  std::optional<Instant> former_until;  // until then the secret before signs too
  std::int64_t waiting = 0;             // deliveries on their way
  Instant created_at;
  std::int64_t version = 1;
  std::optional<std::string> secret;  // in the answer that made it
};
template <class = void>
constexpr auto describe(Type<Webhook>) {
  using W = Webhook;
  return fields(field<&W::id>(), field<&W::url>(), field<&W::description>(), field<&W::types>(),
                field<&W::active>(), field<&W::failing_since>().text("No delivery has succeeded since"),
                field<&W::disabled_reason>().text("Why it was switched off by the server"),
                field<&W::former_until>().text("Until then the secret before signs, too"),
                field<&W::waiting>().text("Deliveries on their way"), field<&W::created_at>(),
                field<&W::version>(), field<&W::secret>().text("Given in the answer that made it"));
}

enum class DeliveryState { waiting, sending, delivered, dead, dropped };
struct Delivery {
  DeliveryId id;
  Uuid contact_id, fact_id;
  std::string type;
  DeliveryState state = DeliveryState::waiting;
  std::int64_t attempts = 0;
  std::optional<Instant> next_attempt_at;
  std::optional<std::int64_t> status, took_ms;
  std::string error, answer;
  Instant created_at;
  std::optional<Instant> finished_at;
  bool replay = false;
  std::string body;
};
template <class = void>
constexpr auto describe(Type<Delivery>) {
  using D = Delivery;
  return fields(field<&D::id>(), field<&D::contact_id>(), field<&D::fact_id>(), field<&D::type>(),
                field<&D::state>(), field<&D::attempts>(), field<&D::next_attempt_at>(),
                field<&D::status>().text("HTTP status of the last answer"), field<&D::took_ms>(),
                field<&D::error>(), field<&D::answer>().text("The beginning of the last answer"),
                field<&D::created_at>(), field<&D::finished_at>(), field<&D::replay>(),
                field<&D::body>().is_personal().text("What is sent"));
}
// One try of a delivery; the last twenty of each are kept.
struct DeliveryAttempt {
  std::int64_t number = 0;
  Instant at;
  std::optional<std::int64_t> status;
  std::int64_t took_ms = 0;
  std::string error;
};
template <class = void>
constexpr auto describe(Type<DeliveryAttempt>) {
  using A = DeliveryAttempt;
  return fields(field<&A::number>().text("Counts on when the delivery is sent again"),
                field<&A::at>().text("When its answer was there"),
                field<&A::status>().text("HTTP status; absent: there was no answer"), field<&A::took_ms>(),
                field<&A::error>().text("Empty: it was taken"));
}
struct DeliveryQuery {
  std::optional<DeliveryState> state;
  std::optional<std::string> cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<DeliveryQuery>) {
  using Q = DeliveryQuery;
  return fields(field<&Q::state>(), field<&Q::cursor>().max_length(60),
                field<&Q::limit>().or_default().at_least(1).at_most(200));
}
struct ReplayRequest {
  Instant from, to;
};
template <class = void>
constexpr auto describe(Type<ReplayRequest>) {
  return fields(field<&ReplayRequest::from>().text("Facts received from then"),
                field<&ReplayRequest::to>().text("And before then"));
}

std::vector<Webhook> list_webhooks(store::Reader& reader);
Webhook get_webhook(store::Reader& reader, WebhookId id);  // Error(not_found)
Webhook create_webhook(store::Transaction& tx, access::Access& access, const WebhookDraft& draft,
                       const Uuid& by);
// Switching it on again forgets that it failed.
Webhook change_webhook(store::Transaction& tx, WebhookId id, const WebhookDraft& draft);
void remove_webhook(store::Transaction& tx, WebhookId id);  // what is on its way is dropped
// A new secret; the one before signs, too, for a day.
Webhook rotate_secret(store::Transaction& tx, access::Access& access, WebhookId id);

http::Page<Delivery> list_deliveries(store::Reader& reader, WebhookId webhook, const DeliveryQuery& query);
Delivery get_delivery(store::Reader& reader, WebhookId webhook, DeliveryId id);
std::vector<DeliveryAttempt> list_attempts(store::Reader& reader, DeliveryId id);  // the latest first
void retry_delivery(store::Transaction& tx, WebhookId webhook,
                    DeliveryId id);  // Error(conflict) when it is on its way
// A fact of its own kind, `webhook.test`, to try the receiver.
DeliveryId send_test(store::Transaction& tx, WebhookId id);

// Writes the deliveries of a page of facts.
class FanOut : public facts::Subscriber {
 public:
  std::string_view name() const override { return "webhooks"; }
  int page_size() const override { return 200; }
  void handle(store::Transaction& tx, const std::vector<facts::Fact>& facts) override;
};

std::string body_of(const facts::Fact& fact);
void add_deliveries(store::Transaction& tx, WebhookId webhook, std::span<const facts::Fact> facts,
                    bool replay);
bool wants(const Webhook& webhook, std::string_view type);

void register_routes(http::Registry& registry, access::Access& access);

// Where secrets are sealed: for a change of the installation's key.
std::span<const access::SealedColumn> sealed_columns();

std::vector<store::Statement> statements();

}  // namespace rapport::webhooks

namespace rapport {
RAPPORT_DESCRIBED(webhooks::WebhookDraft)
RAPPORT_DESCRIBED(webhooks::Webhook)
RAPPORT_DESCRIBED(webhooks::Delivery)
RAPPORT_DESCRIBED(webhooks::DeliveryAttempt)
RAPPORT_DESCRIBED(webhooks::DeliveryQuery)
RAPPORT_DESCRIBED(webhooks::ReplayRequest)
}  // namespace rapport
