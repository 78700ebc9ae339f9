// The endpoints of the customer base, its settings, and the models of purchases.
#pragma once

#include "insight/customer_base/keeper.h"
#include "platform/http/endpoint.h"

namespace rapport::customer_base {

void register_routes(http::Registry& registry, Keeper& keeper);
void register_acquisition(http::Registry& registry, Keeper& keeper);  // costs
std::vector<store::Statement> all_statements();

}  // namespace rapport::customer_base
