// Errors as RFC 9457 problem documents: {"type","title","status","code","detail","request_id","issues"} and
// what a handler added (`current` with a 412).
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "platform/http/message.h"

namespace rapport::http {

int status_of(ErrorCode code);
std::string_view status_title(int status);  // "Not Found"

struct Problem {
  int status = 500;
  std::string code;  // stable: "not_found", "method_not_allowed", …
  std::string detail;
  std::vector<Issue> issues = {};
  std::vector<std::pair<std::string, Json>> members = {};
};
// Of any exception: an Error as it is, another one as `internal` with no inner text shown.
Problem to_problem(const std::exception_ptr& error);
Reply render_problem(const Problem& problem, std::string_view request_id);

}  // namespace rapport::http
