#include "customer/people/record_scope.h"
#include "insight/analytics/home.h"

namespace rapport::analytics {

void register_routes(http::Registry& registry) {
  registry.permission("home.read", "See the figures of the Home page",
                      {"administrator", "manager", "marketer", "sales", "read_only", "privacy_officer"});
  registry.read<http::Nothing, Home>(
      {.path = "/api/home", .summary = "Read the figures of the Home page", .permission = "home.read"},
      [](const http::Nothing&, http::Call& call, store::Reader& reader) {
        return read_home(reader, {people::scope_owners(reader, call.principal)});
      });
}

}  // namespace rapport::analytics
