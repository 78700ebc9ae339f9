// For the tests of this module: a server on a free port with a few routes, and a client that sends raw
// octets.
#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <mutex>
#include <string>
#include <thread>

#include "platform/http/headers.h"
#include "platform/http/server.h"
#include "platform/store/testing.h"

namespace rapport::http::testing {

struct Answer {
  int status = 0;
  std::string head, body;
  std::string header(std::string_view name) const {
    std::string_view rest = head;
    while (!rest.empty()) {
      const auto end = rest.find("\r\n");
      const auto line = rest.substr(0, end);
      rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 2);
      const auto colon = line.find(':');
      if (colon != std::string_view::npos && same_name(line.substr(0, colon), name))
        return std::string(trim_blanks(line.substr(colon + 1)));
    }
    return {};
  }
};

class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected = ::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(std::string_view octets) {
    while (!octets.empty()) {
      const auto n = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
      if (n <= 0) return;
      octets.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  // The next answer; status 0 when the server closed or said nothing for the given time.
  Answer read(bool head_only = false, int milliseconds = 10'000) {
    Answer out;
    while (buffer_.find("\r\n\r\n") == std::string::npos)
      if (!fill(milliseconds)) return out;
    const auto end = buffer_.find("\r\n\r\n");
    out.head = buffer_.substr(0, end);
    buffer_.erase(0, end + 4);
    out.status = std::atoi(out.head.c_str() + 9);
    if (out.status == 100) return read(head_only, milliseconds);
    if (head_only) return out;
    if (same_name(out.header("Transfer-Encoding"), "chunked")) {
      read_chunks(out, milliseconds);
      return out;
    }
    const auto length = static_cast<std::size_t>(std::atoll(out.header("Content-Length").c_str()));
    while (buffer_.size() < length)
      if (!fill(milliseconds)) return out;
    out.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return out;
  }
  // The status of an interim answer, such as 100.
  int read_interim() {
    while (buffer_.find("\r\n\r\n") == std::string::npos)
      if (!fill(10'000)) return 0;
    const int status = std::atoi(buffer_.c_str() + 9);
    buffer_.erase(0, buffer_.find("\r\n\r\n") + 4);
    return status;
  }
  bool closed_by_server(int milliseconds = 5'000) {
    while (fill(milliseconds)) {
    }
    return eof_;
  }
  const std::string& buffered() const { return buffer_; }
  void shrink_receive_buffer() {
    const int size = 4096;
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  }
  Answer ask(std::string_view method, std::string_view target, std::string_view body = {},
             std::string_view fields = {}) {
    send(request(method, target, body, fields));
    return read(method == "HEAD");
  }
  static std::string request(std::string_view method, std::string_view target, std::string_view body = {},
                             std::string_view fields = {}) {
    std::string out;
    out.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: test\r\n").append(fields);
    if (!body.empty()) {
      if (fields.find("Content-Type") == std::string_view::npos) out += "Content-Type: application/json\r\n";
      out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    }
    return out.append("\r\n").append(body);
  }
  bool connected = false;

 private:
  bool fill(int milliseconds) {
    pollfd p{socket_, POLLIN, 0};
    if (::poll(&p, 1, milliseconds) <= 0) return false;
    char piece[16 * 1024];
    const auto n = ::recv(socket_, piece, sizeof piece, 0);
    if (n <= 0) {
      eof_ = true;
      return false;
    }
    buffer_.append(piece, static_cast<std::size_t>(n));
    return true;
  }
  void read_chunks(Answer& out, int milliseconds) {
    while (true) {
      while (buffer_.find("\r\n") == std::string::npos)
        if (!fill(milliseconds)) return;
      const auto size = std::stoul(buffer_, nullptr, 16);
      buffer_.erase(0, buffer_.find("\r\n") + 2);
      while (buffer_.size() < size + 2)
        if (!fill(milliseconds)) return;
      out.body.append(buffer_, 0, size);
      buffer_.erase(0, size + 2);
      if (size == 0) return;
    }
  }
  int socket_;
  bool eof_ = false;
  std::string buffer_;
};

enum class Colour { red, green };

struct Note {
  std::string text;
  std::int64_t number = 0;
  std::vector<std::string> tags;
};
template <class = void>
constexpr auto describe(Type<Note>) {
  return fields(field<&Note::text>().not_empty().max_length(2000).text("What it says"),
                field<&Note::number>().or_default().at_least(0).at_most(1000),
                field<&Note::tags>().max_items(5));
}

struct NoteQuery {
  std::optional<std::string> search;
  std::vector<Colour> colour;
  std::int32_t limit = 50;
  std::optional<bool> open;
};
template <class = void>
constexpr auto describe(Type<NoteQuery>) {
  return fields(field<&NoteQuery::search>(), field<&NoteQuery::colour>(),
                field<&NoteQuery::limit>().or_default().at_least(1).at_most(200), field<&NoteQuery::open>());
}

// Bearer tokens "user", "other" and "nobody"; the cookie session=s is the user's.
class TestAuthenticator : public Authenticator {
 public:
  Principal authenticate(const Call& call, std::string_view authorization, store::Reader&) override {
    Principal p;
    static const auto all = std::make_shared<const std::set<std::string, std::less<>>>(
        std::set<std::string, std::less<>>{"notes.read", "notes.write"});
    if (call.cookie("session") == "s") {
      p = {.kind = Principal::Kind::user, .id = id_of(1), .name = "user", .permissions = all};
      p.session_id = id_of(9);
      return p;
    }
    if (authorization.empty()) return p;
    if (authorization == "Bearer user")
      return {.kind = Principal::Kind::api_key, .id = id_of(1), .permissions = all};
    if (authorization == "Bearer other")
      return {.kind = Principal::Kind::api_key, .id = id_of(2), .permissions = all};
    if (authorization == "Bearer nobody") return {.kind = Principal::Kind::api_key, .id = id_of(3)};
    fail(ErrorCode::unauthenticated, "This API key is not valid.");
  }
  std::string csrf_token(const Principal&) const override { return "token"; }

 private:
  static Uuid id_of(std::uint8_t n) {
    Uuid id;
    id.bytes[15] = n;
    return id;
  }
};

class TestServer {
 public:
  explicit TestServer(ServerOptions options = {}, store::Engine engine = store::Engine::sqlite)
      : database(engine), registry(routes(*this)) {
    options.io_threads = 2;
    options.workers = 4;
    server = std::make_unique<Server>(options, registry, *database, &authenticator, metrics);
    server->start();
  }
  ~TestServer() { server->stop(); }
  std::uint16_t port() const { return server->port(); }

  store::testing::TestDatabase database;
  TestAuthenticator authenticator;
  Metrics metrics;
  std::atomic<int> writes{0};
  std::atomic<bool> slow{false};
  // The last stream that was opened at /api/stream, once it is there.
  std::shared_ptr<OpenStream> stream() {
    for (int i = 0; i < 1'000; ++i) {
      {
        const std::lock_guard lock(stream_mutex_);
        if (stream_) return std::exchange(stream_, nullptr);
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return nullptr;
  }
  Registry registry;
  std::unique_ptr<Server> server;

 private:
  std::mutex stream_mutex_;  // protects stream_
  std::shared_ptr<OpenStream> stream_;
  static Registry routes(TestServer& test);
};

}  // namespace rapport::http::testing
