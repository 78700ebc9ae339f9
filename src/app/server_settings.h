// How the program starts: defaults < file (--config) < environment (RAPPORT_HTTP_THREADS) < flags
// (--http-threads). What people change while it runs are workspace settings (platform/settings).
#pragma once

#include "base/settings.h"

namespace rapport::app {

struct HttpSettings {
  std::int32_t threads = 2;
  std::int32_t workers = 8;
  std::int32_t requests_per_second = 1000;
  std::int32_t direct_per_second = 5000;
  bool trust_proxy = false;
  std::string base_path;
  std::string web_dir;
};
template <class = void>
constexpr auto describe(Type<HttpSettings>) {
  using S = HttpSettings;
  return fields(
      field<&S::threads>().or_default().at_least(1).at_most(64).text("Loops that read and write sockets"),
      field<&S::workers>().or_default().at_least(1).at_most(256).text("Threads that answer reads"),
      field<&S::requests_per_second>().or_default().at_least(1).at_most(1'000'000).text(
          "Limit of one key or user"),
      field<&S::direct_per_second>().or_default().at_least(0).at_most(1'000'000).text(
          "Limit of one address for what needs no key, as the pixel and the pages of the web app; 0: none"),
      field<&S::trust_proxy>().or_default().text(
          "Take the client's address and scheme from X-Forwarded-For and -Proto"),
      field<&S::base_path>().or_default().max_length(200).text(
          "Prefix of every address, as /crm, behind a proxy"),
      field<&S::web_dir>().or_default().max_length(1000).text(
          "Serve the web app from this folder instead of the program"));
}

struct WebhookSettings {
  bool private_addresses = false;
};
template <class = void>
constexpr auto describe(Type<WebhookSettings>) {
  return fields(field<&WebhookSettings::private_addresses>().or_default().text(
      "Webhooks may lead to this machine and to private networks"));
}

enum class LogForm { text, json };
enum class LogLevel { debug, info, warning, error };

struct LogSettings {
  LogLevel level = LogLevel::info;
  LogForm form = LogForm::text;
};
template <class = void>
constexpr auto describe(Type<LogSettings>) {
  using S = LogSettings;
  return fields(field<&S::level>().or_default().text("Least important line that is written"),
                field<&S::form>().or_default().text("Lines for people or for machines"));
}

enum class SegmentEngine { columns, sql };

struct ServerSettings {
  std::string data = "./data";
  std::string database;
  std::string listen = "127.0.0.1:8080";
  bool demo = false;
  bool test_clock = false;
  bool migrate = true;
  SegmentEngine engine = SegmentEngine::columns;
  std::optional<std::string> secret_key;
  HttpSettings http;
  WebhookSettings webhooks;
  LogSettings log;
};
template <class = void>
constexpr auto describe(Type<ServerSettings>) {
  using S = ServerSettings;
  return fields(
      field<&S::data>().or_default().not_empty().max_length(4000).text("The workspace's folder"),
      field<&S::database>().or_default().max_length(4000).text(
          "postgres://… instead of the SQLite file in the folder"),
      field<&S::listen>().or_default().max_length(300).text("HOST:PORT; port 0 takes a free one"),
      field<&S::demo>().or_default().text("Fill a new workspace with an invented shop"),
      field<&S::test_clock>().or_default().text("Let POST /api/test-clock move time forward; for tests only"),
      field<&S::migrate>().or_default().text("Bring an older database to this version at the start"),
      field<&S::engine>().or_default().text(
          "What keeps the members of segments: columns in memory, live; or sql, every 20 seconds or more, "
          "without "
          "scores and next actions, for a database that memory cannot hold"),
      field<&S::secret_key>().write_only().max_length(1000).text(
          "Master key in hexadecimal instead of secret.key"),
      field<&S::http>().or_default(), field<&S::webhooks>().or_default(), field<&S::log>().or_default());
}

}  // namespace rapport::app

namespace rapport {
RAPPORT_DESCRIBED(app::HttpSettings)
RAPPORT_DESCRIBED(app::WebhookSettings)
RAPPORT_DESCRIBED(app::LogSettings)
RAPPORT_DESCRIBED(app::ServerSettings)
}  // namespace rapport
