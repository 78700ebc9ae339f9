// The sockets: one loop a thread, each with its own listening socket (SO_REUSEPORT). Reads requests, keeps
// the order of pipelined ones, cuts slow clients, and finishes on stop() what it accepted. It knows nothing
// of what a request means.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "platform/http/limits.h"
#include "platform/http/message.h"

namespace rapport::http {

struct NetOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  // 0: a free one
  int threads = 2;
  std::string upload_dir;    // where bodies of Body::file routes are kept meanwhile
  bool trust_proxy = false;  // take the client's address from X-Forwarded-For's last entry
};

class Net {
 public:
  Net(const NetOptions& options, const Limits& limits, RequestHandler& handler);
  ~Net();
  void start();  // throws Error(unavailable) when the address cannot be listened on
  void stop();   // waits for requests in hand, at most Limits::drain
  std::uint16_t port() const;
  std::size_t connections() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rapport::http
