// Inside webhooks: what its files share.
#pragma once

#include "platform/webhooks/webhook.h"

namespace rapport::webhooks {

inline std::string secret_place(WebhookId id) { return "webhooks.secret|" + render(id); }

std::span<const store::Statement> webhook_statements();
std::span<const store::Statement> sender_statements();

}  // namespace rapport::webhooks
