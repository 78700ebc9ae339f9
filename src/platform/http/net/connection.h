// One client. Requests of a connection are handled one after the other, so that answers keep their order;
// those answered in memory are answered together in one write. While a request is with a worker nothing is
// read.
#pragma once

#include <condition_variable>
#include <optional>

#include "platform/http/net/loop.h"
#include "platform/http/net/parser.h"
#include "platform/http/net/serialise.h"

namespace rapport::http::net {

class Connection : public Exchange, public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Loop> loop, Socket socket);
  ~Connection() override;
  void start();
  void refuse_for_load();      // 503 and close
  void sweep(SteadyTime now);  // cuts what is past its deadline
  void close_when_idle();      // on stop()
  void abort();

  const Request& request() const override { return request_; }
  Request& request() override { return request_; }
  void answer(Reply reply) override;
  void begin_stream(Reply head) override;
  bool write_stream(std::string_view piece) override;
  void end_stream(bool complete) override;
  bool offer_stream(std::string_view piece) override;
  void take_body() override;
  void post(std::function<void()> function) override;

 private:
  enum class State : std::uint8_t { idle, header, body, handling, streaming, lingering, closed };

  // -- reading: connection_read.h
  void read_more();
  void on_read(std::size_t octets);
  void on_read_end();
  void process();
  bool step();  // one step of process(); false: nothing more can be done now
  bool read_header();
  bool begin_body();
  bool expect_body(bool to_file);
  bool read_body();
  void keep_header();
  bool open_body_file();
  void compact();
  bool hand_over();
  void refuse(int status, std::string_view why);
  void parse_failed(const beast::error_code& error);

  // -- writing: connection_write.h
  void finish(const Reply& reply);
  void flush();
  void on_written(const boost::system::error_code& error, std::size_t octets);
  void after_flush();
  void linger();
  void close();
  void release_stream();
  void post_piece(std::string_view piece);

  static constexpr std::size_t most_waiting =
      256 * 1024;  // octets of answers before no more requests are taken up
  std::size_t buffered() const { return end_ - begin_; }
  void deadline_in(Duration by) { deadline_ = std::chrono::steady_clock::now() + by; }

  std::shared_ptr<Loop> loop_;
  Socket socket_;
  std::string remote_address_;
  State state_ = State::idle;
  SteadyTime deadline_;
  SteadyTime body_started_;

  std::vector<char> in_;
  std::size_t begin_ = 0, end_ = 0;  // what was received and not yet parsed
  std::string head_;                 // the header of a request whose body came later
  Request request_;
  std::optional<Parser> parser_;
  bool reading_ = false;

  std::string out_;
  std::size_t out_sent_ = 0;
  bool writing_ = false;
  bool close_after_ = false;
  bool chunked_ = false;
  bool asking_ = false;  // handling, but its body is still to come

  std::mutex stream_mutex_;  // protects the two below, shared with the worker that streams
  std::size_t stream_queued_ = 0;
  bool stream_gone_ = false;
  std::condition_variable stream_moved_;
};

}  // namespace rapport::http::net

#include "platform/http/net/connection_read.h"
#include "platform/http/net/connection_write.h"
