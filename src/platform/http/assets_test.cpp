#include "platform/http/assets.h"

#include <filesystem>
#include <fstream>

#include "platform/http/compress.h"
#include "platform/http/test_server.h"

namespace rapport::http::testing {

namespace {

const std::string script(5000, 's');
const std::string packed = compress(script, Coding::gzip);
const Asset files[] = {
    {"index.html", "e1", false, "<html nonce=__CSP_NONCE__ base=__BASE_PATH__>", {}, {}},
    {"builder.html", "e2", false, "<html builder>", {}, {}},
    {"assets/app-BQ3x9f2a.js", "e3", true, {}, packed, "brotli octets"},
    {"favicon.svg", "e4", false, "<svg/>", {}, {}},
    {"js/rapport.js", "e5", false, {}, packed, {}},
};

RawReply ask(const Assets& assets, std::string_view path,
             std::vector<std::pair<std::string_view, std::string_view>> fields = {}) {
  RawRequest request;
  request.headers = fields;
  return assets.answer(path, request);
}
std::string field(const RawReply& reply, std::string_view name) {
  for (const auto& [key, value] : reply.headers)
    if (key == name) return value;
  return {};
}

}  // namespace

TEST_CASE("the app document gets a nonce of its own each time and is never stored") {
  const Assets assets(files, "/crm");
  const auto first = ask(assets, ""), second = ask(assets, "contacts/17");
  CHECK(first.status == 200);
  CHECK(first.body != second.body);
  CHECK(first.body.find("base=/crm") != std::string::npos);
  CHECK(field(first, "Cache-Control") == "no-store");
  const auto at = first.body.find("nonce=") + 6;
  const auto nonce = first.body.substr(at, first.body.find(' ', at) - at);
  CHECK(nonce.size() >= 20);
  CHECK(field(first, "Content-Security-Policy").find("'nonce-" + nonce + "'") != std::string::npos);
  CHECK(field(ask(assets, "builder.html"), "Content-Security-Policy").find("frame-ancestors 'self'") !=
        std::string::npos);
}

TEST_CASE("a script for the pages of others may be read from any origin and is used for a day") {
  const Assets assets(files, "/crm");
  const auto reply = ask(assets, "js/rapport.js", {{"accept-encoding", "gzip"}});
  CHECK(reply.static_body == packed);
  CHECK(field(reply, "Access-Control-Allow-Origin") == "*");
  CHECK(field(reply, "Cross-Origin-Resource-Policy") == "cross-origin");
  CHECK(field(reply, "Cache-Control") == "public, max-age=86400, stale-while-revalidate=604800");
  CHECK(field(reply, "ETag") == "\"e5\"");
  CHECK(ask(assets, "js/rapport.js", {{"if-none-match", "\"e5\""}}).status == 304);
  CHECK(field(ask(assets, "favicon.svg"), "Access-Control-Allow-Origin").empty());
}

TEST_CASE(
    "a hashed file may be kept for ever, comes in the coding the client takes, and a missing one is 404") {
  const Assets assets(files);
  const auto name = "assets/app-BQ3x9f2a.js";
  const auto brotli = ask(assets, name, {{"accept-encoding", "gzip, deflate, br"}});
  CHECK(brotli.static_body == "brotli octets");
  CHECK(field(brotli, "Content-Encoding") == "br");
  CHECK(field(brotli, "Cache-Control") == "public, max-age=31536000, immutable");
  CHECK(ask(assets, name, {{"accept-encoding", "gzip"}}).static_body == packed);
  CHECK(ask(assets, name).body == script);
  CHECK(ask(assets, name, {{"if-none-match", "\"e3\""}}).status == 304);
  CHECK(ask(assets, "favicon.svg").content_type == "image/svg+xml");
  for (const char* missing : {"assets/old-12345678.js", "api/nothing", "api", "robots.txt"})
    CHECK_MESSAGE(ask(assets, missing).status == 404, missing);
}

TEST_CASE("a folder is served from disk and nothing beside it") {
  const auto root = std::filesystem::temp_directory_path() / ("rapport-assets-" + std::to_string(::getpid()));
  std::filesystem::create_directories(root / "web");
  std::ofstream(root / "web/index.html") << "__CSP_NONCE__";
  std::ofstream(root / "web/a.css") << "a{}";
  std::ofstream(root / "secret.txt") << "secret";
  const auto assets = Assets::from_folder((root / "web").string());
  CHECK(ask(assets, "a.css").body == "a{}");
  CHECK(ask(assets, "orders").body != "__CSP_NONCE__");
  CHECK(ask(assets, "../secret.txt").status == 404);
  CHECK(ask(assets, "/etc/hosts.txt").status == 404);
  std::filesystem::remove_all(root);
}

}  // namespace rapport::http::testing
