#include "platform/http/dispatch.h"

#include <chrono>

#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "platform/http/compress.h"
#include "platform/http/dispatch_job.h"
#include "platform/http/headers.h"
#include "platform/http/query.h"

namespace rapport::http {

namespace {

int workers_wanted(int configured) {
  if (configured > 0) return configured;
  return std::max(4, 2 * static_cast<int>(std::thread::hardware_concurrency()));
}

// An id from the client is kept when it is plain, so that a call can be followed through several programs.
bool is_request_id(std::string_view id) {
  return id.size() >= 8 && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                  c == '_';
         });
}

std::string code_of_status(int status) {
  switch (status) {
    case 404:
      return "not_found";
    case 405:
      return "method_not_allowed";
    case 408:
      return "timeout";
    case 413:
      return "too_large";
    case 415:
      return "unsupported_media_type";
    case 431:
      return "too_large";
    case 503:
      return "unavailable";
    default:
      return "bad_request";
  }
}

}  // namespace

Dispatch::Dispatch(const ServerOptions& options, const Registry& registry, store::Database& database,
                   Authenticator* authenticator, Metrics& metrics)
    : options_(options),
      registry_(registry),
      database_(database),
      authenticator_(authenticator),
      router_(registry),
      workers_(workers_wanted(options.workers), options.limits.max_queue),
      by_principal_(options.limits.requests_per_second),
      by_address_(options.limits.anonymous_per_second),
      by_direct_address_(options.limits.direct_per_second) {
  plain_headers_ = "\r\nX-Content-Type-Options: nosniff";
  if (options.public_url.starts_with("https://"))
    plain_headers_ += "\r\nStrict-Transport-Security: max-age=31536000; includeSubDomains";
  api_headers_ = plain_headers_ +
                 "\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer"
                 "\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'";
  const auto figures = [&](std::string method, std::string path) {
    auto f = std::make_unique<RouteFigures>();
    for (std::size_t i = 1; i < f->by_class.size(); ++i)
      f->by_class[i] =
          &metrics.counter("rapport_http_requests_total", "Requests answered, by route and class of status.",
                           {{"method", method}, {"route", path}, {"status", std::to_string(i) + "xx"}});
    return f;
  };
  for (const auto& entry : registry.entries()) {
    figures_.push_back(figures(std::string(method_name(entry.route.method)), entry.route.path));
    if (entry.taking && !gathers_.contains(entry.taking.get()))
      gathers_.emplace(entry.taking.get(), std::make_unique<Gather>(database_, entry.taking));
  }
  other_figures_ = figures("", "(none)");
  auto& quick =
      metrics.histogram("rapport_http_request_seconds", "Time from header to answer.", {{"kind", "direct"}});
  auto& reads =
      metrics.histogram("rapport_http_request_seconds", "Time from header to answer.", {{"kind", "read"}});
  auto& writes =
      metrics.histogram("rapport_http_request_seconds", "Time from header to answer.", {{"kind", "write"}});
  for (std::size_t i = 0; i < figures_.size(); ++i) {
    const auto& entry = registry.entries()[i];
    if (entry.run_stream) continue;  // how long somebody listens is no time of an answer
    figures_[i]->seconds = entry.run_direct ? &quick : entry.is_write ? &writes : &reads;
  }
  metrics.gauge("rapport_http_worker_queue", "Requests that wait for a worker.",
                [this] { return static_cast<double>(workers_.queued()); });
}

Dispatch::~Dispatch() = default;

