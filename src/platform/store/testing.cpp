#include "platform/store/testing.h"

#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/error.h"

namespace rapport::store::testing {

namespace {

std::string fresh_name() {
  static std::atomic<int> count{0};
  return "rapport_test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
}

std::string cluster_url() {
  const char* url = std::getenv("RAPPORT_TEST_POSTGRES");
  return url == nullptr ? std::string() : std::string(url);
}

void run_on_cluster(const std::string& sql) {
  PGconn* connection = PQconnectdb(cluster_url().c_str());
  PGresult* result = PQexec(connection, sql.c_str());
  const bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;
  const std::string message = PQerrorMessage(connection);
  PQclear(result);
  PQfinish(connection);
  if (!ok) fail(ErrorCode::unavailable, "The test cluster refuses: " + message);
}

// postgres://user@host:port/postgres?options → the same with another database.
std::string with_database(const std::string& url, const std::string& name) {
  const auto authority = url.find("://") + 3;
  const auto query = url.find('?', authority);
  const auto slash = url.find('/', authority);
  const auto end = std::min(slash, query) == std::string::npos ? url.size() : std::min(slash, query);
  return url.substr(0, end) + "/" + name + (query == std::string::npos ? "" : url.substr(query));
}

}  // namespace

TestDatabase::TestDatabase(Engine engine, const TestOptions& options)
    : engine_(engine), options_(options), ids_(clock_, random_), name_(fresh_name()) {
  if (engine_ == Engine::sqlite) {
    url_ = "sqlite:" + (std::filesystem::temp_directory_path() / (name_ + ".db")).string();
  } else {
    run_on_cluster("create database " + name_);
    url_ = with_database(cluster_url(), name_);
  }
  reopen();
  if (options_.schema >= 0) migrate(*database_, options_.schema);
}

TestDatabase::~TestDatabase() {
  database_.reset();
  if (engine_ == Engine::sqlite) {
    for (const char* suffix : {"", "-wal", "-shm"}) {
      std::error_code ignored;
      std::filesystem::remove(url_.substr(7) + suffix, ignored);
    }
    return;
  }
  try {
    run_on_cluster("drop database " + name_ + " with (force)");
  } catch (const Error& e) {
    std::fprintf(stderr, "%s\n", e.what());
  }
}

void TestDatabase::reopen() {
  database_.reset();
  database_ = Database::open({.url = url_,
                              .readers = options_.readers,
                              .writers = options_.writers,
                              .read_limit = options_.read_limit},
                             clock_, ids_);
}

std::vector<Engine> engines() {
  std::vector<Engine> out{Engine::sqlite};
  static std::atomic<bool> said{false};
  if (!cluster_url().empty())
    out.push_back(Engine::postgres);
  else if (!said.exchange(true))
    std::fprintf(stderr, "PostgreSQL is left out: RAPPORT_TEST_POSTGRES is not set.\n");
  return out;
}

void for_each_engine(const std::function<void(TestDatabase&)>& test, const TestOptions& options) {
  for (const Engine engine : engines()) {
    TestDatabase database(engine, options);
    test(database);
  }
}

void prepare_all(Database& database, std::span<const Statement> statements) {
  for (const Statement& statement : statements) database.prepare(statement);
}

}  // namespace rapport::store::testing
