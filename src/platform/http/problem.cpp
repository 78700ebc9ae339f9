#include "platform/http/problem.h"

#include <boost/json.hpp>

namespace rapport::http {

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid:
      return 422;
    case ErrorCode::unauthenticated:
      return 401;
    case ErrorCode::forbidden:
      return 403;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::conflict:
      return 409;
    case ErrorCode::stale:
      return 412;
    case ErrorCode::too_large:
      return 413;
    case ErrorCode::too_many:
      return 429;
    case ErrorCode::unavailable:
      return 503;
    case ErrorCode::internal:
      return 500;
  }
  return 500;
}

std::string_view status_title(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return status < 400 ? "OK" : status < 500 ? "Error" : "Internal Server Error";
  }
}

Problem to_problem(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const Error& e) {
    if (e.code() == ErrorCode::internal)
      return {500, "internal", "Something went wrong on the server. The request id finds it in the log."};
    return {status_of(e.code()), std::string(render(e.code())), e.message(), e.issues()};
  } catch (...) {
    return {500, "internal", "Something went wrong on the server. The request id finds it in the log."};
  }
}

Reply render_problem(const Problem& problem, std::string_view request_id) {
  boost::json::object out;
  out["type"] = "about:blank";
  out["title"] = status_title(problem.status);
  out["status"] = problem.status;
  out["code"] = problem.code;
  out["detail"] = problem.detail;
  if (!request_id.empty()) out["request_id"] = request_id;
  boost::json::array issues;
  for (const auto& issue : problem.issues) {
    boost::json::object params;
    for (const auto& [key, value] : issue.params) params[key] = value;
    issues.push_back(boost::json::object{{"path", issue.path},
                                         {"code", issue.code},
                                         {"message", issue.message},
                                         {"params", std::move(params)}});
  }
  out["issues"] = std::move(issues);
  for (const auto& [key, value] : problem.members) out[key] = value.value();
  Reply reply;
  reply.status = problem.status;
  reply.content_type = "application/problem+json";
  reply.body = boost::json::serialize(out);
  if (problem.status == 503 || problem.status == 429) reply.headers.emplace_back("Retry-After", "1");
  return reply;
}

}  // namespace rapport::http
