#include "platform/http/health.h"

#include <boost/json.hpp>
#include <chrono>

namespace rapport::http {

void Health::add(std::string name, Check check) {
  const std::lock_guard lock(mutex_);
  checks_.emplace_back(std::move(name), std::move(check));
  checked_ms_ = 0;
}

void Health::tell(std::string name, std::function<bool()> fact) {
  const std::lock_guard lock(mutex_);
  facts_.emplace_back(std::move(name), std::move(fact));
}

std::vector<std::pair<std::string, bool>> Health::facts() {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<std::string, bool>> out;
  for (const auto& [name, fact] : facts_) out.emplace_back(name, fact());
  return out;
}

std::vector<Health::Finding> Health::findings() {
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::steady_clock::now().time_since_epoch())
                       .count();
  const std::lock_guard lock(mutex_);
  if (checked_ms_ != 0 && now - checked_ms_ < 1000) return last_;
  last_.clear();
  for (const auto& [name, check] : checks_) {
    try {
      last_.push_back({name, check()});
    } catch (const std::exception& e) {
      last_.push_back({name, std::string(e.what())});
    }
  }
  checked_ms_ = now;
  return last_;
}

namespace {

RawReply readiness(Health& health) {
  boost::json::object checks;
  bool ready = true;
  for (const auto& finding : health.findings()) {
    boost::json::object entry{{"ok", !finding.problem}};
    if (finding.problem) entry["problem"] = *finding.problem;
    if (finding.problem) ready = false;
    checks[finding.name] = std::move(entry);
  }
  RawReply reply;
  reply.status = ready ? 200 : 503;
  reply.content_type = "application/json";
  reply.headers = {{"Cache-Control", "no-store"}};
  boost::json::object document{{"ready", ready}, {"checks", std::move(checks)}};
  for (const auto& [name, is] : health.facts()) document[name] = is;
  reply.body = boost::json::serialize(document);
  return reply;
}

}  // namespace

void register_health(Registry& registry, Health& health, Metrics& metrics) {
  registry.direct({.path = "/healthz", .summary = "Whether the process answers", .tag = "health"},
                  [](const RawRequest&) {
                    return RawReply{.content_type = "application/json",
                                    .headers = {{"Cache-Control", "no-store"}},
                                    .static_body = std::string_view("{\"ok\":true}")};
                  });
  registry.direct(
      {.path = "/readyz", .summary = "Whether it can work; 503 with the reasons when not", .tag = "health"},
      [&health](const RawRequest&) { return readiness(health); });
  registry.direct(
      {.path = "/metrics", .summary = "Figures in the text format of Prometheus", .tag = "health"},
      [&metrics](const RawRequest&) {
        return RawReply{.content_type = "text/plain; version=0.0.4; charset=utf-8",
                        .headers = {{"Cache-Control", "no-store"}},
                        .body = metrics.render()};
      });
}

void watch_database(Health& health, Metrics& metrics, store::Database& database) {
  health.add("database", [&database]() -> std::optional<std::string> {
    const auto h = database.health();
    if (h.writable) return std::nullopt;
    return h.problem.empty() ? std::string("The database cannot be written to.") : h.problem;
  });
  const auto figure = [&](const char* name, const char* help, auto member) {
    metrics.gauge(name, help, [&database, member] { return static_cast<double>(database.health().*member); });
  };
  using H = store::Database::Health;
  figure("rapport_database_writable", "1 when the database takes writes.", &H::writable);
  figure("rapport_database_queued_units", "Units of work that wait for the writer.", &H::queued_units);
  figure("rapport_database_commits_total", "Commits since the start.", &H::commits);
  figure("rapport_database_units_total", "Units of work carried out since the start.", &H::units);
}

}  // namespace rapport::http
