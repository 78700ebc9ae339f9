// The import of the real shop's order lines against the bare loop of bare_copy.h. One argument:
// online_retail.csv.gz.
#include "bare_copy.h"
#include "base/test_data.h"
#include "customer/events/order_import.h"
#include "platform/store/testing.h"

using namespace rapport;
using store::testing::TestDatabase;

namespace {

std::string path_of(TestDatabase& db) { return db.url().substr(db.url().find(':') + 1); }

bench::Cost bare_loop(TestDatabase& filled, std::int64_t commits, std::int64_t& rows) {
  TestDatabase fresh(store::Engine::sqlite);
  bench::BareCopy bare(path_of(filled), path_of(fresh),
                       {{"contacts"},
                        {"identities"},
                        {"products"},
                        {"orders"},
                        {"order_claims"},
                        {"order_lines", "select * from order_lines order by order_id, position"},
                        {"order_adjustments"},
                        {"contact_order_stats"},
                        {"product_sales"},
                        {"import_lines"},
                        {"events"}});
  rows = bare.rows();
  return bare.run(commits);
}

}  // namespace

int main(int argc, char** argv) {
  const auto found =
      argc > 1 ? std::optional(std::filesystem::path(argv[1])) : find_shared_data("online_retail.csv.gz");
  if (!found) return 0;
  TestDatabase imported(store::Engine::sqlite);
  events::ImportOptions options;
  options.preset = "uci-online-retail";
  const auto id = imported->write([&](store::Transaction& tx) {
    return events::create_import(tx, "orders", found->string(), options, {}).id;
  });
  const auto before = imported->health().commits;
  const bench::Stopwatch watch;
  const auto done = events::run_import(*imported, id, {});
  const bench::Cost ours = watch.read();
  const double memory = bench::peak_megabytes();
  const auto commits = imported->health().commits - before;
  std::int64_t rows = 0;
  const bench::Cost bare = bare_loop(imported, commits, rows);

  const auto lines = static_cast<double>(done.lines_done);
  std::printf("order lines imported | %.0f in %.2f s, %.0f/s, processor %.2f s |\n", lines, ours.seconds,
              lines / ours.seconds, ours.cpu);
  std::printf("the same %lld rows in %lld commits by a bare loop | %.2f s, processor %.2f s |\n",
              static_cast<long long>(rows), static_cast<long long>(commits), bare.seconds, bare.cpu);
  std::printf("order import against the bare loop | %.0f %%, by processor time %.0f %% | >= 60 %%\n",
              100 * bare.seconds / ours.seconds, 100 * bare.cpu / ours.cpu);
  std::printf("memory of the order import | %.0f MB | < 200 MB\n", memory);
  for (const auto& [name, count] : done.counts)
    std::printf("  %s: %lld\n", name.c_str(), static_cast<long long>(count));
}
