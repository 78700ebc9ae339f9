// The writing half of Connection: answers, streams, deadlines, the end. Included by connection.h alone.
#pragma once

namespace rapport::http::net {

inline void Connection::answer(Reply reply) {
  if (loop_->ended) return;
  asio::post(loop_->context, [self = shared_from_this(), r = std::move(reply)] {
    if (self->state_ != State::handling) return;
    self->finish(r);
    self->process();
  });
}

inline void Connection::post(std::function<void()> function) {
  if (!loop_->ended) asio::post(loop_->context, std::move(function));
}

// Puts an answer behind those that wait and makes ready for the next request.
inline void Connection::finish(const Reply& reply) {
  const bool parsed = parser_ && parser_->is_header_done();
  const bool keep = !reply.close && parsed && parser_->is_done() && parser_->keep_alive() &&
                    !(loop_->stopping && begin_ == end_);
  const Framing framing{.keep_alive = keep,
                        .head_only = parsed && request_.method == Method::head,
                        .old_client = parsed && parser_->version() == 10};
  const std::size_t before = out_.size();
  serialise(out_, reply, framing, loop_->date());
  if (parsed) loop_->handler.finished(request_, reply.status, out_.size() - before);
  if (parser_ && parser_->body_file >= 0) ::close(parser_->body_file);
  if (!request_.body_file.empty()) ::unlink(request_.body_file.c_str());
  request_.body_file.clear();
  parser_.reset();
  asking_ = false;
  close_after_ = close_after_ || !keep;
  state_ = State::idle;
  deadline_in(loop_->limits.idle);
}

inline void Connection::flush() {
  if (writing_ || state_ == State::closed) return;
  boost::system::error_code error;
  while (out_sent_ < out_.size()) {
    out_sent_ += socket_.write_some(asio::buffer(out_.data() + out_sent_, out_.size() - out_sent_), error);
    if (error) break;
  }
  if (error && error != asio::error::would_block) {
    close();
    return;
  }
  if (out_sent_ == out_.size()) {
    after_flush();
    return;
  }
  writing_ = true;
  deadline_in(loop_->limits.write_stall);
  socket_.async_write_some(asio::buffer(out_.data() + out_sent_, out_.size() - out_sent_),
                           [self = shared_from_this()](const boost::system::error_code& e,
                                                       std::size_t octets) { self->on_written(e, octets); });
}

inline void Connection::on_written(const boost::system::error_code& error, std::size_t octets) {
  writing_ = false;
  if (state_ == State::closed) return;
  if (error) {
    close();
    return;
  }
  out_sent_ += octets;
  flush();
  if (!writing_ && state_ != State::closed) process();
}

inline void Connection::after_flush() {
  const std::size_t sent = out_.size();
  out_.clear();
  out_sent_ = 0;
  if (out_.capacity() > 512 * 1024) out_.shrink_to_fit();
  if (state_ == State::streaming || chunked_) {
    const std::lock_guard lock(stream_mutex_);
    stream_queued_ -= std::min(stream_queued_, sent);
    stream_moved_.notify_all();
    deadline_in(loop_->limits.write_stall);
  }
  if (close_after_ && state_ != State::streaming && state_ != State::handling) linger();
}

// The client may still be sending: closing at once could take the answer from it (RFC 9112, 9.6).
inline void Connection::linger() {
  boost::system::error_code ignored;
  socket_.shutdown(Tcp::socket::shutdown_send, ignored);
  state_ = State::lingering;
  deadline_in(seconds(2));
  begin_ = end_ = 0;
  read_more();
}

inline void Connection::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  release_stream();
  boost::system::error_code ignored;
  socket_.close(ignored);
  loop_->connections.erase(this);
  loop_->total.fetch_sub(1);
}

inline void Connection::abort() { close(); }

inline void Connection::release_stream() {
  const std::lock_guard lock(stream_mutex_);
  stream_gone_ = true;
  stream_moved_.notify_all();
}

