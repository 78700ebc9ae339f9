// Facts of a range of time sent to one webhook again, as a job.
#pragma once

#include "platform/jobs/handler.h"
#include "platform/webhooks/webhook.h"

namespace rapport::webhooks {

// Error(invalid) when the range is empty.
void start_replay(store::Transaction& tx, WebhookId webhook, const ReplayRequest& request, const Uuid& by);

class ReplayFacts : public jobs::Handler {
 public:
  std::string_view kind() const override { return "replay_webhook"; }
  Json run(jobs::Context& context) override;
};

}  // namespace rapport::webhooks
