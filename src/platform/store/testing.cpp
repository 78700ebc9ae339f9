#include "platform/store/testing.h"

#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>

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

void drop(const std::string& database) {
  try {
    run_on_cluster("drop database " + database + " with (force)");
  } catch (const Error& e) {
    std::fprintf(stderr, "%s\n", e.what());
  }
}

// postgres://user@host:port/postgres?options → the same with another database.
std::string with_database(const std::string& url, const std::string& name) {
  const auto authority = url.find("://") + 3;
  const auto query = url.find('?', authority);
  const auto slash = url.find('/', authority);
  const auto end = std::min(slash, query) == std::string::npos ? url.size() : std::min(slash, query);
  return url.substr(0, end) + "/" + name + (query == std::string::npos ? "" : url.substr(query));
}

// A migrated database of each engine, made once a process: a copy of it is quicker than all the migrations.
class Templates {
 public:
  ~Templates() {
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
    if (!name_.empty()) drop(name_);
  }
  std::filesystem::path file() {
    const std::lock_guard lock(mutex_);
    if (file_.empty()) {
      const auto path = std::filesystem::temp_directory_path() / (fresh_name() + "_template.db");
      fill("sqlite:" + path.string());
      file_ = path;
    }
    return file_;
  }
  std::string name() {
    const std::lock_guard lock(mutex_);
    if (name_.empty()) {
      const std::string name = fresh_name() + "_template";
      run_on_cluster("create database " + name);
      fill(with_database(cluster_url(), name));
      name_ = name;
    }
    return name_;
  }

 private:
  static void fill(const std::string& url) {
    TestClock clock;
    SystemRandom random;
    IdSource ids(clock, random);
    migrate(*Database::open({.url = url, .readers = 1, .writers = 1}, clock, ids));
  }

  std::mutex mutex_;
  std::filesystem::path file_;
  std::string name_;
};

Templates& templates() {
  static Templates all;
  return all;
}

}  // namespace

TestDatabase::TestDatabase(Engine engine, const TestOptions& options)
    : engine_(engine), options_(options), ids_(clock_, random_), name_(fresh_name()) {
  const bool newest = options_.schema == 0;
  if (engine_ == Engine::sqlite) {
    const auto file = std::filesystem::temp_directory_path() / (name_ + ".db");
    url_ = "sqlite:" + file.string();
    if (newest) std::filesystem::copy_file(templates().file(), file);
  } else {
    run_on_cluster("create database " + name_ + (newest ? " template " + templates().name() : ""));
    url_ = with_database(cluster_url(), name_);
  }
  reopen();
  if (options_.schema > 0) migrate(*database_, options_.schema);
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
  drop(name_);
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
