// Work in the background as people see it: the activity tray lists it, follows it and cancels it. Everybody
// sees what they began themselves; `jobs.read` shows all of it, `jobs.write` cancels what others began.
#pragma once

#include <functional>

#include "platform/http/endpoint.h"
#include "platform/jobs/jobs.h"

namespace rapport::jobs {

struct JobListQuery {
  std::vector<State> state;
  std::optional<std::string> kind;
  bool mine = false;
  std::optional<std::string> cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<JobListQuery>) {
  using Q = JobListQuery;
  return fields(field<&Q::state>().text("Only jobs in these states"),
                field<&Q::kind>().max_length(100).text("Only jobs of this kind"),
                field<&Q::mine>().or_default().text("Only what the caller began"),
                field<&Q::cursor>().max_length(100).text("`next_cursor` of the page before"),
                field<&Q::limit>().or_default().at_least(1).at_most(200));
}

// What the registrar adds to a cancelling, in its transaction: an entry of the audit log.
using OnCancel = std::function<void(store::Transaction&, const http::Call&, const Job&)>;

void register_routes(http::Registry& registry, OnCancel on_cancel);

}  // namespace rapport::jobs

RAPPORT_DESCRIBED(rapport::jobs::JobListQuery)
