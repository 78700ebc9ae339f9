// /api/score_models, and the scores of a contact with their parts.
#pragma once

#include "insight/score_models/keeper.h"
#include "platform/http/endpoint.h"

namespace rapport::score_models {

// `keeper` outlives the registry. After customer_base's routes, which declare the permissions.
void register_routes(http::Registry& registry, Keeper& keeper);

std::vector<store::Statement> all_statements();

}  // namespace rapport::score_models
