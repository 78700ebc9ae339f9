// One SQLite connection with our settings, its statement cache and its error texts. Used by one thread at a
// time.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>

#include "platform/store/batch.h"
#include "platform/store/bind_plan.h"

struct sqlite3;
struct sqlite3_stmt;

namespace rapport::store::sqlite {

using SteadyTime = std::chrono::steady_clock::time_point;

enum class Mode { write, read };

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const;
};

// A prepared statement with what was learned about its parameters and rows.
struct Prepared {
  std::unique_ptr<sqlite3_stmt, FinalizeStatement> handle;
  std::string_view name, sql;  // sql guards against a Statement that is no constant
  BindPlan plan;
  RowLayout layout;
  bool busy = false;  // its rows are being read; a nested use gets a copy of its own
};

class Connection {
 public:
  Connection(const std::string& path, Mode mode);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void each(const Statement& statement, const Params& params, const EachRow& row);
  void each(const DynamicSql& sql, const Params& params, const EachRow& row);
  std::int64_t run(const Statement& statement, const Params& params);
  std::int64_t run(const DynamicSql& sql, const Params& params);
  void each_together(std::span<const Executions> all);
  std::int64_t run_batch(const Statement& statement, std::span<const Params> rows);
  void prepare(const Statement& statement);
  void exec(const char* sql);
  // BEGIN, SAVEPOINT and the like, prepared once; `sql` is a constant. Not inside a unit.
  void control(const char* sql);

  // Inside a unit the authorizer refuses BEGIN, COMMIT, ROLLBACK, SAVEPOINT and ATTACH.
  void guard_transactions(bool on) { guarded_ = on; }
  bool in_transaction() const;
  // Rows changed and scripts run since the connection was opened: the same number before and after a unit
  // means that it changed nothing.
  std::int64_t changes() const;
  // Statements are interrupted after this moment; SteadyTime{} for never.
  void set_deadline(SteadyTime deadline) { deadline_ = deadline; }
  // Resets what was left running; gives its text, empty when all was well.
  std::string reset_leaked_statements();
  int wal_pages() const { return wal_pages_; }
  void wait_for_locks(Duration limit);
  // Moves the log into the file; truncate also empties it and is false when a reader stands in the way.
  bool checkpoint(bool truncate);

 private:
  struct Lease;  // a Prepared in use; resets it at the end
  Prepared& cached(const Statement& statement);
  Prepared& cached(const DynamicSql& sql);
  std::unique_ptr<Prepared> compile(std::string_view name, std::string_view sql);
  void bind(Prepared& prepared, const Params& params);
  void step_rows(Prepared& prepared, const Params& params, const EachRow& row);
  std::int64_t step_all(Prepared& prepared, const Params& params);
  void check_deadline() const;
  void configure(Mode mode);
  [[noreturn]] void fail_with(int code, std::string_view what) const;
  static int authorize(void* self, int action, const char*, const char*, const char*, const char*);

  sqlite3* db_ = nullptr;
  std::unordered_map<const Statement*, std::unique_ptr<Prepared>> statements_;
  std::unordered_map<std::string, std::unique_ptr<Prepared>> dynamic_;
  std::unordered_map<const char*, std::unique_ptr<Prepared>> control_;
  bool guarded_ = false;
  SteadyTime deadline_{};
  int wal_pages_ = 0;
  std::int64_t scripts_ = 0;
};

}  // namespace rapport::store::sqlite
