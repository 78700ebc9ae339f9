// The endpoints of contact imports; those that every import has are in platform/imports.
#pragma once

#include "customer/people/imports/contact_imports.h"

namespace rapport::people {

// Where uploads wait for the worker, and how to tell it that there is work.
struct ContactImportDoor {
  store::Database& database;
  std::string folder;
  std::function<void()> wake = {};
};
void register_import_routes(http::Registry& registry, const ContactImportDoor& door);

}  // namespace rapport::people
