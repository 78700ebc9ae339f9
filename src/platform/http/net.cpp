// The one unit that holds Asio and Beast.
#define BOOST_ASIO_SEPARATE_COMPILATION
#define BOOST_BEAST_SEPARATE_COMPILATION
#include "platform/http/net.h"

#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
#include <thread>

#include "platform/http/headers.h"
#include "platform/http/net/connection.h"

namespace rapport::http {

struct Net::State {
  NetOptions options;
  Limits limits;
  RequestHandler& handler;
  std::vector<std::shared_ptr<net::Loop>> loops;
  std::vector<std::thread> threads;
  std::atomic<std::size_t> total{0};
  std::uint16_t port = 0;
};

namespace {

using net::Loop;
using ReusePort = net::asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

void admit(const std::shared_ptr<Loop>& loop, net::Socket socket) {
  const bool full = loop->total.fetch_add(1) >= loop->limits.max_connections;
  const auto connection = std::make_shared<net::Connection>(loop, std::move(socket));
  if (full)
    connection->refuse_for_load();
  else
    connection->start();
}

void accept(const std::shared_ptr<Loop>& loop) {
  loop->acceptor.async_accept(
      loop->context, [loop](const boost::system::error_code& error, net::Socket socket) {
        if (!loop->acceptor.is_open()) return;
        if (!error) {
          admit(loop, std::move(socket));
          accept(loop);
          return;
        }
        // Out of descriptors: wait for some to come back instead of spinning.
        auto pause = std::make_shared<net::asio::steady_timer>(loop->context, std::chrono::milliseconds(50));
        pause->async_wait([loop, pause](const boost::system::error_code&) {
          if (loop->acceptor.is_open()) accept(loop);
        });
      });
}

void sweep(const std::shared_ptr<Loop>& loop) {
  const Limits& l = loop->limits;
  const auto shortest = std::min({l.idle, l.header, l.body_stall, l.write_stall});
  loop->sweeper.expires_after(std::clamp(shortest / 4, Duration(10), Duration(500)));
  loop->sweeper.async_wait([loop](const boost::system::error_code& error) {
    // A timer that ran out just before it was cancelled comes here without an error: set again, it would keep
    // the loop, which keeps the timer.
    if (error || loop->ended) return;
    const auto now = std::chrono::steady_clock::now();
    const std::vector<net::Connection*> all(loop->connections.begin(), loop->connections.end());
    for (net::Connection* connection : all) {
      if (!loop->connections.contains(connection)) continue;
      const auto alive = connection->weak_from_this().lock();
      if (!alive) continue;
      connection->sweep(now);
      if (loop->stopping) connection->close_when_idle();
    }
    sweep(loop);
  });
}

void listen(Loop& loop, const net::Tcp::endpoint& endpoint) {
  loop.acceptor.open(endpoint.protocol());
  loop.acceptor.set_option(net::Tcp::acceptor::reuse_address(true));
  loop.acceptor.set_option(ReusePort(true));
  loop.acceptor.bind(endpoint);
  loop.acceptor.listen(4096);
}

// What the kernel has accepted for us already is served, too.
void stop_listening(const std::shared_ptr<Loop>& loop) {
  boost::system::error_code error;
  loop->acceptor.cancel(error);
  loop->acceptor.non_blocking(true, error);
  while (true) {
    net::Socket socket(loop->context);
    loop->acceptor.accept(socket, error);
    if (error) break;
    admit(loop, std::move(socket));
  }
  loop->acceptor.close(error);
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (same_name(key, name)) return value;
  return {};
}

Net::Net(const NetOptions& options, const Limits& limits, RequestHandler& handler)
    : state_(new State{options, limits, handler, {}, {}, {}, 0}) {
  if (state_->options.upload_dir.empty()) state_->options.upload_dir = "/tmp";
}

Net::~Net() { stop(); }

void Net::start() {
  auto& s = *state_;
  try {
    const auto address =
        net::asio::ip::make_address(s.options.host == "localhost" ? "127.0.0.1" : s.options.host);
    net::Tcp::endpoint endpoint(address, s.options.port);
    for (int i = 0; i < std::max(1, s.options.threads); ++i) {
      auto loop = std::make_shared<Loop>(s.options, s.limits, s.handler, s.total);
      listen(*loop, endpoint);
      endpoint.port(loop->acceptor.local_endpoint().port());
      s.loops.push_back(std::move(loop));
    }
    s.port = endpoint.port();
  } catch (const boost::system::system_error& e) {
    s.loops.clear();
    fail(ErrorCode::unavailable, "Cannot listen on " + s.options.host + ":" + std::to_string(s.options.port) +
                                     ": " + e.code().message() + ".");
  }
  for (const auto& loop : s.loops) {
    accept(loop);
    sweep(loop);
    s.threads.emplace_back([loop] { loop->context.run(); });
  }
}

void Net::stop() {
  auto& s = *state_;
  if (s.threads.empty()) return;
  for (const auto& loop : s.loops)
    net::asio::post(loop->context, [loop] {
      loop->stopping = true;
      stop_listening(loop);
    });
  const auto end = std::chrono::steady_clock::now() + s.limits.drain;
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  while (s.total.load() > 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  for (const auto& loop : s.loops)
    net::asio::post(loop->context, [loop] {
      loop->ended = true;
      loop->sweeper.cancel();
      const std::vector<net::Connection*> all(loop->connections.begin(), loop->connections.end());
      for (net::Connection* connection : all)
        if (const auto alive = connection->weak_from_this().lock()) alive->abort();
    });
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  for (const auto& loop : s.loops) {
    net::asio::post(loop->context, [loop] { loop->context.stop(); });
  }
  for (auto& thread : s.threads) thread.join();
  s.threads.clear();
  // What was still queued holds its loop, which holds the queue: let it run out, with nothing left to do.
  for (const auto& loop : s.loops) {
    loop->context.restart();
    loop->context.poll();
  }
  s.loops.clear();
}

std::uint16_t Net::port() const { return state_->port; }
std::size_t Net::connections() const { return state_->total.load(); }

}  // namespace rapport::http
