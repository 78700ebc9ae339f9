// The table of contents of the product: every module with what it needs, in dependency order, and every
// endpoint. A server serves it; the CLI uses it to know roles; `rapport openapi` prints it.
#pragma once

#include <functional>

#include "app/workspace.h"
#include "customer/people/live.h"
#include "customer/segments/find_contacts.h"
#include "customer/segments/live.h"
#include "insight/customer_base/keeper.h"
#include "insight/score_models/keeper.h"
#include "platform/access/access.h"
#include "platform/http/endpoint.h"
#include "platform/http/health.h"
#include "platform/webhooks/change_feed.h"

namespace rapport::app {

struct WebOptions {
  std::string base_path;  // "/crm" behind a proxy
  std::string folder;     // serve the web app from here instead of the program; for development
};

class Modules {
 public:
  explicit Modules(Workspace& workspace, const WebOptions& web = {});
  Modules(const Modules&) = delete;
  Modules& operator=(const Modules&) = delete;

  Workspace& workspace() { return workspace_; }
  access::Access& access() { return access_; }
  const http::Registry& registry() const { return registry_; }
  http::Metrics& metrics() { return metrics_; }
  webhooks::ChangeFeed& change_feed() { return change_feed_; }
  people::Live& live() { return live_; }
  segments::Live& segments() { return segments_; }
  customer_base::Keeper& customer_base() { return customer_base_; }
  score_models::Keeper& score_models() { return score_models_; }
  http::Health& health() { return health_; }
  // Called, on a writer's thread, when an import was queued; the server wakes its worker.
  void on_import(std::function<void()> wake) { wake_import_ = std::move(wake); }

 private:
  void register_platform();

  Workspace& workspace_;
  http::Metrics metrics_;
  http::Health health_;
  access::Access access_;
  webhooks::ChangeFeed change_feed_;
  people::Live live_;
  segments::Live segments_;
  segments::FindContacts find_contacts_;
  customer_base::Keeper customer_base_;
  score_models::Keeper score_models_;
  http::Registry registry_;
  std::function<void()> wake_import_;
};

// Every statement of every module, for the test that prepares them on both engines.
std::vector<store::Statement> all_statements();

}  // namespace rapport::app
