#include "platform/http/server.h"

#include "platform/http/dispatch.h"
#include "platform/http/net.h"

namespace rapport::http {

namespace {

NetOptions net_options(const ServerOptions& options) {
  NetOptions out;
  out.host = options.host;
  out.port = options.port;
  out.threads =
      options.io_threads > 0 ? options.io_threads : static_cast<int>(std::thread::hardware_concurrency());
  out.upload_dir = options.upload_dir;
  out.trust_proxy = options.trust_proxy;
  return out;
}

}  // namespace

struct Server::State {
  State(const ServerOptions& options, const Registry& registry, store::Database& database,
        Authenticator* authenticator, Metrics& metrics)
      : dispatch(options, registry, database, authenticator, metrics),
        net(net_options(options), options.limits, dispatch) {}
  Dispatch dispatch;
  Net net;
};

Server::Server(const ServerOptions& options, const Registry& registry, store::Database& database,
               Authenticator* authenticator, Metrics& metrics)
    : state_(std::make_unique<State>(options, registry, database, authenticator, metrics)) {
  metrics.gauge("rapport_http_connections", "Open connections.",
                [this] { return static_cast<double>(state_->net.connections()); });
}

Server::~Server() { stop(); }

void Server::start() { state_->net.start(); }

void Server::stop() {
  state_->net.stop();
  state_->dispatch.stop();
}

std::uint16_t Server::port() const { return state_->net.port(); }

}  // namespace rapport::http
