// Carries deliveries out: one at a time for each contact of a webhook, in the order of the facts, at most two
// of a webhook side by side. Answers 2xx are a delivery; 410 switches the webhook off; anything else is tried
// again after 5 seconds, 15, 45 … up to 6 hours, or when `Retry-After` says, for three days. A webhook for
// which nothing has gone through for three days is switched off, with the reason.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/http/client.h"
#include "platform/webhooks/webhook.h"

namespace rapport::access {
class SecretBox;
}

namespace rapport::webhooks {

struct SenderOptions {
  int threads = 4;
  bool private_addresses = false;  // send to this machine and private networks, too
};

class Sender {
 public:
  Sender(store::Database& database, const access::SecretBox& box, const SenderOptions& options);
  ~Sender();
  void start(std::function<bool()> may_run = {});
  void stop();    // after the deliveries that are under way
  int run_due();  // on the calling thread, until nothing is due; for tests

 private:
  struct Taken {
    DeliveryId id;
    WebhookId webhook;
    std::string url, body, secret;
    std::optional<std::string> former_secret;
    std::optional<Instant> former_until;
    std::int64_t attempts = 0, epoch = 0;
    Instant created_at;
  };
  struct Answer {
    std::int64_t status = 0;
    std::string text, error;
    Duration retry_after{0}, took{0};
  };
  void work(int index);
  void reclaim();
  std::optional<Taken> take();
  bool run_one();
  Answer post(const Taken& taken) const;
  void record(const Taken& taken, const Answer& answer);

  store::Database& database_;
  const access::SecretBox& box_;
  const SenderOptions options_;
  std::function<bool()> may_run_;
  std::mutex mutex_;  // protects stopping_ and awake_
  std::condition_variable wake_;
  bool stopping_ = false;
  std::int64_t awake_ = 0;
  store::Announcer::Token listening_;
  std::vector<std::thread> threads_;
};

// Delivered and given-up deliveries are kept for 30 days.
bool remove_old_deliveries(store::Transaction& tx);  // a portion; false when nothing is left

}  // namespace rapport::webhooks
