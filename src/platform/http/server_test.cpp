#include <filesystem>

#include "platform/http/test_server.h"

namespace rapport::http::testing {

Registry TestServer::routes(TestServer& test) {
  Registry r;
  r.permission("notes.read", "Read notes", {"administrator"});
  r.permission("notes.write", "Write notes", {"administrator"});
  r.direct({.path = "/pixel.gif"}, [](const RawRequest&) {
    return RawReply{.content_type = "image/gif", .static_body = std::string_view("GIF89a-static")};
  });
  r.direct({.path = "/echo"}, [](const RawRequest& q) {
    return RawReply{.content_type = "text/plain",
                    .body = std::string(q.query) + "|" + std::string(q.header("X-Test"))};
  });
  r.direct({.path = "/middle"}, [](const RawRequest&) {
    return RawReply{.content_type = "text/plain", .body = std::string(300'000, 'x')};
  });
  r.direct({.path = "/large"}, [](const RawRequest&) {
    return RawReply{.content_type = "text/plain", .body = std::string(8 << 20, 'x')};
  });
  r.read<NoteQuery, NoteQuery>({.path = "/api/notes", .summary = "List", .permission = "notes.read"},
                               [&](const NoteQuery& in, Call&, store::Reader&) {
                                 if (test.slow) std::this_thread::sleep_for(std::chrono::milliseconds(300));
                                 return in;
                               });
  r.read<NoteQuery, EventStream>({.path = "/api/stream", .summary = "Stream", .permission = "notes.read"},
                                 [&](const NoteQuery&, Call& call, store::Reader&) {
                                   if (call.last_event_id == "refused")
                                     fail(ErrorCode::too_many, "Too many.");
                                   return EventStream{.start = [&](std::shared_ptr<OpenStream> opened) {
                                     opened->offer("id: 1\n\n");
                                     const std::lock_guard lock(test.stream_mutex_);
                                     test.stream_ = std::move(opened);
                                   }};
                                 });
  r.read<Nothing, Note>({.path = "/api/notes/{id}", .summary = "One", .permission = "notes.read"},
                        [](const Nothing&, Call& call, store::Reader&) {
                          call.id<Id<struct NoteTag>>();
                          call.set_version(7);
                          return Note{.text = std::string(3000, 'n'), .number = 1, .tags = {}};
                        });
  r.write<Note, Note>({.method = Method::post,
                       .path = "/api/notes",
                       .summary = "New",
                       .permission = "notes.write",
                       .max_body = 64 * 1024},
                      [&](const Note& in, Call& call, store::Transaction&) {
                        test.writes.fetch_add(1);
                        if (test.slow) std::this_thread::sleep_for(std::chrono::milliseconds(50));
                        call.created("/api/notes/1");
                        if (in.text == "boom") throw std::runtime_error("boom");
                        return in;
                      });
  r.write<Patch<Note>, Note>(
      {.method = Method::patch, .path = "/api/notes/{id}", .summary = "Change", .permission = "notes.write"},
      [](const Patch<Note>& in, Call& call, store::Transaction&) {
        Note note{.text = "stored", .number = 1, .tags = {}};
        call.require_version(7, note);
        in.apply(note);
        call.set_version(8);
        return note;
      });
  r.write<Nothing, Nothing>({.method = Method::delete_,
                             .path = "/api/notes/{id}",
                             .summary = "Remove",
                             .permission = "notes.write"},
                            [](const Nothing&, Call&, store::Transaction&) {});
  r.write<Note, Note>({.method = Method::post,
                       .path = "/api/once",
                       .summary = "Shown once",
                       .permission = "notes.write",
                       .secret_answer = true},
                      [](const Note& in, Call&, store::Transaction&) { return in; });
  r.write<NoteQuery, Note>(
      {.method = Method::post,
       .path = "/api/upload",
       .summary = "Upload",
       .permission = "notes.write",
       .body = Body::file,
       .max_body = 4 << 20},
      [](const NoteQuery& in, Call& call, store::Transaction&) {
        std::FILE* file = std::fopen(call.body_file.c_str(), "rb");
        std::fseek(file, 0, SEEK_END);
        const auto size = std::ftell(file);
        std::fclose(file);
        return Note{.text = call.content_type, .number = size % 1000, .tags = {in.search.value_or("")}};
      });
  r.read<Nothing, Download>({.path = "/api/export", .summary = "Export", .permission = "notes.read"},
                            [](const Nothing&, Call&, store::Reader&) {
                              return Download{"text/csv", "nötes.csv", [](const auto& write) {
                                                for (int i = 0; i < 1000; ++i) write(std::string(1000, 'a'));
                                              }};
                            });
  return r;
}

namespace {
constexpr const char* as_user = "Authorization: Bearer user\r\n";
constexpr const char* some_id = "/api/notes/01890000-0000-7000-8000-000000000001";
}  // namespace

TEST_CASE("answers of pipelined requests keep their order, whether quick or slow") {
  TestServer server;
  server.slow = true;
  Client client(server.port());
  client.send(Client::request("GET", "/echo?1") + Client::request("GET", "/api/notes?limit=7", "", as_user) +
              Client::request("GET", "/echo?2") + Client::request("GET", "/pixel.gif"));
  CHECK(client.read().body == "1|");
  CHECK(client.read().body.find("\"limit\":7") != std::string::npos);
  CHECK(client.read().body == "2|");
  CHECK(client.read().body == "GIF89a-static");
}

TEST_CASE("requests behind a large answer are answered when the client takes it at once") {
  TestServer server;
  for (int round = 0; round < 5; ++round) {
    Client client(server.port());
    std::string all;
    for (int i = 0; i < 6; ++i)
      all += Client::request("GET", "/middle") + Client::request("GET", "/echo?" + std::to_string(i));
    client.send(all);
    for (int i = 0; i < 6; ++i) {
      CHECK(client.read().body.size() == 300'000);
      CHECK(client.read().body == std::to_string(i) + "|");
    }
  }
}

TEST_CASE("a request that arrives octet by octet is answered") {
  TestServer server;
  Client client(server.port());
  for (const char c : Client::request("POST", "/api/notes", R"({"text":"é","number":3})", as_user))
    client.send({&c, 1});
  const auto answer = client.read();
  CHECK(answer.status == 201);
  CHECK(answer.body == R"({"text":"é","number":3,"tags":[]})");
  CHECK(answer.header("Location") == "/api/notes/1");
  CHECK(answer.header("Cache-Control") == "no-store");
  CHECK_FALSE(answer.header("X-Request-Id").empty());
}

TEST_CASE("HEAD, OPTIONS, an unknown path and a wrong method are told apart") {
  TestServer server;
  Client client(server.port());
  const auto head = client.ask("HEAD", "/pixel.gif");
  CHECK(head.status == 200);
  CHECK(head.header("Content-Length") == "13");
  CHECK(client.ask("GET", "/pixel.gif").body == "GIF89a-static");
  const auto missing = client.ask("GET", "/api/nothing");
  CHECK(missing.status == 404);
  CHECK(missing.header("Content-Type") == "application/problem+json");
  const auto wrong = client.ask("DELETE", "/api/notes");
  CHECK(wrong.status == 405);
  CHECK(wrong.header("Allow") == "GET, HEAD, POST, OPTIONS");
  CHECK(client.ask("OPTIONS", "/api/notes").header("Allow") == "GET, HEAD, POST, OPTIONS");
  for (const char* path :
       {"/api//notes", "/api/notes/", "/api/../api/notes", "/api/%2e%2e/notes", "/api/%zz", "/%00"})
    CHECK_MESSAGE(client.ask("GET", path, "", as_user).status == 404, path);
}

TEST_CASE("a query is read by its type and names what is wrong") {
  TestServer server;
  Client client(server.port());
  const auto good = client.ask("GET", "/api/notes?search=a%20b+c&colour=red,green&open=true", "", as_user);
  CHECK(good.body == R"({"search":"a b c","colour":["red","green"],"limit":50,"open":true})");
  CHECK(
      client.ask("GET", "/api/notes?colour=red&colour=green", "", as_user).body.find(R"(["red","green"])") !=
      std::string::npos);
  for (const char* query : {"limit=x", "limit=0", "limit=201", "colour=blue", "open=maybe", "other=1",
                            "limit=1&limit=2", "search=%ff", "search=%0", "limit=99999999999999999999"}) {
    const auto bad = client.ask("GET", std::string("/api/notes?") + query, "", as_user);
    CHECK_MESSAGE(bad.status == 422, query);
    const std::string key(query, std::strcspn(query, "="));
    CHECK_MESSAGE(bad.body.find("\"path\":\"" + key) != std::string::npos, bad.body);
  }
}

TEST_CASE("who may not is refused, and a cookie session needs its CSRF token to write") {
  TestServer server;
  Client client(server.port());
  CHECK(client.ask("GET", "/api/notes").status == 401);
  CHECK(client.ask("GET", "/api/notes", "", "Authorization: Bearer wrong\r\n").status == 401);
  const auto forbidden = client.ask("GET", "/api/notes", "", "Authorization: Bearer nobody\r\n");
  CHECK(forbidden.status == 403);
  CHECK(forbidden.body.find("notes.read") != std::string::npos);
  const std::string cookie = "Cookie: a=b; session=s\r\n";
  CHECK(client.ask("GET", "/api/notes", "", cookie).status == 200);
  CHECK(client.ask("POST", "/api/notes", R"({"text":"x"})", cookie).status == 403);
  CHECK(client.ask("POST", "/api/notes", R"({"text":"x"})", cookie + "X-CSRF-Token: wrong\r\n").status ==
        403);
  CHECK(client.ask("POST", "/api/notes", R"({"text":"x"})", cookie + "X-CSRF-Token: token\r\n").status ==
        201);
}

TEST_CASE("a stale version is refused with what is stored, a matching one passes") {
  TestServer server;
  Client client(server.port());
  const auto read = client.ask("GET", some_id, "", as_user);
  CHECK(read.header("ETag") == "\"7\"");
  CHECK(client.ask("GET", some_id, "", std::string(as_user) + "If-None-Match: \"7\"\r\n").status == 304);
  const auto stale =
      client.ask("PATCH", some_id, R"({"number":2})", std::string(as_user) + "If-Match: \"6\"\r\n");
  CHECK(stale.status == 412);
  CHECK(stale.body.find(R"("code":"stale")") != std::string::npos);
  CHECK(stale.body.find(R"("current":{"text":"stored")") != std::string::npos);
  const auto done =
      client.ask("PATCH", some_id, R"({"number":2})", std::string(as_user) + "If-Match: \"7\"\r\n");
  CHECK(done.status == 200);
  CHECK(done.header("ETag") == "\"8\"");
  CHECK(client.ask("DELETE", some_id, "", as_user).status == 204);
  CHECK(client.ask("DELETE", "/api/notes/nonsense", "", as_user).status == 204);
  CHECK(client.ask("GET", "/api/notes/nonsense", "", as_user).status == 404);
}

TEST_CASE("a download is streamed, and the connection goes on") {
  TestServer server;
  Client client(server.port());
  const auto answer = client.ask("GET", "/api/export", "", as_user);
  CHECK(answer.status == 200);
  CHECK(answer.body.size() == 1'000'000);
  CHECK(answer.header("Content-Disposition").find("filename*=UTF-8''n%C3%B6tes.csv") != std::string::npos);
  CHECK(client.ask("GET", "/echo?next").body == "next|");
}

TEST_CASE("an uploaded file is on disk during the call and gone afterwards") {
  ServerOptions options;
  char folder[] = "/tmp/http-upload-XXXXXX";
  REQUIRE(::mkdtemp(folder));
  options.upload_dir = folder;
  TestServer server(options);
  Client client(server.port());
  const std::string body(3'000'123, 'b');
  const auto answer =
      client.ask("POST", "/api/upload?search=s", body, std::string(as_user) + "Content-Type: text/csv\r\n");
  CHECK(answer.status == 200);
  CHECK(answer.body == R"({"text":"text/csv","number":123,"tags":["s"]})");
  CHECK(client.ask("POST", "/api/upload", std::string(5 << 20, 'b'), as_user).status == 413);
  CHECK(::rmdir(folder) == 0);
}

TEST_CASE("who may not upload is refused at the head, and nothing of the body reaches the disk") {
  ServerOptions options;
  options.limits.anonymous_per_second = 3;
  char folder[] = "/tmp/http-upload-XXXXXX";
  REQUIRE(::mkdtemp(folder));
  options.upload_dir = folder;
  TestServer server(options);
  const auto head = [](std::string_view fields) {
    return "POST /api/upload HTTP/1.1\r\nHost: test\r\nContent-Length: 4000000\r\n" + std::string(fields) +
           "\r\n";
  };
  const auto answer_to_head = [&](std::string_view fields) {
    Client client(server.port());
    client.send(head(fields));
    const auto answer = client.read();
    CHECK(std::filesystem::is_empty(folder));
    if (answer.status >= 400) CHECK(answer.header("Connection") == "close");
    // A client that sends on nevertheless has its answer, and is not read for ever.
    client.send(std::string(1'000'000, 'b'));
    CHECK(client.closed_by_server());
    return answer.status;
  };
  CHECK(answer_to_head("Authorization: Bearer wrong\r\n") == 401);
  CHECK(answer_to_head("Authorization: Bearer nobody\r\n") == 403);
  CHECK(answer_to_head("Cookie: session=s\r\n") == 403);
  CHECK(answer_to_head("") == 401);
  CHECK(answer_to_head("Authorization: Bearer wrong\r\n") == 401);
  CHECK(answer_to_head("Authorization: Bearer wrong\r\n") == 429);
  CHECK(std::filesystem::is_empty(folder));
  ::rmdir(folder);
}

TEST_CASE("a client that waits for 100 Continue is let on only with a key that may upload") {
  char folder[] = "/tmp/http-upload-XXXXXX";
  REQUIRE(::mkdtemp(folder));
  ServerOptions options;
  options.upload_dir = folder;
  TestServer server(options);
  const auto head = [](std::string_view key) {
    return "POST /api/upload HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n"
           "Authorization: Bearer " +
           std::string(key) + "\r\n\r\n";
  };
  Client wrong(server.port());
  wrong.send(head("wrong"));
  CHECK(wrong.read().status == 401);
  CHECK(wrong.closed_by_server());
  Client right(server.port());
  right.send(head("user"));
  CHECK(right.read_interim() == 100);
  right.send("12345");
  CHECK(right.read().body == R"({"text":"","number":5,"tags":[""]})");
  // The connection goes on, and the next upload is asked anew.
  CHECK(right.ask("POST", "/api/upload", "abc", "Authorization: Bearer nobody\r\n").status == 403);
  CHECK(std::filesystem::is_empty(folder));
  ::rmdir(folder);
}

TEST_CASE("an exception of another kind is a 500 without its text") {
  TestServer server;
  Client client(server.port());
  const auto answer = client.ask("POST", "/api/notes", R"({"text":"boom"})", as_user);
  CHECK(answer.status == 500);
  CHECK(answer.body.find("boom") == std::string::npos);
  CHECK(answer.body.find("request_id") != std::string::npos);
}

}  // namespace rapport::http::testing