void Dispatch::stop() {
  workers_.stop();
  while (units_at_work_.load() > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

std::string Dispatch::new_request_id(const Request& request) {
  const auto given = request.header("x-request-id");
  if (is_request_id(given)) return std::string(given);
  static SystemRandom random;
  static const std::string prefix = random.token(8);
  static std::atomic<std::uint64_t> number{0};
  return prefix + "-" + std::to_string(number.fetch_add(1) + 1);
}

Reply Dispatch::problem(int status, std::string_view detail) {
  Reply reply = render_problem({status, code_of_status(status), std::string(detail)}, {});
  reply.common = api_headers_;
  return reply;
}

Reply Dispatch::refuse(const Request& request, const Problem& problem) {
  Reply reply = render_problem(problem, request.request_id);
  reply.headers.emplace_back("X-Request-Id", request.request_id);
  // A page that may not read a refusal takes it for a broken connection and comes back at once.
  if (request.match.found == Match::Found::yes && request.match.entry->route.cors)
    allow_any_origin(reply.headers);
  reply.common = api_headers_;
  return reply;
}

BodyPlan Dispatch::plan(Request& request) {
  BodyPlan plan;
  const auto refuse_with = [&](Problem problem) {
    if (request.request_id.empty()) request.request_id = new_request_id(request);
    plan.refuse = true;
    plan.refusal = refuse(request, problem);
  };
  if (request.target == "*" && request.method == Method::options) {
    plan.refuse = true;
    plan.refusal.status = 204;
    return plan;
  }
  const auto target = parse_target(request.target);
  if (!target) {
    refuse_with({400, "bad_request", "The address of the request is not valid."});
    return plan;
  }
  request.path = target->path;
  request.query = target->query;
  if (!options_.base_path.empty()) {
    const auto& base = options_.base_path;
    const bool below = request.path.starts_with(base) &&
                       (request.path.size() == base.size() || request.path[base.size()] == '/');
    if (!below) {
      refuse_with({404, "not_found", "Nothing is here. This server answers below " + base + "/."});
      return plan;
    }
    request.path.remove_prefix(base.size());
    if (request.path.empty()) request.path = "/";
  }
  request.match = router_.find(request.method, request.path);
  if (request.match.found == Match::Found::no_method && request.method == Method::options) {
    plan.refuse = true;
    plan.refusal = answer_options(request);
    return plan;
  }
  if (request.match.found != Match::Found::yes) {
    const bool method = request.match.found == Match::Found::no_method;
    const std::string place(request.path.substr(0, 200));
    if (method)
      refuse_with({405, "method_not_allowed", "This address takes " + request.match.allow + " only."});
    else
      refuse_with(
          {404, "not_found", text::is_utf8(place) ? "Nothing is at " + place + "." : "Nothing is here."});
    if (method) plan.refusal.headers.emplace_back("Allow", request.match.allow);
    return plan;
  }
  const Registry::Entry& entry = *request.match.entry;
  if (entry.run_direct) {
    plan.max_body = entry.route.max_body;
    return plan;
  }
  request.request_id = new_request_id(request);
  plan.to_file = entry.route.body == Body::file;
  const bool takes_body = plan.to_file || entry.read_intake ||
                          (entry.in && request.method != Method::get && request.method != Method::head &&
                           request.method != Method::delete_);
  plan.max_body = takes_body ? entry.route.max_body : 1024;
  return plan;
}

Reply Dispatch::answer_options(const Request& request) {
  Reply reply;
  reply.status = 204;
  reply.common = plain_headers_;
  reply.headers.emplace_back("Allow", request.match.allow);
  const auto wanted = request.header("access-control-request-method");
  for (const Method method : {Method::get, Method::post, Method::put, Method::patch, Method::delete_}) {
    if (method_name(method) != wanted) continue;
    const Match match = router_.find(method, request.path);
    if (match.found != Match::Found::yes || !match.entry->route.cors) break;
    reply.headers.emplace_back("Access-Control-Allow-Origin", "*");
    reply.headers.emplace_back("Access-Control-Allow-Methods", std::string(wanted));
    // X-Retry-Count comes with what clients of the Segment format send again.
    reply.headers.emplace_back("Access-Control-Allow-Headers",
                               "Authorization, Content-Type, Idempotency-Key, X-Retry-Count");
    reply.headers.emplace_back("Access-Control-Max-Age", "86400");
  }
  return reply;
}

Reply Dispatch::answer_direct(const Request& request) {
  RawRequest raw{.method = request.method,
                 .target = request.target,
                 .path = request.path,
                 .query = request.query,
                 .body = request.body,
                 .remote_address = request.remote_address,
                 .headers = request.headers};
  if (!request.match.params.empty()) raw.tail = request.match.params.back().second;
  Reply reply;
  try {
    RawReply made = request.match.entry->run_direct(raw);
    reply.status = made.status;
    reply.content_type = std::move(made.content_type);
    reply.headers = std::move(made.headers);
    reply.body = std::move(made.body);
    reply.static_body = made.static_body;
    reply.common = plain_headers_;
  } catch (...) {
    return refuse(request, to_problem(std::current_exception()));
  }
  if (request.match.entry->route.cors) allow_any_origin(reply.headers);
  return reply;
}

bool Dispatch::handle(const std::shared_ptr<Exchange>& exchange, Reply& reply) {
  Request& request = exchange->request();
  if (request.match.entry->run_direct) {
    RateNote rate;
    if (refuse_direct(request, reply, rate)) return true;
    reply = answer_direct(request);
    reply.rate = rate;
    return true;
  }
  const auto job = std::make_shared<Job>();
  job->exchange = exchange;
  job->entry = request.match.entry;
  try {
    fill_call(*job);
    if (const auto& admission = request.admission) {
      act_as(*job, admission->principal);
      job->rate = admission->rate;
      job->idempotent.principal = admission->idempotent_principal;
    } else if (recall(*job)) {
      const bool small = request.body.size() <= 8 * 1024 && request.header("content-encoding").empty();
      if (job->entry->prepare_write && small && request.body_file.empty()) {
        read_input(*job);
        job->unit = job->entry->prepare_write(job->input);
        submit_write(job);
        return false;
      }
    }
  } catch (...) {
    fail_job(*job, std::current_exception());
    reply = std::move(job->reply);
    return true;
  }
  if (workers_.submit([this, job] { work(job); })) return false;
  reply = refuse(request, too_busy());
  return true;
}

void Dispatch::fill_call(Job& job) {
  const Request& request = job.request();
  Call& call = job.call;
  call.request_id = request.request_id;
  for (const auto& [name, value] : request.match.params) call.path.emplace(name, value);
  call.remote_address = request.remote_address;
  call.user_agent = request.header("user-agent");
  call.cookies = request.header("cookie");
  call.content_type = request.header("content-type");
  call.body_file = request.body_file;
  call.last_event_id = request.header("last-event-id");
  call.language = preferred_language(request.header("accept-language"));
  if (const auto tag = request.header("if-match"); !tag.empty()) call.if_match = unquote_tag(tag);
  if (!options_.public_url.empty()) {
    call.origin = options_.public_url;
  } else {
    const bool https = options_.trust_proxy && request.header("x-forwarded-proto") == "https";
    call.origin = (https ? "https://" : "http://") + std::string(request.header("host")) + options_.base_path;
  }
  if (job.entry->is_write) {
    job.idempotent.key = request.header("idempotency-key");
    if (!job.idempotent.key.empty()) check_idempotency_key(job.idempotent.key);
  }
}

void Dispatch::finished(const Request& request, int status, std::size_t octets) {
  const bool known = request.match.entry != nullptr;
  RouteFigures& figures = known ? *figures_[request.match.index] : *other_figures_;
  const auto status_class = static_cast<std::size_t>(std::clamp(status / 100, 1, 5));
  figures.by_class[status_class]->add();
  if (known && status == 413 && request.match.entry->route.on_refused)
    request.match.entry->route.on_refused({}, "too_large");
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
                       std::chrono::steady_clock::now().time_since_epoch())
                       .count();
  const auto taken = now - request.started_us;
  if (figures.seconds) figures.seconds->observe(static_cast<double>(taken) / 1e6);
  const auto level = options_.access_log ? log::Level::info : log::Level::debug;
  if (!log::enabled(level)) return;
  log::write(
      level, "Request answered.",
      {{"request_id", request.request_id},
       {"method", method_name(request.method)},
       {"route", known ? std::string_view(request.match.entry->route.path) : std::string_view("(none)")},
       {"status", status},
       {"octets", octets},
       {"ms", static_cast<double>(taken) / 1e3},
       {"address", request.remote_address}});
}

}  // namespace rapport::http
