// Fills the workspace that live_http_bench.sh measures: contacts "user-0", "user-1", … with five facts each,
// segments, and one more, "Probed", whom the event `probe` brings in. Prints its id.
//   bench_live_http URL CONTACTS SEGMENTS
#include <cstdio>
#include <cstdlib>

#include "live_world.h"

using namespace rapport;

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const SystemClock clock;
  SystemRandom secret;
  IdSource ids(clock, secret);
  const auto database = store::Database::open({.url = argv[1]}, clock, ids);
  SeededRandom random(7);
  bench::make_contacts(*database, std::atoll(argv[2]), random);
  for (int i = 0; i < std::atoi(argv[3]); ++i)
    bench::make_segment(*database, "Segment " + std::to_string(i), bench::rule_of(i, random));
  std::printf("%s\n",
              render(bench::make_segment(*database, "Probed", "DID probe AND country != XX")).c_str());
}
