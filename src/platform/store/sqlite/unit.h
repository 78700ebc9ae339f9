// What a unit of work sees on SQLite, and what a read sees.
#pragma once

#include "platform/store/sqlite/connection.h"

namespace rapport::store::sqlite {

class SqliteTransaction final : public Transaction, public Batches {
 public:
  SqliteTransaction(Connection& connection, Instant now, IdSource& ids, Announcer& announcer)
      : Transaction(announcer), connection_(connection), now_(now), ids_(ids) {}

  Engine engine() const override { return Engine::sqlite; }
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

  // A unit that swallows the error of a statement does not commit, as on PostgreSQL.
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

class SqliteReader final : public Reader {
 public:
  SqliteReader(Connection& connection, Instant now) : connection_(connection), now_(now) {}
  Engine engine() const override { return Engine::sqlite; }
  Instant now() const override { return now_; }
  void each(const Statement& statement, const Params& params, const EachRow& row) override {
    connection_.each(statement, params, row);
  }
  void each(const DynamicSql& sql, const Params& params, const EachRow& row) override {
    connection_.each(sql, params, row);
  }

 private:
  Connection& connection_;
  Instant now_;
};

}  // namespace rapport::store::sqlite
