#include "platform/http/endpoint.h"

#include "platform/http/headers.h"

namespace rapport::http {

namespace {

// "/api/contacts/{id}" and "/api/contacts/{contact}" are one shape.
std::string shape(std::string_view path) {
  std::string out;
  bool inside = false;
  for (const char c : path) {
    if (c == '{') inside = true;
    if (!inside) out += c;
    if (c == '}') {
      inside = false;
      out += "{}";
    }
  }
  return out;
}

[[noreturn]] void refuse(const Route& route, std::string_view why) {
  fail(ErrorCode::internal, "The route " + std::string(method_name(route.method)) + " " + route.path + " " +
                                std::string(why) + ".");
}

}  // namespace

std::string_view method_name(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::delete_:
      return "DELETE";
    case Method::options:
      return "OPTIONS";
    case Method::head:
      return "HEAD";
  }
  return "GET";
}

std::string Call::cookie(std::string_view name) const { return std::string(find_cookie(cookies, name)); }

const std::string& Call::path_text(std::string_view name) const {
  const auto found = path.find(name);
  if (found == path.end()) fail(ErrorCode::internal, "The path has no parameter " + std::string(name) + ".");
  return found->second;
}

Uuid Call::path_uuid(std::string_view name) const {
  const auto id = parse_uuid(path_text(name));
  if (!id) fail(ErrorCode::not_found, "Nothing has the id " + path_text(name) + ".");
  return *id;
}

bool Call::matches(std::int64_t version) const {
  return if_match.empty() || if_match == "*" || if_match == std::to_string(version);
}

void Call::require_version(std::int64_t version) const {
  if (!matches(version))
    fail(ErrorCode::stale, "This record was changed by somebody else in the meantime: it is at version " +
                               std::to_string(version) + ", not " + if_match + ".");
}

void Call::set_version(std::int64_t version) {
  headers.emplace_back("ETag", '"' + std::to_string(version) + '"');
}

void Call::created(std::string location) {
  status = 201;
  headers.emplace_back("Location", std::move(location));
}

std::string_view RawRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (same_name(key, name)) return value;
  return {};
}

void Registry::permission(std::string name, std::string text, std::vector<std::string> roles) {
  for (const auto& known : permissions_)
    if (known.name == name) fail(ErrorCode::internal, "The permission " + name + " is declared twice.");
  permissions_.push_back({std::move(name), std::move(text), std::move(roles)});
}

void Registry::direct(Route route, std::function<RawReply(const RawRequest&)> function) {
  Entry e;
  route.open = true;  // nobody is asked who they are: that would need the database
  e.route = std::move(route);
  e.run_direct = std::move(function);
  add(std::move(e));
}

void Registry::add(Entry entry) {
  const Route& route = entry.route;
  if (!route.path.starts_with('/')) refuse(route, "does not start with a slash");
  const auto new_shape = shape(route.path);
  for (const auto& known : entries_)
    if (known.route.method == route.method && shape(known.route.path) == new_shape)
      refuse(route, "is registered twice");
  if (route.permission.empty() && !route.open) refuse(route, "names no permission and is not declared open");
  if (!route.permission.empty() && route.permission != "*") {
    const auto declared = [&](const PermissionEntry& p) { return p.name == route.permission; };
    if (std::none_of(permissions_.begin(), permissions_.end(), declared))
      refuse(route, "asks for the permission " + route.permission + ", which nobody declared");
  }
  entries_.push_back(std::move(entry));
}

}  // namespace rapport::http
