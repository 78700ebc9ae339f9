#include "platform/jobs/jobs_api.h"

#include <charconv>

#include "base/error.h"

RAPPORT_DESCRIBE_HERE(rapport::jobs::JobListQuery)

namespace rapport::jobs {

namespace {

// "1795726900613.01890000-…": created_at and id of the last job of a page.
std::string render_position(const Job& job) {
  return std::to_string(job.created_at.ms) + "." + render(job.id);
}

void read_position(std::string_view cursor, JobQuery& query) {
  const auto dot = cursor.find('.');
  std::int64_t ms = 0;
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + std::min(dot, cursor.size()), ms);
  const auto id = dot == std::string_view::npos ? std::nullopt : parse_uuid(cursor.substr(dot + 1));
  if (!id || error != std::errc{} || end != cursor.data() + dot)
    fail_field("cursor", "format", "is not a cursor that this list gave");
  query.before = Instant{ms};
  query.before_id = JobId{*id};
}

bool began(const http::Call& call, const Job& job) { return job.created_by == call.principal.id; }

// Work counts and names records of everybody: only who sees all of them sees the work of others.
bool sees_all(const http::Call& call) {
  return call.principal.can("jobs.read") && call.principal.scope == http::Scope::all;
}

http::Page<Job> list(const JobListQuery& in, const http::Call& call, store::Reader& reader) {
  JobQuery query;
  query.states = in.state;
  query.kind = in.kind.value_or("");
  if (in.mine || !sees_all(call)) query.created_by = call.principal.id;
  if (in.cursor) read_position(*in.cursor, query);
  query.limit = in.limit + 1;
  http::Page<Job> page;
  page.items = list_jobs(reader, query);
  if (page.items.size() > static_cast<std::size_t>(in.limit)) {
    page.items.pop_back();
    page.next_cursor = render_position(page.items.back());
  }
  return page;
}

// What the caller may not see is not there.
Job visible_job(const http::Call& call, store::Reader& reader) {
  Job job = get_job(reader, call.id<JobId>());
  if (!began(call, job) && !sees_all(call)) fail(ErrorCode::not_found, "There is no such job.");
  return job;
}

Job cancel(const http::Call& call, store::Transaction& tx, const OnCancel& on_cancel) {
  const Job job = visible_job(call, tx);
  if (!began(call, job)) call.principal.require("jobs.write");
  if (job.cancel_requested && job.state == State::running) return job;
  if (!cancel_job(tx, job.id)) fail(ErrorCode::conflict, "This work has ended already.");
  if (on_cancel) on_cancel(tx, call, job);
  return get_job(tx, job.id);
}

}  // namespace

void register_routes(http::Registry& registry, OnCancel on_cancel) {
  registry.permission("jobs.read", "See the background work of everybody", {"administrator", "manager"});
  registry.permission("jobs.write", "Cancel the background work of others", {"administrator"});
  registry.read<JobListQuery, http::Page<Job>>(
      {.path = "/api/jobs",
       .summary = "List background work, newest first",
       .description =
           "Everybody sees what they began; with `jobs.read` and all records, what everybody began.",
       .permission = "*",
       .tag = "jobs"},
      [](const JobListQuery& in, http::Call& call, store::Reader& reader) { return list(in, call, reader); });
  registry.read<http::Nothing, Job>({.path = "/api/jobs/{id}",
                                     .summary = "Read one piece of background work",
                                     .permission = "*",
                                     .tag = "jobs"},
                                    [](const http::Nothing&, http::Call& call, store::Reader& reader) {
                                      return visible_job(call, reader);
                                    });
  registry.write<http::Nothing, Job>(
      {.method = http::Method::post,
       .path = "/api/jobs/{id}/cancel",
       .summary = "Cancel background work",
       .description =
           "What waits ends at once. What runs is asked to stop: `cancel_requested` is true until it has "
           "stopped. The work of others takes `jobs.write`.",
       .permission = "*",
       .tag = "jobs"},
      [on_cancel = std::move(on_cancel)](const http::Nothing&, http::Call& call, store::Transaction& tx) {
        return cancel(call, tx, on_cancel);
      });
}

}  // namespace rapport::jobs
