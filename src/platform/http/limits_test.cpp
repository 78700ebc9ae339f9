// What a client cannot do to the server: be slow, send too much, lie about sizes, guess.
#include "base/test_data.h"
#include "base/text.h"
#include "platform/http/compress.h"
#include "platform/http/rate_limit.h"
#include "platform/http/test_server.h"

namespace rapport::http::testing {

namespace {

constexpr const char* as_user = "Authorization: Bearer user\r\n";

std::string raw(std::string_view line, std::string_view fields, std::string_view body = {}) {
  return std::string(line) + "\r\nHost: test\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

ServerOptions impatient() {
  ServerOptions options;
  options.limits.header = options.limits.body_stall = options.limits.write_stall = Duration(200);
  options.limits.idle = Duration(400);
  return options;
}

}  // namespace

TEST_CASE("a client that trickles its header or body is cut off with 408, an idle one silently") {
  TestServer server(impatient());
  Client header(server.port()), body(server.port()), idle(server.port()), trickle(server.port());
  header.send("GET /echo HTTP/1.1\r\nHost: t");
  body.send(raw("POST /api/notes HTTP/1.1", std::string(as_user) + "Content-Length: 100\r\n", "{"));
  trickle.send(raw("POST /api/notes HTTP/1.1", std::string(as_user) + "Content-Length: 60000\r\n", "{"));
  std::atomic<bool> stop{false};
  std::thread drops([&] {
    while (!stop) {
      trickle.send(" ");
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  });
  CHECK(header.read().status == 408);
  CHECK(body.read().status == 408);
  CHECK(idle.closed_by_server());
  CHECK(idle.buffered().empty());
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  stop = true;
  drops.join();
  CHECK(trickle.read().status == 408);
}

TEST_CASE("a stream stays open past every limit of time, holds no worker, and ends when its owner says so") {
  TestServer server(impatient());
  std::vector<std::unique_ptr<Client>> clients;
  std::vector<std::shared_ptr<OpenStream>> streams;
  for (int i = 0; i < 6; ++i) {  // more than there are workers
    clients.push_back(std::make_unique<Client>(server.port()));
    clients.back()->send(Client::request("GET", "/api/stream", {}, as_user));
    const auto head = clients.back()->read(true);
    CHECK(head.status == 200);
    CHECK(head.header("Content-Type") == "text/event-stream");
    streams.push_back(server.stream());
    REQUIRE(streams.back());
  }
  for (int i = 0; i < 10; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    CHECK(streams[0]->offer("data: " + std::to_string(i) + "\n\n"));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(600));  // nothing to say
  CHECK(Client(server.port()).ask("GET", "/api/notes", {}, as_user).status == 200);
  for (const auto& stream : streams) {
    CHECK(stream->offer({}));
    stream->offer("data: end\n\n");
    stream->end();
  }
  // The connection goes on with the next request.
  clients[0]->send(Client::request("GET", "/echo?again"));
  while (clients[0]->buffered().find("again|") == std::string::npos && !clients[0]->closed_by_server(100)) {
  }
  CHECK(clients[0]->buffered().find("data: 9") != std::string::npos);
  CHECK(clients[0]->buffered().find("again|") != std::string::npos);
}

TEST_CASE("a stream knows at once that its client has left, and soon that it takes nothing") {
  TestServer server(impatient());
  auto leaving = std::make_unique<Client>(server.port());
  leaving->send(Client::request("GET", "/api/stream", {}, as_user));
  const auto left = server.stream();
  REQUIRE(left);
  leaving.reset();
  for (int i = 0; i < 200 && left->offer({}); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  CHECK_FALSE(left->offer({}));
  left->end();

  Client lazy(server.port());
  lazy.shrink_receive_buffer();
  lazy.send(Client::request("GET", "/api/stream", {}, as_user));
  const auto full = server.stream();
  REQUIRE(full);
  const std::string piece(32 * 1024, 'x');
  int taken = 0;
  while (taken < 10'000 && full->offer(piece)) ++taken;
  CHECK(taken < 10'000);
  full->end();

  Client refused(server.port());
  CHECK(refused.ask("GET", "/api/stream", {}, std::string(as_user) + "Last-Event-ID: refused\r\n").status ==
        429);
  CHECK(refused.ask("HEAD", "/api/stream", {}, as_user).status == 200);
}

TEST_CASE("a client that does not take its answer is cut off") {
  TestServer server(impatient());
  Client client(server.port());
  client.shrink_receive_buffer();
  client.send(Client::request("GET", "/large"));
  const auto open_connections = [&] {
    return server.metrics.render().find("rapport_http_connections 0\n") == std::string::npos;
  };
  for (int i = 0; i < 100 && !open_connections(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  for (int i = 0; i < 100 && open_connections(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK_FALSE(open_connections());
}

TEST_CASE("a large answer reaches a slow reader whole") {
  TestServer server;
  Client client(server.port());
  client.send(Client::request("GET", "/large") + Client::request("GET", "/echo?after"));
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  CHECK(client.read().body.size() == 8u << 20);
  CHECK(client.read().body == "after|");
}

TEST_CASE("headers, targets and bodies that are too large are refused") {
  TestServer server;
  CHECK(
      Client(server.port()).ask("GET", "/echo", "", "X-Long: " + std::string(20'000, 'x') + "\r\n").status ==
      431);
  CHECK(Client(server.port()).ask("GET", "/echo?" + std::string(20'000, 'x')).status == 431);
  std::string many;
  for (int i = 0; i < 200; ++i) many += "X-" + std::to_string(i) + ": v\r\n";
  CHECK(Client(server.port()).ask("GET", "/echo", "", many).status == 431);
  CHECK(Client(server.port()).ask("POST", "/api/notes", std::string(70'000, ' '), as_user).status == 413);
  Client chunked(server.port());
  chunked.send(raw("POST /api/notes HTTP/1.1", std::string(as_user) + "Transfer-Encoding: chunked\r\n",
                   "fffffff\r\n"));
  CHECK(chunked.read().status == 413);
}

TEST_CASE("what is no proper request is refused and the connection ends") {
  TestServer server;
  const std::pair<std::string, int> cases[] = {
      {"nonsense\r\n\r\n", 400},
      {"GET /echo HTTP/1.1\r\n\r\n", 400},  // no Host
      {"GET /echo HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"GET /echo HTTP/3.0\r\nHost: a\r\n\r\n", 505},
      {"BREW /echo HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"GET /echo HTTP/1.1\r\nHost: a\r\nX-Folded: a\r\n b\r\n\r\n", 400},
      {"GET /echo HTTP/1.1\r\nHost : a\r\n\r\n", 400},
      {"POST /api/notes HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: "
       "chunked\r\n\r\n0\r\n\r\n",
       400},
      {"POST /api/notes HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400},
      {"POST /api/notes HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400},
      {"POST /api/notes HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
      {"POST /api/notes HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400},
      {"GET echo HTTP/1.1\r\nHost: a\r\n\r\n", 400},
  };
  for (const auto& one : cases) {
    const auto& text = one.first;
    const auto& status = one.second;
    Client client(server.port());
    client.send(text);
    const auto answer = client.read();
    CHECK_MESSAGE(answer.status == status, text);
    if (text.find("echo HTTP/1.1\r\nHost: a\r\n\r\n") == std::string::npos)
      CHECK_MESSAGE(client.closed_by_server(3'000), text);
  }
  Client after(server.port());
  CHECK(after.ask("GET", "/echo?fine").body == "fine|");
}

TEST_CASE("chunked bodies and 100-continue are understood") {
  TestServer server;
  Client client(server.port());
  client.send(raw("POST /api/notes HTTP/1.1", std::string(as_user) + "Transfer-Encoding: chunked\r\n",
                  "8\r\n{\"text\":\r\n"));
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  client.send("6;ext=1\r\n\"abc\"}\r\n0\r\nTrailer: x\r\n\r\n");
  CHECK(client.read().status == 201);
  client.send(raw("POST /api/notes HTTP/1.1",
                  std::string(as_user) + "Expect: 100-continue\r\nContent-Length: 12\r\n"));
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  client.send("{\"text\":\"x\"}");
  CHECK(client.read().status == 201);
  client.send("GET /echo?old HTTP/1.0\r\n\r\n");
  CHECK(client.read().body == "old|");
  CHECK(client.closed_by_server());
}

TEST_CASE("bodies that are no JSON of the right form name what is wrong") {
  TestServer server;
  Client client(server.port());
  const auto status = [&](std::string_view body) {
    return client.ask("POST", "/api/notes", body, as_user).status;
  };
  std::string deep;
  for (int i = 0; i < 2000; ++i) deep += '[';
  CHECK(status(deep) == 422);
  CHECK(status("{\"text\":\"\xff\xfe\"}") == 422);
  CHECK(status(R"({"text":"a\u0000b"})") == 422);
  CHECK(status(R"({"text":"a","number":1e999})") == 422);
  CHECK(status(R"({"text":"a","number":"1"})") == 422);
  CHECK(status(R"({"text":"a","text":"b"})") == 422);
  CHECK(status("{") == 422);
  CHECK(status("   ") == 422);
  const auto unknown = client.ask("POST", "/api/notes", R"({"text":"a","numbr":1,"tags":[1]})", as_user);
  CHECK(unknown.body.find(R"("path":"numbr")") != std::string::npos);
  CHECK(unknown.body.find(R"("path":"tags[0]")") != std::string::npos);
  CHECK(client
            .ask("POST", "/api/notes", "text=a",
                 std::string(as_user) + "Content-Type: application/x-www-form-urlencoded\r\n")
            .status == 415);
  CHECK(client.ask("POST", "/api/notes?x=1", R"({"text":"a"})", as_user).status == 422);
  CHECK(client.ask("PATCH", "/api/notes/1", "[1]", as_user).status == 422);
}

TEST_CASE("compressed bodies are read, and one that grows without end is refused") {
  TestServer server;
  Client client(server.port());
  for (const Coding coding : {Coding::gzip, Coding::zstd}) {
    const std::string fields =
        std::string(as_user) + "Content-Encoding: " + std::string(render(coding)) + "\r\n";
    CHECK(client.ask("POST", "/api/notes", compress(R"({"text":"packed"})", coding), fields).status == 201);
    const auto bomb = compress(std::string(8 << 20, ' '), coding);
    CHECK(bomb.size() < 60'000);
    CHECK(client.ask("POST", "/api/notes", bomb, fields).status == 413);
    CHECK(client.ask("POST", "/api/notes", "not compressed at all", fields).status == 422);
  }
  CHECK(client.ask("POST", "/api/notes", "x", std::string(as_user) + "Content-Encoding: br\r\n").status ==
        415);
  const std::string note = "/api/notes/01890000-0000-7000-8000-000000000001";
  for (const Coding coding : {Coding::gzip, Coding::zstd}) {
    const auto answer = client.ask(
        "GET", note, "", std::string(as_user) + "Accept-Encoding: " + std::string(render(coding)) + "\r\n");
    CHECK(answer.header("Content-Encoding") == render(coding));
    CHECK(expand(answer.body, coding, 1 << 20).find(std::string(3000, 'n')) != std::string::npos);
  }
  CHECK(client.ask("GET", note, "", std::string(as_user) + "Accept-Encoding: gzip;q=0\r\n")
            .header("Content-Encoding")
            .empty());
}

TEST_CASE("the same request with one Idempotency-Key is carried out once, also when sent at the same time") {
  for (const store::Engine engine : store::testing::engines()) {
    TestServer server({}, engine);
    const std::string keyed = std::string(as_user) + "Idempotency-Key: k-1\r\n";
    server.slow = true;
    std::vector<std::thread> senders;
    std::atomic<int> created{0};
    for (int i = 0; i < 8; ++i)
      senders.emplace_back([&] {
        for (int attempt = 0; attempt < 20; ++attempt) {
          const auto status =
              Client(server.port()).ask("POST", "/api/notes", R"({"text":"one"})", keyed).status;
          if (status == 201) created.fetch_add(1);
          if (status != 503) break;
        }
      });
    for (auto& t : senders) t.join();
    CHECK(created == 8);
    if (engine == store::Engine::sqlite) CHECK(server.writes == 1);
    server.slow = false;
    Client client(server.port());
    const auto again = client.ask("POST", "/api/notes", R"({"text":"one"})", keyed);
    CHECK(again.status == 201);
    CHECK(again.header("Idempotent-Replayed") == "true");
    CHECK(again.header("Location") == "/api/notes/1");
    CHECK(again.body == R"({"text":"one","number":0,"tags":[]})");
    CHECK(client.ask("POST", "/api/notes", R"({"text":"two"})", keyed).status == 422);
    const std::string other = "Authorization: Bearer other\r\nIdempotency-Key: k-1\r\n";
    CHECK(client.ask("POST", "/api/notes", R"({"text":"two"})", other).header("Idempotent-Replayed").empty());
    const std::string failing = std::string(as_user) + "Idempotency-Key: k-2\r\n";
    CHECK(client.ask("POST", "/api/notes", R"({"text":"boom"})", failing).status == 500);
    CHECK(client.ask("POST", "/api/notes", R"({"text":"fine"})", failing).status == 201);
    const std::string once = std::string(as_user) + "Idempotency-Key: k-3\r\n";
    CHECK(client.ask("POST", "/api/once", R"({"text":"secret"})", once).status == 200);
    const auto not_again = client.ask("POST", "/api/once", R"({"text":"secret"})", once);
    CHECK(not_again.status == 409);
    CHECK(not_again.body.find("secret") == std::string::npos);
    CHECK(
        client.ask("POST", "/api/notes", R"({"text":"x"})", std::string(as_user) + "Idempotency-Key: a b\r\n")
            .status == 422);
  }
}

TEST_CASE("a key that sends too much is told what is left and when to come back") {
  ServerOptions options;
  options.limits.requests_per_second = 5;
  options.limits.anonymous_per_second = 2;
  TestServer server(options);
  Client client(server.port());
  const auto first = client.ask("GET", "/api/notes", "", as_user);
  CHECK(first.header("RateLimit-Limit") == "5");
  CHECK(first.header("RateLimit-Remaining") == "4");
  CHECK(first.header("RateLimit-Reset") == "1");
  int refused = 0;
  Answer last;
  for (int i = 0; i < 10; ++i) {
    last = client.ask("GET", "/api/notes", "", as_user);
    refused += last.status == 429;
  }
  CHECK(refused >= 4);
  CHECK(last.header("Retry-After") == "1");
  CHECK(client.ask("GET", "/api/notes", "", "Authorization: Bearer other\r\n").status == 200);
  int guesses = 0;
  for (int i = 0; i < 10; ++i)
    guesses += client.ask("GET", "/api/notes", "", "Authorization: Bearer guess\r\n").status == 401;
  CHECK(guesses <= 3);
}

TEST_CASE("an address that asks for too much without a key is told so") {
  ServerOptions options;
  options.limits.direct_per_second = 5;
  TestServer server(options);
  Client client(server.port());
  const auto first = client.ask("GET", "/pixel.gif");
  CHECK(first.status == 200);
  CHECK(first.header("RateLimit-Limit") == "5");
  CHECK(first.header("RateLimit-Remaining") == "4");
  CHECK(first.header("RateLimit-Reset") == "1");
  int refused = 0;
  Answer last;
  for (int i = 0; i < 12; ++i) {
    const auto answer = client.ask("GET", i % 2 ? "/pixel.gif" : "/echo?1");
    if (answer.status != 429) continue;
    ++refused;
    last = answer;
  }
  CHECK(refused >= 6);
  CHECK(last.header("Retry-After") == "1");
  CHECK(last.header("RateLimit-Remaining") == "0");
  CHECK(last.header("Content-Type") == "application/problem+json");
  CHECK_FALSE(last.header("X-Request-Id").empty());
  // A key has a rate of its own.
  CHECK(client.ask("GET", "/api/notes", "", as_user).status == 200);
}

TEST_CASE("behind a trusted proxy every visitor has a rate of their own") {
  ServerOptions options;
  options.limits.direct_per_second = 1;
  options.trust_proxy = true;
  TestServer server(options);
  Client client(server.port());
  const auto from = [&](std::string_view address) {
    return client.ask("GET", "/pixel.gif", "", "X-Forwarded-For: " + std::string(address) + "\r\n").status;
  };
  CHECK(from("192.0.2.1") == 200);
  CHECK(from("192.0.2.1") == 429);
  CHECK(from("192.0.2.2") == 200);
}

TEST_CASE("a bucket refills steadily and forgets nobody who is still in debt") {
  RateLimit limit(10);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 10; ++i) CHECK(limit.take("a", start).allowed);
  CHECK_FALSE(limit.take("a", start).allowed);
  CHECK(limit.take("a", start + std::chrono::milliseconds(100)).allowed);
  for (int i = 0; i < 200'000; ++i) limit.take("other" + std::to_string(i), start);
  CHECK_FALSE(limit.take("a", start + std::chrono::milliseconds(110)).allowed);
}

TEST_CASE("more connections than allowed get 503") {
  ServerOptions options;
  options.limits.max_connections = 3;
  TestServer server(options);
  Client a(server.port()), b(server.port()), c(server.port());
  CHECK(a.ask("GET", "/echo").status == 200);
  CHECK(b.ask("GET", "/echo").status == 200);
  CHECK(c.ask("GET", "/echo").status == 200);
  Client d(server.port());
  CHECK(d.read().status == 503);
}

TEST_CASE("stop finishes every request that was accepted and takes no more") {
  TestServer server;
  server.slow = true;
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 12; ++i) {
    clients.push_back(std::make_unique<Client>(server.port()));
    clients.back()->send(i % 2 ? Client::request("GET", "/api/notes", "", as_user) +
                                     Client::request("GET", "/echo?2")
                               : Client::request("POST", "/api/notes", R"({"text":"x"})", as_user));
  }
  Client idle(server.port());
  std::this_thread::sleep_for(std::chrono::milliseconds(60));
  const auto port = server.port();
  std::thread stopper([&] { server.server->stop(); });
  for (int i = 0; i < 12; ++i) {
    CHECK(clients[static_cast<std::size_t>(i)]->read().status == (i % 2 ? 200 : 201));
    if (i % 2) CHECK(clients[static_cast<std::size_t>(i)]->read().body == "2|");
    CHECK(clients[static_cast<std::size_t>(i)]->closed_by_server());
  }
  CHECK(idle.closed_by_server());
  stopper.join();
  CHECK_FALSE(Client(port).connected);
}

TEST_CASE("naughty strings pass through a query and a body unharmed") {
  const auto path = find_shared_data("conformance/naughty_strings.json");
  if (!path) return;
  ServerOptions options;
  options.limits.requests_per_second = 0;
  TestServer server(options);
  Client client(server.port());
  const auto list = json::read<std::vector<std::string>>(read_whole_file(*path), json::Mode::stored);
  CHECK(list.size() > 100);
  for (const auto& text : list) {
    if (text::is_blank(text)) continue;
    Note note;
    note.text = text::trim(text);  // the ends are trimmed on the way in, the rest stays
    const auto answer =
        client.ask("POST", "/api/notes", json::write(Note{.text = text, .number = 0, .tags = {}}), as_user);
    CHECK_MESSAGE(answer.status == 201, text);
    CHECK(answer.body == json::write(note));
  }
}

}  // namespace rapport::http::testing
