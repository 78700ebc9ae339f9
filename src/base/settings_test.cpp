#include "base/settings.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace rapport::settings_test {

enum class Form { text, json };
struct Http {
  std::int32_t port = 8080;
  std::string address = "127.0.0.1";
  std::vector<std::string> origins;
};
template <class = void>
constexpr auto describe(Type<Http>) {
  return fields(field<&Http::port>().at_least(1).at_most(65535).text("Port"),
                field<&Http::address>().not_empty(), field<&Http::origins>().format(Format::url));
}
struct Settings {
  Http http;
  Form log_form = Form::text;
  bool test_clock = false;
  std::optional<std::string> database;
  std::string secret = "none";
  double rate = 1.5;
};
template <class = void>
constexpr auto describe(Type<Settings>) {
  return fields(field<&Settings::http>(), field<&Settings::log_form>(), field<&Settings::test_clock>(),
                field<&Settings::database>(), field<&Settings::secret>().write_only().or_default(),
                field<&Settings::rate>());
}

}  // namespace rapport::settings_test

RAPPORT_DESCRIBED(rapport::settings_test::Http)
RAPPORT_DESCRIBED(rapport::settings_test::Settings)
RAPPORT_DESCRIBE_HERE(rapport::settings_test::Http)
RAPPORT_DESCRIBE_HERE(rapport::settings_test::Settings)

using namespace rapport;
using settings_test::Settings;

namespace {

struct TemporaryFile {
  explicit TemporaryFile(std::string_view text)
      : path(std::filesystem::temp_directory_path() /
             ("rapport-settings-" + std::to_string(getpid()) + ".toml")) {
    std::ofstream(path) << text;
  }
  ~TemporaryFile() { std::filesystem::remove(path); }
  std::filesystem::path path;
};

std::string problem(const SettingSources& sources) {
  try {
    read_settings<Settings>(sources);
  } catch (const Error& e) {
    return e.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("the later source of a setting wins") {
  const TemporaryFile file(
      "test_clock = true\nrate = 2\n[http]\nport = 81\naddress = \"::1\"\norigins = "
      "[\"https://a.example\"]\n");
  SettingSources sources{
      .file = file.path.string(),
      .environment = {{"RAPPORT_HTTP_PORT", "82"}, {"RAPPORT_LOG_FORM", "json"}, {"HOME", "/"}},
      .flags = {"serve", "--http-port=83", "--no-test-clock", "--database", "x.db"}};
  std::vector<std::string> rest;
  const auto s = read_settings<Settings>(sources, &rest);
  CHECK(s.http.port == 83);
  CHECK(s.http.address == "::1");
  CHECK(s.http.origins.size() == 1);
  CHECK(s.log_form == settings_test::Form::json);
  CHECK(!s.test_clock);
  CHECK(s.database == "x.db");
  CHECK(s.rate == 2);
  CHECK(s.secret == "none");
  CHECK(rest == std::vector<std::string>{"serve"});
}

TEST_CASE("an unknown setting stops the start and names the nearest one") {
  CHECK(problem({.environment = {{"RAPPORT_HTTP_PROT", "1"}}}) ==
        "RAPPORT_HTTP_PROT is not a known setting; did you mean RAPPORT_HTTP_PORT? "
        "[RAPPORT_HTTP_PROT: is not a known setting; did you mean RAPPORT_HTTP_PORT?]");
  CHECK(problem({.flags = {"--tets-clock"}}).find("did you mean --test-clock?") != std::string::npos);
  CHECK(problem({.environment = {{"RAPPORT_SHARED_DATA", "x"}}, .ignored = {"RAPPORT_SHARED_DATA"}}) ==
        "none");
  const TemporaryFile file("[http]\nprot = 1\n");
  CHECK(problem({.file = file.path.string()}).find("did you mean http.port?") != std::string::npos);
}

TEST_CASE("a wrong value is told with the place where it was set") {
  CHECK(problem({.environment = {{"RAPPORT_HTTP_PORT", "0"}}})
            .find("http.port must be at least 1 (set by RAPPORT_HTTP_PORT).") == 0);
  CHECK(problem({.flags = {"--http-port", "many"}}).find("must be a whole number (set by --http-port)") !=
        std::string::npos);
  CHECK(problem({.flags = {"--http-port"}}).find("needs a value") != std::string::npos);
  CHECK(problem({.flags = {"--http-origins", "https://a.example,nothing"}}).find("http.origins[1]") !=
        std::string::npos);
  const TemporaryFile file("[http]\nport = 0\n");
  CHECK(problem({.file = file.path.string()}).find(".toml, line 2)") != std::string::npos);
  const TemporaryFile broken("http = [\n");
  CHECK(problem({.file = broken.path.string()}).find("is not valid TOML at line") != std::string::npos);
  CHECK(problem({.file = "/nowhere/x.toml"}).find("cannot be read") != std::string::npos);
}

TEST_CASE("settings list themselves for help and reference") {
  const Settings defaults;
  const auto all = list_settings(type_info<Settings>(), &defaults);
  REQUIRE(all.size() == 8);
  CHECK(all[0].path == "http.port");
  CHECK(all[0].environment == "RAPPORT_HTTP_PORT");
  CHECK(all[0].flag == "--http-port");
  CHECK(all[0].default_value == "8080");
  CHECK(all[0].help == "Port");
  CHECK(all[3].type == "one of text, json");
  CHECK(all[6].default_value.empty());
}
