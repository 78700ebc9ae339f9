// The statements of each unit of this module; put together by statements().
#pragma once

#include <span>

#include "platform/store/store.h"

namespace rapport::jobs {

std::span<const store::Statement> queue_statements();
std::span<const store::Statement> runner_statements();
std::span<const store::Statement> handler_statements();
std::span<const store::Statement> schedule_statements();
std::span<const store::Statement> outbox_statements();
std::span<const store::Statement> dispatcher_statements();

}  // namespace rapport::jobs
