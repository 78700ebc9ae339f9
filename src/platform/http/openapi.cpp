#include "platform/http/openapi.h"

#include <boost/json.hpp>

#include "platform/http/openapi_schema.h"

namespace rapport::http {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;
using Use = SchemaBook::Use;

std::string tag_of(const Route& route) {
  if (!route.tag.empty()) return route.tag;
  std::string_view path = route.path;
  if (path.starts_with("/api/"))
    path.remove_prefix(5);
  else
    path.remove_prefix(1);
  return std::string(path.substr(0, path.find('/')));
}

// "get_contacts_by_id" of GET /api/contacts/{id}.
std::string operation_id(const Route& route) {
  std::string out(method_name(route.method));
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  std::string_view path = route.path;
  if (path.starts_with("/api")) path.remove_prefix(4);
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '{')
      out += "by_";
    else if (path[i] == '/' || path[i] == '-' || path[i] == '.')
      out += out.back() == '_' ? "" : "_";
    else if (path[i] != '}')
      out += path[i];
  }
  return out;
}

bool query_input(const Registry::Entry& e) {
  return e.in &&
         (e.route.method == Method::get || e.route.method == Method::delete_ || e.route.body == Body::file);
}
bool body_input(const Registry::Entry& e) { return e.in && !query_input(e); }
Use body_use(const Registry::Entry& e) { return e.is_patch ? Use::patch : Use::input; }

bool is_listed(const Registry::Entry& e) {
  return !e.run_direct || e.route.path == "/healthz" || e.route.path == "/readyz" ||
         e.route.path == "/metrics";
}

array parameters(const Registry::Entry& e, SchemaBook& book) {
  array out;
  std::string_view path = e.route.path;
  while (true) {
    const auto open = path.find('{');
    if (open == std::string_view::npos) break;
    const auto close = path.find('}', open);
    const auto name = path.substr(open + 1, close - open - 1);
    object schema{{"type", "string"}};
    if (name == "id" || name.ends_with("_id")) schema["format"] = "uuid";
    out.push_back(object{{"name", name}, {"in", "path"}, {"required", true}, {"schema", std::move(schema)}});
    path.remove_prefix(close + 1);
  }
  if (query_input(e)) {
    for (const Field& field : e.in->fields) {
      if (field.read_only) continue;
      object parameter{{"name", field.name}, {"in", "query"}, {"schema", book.of_field(field, Use::input)}};
      if (!field.help.empty()) parameter["description"] = field.help;
      if (field.required) parameter["required"] = true;
      const TypeInfo& type = field.type();
      if (type.kind == Kind::list || (type.kind == Kind::optional && type.element().kind == Kind::list)) {
        parameter["style"] = "form";
        parameter["explode"] = false;
      }
      out.push_back(std::move(parameter));
    }
  }
  if (e.is_write) {
    if (!e.run_task) out.push_back(object{{"$ref", "#/components/parameters/IdempotencyKey"}});
    if (e.route.method != Method::post && e.route.method != Method::get)
      out.push_back(object{{"$ref", "#/components/parameters/IfMatch"}});
  }
  return out;
}

object json_content(value schema) { return {{"application/json", object{{"schema", std::move(schema)}}}}; }

object responses(const Registry::Entry& e, SchemaBook& book) {
  object out;
  const int success = e.out || e.is_download || e.run_stream || e.run_direct ? e.route.success : 204;
  object good{{"description", success == 201 ? "Created" : success == 204 ? "Done" : "OK"}};
  if (e.out) good["content"] = json_content(book.reference(*e.out, Use::answer));
  if (e.run_stream)
    good["content"] = object{{"text/event-stream", object{{"schema", object{{"type", "string"}}}}}};
  if (e.is_download) good["content"] = object{{"*/*", object{{"schema", object{{"type", "string"}}}}}};
  out[std::to_string(success)] = std::move(good);
  const auto problem = [&](const char* status, const char* name) {
    out[status] = object{{"$ref", std::string("#/components/responses/") + name}};
  };
  if (e.run_direct) return out;
  if (!e.route.open) problem("401", "Unauthenticated");
  if (!e.route.permission.empty()) problem("403", "Forbidden");
  if (e.route.path.find('{') != std::string::npos) problem("404", "NotFound");
  if (e.is_write && e.route.method != Method::post && e.route.method != Method::get) problem("412", "Stale");
  if (e.in || e.is_write) problem("422", "Invalid");
  problem("429", "TooMany");
  problem("default", "Problem");
  return out;
}

object operation(const Registry::Entry& e, SchemaBook& book) {
  const Route& route = e.route;
  object out{{"operationId", operation_id(route)}, {"tags", array{tag_of(route)}}};
  if (!route.summary.empty()) out["summary"] = route.summary;
  std::string description = route.description;
  if (!route.permission.empty()) {
    if (!description.empty()) description += "\n\n";
    description +=
        route.permission == "*" ? "Any signed-in user or API key." : "Needs `" + route.permission + "`.";
    out["x-permission"] = route.permission;
  }
  if (!description.empty()) out["description"] = description;
  if (auto list = parameters(e, book); !list.empty()) out["parameters"] = std::move(list);
  if (body_input(e))
    out["requestBody"] = object{{"required", route.body != Body::optional_json},
                                {"content", json_content(book.reference(*e.in, body_use(e)))}};
  else if (route.body == Body::file)
    out["requestBody"] =
        object{{"required", true},
               {"content", object{{"application/octet-stream",
                                   object{{"schema", object{{"type", "string"}, {"format", "binary"}}}}}}}};
  out["responses"] = responses(e, book);
  if (route.open && route.permission.empty()) out["security"] = array{};
  return out;
}

