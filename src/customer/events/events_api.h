// The endpoints of orders, products, stores and imports of orders.
#pragma once

#include <filesystem>

#include "customer/events/order_import.h"
#include "customer/people/people_api.h"
#include "platform/settings/workspace.h"

namespace rapport::events {

// Where uploads wait for the worker, and how to tell it that one came.
struct ImportDoor {
  std::filesystem::path folder;
  std::function<void()> wake = {};
};
void register_routes(http::Registry& registry, const ImportDoor& imports);

// What follows for orders when the workspace's settings change, in the transaction of the change.
void follow_workspace(store::Transaction& tx, const settings::Workspace& before,
                      const settings::Workspace& after);

// Orders whose number begins as typed, within the caller's records; for the palette.
std::vector<people::Hit> search_orders(store::Reader& reader, const http::Call& call,
                                       const std::string& typed);

// Every statement of the module, for the test that prepares them on both engines.
std::span<const store::Statement> statements();

// -- its parts --
void register_order_routes(http::Registry& registry);
void register_catalogue_routes(http::Registry& registry);
void register_rate_routes(http::Registry& registry);
void register_import_routes(http::Registry& registry, const ImportDoor& imports);

}  // namespace rapport::events
