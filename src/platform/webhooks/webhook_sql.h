// Inside webhooks: what its files share.
#pragma once

#include "platform/webhooks/webhook.h"

namespace rapport::webhooks {

inline constexpr std::string_view secret_column = "webhooks.secret";
inline std::string secret_place(WebhookId id) { return std::string(secret_column) + "|" + render(id); }

std::span<const store::Statement> webhook_statements();
std::span<const store::Statement> sender_statements();

}  // namespace rapport::webhooks