object problem_schemas() {
  object text{{"type", "string"}};
  object issue{
      {"type", "object"},
      {"required", array{"path", "code", "message", "params"}},
      {"properties",
       object{
           {"path", object{{"type", "string"},
                           {"description", "The field, as in lines[2].quantity; empty for the whole input"}}},
           {"code", object{{"type", "string"}, {"description", "Stable, for programs and translations"}}},
           {"message", text},
           {"params", object{{"type", "object"}, {"additionalProperties", text}}}}}};
  object problem{
      {"type", "object"},
      {"description", "RFC 9457 problem document."},
      {"required", array{"type", "title", "status", "code", "detail", "issues"}},
      {"properties",
       object{
           {"type", text},
           {"title", text},
           {"status", object{{"type", "integer"}}},
           {"code", object{{"type", "string"}, {"examples", array{"invalid", "not_found", "stale"}}}},
           {"detail", object{{"type", "string"}, {"description", "A sentence for the reader"}}},
           {"request_id", text},
           {"issues", object{{"type", "array"}, {"items", object{{"$ref", "#/components/schemas/Issue"}}}}},
           {"current", object{{"description", "With 412: the record as it is stored now"}}}}}};
  return {{"Issue", std::move(issue)}, {"Problem", std::move(problem)}};
}

object problem_responses() {
  object out;
  const auto add = [&](const char* name, const char* description) {
    out[name] =
        object{{"description", description},
               {"content", object{{"application/problem+json",
                                   object{{"schema", object{{"$ref", "#/components/schemas/Problem"}}}}}}}};
  };
  add("Unauthenticated", "No valid session or key was sent.");
  add("Forbidden", "The caller lacks the permission.");
  add("NotFound", "Nothing has this id.");
  add("Stale", "The record was changed since the version in If-Match; `current` holds it.");
  add("Invalid", "The input breaks a rule that issues name.");
  add("TooMany", "The rate limit is used up; Retry-After says when to come back.");
  add("Problem", "Another problem.");
  return out;
}

object shared_parameters() {
  object text{{"type", "string"}};
  object key{{"name", "Idempotency-Key"},
             {"in", "header"},
             {"schema", object{{"type", "string"}, {"maxLength", 255}}},
             {"description",
              "The same request with the same key is carried out once; repeats get the first answer."}};
  object match{
      {"name", "If-Match"},
      {"in", "header"},
      {"schema", text},
      {"description", "The ETag of the version that was read; the change is refused when it is stale."}};
  return {{"IdempotencyKey", std::move(key)}, {"IfMatch", std::move(match)}};
}

object security_schemes() {
  return {
      {"key", object{{"type", "http"}, {"scheme", "bearer"}, {"description", "An API key or write key."}}},
      {"session",
       object{{"type", "apiKey"},
              {"in", "cookie"},
              {"name", "rapport_session"},
              {"description",
               "A browser session. Writes also send X-CSRF-Token, which GET /api/session gives."}}}};
}

}  // namespace

std::string openapi(const Registry& registry, const OpenApiInfo& info) {
  SchemaBook book;
  for (const auto& e : registry.entries()) {
    if (!is_listed(e)) continue;
    if (e.out) book.announce(*e.out, Use::answer, tag_of(e.route));
    if (body_input(e)) book.announce(*e.in, body_use(e), tag_of(e.route));
    if (query_input(e))
      for (const Field& field : e.in->fields) book.announce(field.type(), Use::input, tag_of(e.route));
  }
  object paths;
  std::vector<std::string> tags;
  for (const auto& e : registry.entries()) {
    if (!is_listed(e)) continue;
    std::string method(method_name(e.route.method));
    for (char& c : method) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    auto& path = paths[e.route.path];
    if (!path.is_object()) path.emplace_object();
    path.get_object()[method] = operation(e, book);
    if (const auto tag = tag_of(e.route); std::find(tags.begin(), tags.end(), tag) == tags.end())
      tags.push_back(tag);
  }
  array tag_list;
  for (const auto& tag : tags) tag_list.push_back(object{{"name", tag}});
  object permissions;
  for (const auto& p : registry.permissions()) {
    array roles;
    for (const auto& role : p.roles) roles.emplace_back(role);
    permissions[p.name] = object{{"description", p.text}, {"roles", std::move(roles)}};
  }
  object schemas = book.take_components();
  for (auto& [name, schema] : problem_schemas()) schemas[name] = std::move(schema);
  object document{
      {"openapi", "3.1.0"},
      {"info", object{{"title", "Rapport"},
                      {"version", info.version},
                      {"description",
                       "Lists are paged by `cursor`; errors are problem documents; amounts are whole minor "
                       "units; times are UTC in RFC 3339. Each key may send 1,000 requests a second: "
                       "RateLimit-Remaining says what is left."}}},
      {"servers", array{object{{"url", info.server_url}}}},
      {"security", array{object{{"key", array{}}}, object{{"session", array{}}}}},
      {"tags", std::move(tag_list)},
      {"paths", std::move(paths)},
      {"components", object{{"schemas", std::move(schemas)},
                            {"parameters", shared_parameters()},
                            {"responses", problem_responses()},
                            {"securitySchemes", security_schemes()}}},
      {"x-permissions", std::move(permissions)}};
  return boost::json::serialize(document);
}

}  // namespace rapport::http
