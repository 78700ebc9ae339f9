#include "app/modules.h"

#include "app/merge_parts.h"
#include "app/version.h"
#include "customer/events/events_api.h"
#include "customer/ingest/ingest_api.h"
#include "customer/people/changes/changes_api.h"
#include "customer/people/duplicates/duplicates_api.h"
#include "customer/people/exports/exports_api.h"
#include "customer/people/imports/contact_imports_api.h"
#include "customer/people/people_api.h"
#include "customer/privacy/privacy_api.h"
#include "customer/privacy/privacy_store.h"
#include "customer/segments/segments_api.h"
#include "insight/analytics/home.h"
#include "insight/analytics/insights.h"
#include "insight/customer_base/customer_base_api.h"
#include "insight/customer_base/preferences.h"
#include "insight/next_actions/next_actions_api.h"
#include "insight/score_models/score_models_api.h"
#include "platform/facts/feed.h"
#include "platform/http/assets.h"
#include "platform/http/idempotency.h"
#include "platform/http/openapi.h"
#include "platform/imports/imports_api.h"
#include "platform/jobs/jobs_api.h"
#include "platform/rules/named_segment.h"
#include "platform/store/lease.h"
#include "platform/webhooks/webhook.h"

namespace rapport::http {
std::span<const Asset> web_assets();  // made by rapport_embed
}

namespace rapport::app {

struct VersionInfo {
  std::string version;
};
template <class = void>
constexpr auto describe(Type<VersionInfo>) {
  return fields(field<&VersionInfo::version>());
}

namespace {

std::shared_ptr<const http::Assets> web_app(const WebOptions& web) {
  if (!web.folder.empty())
    return std::make_shared<http::Assets>(http::Assets::from_folder(web.folder, web.base_path));
  return std::make_shared<http::Assets>(http::web_assets(), web.base_path);
}

}  // namespace

Modules::Modules(Workspace& workspace, const WebOptions& web)
    : workspace_(workspace),
      access_(workspace.database(), workspace.clock(), workspace.random(), workspace.secrets()),
      change_feed_(workspace.database()),
      live_(workspace.database()),
      segments_(workspace.database()),
      find_contacts_(segments_),
      customer_base_(workspace.database()),
      score_models_(workspace.database(), segments_) {
  register_platform();
  access::register_routes(registry_, access_, events::follow_workspace);
  if (auto* clock = workspace.test_clock()) access::register_test_clock(registry_, access_, *clock);
  jobs::register_routes(registry_, [](store::Transaction& tx, const http::Call& call, const jobs::Job& job) {
    access::audit(tx, call,
                  {.action = "job.cancelled",
                   .object_type = "job",
                   .object_id = render(job.id),
                   .summary = "Cancelled background work of the kind " + job.kind});
    people::follow_cancelled_job(tx, job);
  });
  const auto wake = [this] {
    if (wake_import_) wake_import_();
  };
  imports::register_routes(registry_, workspace.database(), wake,
                           {{"contacts", "contacts.import"}, {"orders", "imports.write"}});
  privacy::register_routes(registry_);
  people::register_routes(
      registry_, events::search_orders,
      [this](store::Reader& reader, const rules::Condition& resolved, const http::Principal& asker) {
        return find_contacts_(reader, resolved, asker);
      });
  live_.follow_segments(segments::shown_state);
  live_.register_routes(registry_);
  people::register_import_routes(
      registry_,
      {.database = workspace.database(), .folder = (workspace.folder() / "imports").string(), .wake = wake});
  people::register_change_routes(registry_, workspace.database(),
                                 [](store::Transaction& tx, const Uuid& merge, const people::Caller& caller) {
                                   people::duplicates::undo_merge(tx, people::duplicates::MergeId{merge},
                                                                  merge_parts(), caller);
                                 });
  people::register_export_routes(registry_, workspace.database(), workspace.folder() / "exports");
  people::duplicates::register_routes(registry_, merge_parts());
  events::register_routes(registry_, {.folder = workspace.folder() / "imports", .wake = wake});
  webhooks::register_routes(registry_, access_);
  change_feed_.register_routes(registry_);
  ingest::register_routes(registry_, access_);
  segments::register_routes(registry_, segments_);
  customer_base::register_routes(registry_, customer_base_);
  customer_base::register_preferences(registry_);
  next_actions::register_routes(registry_, workspace.database(), segments_);
  score_models::register_routes(registry_, score_models_);
  analytics::register_routes(registry_);
  analytics::register_insights(registry_, segments_);
  http::register_openapi(registry_, {.version = std::string(version()), .server_url = web.base_path + "/"});
  http::Assets::serve_app(registry_, web_app(web));
  access_.use_permissions(registry_);
}

void Modules::register_platform() {
  http::add_process_metrics(metrics_, std::string(version()));
  http::watch_database(health_, metrics_, workspace_.database());
  http::register_health(registry_, health_, metrics_);
  registry_.read<http::Nothing, VersionInfo>(
      {.path = "/api/version", .summary = "The version of the server", .permission = "*"},
      [](const http::Nothing&, http::Call&, store::Reader&) { return VersionInfo{std::string(version())}; });
}

std::vector<store::Statement> all_statements() {
  std::vector<store::Statement> all;
  for (const auto list :
       {facts::statements(), jobs::statements(), store::lease_statements(), http::statements(),
        settings::statements(), access::statements(), imports::statements(), privacy::statements(),
        people::statements(), events::statements(), analytics::statements(),
        customer_base::preference_statements()})
    all.insert(all.end(), list.begin(), list.end());
  for (const auto& list : {webhooks::statements(), ingest::statements(), segments::all_statements(),
                           customer_base::all_statements(), next_actions::all_statements(),
                           score_models::all_statements(), analytics::insight_statements()})
    all.insert(all.end(), list.begin(), list.end());
  const auto of_rules = rules::statements();
  all.insert(all.end(), of_rules.begin(), of_rules.end());
  return all;
}

}  // namespace rapport::app

namespace rapport {
RAPPORT_DESCRIBE_HERE(app::VersionInfo)
}
