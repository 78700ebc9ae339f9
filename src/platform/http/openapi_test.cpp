#include "platform/http/openapi.h"

#include <boost/json.hpp>

#include "platform/http/health.h"
#include "platform/http/test_server.h"

namespace rapport::http::testing {

namespace {

struct Inner {
  double weight = 0;
};
template <class = void>
constexpr auto describe(Type<Inner>) {
  return fields(field<&Inner::weight>().text("In kilograms"));
}

struct Thing {
  Id<struct ThingTag> id;
  std::optional<std::string> email;
  std::optional<Colour> colour;
  Money price;
  std::vector<Inner> parts;
  std::map<std::string, Inner> named;
  Json extra;
  std::string password;
};
template <class = void>
constexpr auto describe(Type<Thing>) {
  return fields(field<&Thing::id>().readonly(), field<&Thing::email>().format(Format::email),
                field<&Thing::colour>(), field<&Thing::price>(), field<&Thing::parts>(),
                field<&Thing::named>(), field<&Thing::extra>().or_default(),
                field<&Thing::password>().write_only().min_length(8));
}

// Every $ref of the document.
void collect(const boost::json::value& value, std::vector<std::string>& refs) {
  if (const auto* object = value.if_object()) {
    for (const auto& [key, inner] : *object) {
      if (key == "$ref")
        refs.emplace_back(inner.as_string());
      else
        collect(inner, refs);
    }
  } else if (const auto* array = value.if_array()) {
    for (const auto& inner : *array) collect(inner, refs);
  }
}

void fill(Registry& r) {
  r.permission("things.read", "Read things", {"administrator"});
  const auto page = [](const NoteQuery&, Call&, store::Reader&) { return Page<Thing>{}; };
  r.read<NoteQuery, Page<Thing>>(
      {.path = "/api/things", .summary = "List things", .permission = "things.read"}, page);
  const auto one = [](const auto&, Call&, auto&) { return Thing{}; };
  r.read<Nothing, Thing>({.path = "/api/things/{id}", .summary = "A thing", .permission = "things.read"},
                         one);
  r.write<Thing, Thing>(
      {.method = Method::post, .path = "/api/things", .summary = "New", .permission = "things.read"}, one);
  r.write<Patch<Thing>, Thing>(
      {.method = Method::patch, .path = "/api/things/{id}", .permission = "things.read"}, one);
}

}  // namespace

TEST_CASE("every reference of the OpenAPI document resolves and pages carry the name of what they list") {
  Registry r;
  fill(r);
  const auto document = boost::json::parse(openapi(r, {}));
  std::vector<std::string> refs;
  collect(document, refs);
  CHECK(refs.size() > 20);
  for (const auto& ref : refs) {
    boost::json::error_code error;
    document.find_pointer(ref.substr(1), error);
    CHECK_MESSAGE(!error, ref);
  }
  const auto& schemas = document.at_pointer("/components/schemas").as_object();
  for (const char* name :
       {"ThingPage", "Thing", "ThingInput", "ThingPatch", "Inner", "InnerInput", "Money", "Problem", "Total"})
    CHECK_MESSAGE(schemas.contains(name), name);
  const auto& input = schemas.at("ThingInput").at("properties").as_object();
  CHECK_FALSE(input.contains("id"));
  CHECK(input.at("password").at("minLength") == 8);
  CHECK_FALSE(schemas.at("Thing").at("properties").as_object().contains("password"));
  CHECK_FALSE(schemas.at("ThingPatch").as_object().contains("required"));
  const auto& list = document.at_pointer("/paths/~1api~1things/get");
  CHECK(list.at("operationId") == "get_things");
  CHECK(list.at("x-permission") == "things.read");
  CHECK(list.at_pointer("/parameters/1/explode") == false);
}

TEST_CASE("the document, its page, health and figures are served") {
  Registry r;
  fill(r);
  Health health;
  Metrics metrics;
  store::testing::TestDatabase database(store::Engine::sqlite);
  bool broken = false;
  register_openapi(r, {});
  register_health(r, health, metrics);
  add_process_metrics(metrics, "0.1.0");
  watch_database(health, metrics, *database);
  Server server({}, r, *database, nullptr, metrics);
  server.start();
  Client client(server.port());
  const auto document = client.ask("GET", "/api/openapi.json");
  CHECK(document.status == 200);
  CHECK(boost::json::parse(document.body).at("openapi") == "3.1.0");
  CHECK(client.ask("GET", "/api/openapi.json", "", "If-None-Match: " + document.header("ETag") + "\r\n")
            .status == 304);
  const auto page = client.ask("GET", "/api/docs");
  CHECK(page.status == 200);
  CHECK(page.header("Content-Security-Policy").find("script-src 'self';") != std::string::npos);
  CHECK(page.body.find("__BASE_PATH__") == std::string::npos);
  CHECK(client.ask("GET", "/api/docs/docs.js").header("Content-Type") == "text/javascript; charset=utf-8");
  CHECK(client.ask("GET", "/api/docs/docs.js", "", "Accept-Encoding: gzip\r\n").header("Content-Encoding") ==
        "gzip");
  CHECK(client.ask("GET", "/api/docs/missing.js").status == 404);
  CHECK(client.ask("GET", "/healthz").body == "{\"ok\":true}");
  CHECK(client.ask("GET", "/readyz").status == 200);
  broken = true;
  health.add("late_jobs", [&]() -> std::optional<std::string> {
    return broken ? std::optional<std::string>("Two jobs are late.") : std::nullopt;
  });
  const auto not_ready = client.ask("GET", "/readyz");
  CHECK(not_ready.status == 503);
  CHECK(not_ready.body.find("Two jobs are late.") != std::string::npos);
  const auto figures = client.ask("GET", "/metrics").body;
  CHECK(figures.find("rapport_http_requests_total{method=\"GET\",route=\"/healthz\",status=\"2xx\"} 1") !=
        std::string::npos);
  CHECK(figures.find("process_resident_memory_bytes") != std::string::npos);
  CHECK(figures.find("rapport_database_writable 1") != std::string::npos);
  server.stop();
}

}  // namespace rapport::http::testing
