// One connection to PostgreSQL, always in pipeline mode: BEGIN and SAVEPOINT wait here and go out with the
// next statement, so that a unit costs one round trip for each of its statements and one for the commit of
// its group. Used by one thread at a time.
#pragma once

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "platform/store/batch.h"
#include "platform/store/bind_plan.h"
#include "platform/store/postgres/result.h"

namespace rapport::store::postgres {

struct Address {
  std::string url;     // libpq's, without our own options
  std::string schema;  // from ?schema=…; empty for the server's default
};
Address parse_address(std::string_view url);

enum class Role { write, read };

class Connection {
 public:
  Connection(const Address& address, Role role, Duration statement_limit);  // Error(unavailable)
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // A constant command that goes out with the next statement or flush.
  void defer(const char* command) { deferred_.push_back(command); }
  // Takes back the last command when it has not gone out yet.
  bool take_back(const char* command);
  bool has_deferred() const { return !deferred_.empty(); }
  void clear_deferred() { deferred_.clear(); }
  void flush();
  // Sends the command and reads its answer before the next use only.
  void send_and_forget(const char* command);
  // Sends what is deferred and COMMIT. When it throws and lost() holds, the fate is not known.
  void commit();

  void each(const Statement& statement, const Params& params, const EachRow& row);
  void each(const DynamicSql& sql, const Params& params, const EachRow& row);
  std::int64_t run(const Statement& statement, const Params& params);
  std::int64_t run(const DynamicSql& sql, const Params& params);
  void each_together(std::span<const Executions> all);
  std::int64_t run_batch(const Statement& statement, std::span<const Params> rows);
  void run_script(std::string_view sql);
  void prepare(const Statement& statement);

  bool lost() const { return PQstatus(connection_) == CONNECTION_BAD; }
  // SQLSTATE of the last failure; empty when there was none since clear_state().
  const std::string& state() const { return state_; }
  void clear_state() { state_.clear(); }
  // Whether a statement has written since clear_written(), or failed.
  bool wrote() const { return wrote_; }
  void clear_written() { wrote_ = false; }

 private:
  struct Variant {  // one list of parameter types
    std::vector<Oid> types;
    std::string name;
    bool ready = false;
  };
  struct Prepared {
    std::string_view name, sql;
    std::string text;
    BindPlan plan;
    RowLayout layout;
    std::vector<std::unique_ptr<Variant>> variants;
    std::unique_ptr<Prepared>
        over_arrays;  // the same for many rows at once; its text is empty where there is none
  };
  struct Expected {
    Variant* variant = nullptr;  // its PREPARE
    bool is_result = false;      // the answer that the caller wants
    std::string_view what;
  };

  void configure(const Address& address, Role role, Duration statement_limit);
  void exec_simple(const std::string& sql, std::string_view what);
  Prepared& cached(const Statement& statement);
  Variant& variant_for(Prepared& prepared);
  void load(const Params& params, const std::vector<int>& places);
  void load_value(std::size_t index, const Value& value);
  // An array for each parameter; gives how many of the rows are in them: those of one type that go out at
  // once.
  std::size_t load_arrays(std::span<const Params> rows, Prepared& bulk);
  Prepared* bulk_of(Prepared& prepared);  // null when there is none
  // Sends executions for all rows, over arrays where the statement has that form; gives the number of answers
  // to come.
  std::size_t send_rows(Prepared& prepared, std::span<const Params> rows, RowLayout** layout);
  void send_deferred();
  void send_execution(Prepared& prepared);
  void expect(int sent, Expected expected);
  void sync();
  // Read all answers up to the sync; throw the first error. All that are wanted, in their order, or the last.
  std::vector<Result> collect_all();
  Result collect();
  Result execute(const Statement& statement, const Params& params, RowLayout** layout);
  Result execute(const DynamicSql& sql, const Params& params);
  void note_failure(const PGresult* result, std::string_view what);
  [[noreturn]] void throw_failure();

  PGconn* connection_ = nullptr;
  std::unordered_map<const Statement*, std::unique_ptr<Prepared>> statements_;
  int next_name_ = 0;
  std::int64_t changed_ = 0;  // rows, by the executions that were collected last
  std::vector<const char*> deferred_;
  std::vector<Expected> expected_;
  std::string state_, failure_, failed_statement_;
  bool wrote_ = false;

  // The parameters of the execution being sent; kept to save allocations.
  std::vector<Oid> types_;
  std::vector<const char*> values_;
  std::vector<int> lengths_, formats_;
  std::vector<std::array<char, 8>> binary_;
  std::string texts_;  // text values one after the other, each with the end mark that libpq looks for
  std::vector<std::size_t> text_starts_;
  std::vector<std::string> arrays_;  // of a batch, by parameter
};

}  // namespace rapport::store::postgres
