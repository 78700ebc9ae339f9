// One line gives a section its GET and PUT:
//
//   settings::register_section<Workspace>(registry, {.path = "/api/settings/workspace", .title = "workspace",
//       .read = "settings.read", .write = "settings.write", .changed = access::audit_settings});
#pragma once

#include "platform/http/endpoint.h"
#include "platform/settings/settings.h"

namespace rapport::settings {

// Called in the transaction of the change: access writes the audit entry here, others refuse or react.
using Changed = std::function<void(store::Transaction&, const http::Call&, std::string_view section,
                                   const TypeInfo& type, const void* before, const void* after)>;

struct SectionRoute {
  std::string path;         // "/api/settings/workspace"
  std::string title;        // for summaries: "workspace"
  std::string read, write;  // permissions
  Changed changed = {};
};

template <Section T>
void register_section(http::Registry& registry, const SectionRoute& section) {
  registry.read<http::Nothing, T>({.path = section.path,
                                   .summary = "Read the " + section.title + " settings",
                                   .permission = section.read,
                                   .tag = "settings"},
                                  [](const http::Nothing&, http::Call& call, store::Reader& reader) {
                                    Stored<T> stored = get_stored<T>(reader);
                                    call.set_version(stored.version);
                                    return stored.value;
                                  });
  registry.write<T, T>({.method = http::Method::put,
                        .path = section.path,
                        .summary = "Replace the " + section.title + " settings",
                        .permission = section.write,
                        .tag = "settings"},
                       [changed = section.changed](const T& in, http::Call& call, store::Transaction& tx) {
                         const Stored<T> stored = get_stored<T>(tx);
                         call.require_version(stored.version);
                         const std::int64_t version = put(tx, in, call.principal.actor(), stored.version);
                         if (changed)
                           changed(tx, call, section_name(Type<T>{}), type_info<T>(), &stored.value, &in);
                         call.set_version(version);
                         return in;
                       });
}

}  // namespace rapport::settings
