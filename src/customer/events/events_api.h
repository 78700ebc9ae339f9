// The endpoints of orders, products, stores and imports.
#pragma once

#include <filesystem>

#include "customer/events/order_import.h"

namespace rapport::events {

// Where uploads wait for the worker, and how to tell it that one came.
struct ImportDoor {
  std::filesystem::path folder;
  std::function<void()> wake = {};
};
void register_routes(http::Registry& registry, const ImportDoor& imports);

// Every statement of the module, for the test that prepares them on both engines.
std::span<const store::Statement> statements();

// -- its parts --
void register_order_routes(http::Registry& registry);
void register_catalogue_routes(http::Registry& registry);
void register_import_routes(http::Registry& registry, const ImportDoor& imports);

}  // namespace rapport::events
