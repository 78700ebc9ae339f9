// The endpoints that imports of every kind share.
#pragma once

#include "platform/imports/imports.h"

namespace rapport::imports {

// `wake` tells the worker that there is something to do; `permissions` names for each kind of import the
// permission that its pausing, cancelling and throwing away need.
using KindPermissions = std::map<std::string, std::string>;
void register_routes(http::Registry& registry, store::Database& database, std::function<void()> wake,
                     KindPermissions permissions);

// The import, when the caller may see it: whoever sees only a part of the records sees their own imports.
Import get_visible(store::Reader& reader, ImportId id, const http::Principal& principal);

// Takes an upload over into the folder and gives its path; a unit that runs twice finds it taken already.
std::string take_upload(const std::string& upload, const std::string& folder);

}  // namespace rapport::imports
