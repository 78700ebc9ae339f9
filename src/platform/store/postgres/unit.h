// What a unit of work sees on PostgreSQL, and what a read sees.
#pragma once

#include "platform/store/pool.h"
#include "platform/store/postgres/connection.h"

namespace rapport::store::postgres {

class PostgresTransaction final : public Transaction, public Batches {
 public:
  PostgresTransaction(Connection& connection, Instant now, IdSource& ids, Announcer& announcer)
      : Transaction(announcer), connection_(connection), now_(now), ids_(ids) {}

  Engine engine() const override { return Engine::postgres; }
  Instant now() const override { return now_; }
  void each(const Statement& statement, const Params& params, const EachRow& row) override;
  void each(const DynamicSql& sql, const Params& params, const EachRow& row) override;
  std::int64_t run(const Statement& statement, const Params& params) override;
  std::int64_t run(const DynamicSql& sql, const Params& params) override;
  std::int64_t run_batch(const Statement& statement, std::span<const Params> rows) override;
  void each_together(std::span<const Executions> all) override;
  Uuid new_uuid() override { return ids_.next(); }
  void after_commit(std::function<void()> hook) override { hooks_.push_back(std::move(hook)); }
  void run_script(std::string_view sql) override;

  // The server refuses everything after a failed statement; so does a unit that swallowed the error.
  void rethrow_failure() const {
    if (failure_) std::rethrow_exception(failure_);
  }
  std::vector<std::function<void()>> take_hooks() { return std::move(hooks_); }

 private:
  template <class F>
  auto guarded(F&& call);

  Connection& connection_;
  Instant now_;
  IdSource& ids_;
  std::vector<std::function<void()>> hooks_;
  std::exception_ptr failure_;
};

// One REPEATABLE READ snapshot, taken by the first statement. A connection that turns out to be dead then is
// replaced, once: nothing was read yet.
class PostgresReader final : public Reader {
 public:
  PostgresReader(Pool<Connection>::Loan& loan, Instant now) : loan_(loan), now_(now) {}
  Engine engine() const override { return Engine::postgres; }
  Instant now() const override { return now_; }
  void each(const Statement& statement, const Params& params, const EachRow& row) override;
  void each(const DynamicSql& sql, const Params& params, const EachRow& row) override;
  void finish();

 private:
  template <class S>
  void read(const S& statement, const Params& params, const EachRow& row);

  Pool<Connection>::Loan& loan_;
  Instant now_;
  bool began_ = false;
};

}  // namespace rapport::store::postgres
