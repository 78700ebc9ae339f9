// One thread's sockets: its loop, its listening socket, its connections and their deadlines.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <ctime>
#include <unordered_set>

#include "platform/http/net.h"

namespace rapport::http::net {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
using SteadyTime = std::chrono::steady_clock::time_point;

class Connection;

struct Loop {
  Loop(const NetOptions& o, const Limits& l, RequestHandler& h, std::atomic<std::size_t>& count)
      : options(o), limits(l), handler(h), total(count), acceptor(context), sweeper(context) {}
  const NetOptions options;
  const Limits limits;
  RequestHandler& handler;
  std::atomic<std::size_t>& total;
  asio::io_context context{1};
  Acceptor acceptor;
  asio::steady_timer sweeper;
  std::unordered_set<Connection*> connections;
  std::atomic<bool> stopping{false};  // accept nothing more, close what is idle
  std::atomic<bool> ended{false};     // the loop runs no more: answers are dropped
  std::time_t date_second = 0;
  std::string date_text;

  // "Fri, 20 Nov 2026 19:13:00 GMT", made once a second.
  std::string_view date() {
    const std::time_t now = std::time(nullptr);
    if (now != date_second) {
      date_second = now;
      std::tm parts{};
      gmtime_r(&now, &parts);
      static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
      static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
      char text[64];
      std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[parts.tm_wday],
                    parts.tm_mday, months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min,
                    parts.tm_sec);
      date_text = text;
    }
    return date_text;
  }
};

inline std::int64_t steady_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace rapport::http::net
