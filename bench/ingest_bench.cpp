// What ingest_bench.sh measures the intake of facts against: the rows that those requests wrote (facts and
// the claims of their messageIds), inserted by a bare loop into a fresh database with the same schema and
// indexes.
//   bench_ingest sqlite FILE FACTS_A_COMMIT                  prints facts a second and processor µs for each
//   bench_ingest postgres URL CONNECTIONS FACTS_A_COMMIT POSTMASTER   pipelined prepared INSERTs over so many
//   connections; with the processor time of PostgreSQL, whose first process this is
#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>

#include "bare_copy.h"
#include "platform/store/testing.h"

using namespace rapport;
using store::testing::TestDatabase;

namespace {

constexpr const char* most_facts = " limit 40000";  // the first so many: they cost as much as the rest
constexpr const char* fact_columns =
    "contact_id, id, type, occurred_at, received_at, arrival, channel, source, reference_id, actor_kind,"
    " actor_id, cause, payload";
constexpr const char* claim_columns = "source_id, message_id, claimed_at";

void print(double facts, const bench::Cost& cost) {
  std::printf("%.0f %.0f\n", facts / cost.seconds, cost.cpu / facts * 1e6);
}

std::string facts_of(const char* order) {
  return std::string("select ") + fact_columns + " from events where type = 'Product Viewed'" + order +
         most_facts;
}
// In the order in which they came.
std::string claims_of(const char* order) {
  return std::string("select ") + claim_columns + " from message_claims" + order + most_facts;
}

void bare_sqlite(const std::string& filled, std::int64_t facts_a_commit) {
  TestDatabase fresh(store::Engine::sqlite);
  const std::vector<bench::BareTable> tables{{"events", facts_of(" order by rowid"),
                                              std::string("insert into events (") + fact_columns +
                                                  ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
                                             {"message_claims", claims_of(" order by claimed_at")}};
  bench::BareCopy copy(filled, fresh.url().substr(fresh.url().find(':') + 1), tables);
  const std::int64_t facts = copy.rows_of(0);
  print(static_cast<double>(facts), copy.run((facts + facts_a_commit - 1) / facts_a_commit));
}

using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;
using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

[[noreturn]] void fail_with(PGconn* c) {
  std::fprintf(stderr, "%s", PQerrorMessage(c));
  std::exit(1);
}
Connection connect(const std::string& url) {
  Connection c(PQconnectdb(url.c_str()), &PQfinish);
  if (PQstatus(c.get()) != CONNECTION_OK) fail_with(c.get());
  return c;
}
Result run(PGconn* c, const std::string& sql) {
  Result result(PQexec(c, sql.c_str()), &PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail_with(c);
  return result;
}

struct Rows {
  const char* name;
  Result result;
};

std::string insert_of(const char* table, const char* columns, int count) {
  std::string marks;
  for (int i = 1; i <= count; ++i) marks += (i > 1 ? ", $" : "$") + std::to_string(i);
  return std::string("insert into ") + table + " (" + columns + ") values (" + marks + ")";
}

void send_row(PGconn* c, const Rows& rows, int row) {
  std::vector<const char*> values;
  for (int i = 0; i < PQnfields(rows.result.get()); ++i)
    values.push_back(PQgetisnull(rows.result.get(), row, i) ? nullptr
                                                            : PQgetvalue(rows.result.get(), row, i));
  if (!PQsendQueryPrepared(c, rows.name, static_cast<int>(values.size()), values.data(), nullptr, nullptr, 0))
    fail_with(c);
}

// One transaction: everything goes out, then all answers are read.
void insert(PGconn* c, const std::vector<Rows>& tables, int from, int to) {
  const auto word = [&](const char* sql) {
    if (!PQsendQueryParams(c, sql, 0, nullptr, nullptr, nullptr, nullptr, 0)) fail_with(c);
  };
  word("begin");
  for (const auto& rows : tables)
    for (int row = from; row < std::min(to, PQntuples(rows.result.get())); ++row) send_row(c, rows, row);
  word("commit");
  if (!PQpipelineSync(c)) fail_with(c);
  for (;;) {
    const Result result(PQgetResult(c), &PQclear);
    if (!result) continue;  // the end of one statement's answer
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_PIPELINE_SYNC) return;
    if (status != PGRES_COMMAND_OK) fail_with(c);
  }
}

// Processor seconds of PostgreSQL: its first process, those that ended, and those that are there; 0 when it
// runs elsewhere.
double postgres_cpu(int postmaster) {
  double ticks = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "stat");
    std::string line;
    if (!std::getline(file, line)) continue;
    std::istringstream rest(line.substr(line.rfind(')') + 2));
    std::vector<std::string> words;
    for (std::string word; rest >> word;) words.push_back(word);
    const bool first = entry.path().filename() == std::to_string(postmaster);
    if (words.size() < 15 || (!first && words[1] != std::to_string(postmaster))) continue;
    for (std::size_t i = 11; i < (first ? 15 : 13); ++i) ticks += std::stod(words[i]);
  }
  return postmaster == 0 ? 0 : ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void bare_postgres(const std::string& filled, int connections, int facts_a_commit, int postmaster) {
  TestDatabase fresh(store::Engine::postgres);
  const auto source = connect(filled);
  std::vector<Rows> tables;
  tables.push_back({"fact", run(source.get(), facts_of(" order by seq"))});
  tables.push_back({"claim", run(source.get(), claims_of(" order by claimed_at"))});
  const int facts = PQntuples(tables.front().result.get());
  std::vector<Connection> open;
  for (int i = 0; i < connections; ++i) {
    auto* c = open.emplace_back(connect(fresh.url())).get();
    for (const auto& [name, sql] : {std::pair("fact", insert_of("events", fact_columns, 13)),
                                    std::pair("claim", insert_of("message_claims", claim_columns, 3))})
      Result(PQprepare(c, name, sql.c_str(), 0, nullptr), &PQclear);
    PQenterPipelineMode(c);
  }
  std::atomic<int> next = 0;
  const double before = postgres_cpu(postmaster);
  const bench::Stopwatch watch;
  std::vector<std::thread> threads;
  for (const auto& c : open)
    threads.emplace_back([&, c = c.get()] {
      for (int at = next.fetch_add(facts_a_commit); at < facts; at = next.fetch_add(facts_a_commit))
        insert(c, tables, at, at + facts_a_commit);
    });
  for (auto& thread : threads) thread.join();
  auto cost = watch.read();
  cost.cpu += postgres_cpu(postmaster) - before;
  print(facts, cost);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  if (std::string(argv[1]) == "sqlite")
    bare_sqlite(argv[2], std::atoll(argv[3]));
  else
    bare_postgres(argv[2], std::atoi(argv[3]), argc > 4 ? std::atoi(argv[4]) : 1,
                  argc > 5 ? std::atoi(argv[5]) : 0);
}
