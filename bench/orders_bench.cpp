// The import of the real shop's order lines against a bare loop: the rows that the import wrote, read from
// its file and inserted into a fresh database with the same schema and settings, as many lines a commit. The
// time of reading them alone is taken off the loop's. One argument: online_retail.csv.gz.
#include <sqlite3.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "base/test_data.h"
#include "customer/events/order_import.h"
#include "platform/store/testing.h"

using namespace rapport;
using store::testing::TestDatabase;

namespace {

// What the import writes for each line; `events` without its number, which the table gives itself.
constexpr const char* tables[] = {"contacts",      "identities",  "products",          "orders",
                                  "order_claims",  "order_lines", "order_adjustments", "contact_order_stats",
                                  "product_sales", "events"};
constexpr int rows_a_commit = 1'000;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void require(bool ok, sqlite3* db) {
  if (ok) return;
  std::fprintf(stderr, "bare loop: %s\n", sqlite3_errmsg(db));
  std::exit(1);
}

sqlite3* open_bare(const std::string& url) {
  sqlite3* db = nullptr;
  const std::string path = url.substr(url.find(':') + 1);
  require(sqlite3_open(path.c_str(), &db) == SQLITE_OK, db);
  for (const char* pragma :
       {"pragma journal_mode = wal", "pragma synchronous = full", "pragma secure_delete = on",
        "pragma cache_size = -65536", "pragma mmap_size = 268435456"})
    require(sqlite3_exec(db, pragma, nullptr, nullptr, nullptr) == SQLITE_OK, db);
  return db;
}

// Reads every row of `table`; inserts it into `to` when that is not null. Gives the number of rows.
std::int64_t copy(sqlite3* from, sqlite3* to, const std::string& table) {
  sqlite3_stmt* read = nullptr;
  sqlite3_stmt* write = nullptr;
  require(sqlite3_prepare_v2(from, ("select * from " + table + " order by rowid").c_str(), -1, &read,
                             nullptr) == SQLITE_OK ||
              sqlite3_prepare_v2(from, ("select * from " + table + " order by order_id, position").c_str(),
                                 -1, &read, nullptr) == SQLITE_OK,
          from);
  const int columns = sqlite3_column_count(read);
  if (to) {
    std::string marks = "?";
    for (int i = 1; i < columns; ++i) marks += ",?";
    require(sqlite3_prepare_v2(to, ("insert into " + table + " values (" + marks + ")").c_str(), -1, &write,
                               nullptr) == SQLITE_OK,
            to);
    sqlite3_exec(to, "begin", nullptr, nullptr, nullptr);
  }
  std::int64_t rows = 0;
  while (sqlite3_step(read) == SQLITE_ROW) {
    ++rows;
    if (!to) continue;
    for (int i = 0; i < columns; ++i) sqlite3_bind_value(write, i + 1, sqlite3_column_value(read, i));
    require(sqlite3_step(write) == SQLITE_DONE, to);
    sqlite3_reset(write);
    if (rows % rows_a_commit == 0) sqlite3_exec(to, "commit; begin", nullptr, nullptr, nullptr);
  }
  if (to) sqlite3_exec(to, "commit", nullptr, nullptr, nullptr);
  sqlite3_finalize(read);
  sqlite3_finalize(write);
  return rows;
}

double copy_all(sqlite3* from, sqlite3* to, std::int64_t& rows) {
  const double begin = now();
  rows = 0;
  for (const char* table : tables) rows += copy(from, to, table);
  return now() - begin;
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
  const double begin = now();
  const auto done = events::run_import(*imported, id, {});
  const double import_seconds = now() - begin;
  const double memory = peak_megabytes();

  TestDatabase bare(store::Engine::sqlite);
  sqlite3* from = open_bare(imported.url());
  sqlite3* to = open_bare(bare.url());
  std::int64_t rows = 0;
  copy_all(from, nullptr, rows);  // warm
  const double reading = copy_all(from, nullptr, rows);
  const double loop_seconds = copy_all(from, to, rows) - reading;
  sqlite3_close(from);
  sqlite3_close(to);

  const auto lines = static_cast<double>(done.lines_done);
  std::printf("order lines imported | %.0f in %.2f s, %.0f/s | \n", lines, import_seconds,
              lines / import_seconds);
  std::printf("the same %lld rows by a bare loop | %.2f s | \n", static_cast<long long>(rows), loop_seconds);
  std::printf("import against the bare loop | %.0f %% | >= 60 %%\n", 100 * loop_seconds / import_seconds);
  std::printf("memory of the import | %.0f MB | < 200 MB\n", memory);
  for (const auto& [name, count] : done.counts)
    std::printf("  %s | %lld | \n", name.c_str(), static_cast<long long>(count));
}
