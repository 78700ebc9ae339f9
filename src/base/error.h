// The one exception of the product. A message is a sentence for the person who reads it; an issue points at
// one field of the input (`lines[2].quantity`) with a stable code and parameters, from which the screen makes
// the sentence in the reader's language. Caught in five places only: HTTP handler, job runner, workflow step,
// batch row, main.
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rapport {

enum class ErrorCode {
  invalid,          // 422: the input breaks a rule that issues[] names
  unauthenticated,  // 401
  forbidden,        // 403
  not_found,        // 404
  conflict,         // 409: clashes with what is stored (a duplicate, a used key)
  stale,            // 412: somebody changed it since it was read (If-Match)
  too_large,        // 413
  too_many,         // 429: a limit per time is used up
  unavailable,      // 503: try again, nothing was lost
  internal,         // 500
};

std::string_view render(ErrorCode code);  // "invalid", …

struct Issue {
  std::string path;     // "email", "lines[2].quantity"; empty for the whole input
  std::string code;     // stable, snake_case: "required", "too_long", "unknown_field", "not_unique", …
  std::string message;  // English sentence without the path: "must be at least 1"
  std::vector<std::pair<std::string, std::string>> params = {};  // {"min", "1"}
};

class Error : public std::exception {
 public:
  Error(ErrorCode code, std::string message, std::vector<Issue> issues = {});
  const char* what() const noexcept override { return text_.c_str(); }

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }
  const std::vector<Issue>& issues() const { return issues_; }

 private:
  ErrorCode code_;
  std::string message_;
  std::vector<Issue> issues_;
  std::string text_;  // message and issues in one line, for logs
};

[[noreturn]] void fail(ErrorCode code, std::string message);
// One issue on one field: fail_field("email", "not_unique", "is already used by another contact").
[[noreturn]] void fail_field(std::string path, std::string code, std::string message,
                             ErrorCode kind = ErrorCode::invalid);

}  // namespace rapport