inline void Connection::refuse_for_load() {
  refuse(503, "There are too many connections. Try again in a moment.");
  flush();
}

inline void Connection::sweep(SteadyTime now) {
  if (state_ == State::body) {
    const auto elapsed = std::chrono::duration_cast<Duration>(now - body_started_);
    const auto least = loop_->limits.min_body_rate * static_cast<std::size_t>(elapsed.count()) / 1000;
    if (elapsed > loop_->limits.body_stall && parser_ && parser_->body_size < least) deadline_ = now;
  }
  if (now < deadline_) return;
  if (writing_) {
    close();  // takes nothing of its answer
  } else if (state_ == State::header || state_ == State::body) {
    refuse(408, "The request took too long to arrive.");
    flush();
  } else if (state_ == State::idle || state_ == State::lingering) {
    close();
  } else if (state_ == State::streaming) {
    deadline_in(loop_->limits.write_stall);  // nothing is waiting for the client: the handler is slow
  }
}

inline void Connection::close_when_idle() {
  if (state_ == State::idle && !writing_ && begin_ == end_) close();
}

inline void Connection::begin_stream(Reply head) {
  if (loop_->ended) return;
  asio::post(loop_->context, [self = shared_from_this(), r = std::move(head)] {
    if (self->state_ != State::handling) return;
    const bool old = self->parser_->version() == 10;
    self->chunked_ = !old;
    const bool keep = !r.close && !old && self->parser_->keep_alive() && !self->loop_->stopping;
    self->close_after_ = !keep;
    const Framing framing{.keep_alive = keep, .length = old ? Length::until_close : Length::chunked};
    serialise(self->out_, r, framing, self->loop_->date());
    self->request_.match.allow.clear();
    self->state_ = State::streaming;
    self->flush();
    if (r.stays_open) self->read_more();
  });
}

inline bool Connection::write_stream(std::string_view piece) {
  if (piece.empty()) return true;
  {
    std::unique_lock lock(stream_mutex_);
    const auto room = [&] { return stream_gone_ || loop_->ended || stream_queued_ < 256 * 1024; };
    while (!room()) stream_moved_.wait_for(lock, seconds(1));
    if (stream_gone_ || loop_->ended) return false;
    stream_queued_ += piece.size();
  }
  post_piece(piece);
  return true;
}

inline bool Connection::offer_stream(std::string_view piece) {
  {
    const std::lock_guard lock(stream_mutex_);
    if (stream_gone_ || loop_->ended || stream_queued_ + piece.size() > 64 * 1024) return false;
    stream_queued_ += piece.size();
  }
  if (!piece.empty()) post_piece(piece);
  return true;
}

inline void Connection::post_piece(std::string_view piece) {
  asio::post(loop_->context, [self = shared_from_this(), text = std::string(piece)] {
    if (self->state_ != State::streaming) return;
    char size[24];
    if (self->chunked_)
      self->out_.append(size,
                        static_cast<std::size_t>(std::snprintf(size, sizeof size, "%zx\r\n", text.size())));
    self->out_ += text;
    if (self->chunked_) self->out_ += "\r\n";
    self->flush();
  });
}

inline void Connection::end_stream(bool complete) {
  if (loop_->ended) return;
  asio::post(loop_->context, [self = shared_from_this(), complete] {
    if (self->state_ != State::streaming) return;
    if (!complete) {
      self->close();
      return;
    }
    if (self->chunked_) self->out_ += "0\r\n\r\n";
    self->loop_->handler.finished(self->request_, 200, 0);
    self->parser_.reset();
    self->chunked_ = false;
    {
      const std::lock_guard lock(self->stream_mutex_);
      self->stream_queued_ = 0;
    }
    self->state_ = State::idle;
    self->deadline_in(self->loop_->limits.idle);
    self->process();
  });
}

}  // namespace rapport::http::net
