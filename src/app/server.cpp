#include "app/server.h"

#include <ostream>

#include "app/demo/demo.h"
#include "app/merge_parts.h"
#include "app/upkeep.h"
#include "base/log.h"
#include "base/old_files.h"
#include "customer/events/order_import.h"
#include "customer/events/restate_orders.h"
#include "customer/events/subscriptions.h"
#include "customer/ingest/accept.h"
#include "customer/ingest/event_names.h"
#include "customer/ingest/user_hash.h"
#include "customer/ingest/watch_carts.h"
#include "customer/people/changes/bulk.h"
#include "customer/people/changes/trash.h"
#include "customer/people/changes/undo.h"
#include "customer/people/company_links.h"
#include "customer/people/company_merge.h"
#include "customer/people/consent_expiry.h"
#include "customer/people/duplicates/merge.h"
#include "customer/people/duplicates/watch.h"
#include "customer/people/exports/export_work.h"
#include "customer/people/fields/field_job.h"
#include "customer/people/imports/contact_imports.h"
#include "customer/segments/history.h"
#include "insight/analytics/accuracy.h"
#include "insight/analytics/channels.h"
#include "insight/customer_base/habits.h"
#include "insight/customer_base/purchase_fits.h"
#include "insight/next_actions/outcomes.h"
#include "insight/next_actions/pool.h"
#include "insight/score_models/model_tests.h"
#include "platform/facts/feed.h"
#include "platform/http/server.h"
#include "platform/jobs/leader.h"
#include "platform/jobs/runner.h"
#include "platform/webhooks/replay.h"
#include "platform/webhooks/sender.h"

namespace rapport::app {

namespace {

struct Listen {
  std::string host;
  std::uint16_t port = 0;
};

// "127.0.0.1:8080", "[::1]:8080".
Listen parse_listen(const std::string& text) {
  const auto colon = text.rfind(':');
  std::string host = colon == std::string::npos ? "" : text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  const auto digits = colon == std::string::npos ? "" : text.substr(colon + 1);
  const bool is_number =
      !digits.empty() && digits.size() < 6 && digits.find_first_not_of("0123456789") == std::string::npos;
  if (host.empty() || !is_number || std::stoi(digits) > 65535)
    fail_field("--listen", "invalid", "must be HOST:PORT, as 127.0.0.1:8080; it is '" + text + "'");
  return {host, static_cast<std::uint16_t>(std::stoi(digits))};
}

http::ServerOptions http_options(const Workspace& workspace, const ServerSettings& settings,
                                 const Listen& listen) {
  http::ServerOptions options;
  options.host = listen.host;
  options.port = listen.port;
  options.io_threads = settings.http.threads;
  options.workers = settings.http.workers;
  options.base_path = settings.http.base_path;
  options.trust_proxy = settings.http.trust_proxy;
  options.upload_dir = (workspace.folder() / "uploads").string();
  options.limits.requests_per_second = settings.http.requests_per_second;
  options.limits.direct_per_second = settings.http.direct_per_second;
  std::filesystem::create_directories(options.upload_dir);
  // What was on its way when a process was killed; after a day no other process is still receiving it.
  std::error_code ignored;
  for (const auto& path : files_older_than(options.upload_dir, std::chrono::hours(24)))
    std::filesystem::remove(path, ignored);
  return options;
}

// A SQLite file has one process: a lease that an earlier start could not give back is its own.
std::string leader_name(Workspace& workspace) {
  if (workspace.database().engine() == store::Engine::sqlite) return "the only process";
  return "server-" + workspace.random().token(12);
}

// After a newer key of the installation came to hand: nothing rests on the older ones from then on.
void seal_again(store::Database& database, const access::SecretBox& box) {
  std::int64_t sealed = access::rotate_secrets(database, box, access::sealed_columns()) +
                        access::rotate_secrets(database, box, webhooks::sealed_columns());
  sealed += database.write(
      [&](store::Transaction& tx) { return ingest::reseal_user_hash_secret(tx, box) ? 1 : 0; });
  if (sealed > 0) log::info("Sealed secrets again with the new key.", {{"secrets", std::to_string(sealed)}});
}

}  // namespace

struct Server::State {
  State(Workspace& w, const ServerSettings& settings)
      : workspace(w),
        engine(settings.engine),
        listen(parse_listen(settings.listen)),
        modules(w, {.base_path = settings.http.base_path, .folder = settings.http.web_dir}),
        leader(w.database(), leader_name(w)),
        jobs(w.database(), "server-" + w.random().token(12), {.leader = &leader}),
        sender(w.database(), w.secrets(), {.private_addresses = settings.webhooks.private_addresses}),
        http(http_options(w, settings, listen), modules.registry(), w.database(), &modules.access(),
             modules.metrics()) {}

