// What passes between the sockets and the dispatcher: one request, its answer, and the door through which any
// thread gives it. The views of a request live until its answer is given.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/http/router.h"

namespace rapport::http {

using HeaderView = std::pair<std::string_view, std::string_view>;
using HeaderPairs = std::vector<std::pair<std::string, std::string>>;

struct Admission;  // dispatch_job.h

struct Request {
  Method method = Method::get;
  std::string_view target, path, query;
  std::vector<HeaderView> headers;
  std::string body;
  std::string body_file;       // when the route takes a file
  std::string remote_address;  // of the client: the last untrusted hop when a proxy is trusted
  Match match;
  std::string request_id;
  std::int64_t started_us = 0;  // steady clock
  std::shared_ptr<const Admission> admission;

  std::string_view header(std::string_view name) const;
};

// What is left of the caller's rate: RateLimit-Limit, -Remaining and -Reset.
struct RateNote {
  int limit = 0;  // requests a second; 0: no limit, and no fields
  int remaining = 0;
  int reset_seconds = 0;
};

struct Reply {
  int status = 200;
  std::string content_type;
  HeaderPairs headers;
  std::string body;
  std::string_view static_body = {};
  std::string_view common = {};  // further header lines as they are sent, of static storage
  RateNote rate;
  bool close = false;       // the connection ends after this answer
  bool stays_open = false;  // of a stream that nobody knows the end of: it ends when the client leaves

  std::string_view content() const { return static_body.empty() ? std::string_view(body) : static_body; }
};

// A connection that waits for the answer to its request.
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual const Request& request() const = 0;
  virtual Request& request() = 0;
  // Gives the answer, once, from any thread.
  virtual void answer(Reply reply) = 0;
  // A streamed answer, from a worker: begin, write …, end. write waits while the client is slow and gives
  // false when it is gone; end(false) breaks the connection, so that nobody takes half an answer for a whole
  // one.
  virtual void begin_stream(Reply head) = 0;
  virtual bool write_stream(std::string_view piece) = 0;
  virtual void end_stream(bool complete) = 0;
  // The same as write_stream without waiting: false also when the client lets too much pile up.
  virtual bool offer_stream(std::string_view piece) = 0;
  // Instead of an answer to ask(): reads the body, which then goes to handle(). Once, from any thread.
  virtual void take_body() = 0;
  // Runs a function on the connection's own thread.
  virtual void post(std::function<void()> function) = 0;
};

// What the header of a request is answered with before its body is read.
struct BodyPlan {
  bool refuse = false;
  Reply refusal;
  std::size_t max_body = 0;
  bool to_file = false;  // and only after ask() has let it come
};

class RequestHandler {
 public:
  virtual ~RequestHandler() = default;
  // On the I/O thread, after the header: matches the route and says how much body may come.
  virtual BodyPlan plan(Request& request) = 0;
  // On the I/O thread, for a body that would go to disk: whether it may come. The exchange is told later, by
  // take_body() or by answer() with a refusal.
  virtual void ask(const std::shared_ptr<Exchange>& exchange) = 0;
  // On the I/O thread, with the body. True: the answer is in `reply` already; false: the exchange gets it
  // later.
  virtual bool handle(const std::shared_ptr<Exchange>& exchange, Reply& reply) = 0;
  // An answer for a request that could not be read: 400, 408, 413, 431, 501, 503.
  virtual Reply problem(int status, std::string_view detail) = 0;
  virtual void finished(const Request& request, int status, std::size_t octets) = 0;
};

}  // namespace rapport::http
