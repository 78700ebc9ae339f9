// The HTTP server: sockets (net), routes (router) and the steps of a request (dispatch). Example:
//
//   http::Registry registry; …register_routes(registry, …)…;
//   http::Server server(options, registry, database, &authenticator, metrics);
//   server.start();          // listens; server.port() tells a port that was 0
//   server.stop();           // accepts nothing more, finishes what it accepted
//
// The registry is complete before the server is made. The database must outlive stop().
#pragma once

#include <memory>
#include <string>

#include "platform/http/endpoint.h"
#include "platform/http/limits.h"
#include "platform/http/metrics.h"

namespace rapport::http {

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;    // 0: a free one
  int io_threads = 0;        // 0: one a processor
  int workers = 0;           // 0: two a processor, at least four
  std::string base_path;     // "/crm" when a proxy serves us below a path; no slash at the end
  std::string public_url;    // "https://crm.example.com": origin of links; https turns HSTS on
  std::string upload_dir;    // bodies of Body::file routes, on the disk that holds the data; /tmp when empty
  bool trust_proxy = false;  // believe X-Forwarded-For and X-Forwarded-Proto of the last hop
  bool access_log = false;   // a line a request at level info; otherwise at debug
  Limits limits;
};

class Server {
 public:
  // Without an authenticator everybody is anonymous: only open routes answer.
  Server(const ServerOptions& options, const Registry& registry, store::Database& database,
         Authenticator* authenticator, Metrics& metrics);
  ~Server();
  void start();
  void stop();
  std::uint16_t port() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rapport::http
