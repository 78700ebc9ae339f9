// Requests to other servers, through libcurl: http and https only, no proxy of the environment, limits of
// time and size. Unless told otherwise only public addresses are reached; the check is made on the very
// address that is connected to, so neither a name that changes its address nor a redirect gets around it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "platform/http/endpoint.h"

namespace rapport::http {

struct ClientOptions {
  Duration connect_limit = seconds(5);
  Duration limit = seconds(15);      // of the whole exchange
  std::size_t max_answer = 1 << 20;  // octets of body
  int max_redirects = 0;  // header fields are sent to the new place, too: leave 0 with secrets in them
  bool private_addresses = false;  // allow this machine and private networks
  std::string user_agent = "Rapport";
};

struct ClientAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // of the last answer; names in lower case
  std::string body;
  std::string address;  // of the server
  Duration taken{};
  std::string header(std::string_view name) const;
};

// Waits: not for I/O threads. Any status is an answer. Throws Error(invalid) for an address that is none or
// is not allowed, Error(unavailable) when there is no answer in time, Error(too_large) for one that is too
// long.
ClientAnswer send_request(Method method, const std::string& url, std::string_view body = {},
                          const std::vector<std::pair<std::string, std::string>>& headers = {},
                          const ClientOptions& options = {});

}  // namespace rapport::http
