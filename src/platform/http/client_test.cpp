#include "platform/http/client.h"

#include "platform/http/client_address.h"
#include "platform/http/test_server.h"

namespace rapport::http::testing {

TEST_CASE("only public addresses are public") {
  for (const char* address : {"8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2001:4860:4860::8888",
                              "2a00:1450::1", "::ffff:8.8.8.8", "2002:808:808::1"})
    CHECK_MESSAGE(is_public_address(std::string(address)), address);
  for (const char* address : {"127.0.0.1",
                              "127.255.255.255",
                              "0.0.0.0",
                              "10.1.2.3",
                              "100.64.0.1",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.168.1.1",
                              "198.18.0.1",
                              "224.0.0.1",
                              "255.255.255.255",
                              "::1",
                              "::",
                              "fe80::1",
                              "fc00::1",
                              "fd12::1",
                              "ff02::1",
                              "::ffff:127.0.0.1",
                              "::ffff:10.0.0.1",
                              "64:ff9b::7f00:1",
                              "2002:7f00:1::",
                              "2001::1",
                              "2001:db8::1",
                              "nonsense",
                              ""})
    CHECK_MESSAGE(!is_public_address(std::string(address)), address);
}

TEST_CASE("the client reaches a private address only when it may, and keeps its limits") {
  TestServer server;
  const std::string here = "http://127.0.0.1:" + std::to_string(server.port());
  const std::string by_name = "http://localhost:" + std::to_string(server.port());
  ClientOptions inside;
  inside.private_addresses = true;
  const auto answer = send_request(Method::get, here + "/echo?a", {}, {{"X-Test", "t"}}, inside);
  CHECK(answer.status == 200);
  CHECK(answer.body == "a|t");
  CHECK(answer.header("Content-Type") == "text/plain");
  CHECK(answer.address == "127.0.0.1");
  const auto written =
      send_request(Method::post, here + "/api/notes", R"({"text":"x"})",
                   {{"Authorization", "Bearer user"}, {"Content-Type", "application/json"}}, inside);
  CHECK(written.status == 201);
  CHECK(send_request(Method::get, here + "/api/nothing", {}, {}, inside).status == 404);
  const auto code_of = [&](const std::string& url, const ClientOptions& options) {
    try {
      send_request(Method::get, url, {}, {}, options);
    } catch (const Error& e) {
      return e.code();
    }
    return ErrorCode::internal;
  };
  for (const std::string& url :
       {here, by_name, std::string("http://[::1]:1/"), std::string("http://2130706433/"),
        std::string("file:///etc/passwd"), std::string("gopher://x/")})
    CHECK_MESSAGE(code_of(url, {}) == ErrorCode::invalid, url);
  CHECK(code_of(here + "/large", inside) == ErrorCode::too_large);
  CHECK(code_of("http://127.0.0.1:1/", inside) == ErrorCode::unavailable);
  server.slow = true;
  ClientOptions hasty = inside;
  hasty.limit = Duration(50);
  CHECK_THROWS(send_request(Method::get, here + "/api/notes", {}, {{"Authorization", "Bearer user"}}, hasty));
  CHECK_THROWS(send_request(Method::get, here, {}, {{"X", "a\r\nY: b"}}, inside));
}

}  // namespace rapport::http::testing
