// Who calls, and whether they may: from memory, or on a worker. Before the body of an upload, else with it.
#include <chrono>

#include "base/hash.h"
#include "platform/http/dispatch_job.h"

namespace rapport::http {

namespace {

std::string too_many(int limit) {
  return "This is more than " + std::to_string(limit) + " requests a second. Wait a moment and send again.";
}

}  // namespace

void Dispatch::act_as(Job& job, Principal principal) {
  job.call.principal = std::move(principal);
  job.call.language = preferred_language(job.call.principal.locale + "," +
                                         std::string(job.request().header("accept-language")));
  job.identified = true;
}

void Dispatch::identify(Job& job, store::Reader& reader) {
  const Request& request = job.request();
  const bool credential = !request.header("authorization").empty() || !job.call.cookies.empty();
  try {
    act_as(job, authenticator_
                    ? authenticator_->authenticate(job.call, request.header("authorization"), reader)
                    : Principal{});
  } catch (const Error& error) {
    // Whoever guesses credentials is slowed down by address.
    if (error.code() == ErrorCode::unauthenticated && credential) {
      job.rate = by_address_.take(request.remote_address);
      if (!job.rate.allowed)
        fail(ErrorCode::too_many, "Too many requests without a valid credential. Wait a moment.");
      // A stale cookie must not keep anybody from signing in.
      if (job.route().open && request.header("authorization").empty()) return;
    }
    throw;
  }
}

bool Dispatch::refuse_direct(Request& request, Reply& reply, RateNote& note) {
  if (!by_direct_address_.is_on()) return false;
  const RateLimit::Time now{std::chrono::microseconds(request.started_us)};
  const auto rate = by_direct_address_.take(request.remote_address, now);
  note = {rate.limit, rate.remaining, rate.reset_seconds};
  if (rate.allowed) return false;
  request.request_id = new_request_id(request);
  reply = refuse(request, {429, "too_many", too_many(rate.limit)});
  reply.rate = note;
  return true;
}

void Dispatch::admit(Job& job) {
  const Request& request = job.request();
  const Principal& principal = job.call.principal;
  const Route& route = job.route();
  if (principal.kind == Principal::Kind::anonymous)
    job.rate = by_address_.take(request.remote_address);
  else
    job.rate = by_principal_.take(hash::bytes(principal.id.bytes));
  if (!job.rate.allowed) fail(ErrorCode::too_many, too_many(job.rate.limit));
  if (route.permission == "*") {
    if (principal.kind == Principal::Kind::anonymous)
      fail(ErrorCode::unauthenticated, "Sign in, or send an API key, to do this.");
    if (principal.kind == Principal::Kind::write_key)
      fail(ErrorCode::forbidden, "A write key can only send events.");
  } else if (!route.permission.empty()) {
    principal.require(route.permission);
  }
  if (!principal.session_id.is_nil() && job.entry->is_write && route.csrf && authenticator_) {
    const auto token = authenticator_->csrf_token(principal);
    if (token.empty() || !hash::equal(token, request.header("x-csrf-token")))
      throw Error(ErrorCode::forbidden,
                  "The request lacks the X-CSRF-Token of this session. Reload the page.",
                  {{"", "csrf_token", "needs the X-CSRF-Token header with the token of the session"}});
  }
  job.idempotent.principal =
      principal.kind == Principal::Kind::anonymous ? std::string("anonymous") : render(principal.id);
}

bool Dispatch::recall(Job& job) {
  if (!authenticator_) return false;
  auto known = authenticator_->recall(job.call, job.request().header("authorization"));
  if (!known) return false;
  act_as(job, std::move(*known));
  admit(job);
  return true;
}

void Dispatch::ask(const std::shared_ptr<Exchange>& exchange) {
  const auto job = std::make_shared<Job>();
  job->exchange = exchange;
  job->entry = exchange->request().match.entry;
  try {
    fill_call(*job);
    if (recall(*job)) {
      let_come(job);
      return;
    }
  } catch (...) {
    fail_job(*job, std::current_exception());
    exchange->answer(std::move(job->reply));
    return;
  }
  const bool taken = workers_.submit([this, job] {
    try {
      database_.read_with([&](store::Reader& reader) {
        identify(*job, reader);
        admit(*job);
      });
      let_come(job);
    } catch (...) {
      fail_job(*job, std::current_exception());
      job->exchange->answer(std::move(job->reply));
    }
  });
  if (!taken) exchange->answer(refuse(exchange->request(), too_busy()));
}

void Dispatch::let_come(const JobPtr& job) {
  job->exchange->request().admission =
      std::make_shared<const Admission>(Admission{job->call.principal, job->rate, job->idempotent.principal});
  job->exchange->take_body();
}

}  // namespace rapport::http
