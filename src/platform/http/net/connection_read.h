// The reading half of Connection. Included by connection.h alone.
#pragma once

#include <fcntl.h>
#include <unistd.h>

namespace rapport::http::net {

inline Connection::Connection(std::shared_ptr<Loop> loop, Socket socket)
    : loop_(std::move(loop)), socket_(std::move(socket)) {
  loop_->connections.insert(this);
  boost::system::error_code ignored;
  socket_.set_option(Tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  const auto end = socket_.remote_endpoint(ignored);
  if (!ignored) remote_address_ = end.address().to_string();
  deadline_in(loop_->limits.idle);
}

inline Connection::~Connection() {
  if (!request_.body_file.empty()) ::unlink(request_.body_file.c_str());
  if (parser_ && parser_->body_file >= 0) ::close(parser_->body_file);
}

inline void Connection::start() {
  in_.resize(4096);
  read_more();
}

inline void Connection::read_more() {
  if (reading_ || state_ == State::closed) return;
  compact();
  if (end_ == in_.size()) {
    const std::size_t most = state_ == State::body ? std::size_t{64} * 1024 : loop_->limits.max_header + 4096;
    in_.resize(std::max(in_.size(), std::min(in_.size() * 2, most)));
    if (end_ == in_.size()) in_.resize(in_.size() + 4096);
  }
  reading_ = true;
  socket_.async_read_some(
      asio::buffer(in_.data() + end_, in_.size() - end_),
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t octets) {
        self->reading_ = false;
        if (error)
          self->on_read_end();
        else
          self->on_read(octets);
      });
}

inline void Connection::on_read(std::size_t octets) {
  if (state_ == State::closed) return;
  if (state_ == State::lingering) {  // what comes after the last answer is thrown away
    end_ = begin_ = 0;
    read_more();
    return;
  }
  end_ += octets;
  if (state_ == State::streaming) {  // the next request waits for the end; only the client's leaving counts
    if (buffered() < loop_->limits.max_header) read_more();
    return;
  }
  if (state_ == State::idle) {
    state_ = State::header;
    deadline_in(loop_->limits.header);
  } else if (state_ == State::body) {
    deadline_in(loop_->limits.body_stall);
  }
  process();
}

inline void Connection::on_read_end() {
  if (state_ == State::closed) return;
  close();
}

inline void Connection::compact() {
  if (begin_ == 0) return;
  std::copy(in_.data() + begin_, in_.data() + end_, in_.data());
  end_ -= begin_;
  begin_ = 0;
}

inline void Connection::process() {
  bool held = true;  // requests wait in the buffer because answers waited to go out
  while (held) {
    while (step()) {
    }
    if (state_ == State::closed) return;
    held = out_.size() > most_waiting;
    if (!out_.empty()) flush();
    if (state_ == State::closed || writing_) return;
  }
  if (state_ == State::idle || state_ == State::header || state_ == State::body) read_more();
}

inline bool Connection::step() {
  if (close_after_ || writing_) return false;
  if (out_.size() > most_waiting) return false;  // let the client take this first
  if (state_ == State::idle || state_ == State::header) return read_header();
  if (state_ == State::body) return read_body();
  return false;
}

inline bool Connection::read_header() {
  if (!parser_) {
    while (begin_ < end_ && (in_[begin_] == '\r' || in_[begin_] == '\n')) ++begin_;
    if (begin_ == end_) {
      if (state_ == State::header) deadline_in(loop_->limits.idle);
      state_ = State::idle;
      return false;
    }
    if (state_ == State::idle) {
      state_ = State::header;
      deadline_in(loop_->limits.header);
    }
    request_.headers.clear();
    request_.body.clear();
    request_.body_file.clear();
    request_.request_id.clear();
    request_.admission.reset();
    request_.match = {};
    parser_.emplace(request_, loop_->limits.max_header, loop_->limits.max_fields);
  }
  parser_->buffer_begin = in_.data() + begin_;
  parser_->buffer_end = in_.data() + end_;
  beast::error_code error;
  const std::size_t used = parser_->put(asio::buffer(in_.data() + begin_, buffered()), error);
  if (error == beast::http::error::need_more) {
    if (buffered() <= loop_->limits.max_header) return false;
    refuse(431, "The header of the request is too long.");
    return true;
  }
  if (error) {
    parse_failed(error);
    return true;
  }
  if (!parser_->is_header_done()) return false;
  head_.clear();
  begin_ += used;
  request_.started_us = steady_us();
  return begin_body();
}

inline bool Connection::begin_body() {
  parser_->check_header();
  if (parser_->refused_status) {
    refuse(parser_->refused_status, parser_->refused_why);
    return true;
  }
  const std::string_view forwarded =
      loop_->options.trust_proxy ? request_.header("x-forwarded-for") : std::string_view{};
  const auto last = forwarded.rfind(',');
  request_.remote_address =
      forwarded.empty()
          ? remote_address_
          : std::string(trim_blanks(last == std::string_view::npos ? forwarded : forwarded.substr(last + 1)));
  BodyPlan plan = loop_->handler.plan(request_);
  const bool has_body = !parser_->is_done();
  if (plan.refuse) {
    if (has_body) plan.refusal.close = true;  // the body is not read, so the next request cannot be found
    finish(plan.refusal);
    return true;
  }
  parser_->max_body = plan.max_body;
  if (parser_->content_length() && *parser_->content_length() > plan.max_body) {
    refuse(413, "The body is larger than this endpoint takes.");
    return true;
  }
  if (!plan.to_file) return expect_body(false);
  state_ = State::handling;
  asking_ = true;
  loop_->handler.ask(shared_from_this());
  return false;
}

inline void Connection::take_body() {
  if (loop_->ended) return;
  asio::post(loop_->context, [self = shared_from_this()] {
    if (self->state_ != State::handling || !self->asking_) return;
    self->asking_ = false;
    self->expect_body(true);
    self->process();
  });
}

inline bool Connection::expect_body(bool to_file) {
  if (to_file && !open_body_file()) {
    refuse(503, "There is no room for the upload now.");
    return true;
  }
  if (parser_->is_done()) return hand_over();
  if (parser_->expects_continue && buffered() == 0) out_ += "HTTP/1.1 100 Continue\r\n\r\n";
  if (!to_file && parser_->content_length()) request_.body.reserve(*parser_->content_length());
  parser_->eager(true);
  state_ = State::body;
  body_started_ = std::chrono::steady_clock::now();
  deadline_in(loop_->limits.body_stall);
  return true;
}

inline bool Connection::open_body_file() {
  std::string name = loop_->options.upload_dir + "/upload-XXXXXX";
  parser_->body_file = ::mkostemp(name.data(), O_CLOEXEC);
  if (parser_->body_file < 0) return false;
  request_.body_file = name;
  return true;
}

inline bool Connection::read_body() {
  if (begin_ < end_) {
    beast::error_code error;
    const std::size_t used = parser_->put(asio::buffer(in_.data() + begin_, buffered()), error);
    begin_ += used;
    if (error && error != beast::http::error::need_more) {
      parse_failed(error);
      return true;
    }
  }
  if (parser_->is_done()) return hand_over();
  keep_header();
  return false;
}

// More of the body must be read into the buffer that the header stands in: the header moves out.
inline void Connection::keep_header() {
  if (!head_.empty() || request_.target.empty()) return;
  const char* first = request_.target.data();
  const char* last = first + request_.target.size();
  for (const auto& [name, value] : request_.headers) {
    last = std::max(last, name.data() + name.size(), std::less<>());
    if (!value.empty()) last = std::max(last, value.data() + value.size(), std::less<>());
  }
  head_.assign(first, last);
  const auto moved = [&](std::string_view s) {
    return s.empty() ? std::string_view{} : std::string_view(head_.data() + (s.data() - first), s.size());
  };
  request_.target = moved(request_.target);
  request_.path = moved(request_.path);
  request_.query = moved(request_.query);
  for (auto& [name, value] : request_.headers) {
    name = moved(name);
    value = moved(value);
  }
}

inline bool Connection::hand_over() {
  if (parser_->body_file >= 0) {
    ::close(parser_->body_file);
    parser_->body_file = -1;
  }
  state_ = State::handling;
  Reply reply;
  if (!loop_->handler.handle(shared_from_this(), reply)) return false;
  finish(reply);
  return true;
}

inline void Connection::refuse(int status, std::string_view why) {
  Reply reply = loop_->handler.problem(status, why);
  reply.close = true;
  finish(reply);
}

inline void Connection::parse_failed(const beast::error_code& error) {
  if (error == beast::http::error::header_limit)
    refuse(431, "The header of the request is too long.");
  else if (error == beast::http::error::body_limit)
    refuse(413, "The body is larger than this endpoint takes.");
  else if (error == beast::http::error::bad_version)
    refuse(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
  else if (error.category() == boost::system::system_category())
    refuse(503, "There is no room for the upload now.");
  else
    refuse(400, "This is not a valid HTTP request.");
}

}  // namespace rapport::http::net
