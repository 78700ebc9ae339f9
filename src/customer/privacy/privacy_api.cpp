#include "customer/privacy/privacy_api.h"

#include "base/text.h"
#include "customer/privacy/intake.h"
#include "platform/access/audit.h"
#include "platform/settings/settings_api.h"

namespace rapport::privacy {

void register_routes(http::Registry& registry) {
  registry.permission("intake_policy.read", "See the intake policy",
                      {"administrator", "manager", "marketer", "sales", "read_only", "privacy_officer"});
  registry.permission("intake_policy.write", "Change the intake policy",
                      {"administrator", "privacy_officer"});
  settings::register_section<IntakePolicy>(
      registry, {.path = "/api/settings/intake_policy",
                 .title = "intake policy",
                 .read = "intake_policy.read",
                 .write = "intake_policy.write",
                 .changed = [](store::Transaction& tx, const http::Call& call, std::string_view,
                               const TypeInfo& type, const void* before, const void* after) {
                   access::audit(tx, call,
                                 {.action = "settings.updated",
                                  .object_type = "settings",
                                  .object_id = "intake_policy",
                                  .summary = "Changed the intake policy",
                                  .changes = access::audit_changes(type, before, after)});
                 }});
}

}  // namespace rapport::privacy
