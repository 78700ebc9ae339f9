#include "app/doctor.h"

#include "base/error.h"
#include "platform/access/access.h"
#include "platform/settings/workspace.h"
#include "platform/store/migrations.h"

namespace rapport::app {

namespace {

using Verdict = Finding::Verdict;

Finding check_space(const Workspace& workspace) {
  std::error_code error;
  const auto space = std::filesystem::space(workspace.folder(), error);
  if (error)
    return {Verdict::bad, "The free space of the data folder cannot be read: " + error.message(), ""};
  const auto free_mb = space.available / (1024 * 1024);
  const std::string sentence = std::to_string(free_mb) + " MB are free where the data stands.";
  if (free_mb < 500) return {Verdict::bad, sentence, "Writes stop when the disk is full: make room."};
  if (free_mb < 5000)
    return {Verdict::advice, sentence, "A backup needs as much again as the database: plan for more."};
  return {Verdict::good, sentence, ""};
}

Finding check_database(Workspace& workspace) {
  const auto health = workspace.database().health();
  if (!health.writable)
    return {Verdict::bad, health.problem, "Mend what the sentence names; the server goes on by itself."};
  const int version = store::schema_version(workspace.database());
  const std::string engine = workspace.database().engine() == store::Engine::sqlite ? "SQLite" : "PostgreSQL";
  return {Verdict::good, engine + " answers; the schema is at version " + std::to_string(version) + ".", ""};
}

Finding check_administrator(Workspace& workspace) {
  const bool missing =
      workspace.database().read([](store::Reader& r) { return access::needs_administrator(r); });
  if (missing)
    return {Verdict::advice, "Nobody can sign in yet.",
            "Open /setup in a browser, or `rapport user add EMAIL --role administrator`."};
  return {Verdict::good, "There is an administrator.", ""};
}

Finding check_address(Workspace& workspace) {
  const auto url = workspace.database()
                       .read([](store::Reader& r) { return settings::get<settings::Workspace>(r); })
                       .public_url;
  if (url.empty())
    return {Verdict::advice, "No public address is set.",
            "Links in messages need one: Settings, Workspace. `rapport doctor proxy` prints a proxy "
            "configuration."};
  if (!url.starts_with("https://"))
    return {Verdict::advice, "The public address " + url + " is not https.",
            "Put a proxy with a certificate in front."};
  return {Verdict::good, "The public address is " + url + ".", ""};
}

Finding check_audit(Workspace& workspace) {
  access::seal_all_audit(workspace.database(), workspace.secrets());
  const auto verdict = workspace.database().read(
      [&](store::Reader& r) { return access::verify_audit(r, workspace.secrets()); });
  return {
      verdict.ok ? Verdict::good : Verdict::bad, verdict.message,
      verdict.ok ? "" : "Compare with a backup; `rapport audit verify --json` names the first bad entry."};
}

}  // namespace

std::vector<Finding> examine(Workspace& workspace) {
  std::vector<Finding> findings;
  findings.push_back(check_space(workspace));
  for (const auto check : {check_database, check_administrator, check_address, check_audit}) {
    try {
      findings.push_back(check(workspace));
    } catch (const Error& error) {
      findings.push_back({Verdict::bad, error.message(), ""});
    }
  }
  return findings;
}

std::string proxy_snippet(std::string_view proxy, std::string_view public_host, std::string_view upstream) {
  const std::string host(public_host), to(upstream);
  if (proxy == "caddy") return host + " {\n\treverse_proxy " + to + "\n}\n";
  if (proxy == "nginx")
    return "server {\n  listen 443 ssl;\n  server_name " + host +
           ";\n  ssl_certificate     /etc/letsencrypt/live/" + host +
           "/fullchain.pem;\n  ssl_certificate_key /etc/letsencrypt/live/" + host +
           "/privkey.pem;\n  client_max_body_size 200m;\n  location / {\n    proxy_pass http://" + to +
           ";\n    proxy_http_version 1.1;\n    proxy_set_header Host $host;\n    proxy_set_header "
           "Connection \"\";\n"
           "    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n"
           "    proxy_set_header X-Forwarded-Proto $scheme;\n    proxy_buffering off;\n  }\n}\n";
  if (proxy == "traefik")
    return "http:\n  routers:\n    rapport:\n      rule: Host(`" + host +
           "`)\n      service: rapport\n      tls:\n        certResolver: default\n  services:\n    "
           "rapport:\n"
           "      loadBalancer:\n        servers:\n          - url: http://" +
           to + "\n";
  return {};
}

}  // namespace rapport::app
