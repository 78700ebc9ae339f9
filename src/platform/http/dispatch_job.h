// What Dispatch keeps of one request while it is worked on. Only dispatch*.cpp include this.
#pragma once

#include "platform/http/dispatch.h"

namespace rapport::http {

inline Problem too_busy() {
  return {503, "unavailable", "The server has more to do than it can. Try again in a moment."};
}

// Who sends a body, found out before it came.
struct Admission {
  Principal principal;
  RateLimit::Verdict rate;
  std::string idempotent_principal;
};

struct Dispatch::Job {
  std::shared_ptr<Exchange> exchange;
  const Registry::Entry* entry = nullptr;
  Call call;
  bool identified = false;  // the principal is known
  bool reply_sent = false;  // a stream began
  RateLimit::Verdict rate;
  Json input;
  Registry::Entry::WriteUnit unit;
  Registry::Taken item;  // what an intake took, held until it is answered
  IdempotentRequest idempotent;
  Reply reply;  // of the last run of the unit
  std::vector<std::pair<std::string, Json>> problem_members;

  const Request& request() const { return exchange->request(); }
  const Route& route() const { return entry->route; }
};

struct Dispatch::RouteFigures {
  std::array<Counter*, 6> by_class{};  // 1xx … 5xx
  Histogram* seconds = nullptr;
};

}  // namespace rapport::http
