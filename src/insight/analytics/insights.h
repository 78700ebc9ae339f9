// The pages of customer insight beside the customer base: cohorts, engagement, segments compared, and how far
// the stages and predictions came true.
#pragma once

#include "customer/segments/live.h"
#include "platform/http/endpoint.h"

namespace rapport::analytics {

void register_insights(http::Registry& registry, segments::Live& live);
std::vector<store::Statement> insight_statements();

}  // namespace rapport::analytics
