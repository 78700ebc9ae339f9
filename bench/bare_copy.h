// The bare loop that imports are measured against: the rows that an import wrote, read from its file and
// inserted into a fresh database with the same schema, indexes and settings, so many of each table in one
// durable transaction as the import had. Reading them and preparing statements is not counted.
#pragma once

#include <sqlite3.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

namespace rapport::bench {

inline double wall_clock() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

inline double cpu_clock(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

inline double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// On a machine with other work the ratio of `cpu` says more than that of `seconds`.
struct Cost {
  double seconds = 0, cpu = 0;
};

// Of the whole process, all threads.
class Stopwatch {
 public:
  Cost read() const { return {wall_clock() - wall_, cpu_clock(CLOCK_PROCESS_CPUTIME_ID) - cpu_}; }

 private:
  double wall_ = wall_clock(), cpu_ = cpu_clock(CLOCK_PROCESS_CPUTIME_ID);
};

struct BareTable {
  std::string name;
  std::string select = {};  // "select * from NAME order by rowid"
  std::string insert = {};  // "insert into NAME values (?, …)"
};

class BareCopy {
 public:
  BareCopy(const std::string& filled, const std::string& fresh, const std::vector<BareTable>& tables) {
    require(sqlite3_open(filled.c_str(), &from_) == SQLITE_OK, from_);
    require(sqlite3_open(fresh.c_str(), &to_) == SQLITE_OK, to_);
    for (const char* pragma : {"pragma journal_mode = wal", "pragma synchronous = full",
                               "pragma secure_delete = on", "pragma cache_size = -65536"})
      require(sqlite3_exec(to_, pragma, nullptr, nullptr, nullptr) == SQLITE_OK, to_);
    for (const auto& table : tables) open(table);
  }
  ~BareCopy() {
    for (auto& t : tables_) sqlite3_finalize(t.read), sqlite3_finalize(t.write);
    sqlite3_close(from_);
    sqlite3_close(to_);
  }
  BareCopy(const BareCopy&) = delete;
  BareCopy& operator=(const BareCopy&) = delete;

  std::int64_t rows() const {
    std::int64_t sum = 0;
    for (const auto& t : tables_) sum += t.count;
    return sum;
  }

  std::int64_t rows_of(std::size_t table) const { return tables_[table].count; }

  // All rows, in so many transactions, each with its share of every table.
  Cost run(std::int64_t commits) {
    Cost cost;
    for (std::int64_t i = 1; i <= commits; ++i) {
      for (auto& t : tables_) load(t, t.count * i / commits);
      const double wall = wall_clock(), cpu = cpu_clock(CLOCK_THREAD_CPUTIME_ID);
      execute("begin immediate");
      for (auto& t : tables_) insert(t);
      execute("commit");
      cost.cpu += cpu_clock(CLOCK_THREAD_CPUTIME_ID) - cpu;
      cost.seconds += wall_clock() - wall;
      for (auto& t : tables_) forget(t);
    }
    return cost;
  }

 private:
  struct Table {
    sqlite3_stmt *read = nullptr, *write = nullptr;
    std::int64_t count = 0, taken = 0;
    std::vector<std::vector<sqlite3_value*>> rows;
  };

  static void require(bool ok, sqlite3* db) {
    if (ok) return;
    std::fprintf(stderr, "bare loop: %s\n", sqlite3_errmsg(db));
    std::exit(1);
  }

  void execute(const char* sql) {
    require(sqlite3_exec(to_, sql, nullptr, nullptr, nullptr) == SQLITE_OK, to_);
  }

  void open(const BareTable& table) {
    Table t;
    const std::string select =
        table.select.empty() ? "select * from " + table.name + " order by rowid" : table.select;
    require(sqlite3_prepare_v2(from_, select.c_str(), -1, &t.read, nullptr) == SQLITE_OK, from_);
    std::string insert = table.insert;
    if (insert.empty()) {
      insert = "insert into " + table.name + " values (?";
      for (int i = 1; i < sqlite3_column_count(t.read); ++i) insert += ", ?";
      insert += ")";
    }
    require(sqlite3_prepare_v2(to_, insert.c_str(), -1, &t.write, nullptr) == SQLITE_OK, to_);
    sqlite3_stmt* count = nullptr;
    require(sqlite3_prepare_v2(from_, ("select count(*) from (" + select + ")").c_str(), -1, &count,
                               nullptr) == SQLITE_OK,
            from_);
    sqlite3_step(count);
    t.count = sqlite3_column_int64(count, 0);
    sqlite3_finalize(count);
    tables_.push_back(std::move(t));
  }

  static void load(Table& t, std::int64_t until) {
    for (; t.taken < until && sqlite3_step(t.read) == SQLITE_ROW; ++t.taken) {
      auto& row = t.rows.emplace_back();
      for (int c = 0; c < sqlite3_column_count(t.read); ++c)
        row.push_back(sqlite3_value_dup(sqlite3_column_value(t.read, c)));
    }
  }

  void insert(Table& t) {
    for (const auto& row : t.rows) {
      for (std::size_t c = 0; c < row.size(); ++c)
        sqlite3_bind_value(t.write, static_cast<int>(c + 1), row[c]);
      require(sqlite3_step(t.write) == SQLITE_DONE, to_);
      sqlite3_reset(t.write);
    }
  }

  static void forget(Table& t) {
    for (auto& row : t.rows)
      for (auto* value : row) sqlite3_value_free(value);
    t.rows.clear();
  }

  sqlite3 *from_ = nullptr, *to_ = nullptr;
  std::vector<Table> tables_;
};

}  // namespace rapport::bench