  Workspace& workspace;
  SegmentEngine engine;
  Listen listen;
  Modules modules;
  Upkeep upkeep;
  people::PrepareField prepare_field;
  people::RemoveFields remove_fields;
  people::ConsentExpiry consent_expiry;
  events::RestateOrders restate_orders;
  people::duplicates::Watcher duplicates;
  people::duplicates::FindDuplicates find_duplicates;
  people::CompanyLinker company_linker;
  people::LinkCompanies link_companies;
  people::FollowCompanyMerge follow_company_merge;
  people::duplicates::FollowMerge follow_merge{merge_parts()};
  ingest::FollowVisitor follow_visitor;
  ingest::NameKeeper event_names;
  webhooks::FanOut webhooks;
  webhooks::ReplayFacts replay_webhook;
  ingest::WatchCarts watch_carts;
  events::WatchSubscriptions watch_subscriptions;
  people::BulkChange bulk_change;
  people::UndoChanges undo_changes;
  people::EmptyTrash empty_trash;
  people::ExportContacts export_contacts{workspace.folder() / "exports"};
  customer_base::FitPurchases fit_purchases;
  customer_base::CountHabits count_habits;
  next_actions::KeepNextActions keep_next_actions{modules.segments()};
  next_actions::NoteOutcomes note_outcomes;
  analytics::MeasureAccuracy measure_accuracy;
  analytics::CountChannels count_channels;
  score_models::CalibrateScores calibrate_scores{modules.score_models()};
  segments::ForgetStays forget_stays;
  people::RemoveExports remove_exports{workspace.folder() / "exports"};
  std::unique_ptr<access::AuditSealer> sealer;  // while this process leads
  jobs::Leader leader;
  jobs::Runner jobs;
  webhooks::Sender sender;
  http::Server http;
  // What works beside the requests; made by start(), gone before the rest.
  std::unique_ptr<imports::Worker> imports;
  std::unique_ptr<facts::FeedRunner> feed;
};

Server::Server(Workspace& workspace, const ServerSettings& settings)
    : state_(std::make_unique<State>(workspace, settings)) {}

Server::~Server() = default;

void Server::start() {
  auto& s = *state_;
  seal_again(s.workspace.database(), s.workspace.secrets());
  s.leader.when_changed([&s](bool leads) {
    s.sealer = leads ? std::make_unique<access::AuditSealer>(s.workspace.database(), s.workspace.secrets())
                     : nullptr;
  });
  s.leader.start();
  const auto leads = [&leader = s.leader] { return leader.leads(); };
  s.modules.health().tell("leads", leads);
  s.modules.metrics().gauge("rapport_leads", "1 in the one process that runs schedules and other beats.",
                            [leads] { return leads() ? 1.0 : 0.0; });
  events::ImportHooks hooks;
  hooks.invent_name = invented_name;
  std::vector<std::shared_ptr<imports::Engine>> engines;
  engines.push_back(std::make_shared<events::OrderImports>(std::move(hooks)));
  engines.push_back(std::make_shared<people::ContactImports>());
  s.imports = std::make_unique<imports::Worker>(s.workspace.database(), s.workspace.folder() / "imports",
                                                std::move(engines));
  s.modules.on_import([worker = s.imports.get()] { worker->wake(); });
  s.jobs.add(s.upkeep);
  s.jobs.add(s.prepare_field);
  s.jobs.add(s.remove_fields);
  s.jobs.add(s.consent_expiry);
  s.jobs.add(s.restate_orders);
  s.jobs.add(s.find_duplicates);
  s.jobs.add(s.follow_merge);
  s.jobs.add(s.link_companies);
  s.jobs.add(s.follow_company_merge);
  schedule_upkeep(s.workspace.database());
  people::schedule_field_removal(s.workspace.database());
  people::schedule_consent_expiry(s.workspace.database());
  s.jobs.add(s.follow_visitor);
  s.jobs.add(s.replay_webhook);
  s.jobs.add(s.watch_carts);
  ingest::schedule_cart_watch(s.workspace.database());
  s.jobs.add(s.watch_subscriptions);
  events::schedule_subscription_watch(s.workspace.database());
  s.jobs.add(s.bulk_change);
  s.jobs.add(s.undo_changes);
  s.jobs.add(s.empty_trash);
  people::schedule_trash(s.workspace.database());
  s.jobs.add(s.fit_purchases);
  customer_base::schedule_fits(s.workspace.database());
  s.jobs.add(s.count_habits);
  customer_base::schedule_habits(s.workspace.database());
  s.jobs.add(s.keep_next_actions);
  next_actions::schedule_next_actions(s.workspace.database());
  s.jobs.add(s.measure_accuracy);
  analytics::schedule_accuracy(s.workspace.database());
  s.jobs.add(s.count_channels);
  analytics::schedule_channels(s.workspace.database());
  s.jobs.add(s.calibrate_scores);
  score_models::add_ready_models(s.workspace.database());
  score_models::schedule_calibration(s.workspace.database());
  s.jobs.add(s.forget_stays);
  segments::schedule_forgetting(s.workspace.database());
  s.jobs.add(s.export_contacts);
  s.jobs.add(s.remove_exports);
  people::schedule_export_removal(s.workspace.database());
  s.jobs.start();
  s.feed = std::make_unique<facts::FeedRunner>(s.workspace.database(), leads);
  s.feed->add(s.duplicates);
  s.feed->add(s.event_names);
  s.feed->add(s.webhooks, facts::Start::at_the_end);
  s.feed->add(s.company_linker, facts::Start::at_the_end);
  s.feed->add(s.note_outcomes, facts::Start::at_the_end);
  s.feed->start();
  s.sender.start(leads);
  s.modules.metrics().gauge("rapport_segments_contacts", "Contacts that the columns of segments hold.",
                            [&s] { return static_cast<double>(s.modules.segments().contacts()); });
  s.modules.metrics().gauge("rapport_segments_bytes", "Memory of the columns of segments.",
                            [&s] { return static_cast<double>(s.modules.segments().bytes()); });
  const bool by_sql = s.engine == SegmentEngine::sql;
  s.modules.segments().start(
      {.leads = leads,
       .check_leads = [&leader = s.leader](store::Transaction& tx) { leader.check(tx); },
       .beat = by_sql ? std::chrono::seconds(20) : std::chrono::seconds(1),
       .file = (s.workspace.folder() / "segments.columns").string(),
       .engine = by_sql ? segments::Engine::sql : segments::Engine::columns});
  s.modules.customer_base().start(
      {.leads = leads, .check_leads = [&leader = s.leader](store::Transaction& tx) { leader.check(tx); }});
  s.modules.score_models().start(
      {.leads = leads, .check_leads = [&leader = s.leader](store::Transaction& tx) { leader.check(tx); }});
  s.modules.health().add("jobs", [&database = s.workspace.database()] { return find_late_work(database); });
  s.http.start();
}

void Server::stop() {
  auto& s = *state_;
  s.modules.change_feed().stop();
  s.modules.live().stop();
  s.http.stop();
  s.modules.on_import({});
  s.modules.score_models().stop();
  s.modules.customer_base().stop();
  s.modules.segments().stop();
  s.sender.stop();
  if (s.feed) s.feed->stop();
  s.feed.reset();
  s.jobs.stop();
  s.imports.reset();
  s.leader.stop();  // last: what was accepted is sealed, too
}

std::string Server::address() const {
  const auto& s = *state_;
  const bool is_ipv6 = s.listen.host.find(':') != std::string::npos;
  const bool is_any = s.listen.host == "0.0.0.0" || s.listen.host == "::";
  const std::string host = is_any ? "localhost" : is_ipv6 ? "[" + s.listen.host + "]" : s.listen.host;
  return "http://" + host + ":" + std::to_string(s.http.port());
}

void Server::tell_sign_in(std::ostream& out) {
  const bool is_new =
      state_->workspace.database().read([](store::Reader& r) { return access::needs_administrator(r); });
  if (is_new) out << "Open " << address() << "/setup to make the first administrator." << std::endl;
}

}  // namespace rapport::app
