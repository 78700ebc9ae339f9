// A bare server for http_bench.sh with nothing but a static pixel. Arguments: the file, the number of loops,
// the rate of one address (0: not counted). Prints its port and serves until its standard input closes.
#include <cstdio>
#include <iostream>

#include "base/ids.h"
#include "platform/http/health.h"
#include "platform/http/server.h"
#include "platform/store/migrations.h"

namespace {

using namespace rapport;

constexpr unsigned char pixel[] = {0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x01, 0x00, 0x01, 0x00, 0x80,
                                   0x00, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0x21, 0xf9, 0x04,
                                   0x01, 0x00, 0x00, 0x00, 0x00, 0x2c, 0x00, 0x00, 0x00, 0x00, 0x01,
                                   0x00, 0x01, 0x00, 0x00, 0x02, 0x02, 0x44, 0x01, 0x00, 0x3b};
static_assert(sizeof pixel == 43);

}  // namespace

int main(int count, char** arguments) {
  const std::string file = count > 1 ? arguments[1] : "/tmp/http_bench.db";
  SystemClock clock;
  SystemRandom random;
  IdSource ids(clock, random);
  const auto database = store::Database::open({.url = "sqlite:" + file}, clock, ids);
  store::migrate(*database);
  http::Registry registry;
  http::Metrics metrics;
  registry.direct({.path = "/pixel.gif"}, [](const http::RawRequest&) {
    return http::RawReply{.content_type = "image/gif",
                          .static_body = {reinterpret_cast<const char*>(pixel), sizeof pixel}};
  });
  http::ServerOptions options;
  options.limits.anonymous_per_second = 0;
  options.limits.direct_per_second = count > 3 ? std::atof(arguments[3]) : 1e9;  // counted, never reached
  if (count > 2) options.io_threads = std::atoi(arguments[2]);
  http::Server server(options, registry, *database, nullptr, metrics);
  server.start();
  std::printf("%u\n", static_cast<unsigned>(server.port()));
  std::fflush(stdout);
  while (std::cin.get() != EOF) {
  }
  server.stop();
  return 0;
}
