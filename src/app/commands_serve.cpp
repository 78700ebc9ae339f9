// `rapport serve` and `rapport openapi`.
#include <csignal>
#include <filesystem>
#include <iostream>

#include "app/commands.h"
#include "app/demo/demo.h"
#include "app/modules.h"
#include "app/server.h"
#include "app/server_settings.h"
#include "app/version.h"
#include "base/log.h"
#include "platform/http/openapi.h"

namespace rapport::app {

namespace {

ServerSettings read_server_settings(std::span<const std::string_view> words) {
  SettingSources sources;
  sources.environment = process_environment();
  sources.ignored = {"RAPPORT_SHARED_DATA", "RAPPORT_TEST_POSTGRES"};
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--config" && i + 1 < words.size())
      sources.file = std::string(words[++i]);
    else
      sources.flags.emplace_back(words[i]);
  }
  std::vector<std::string> rest;
  auto settings = read_settings<ServerSettings>(sources, &rest);
  if (!rest.empty()) fail(ErrorCode::invalid, "unexpected word '" + rest.front() + "'");
  return settings;
}

void configure_log(const LogSettings& settings) {
  static constexpr log::Level levels[] = {log::Level::debug, log::Level::info, log::Level::warning,
                                          log::Level::error};
  log::configure(levels[static_cast<int>(settings.level)],
                 settings.form == LogForm::json ? log::Form::json : log::Form::text);
}

// Blocked in every thread, so that only this one takes them.
sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

// With --demo, and again where an earlier start was cut off in the middle of it.
void invent_shop(Workspace& workspace, const ServerSettings& settings) {
  const auto state = workspace.database().read([](store::Reader& r) { return demo_state(r); });
  if (state == DemoState::complete || (state == DemoState::none && !settings.demo)) return;
  std::cout << "Inventing a shop with two years of orders…" << std::endl;
  fill_demo(workspace.store_options(), workspace.clock().now());
}

int serve(std::span<const std::string_view> words) {
  const auto settings = read_server_settings(words);
  configure_log(settings.log);
  const auto signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  WorkspaceOptions options;
  options.folder = settings.data;
  options.database = settings.database;
  options.migrate = settings.migrate;
  options.test_clock = settings.test_clock;
  options.secret_key = settings.secret_key.value_or("");
  Workspace workspace(options);
  invent_shop(workspace, settings);
  Server server(workspace, settings);
  server.start();
  std::cout << "Rapport listens on " << server.address() << std::endl;
  server.tell_sign_in(std::cout);

  int signal = 0;
  sigwait(&signals, &signal);
  log::info("Stopping: finishing what was accepted.");
  server.stop();
  return 0;
}

// A throw-away workspace: the description depends on the program alone.
int openapi(const Arguments&) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("rapport-openapi-" + SystemRandom().token(12));
  struct Cleanup {
    std::filesystem::path path;
    ~Cleanup() {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
  } cleanup{folder};
  WorkspaceOptions options;
  options.folder = folder;
  Workspace workspace(options);
  Modules modules(workspace);
  std::cout << http::openapi(modules.registry(), {.version = std::string(version())}) << "\n";
  return 0;
}

std::vector<Option> serve_options() {
  static const ServerSettings defaults;
  static const auto settings = list_settings(type_info<ServerSettings>(), &defaults);
  std::vector<Option> options{{"config", "FILE", "Settings from a TOML file"}};
  for (const auto& setting : settings)
    options.push_back(
        {std::string_view(setting.flag).substr(2), setting.type == "boolean" ? "" : "VALUE", setting.help});
  return options;
}

}  // namespace

std::vector<Command> serve_commands() {
  return {
      {"serve", "", "Start the server and the web app", serve_options(), nullptr, serve},
      {"openapi", "", "Print the OpenAPI description", {}, openapi},
  };
}

}  // namespace rapport::app
