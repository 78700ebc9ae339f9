// The OpenAPI 3.1 document of a registry: the one description of the API from which the reference page and
// the typed web client come. Schemas come from the TypeInfo tables; a type that is both asked for and
// answered with has two (`Note`, `NoteInput`), because what must be sent differs from what is always
// answered.
#pragma once

#include <string>

#include "platform/http/endpoint.h"

namespace rapport::http {

struct OpenApiInfo {
  std::string version = "0.1.0";
  std::string server_url = "/";  // the base path
};
std::string openapi(const Registry& registry, const OpenApiInfo& info);

// /api/openapi.json and the reference page at /api/docs, both open. The document is made when first asked
// for, from the registry as it is then; the registry must live as long as the server.
void register_openapi(Registry& registry, const OpenApiInfo& info);

}  // namespace rapport::http
