#include "platform/http/client.h"

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>

#include "base/text.h"
#include "platform/http/client_address.h"
#include "platform/http/headers.h"

namespace rapport::http {

namespace {

struct Transfer {
  const ClientOptions& options;
  ClientAnswer answer;
  bool refused_address = false;
  bool too_large = false;
};

// Called with the address that is about to be connected to: here, and only here, it is certain.
curl_socket_t open_socket(void* data, curlsocktype, curl_sockaddr* to) {
  auto& exchange = *static_cast<Transfer*>(data);
  if (!exchange.options.private_addresses && !is_public_address(to->addr)) {
    exchange.refused_address = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* to) {
  auto& exchange = *static_cast<Transfer*>(to);
  const std::size_t octets = size * count;
  if (exchange.answer.body.size() + octets > exchange.options.max_answer) {
    exchange.too_large = true;
    return 0;
  }
  exchange.answer.body.append(data, octets);
  return octets;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* to) {
  auto& headers = static_cast<Transfer*>(to)->answer.headers;
  std::string_view line(data, size * count);
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  if (line.starts_with("HTTP/")) headers.clear();  // a redirect went before
  const auto colon = line.find(':');
  if (colon != std::string_view::npos && headers.size() < 200) {
    std::string name(line.substr(0, colon));
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    headers.emplace_back(std::move(name), std::string(trim_blanks(line.substr(colon + 1))));
  }
  return size * count;
}

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

List header_list(const std::vector<std::pair<std::string, std::string>>& headers) {
  List list(curl_slist_append(nullptr, "Expect:"), curl_slist_free_all);  // no pause before a body
  for (const auto& [name, value] : headers) {
    if ((name + value).find_first_of("\r\n") != std::string::npos)
      fail(ErrorCode::invalid, "A header field must not hold a line end.");
    curl_slist_append(list.get(), (name + ": " + value).c_str());  // at the end: the head stays
  }
  return list;
}

void set_limits(CURL* curl, const ClientOptions& options) {
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_limit.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.limit.count()));
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, options.max_redirects > 0 ? 1L : 0L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, static_cast<long>(options.max_redirects));
  curl_easy_setopt(curl, CURLOPT_USERAGENT, options.user_agent.c_str());
}

[[noreturn]] void fail_exchange(const Transfer& exchange, const std::string& host, CURLcode code) {
  if (exchange.too_large) fail(ErrorCode::too_large, "The answer of " + host + " is too long.");
  if (exchange.refused_address)
    fail(ErrorCode::invalid,
         host + " is not a public address. Allow private addresses in the settings to reach it.");
  fail(ErrorCode::unavailable, host + " did not answer: " + curl_easy_strerror(code) + ".");
}

}  // namespace

std::string ClientAnswer::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (same_name(key, name)) return value;
  return {};
}

ClientAnswer send_request(Method method, const std::string& url, std::string_view body,
                          const std::vector<std::pair<std::string, std::string>>& headers,
                          const ClientOptions& options) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (!text::is_url(url) || ready != CURLE_OK) fail(ErrorCode::invalid, "This is not a web address: " + url);
  const Handle curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) fail(ErrorCode::unavailable, "There is no memory for the request.");
  Transfer exchange{options, {}};
  const List fields = header_list(headers);
  set_limits(curl.get(), options);
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, fields.get());
  curl_easy_setopt(curl.get(), CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(curl.get(), CURLOPT_OPENSOCKETDATA, &exchange);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &exchange);
  if (method == Method::head) curl_easy_setopt(curl.get(), CURLOPT_NOBODY, 1L);
  if (!body.empty() || method == Method::post) {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.data() ? body.data() : "");
  }
  const std::string verb(method_name(method));
  if (method != Method::head) curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, verb.c_str());

  const CURLcode code = curl_easy_perform(curl.get());
  const auto start = url.find("//") + 2;
  if (code != CURLE_OK)
    fail_exchange(exchange, url.substr(start, url.find_first_of("/?#", start) - start), code);
  long status = 0;
  curl_off_t taken_us = 0;
  const char* address = nullptr;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(curl.get(), CURLINFO_TOTAL_TIME_T, &taken_us);
  curl_easy_getinfo(curl.get(), CURLINFO_PRIMARY_IP, &address);
  exchange.answer.status = static_cast<int>(status);
  exchange.answer.taken = Duration(taken_us / 1000);
  if (address) exchange.answer.address = address;
  return std::move(exchange.answer);
}

}  // namespace rapport::http
