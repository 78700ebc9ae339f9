#include "base/error.h"

namespace rapport {

std::string_view render(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid:
      return "invalid";
    case ErrorCode::unauthenticated:
      return "unauthenticated";
    case ErrorCode::forbidden:
      return "forbidden";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::conflict:
      return "conflict";
    case ErrorCode::stale:
      return "stale";
    case ErrorCode::too_large:
      return "too_large";
    case ErrorCode::too_many:
      return "too_many";
    case ErrorCode::unavailable:
      return "unavailable";
    case ErrorCode::internal:
      return "internal";
  }
  return "internal";
}

Error::Error(ErrorCode code, std::string message, std::vector<Issue> issues)
    : code_(code), message_(std::move(message)), issues_(std::move(issues)), text_(message_) {
  const char* separator = " [";
  for (const Issue& issue : issues_) {
    text_ += separator;
    if (!issue.path.empty()) text_ += issue.path + ": ";
    text_ += issue.message;
    separator = "; ";
  }
  if (!issues_.empty()) text_ += ']';
}

void fail(ErrorCode code, std::string message) { throw Error(code, std::move(message)); }

void fail_field(std::string path, std::string code, std::string message, ErrorCode kind) {
  std::string sentence = path.empty() ? "The input " + message + "." : path + " " + message + ".";
  throw Error(kind, std::move(sentence), {Issue{std::move(path), std::move(code), std::move(message)}});
}

}  // namespace rapport
