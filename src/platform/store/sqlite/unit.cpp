#include "platform/store/sqlite/unit.h"

namespace rapport::store::sqlite {

template <class F>
auto SqliteTransaction::guarded(F&& call) {
  rethrow_failure();
  try {
    return call();
  } catch (...) {
    failure_ = std::current_exception();
    throw;
  }
}

void SqliteTransaction::each(const Statement& statement, const Params& params, const EachRow& row) {
  guarded([&] { connection_.each(statement, params, row); });
}

void SqliteTransaction::each(const DynamicSql& sql, const Params& params, const EachRow& row) {
  guarded([&] { connection_.each(sql, params, row); });
}

std::int64_t SqliteTransaction::run(const Statement& statement, const Params& params) {
  return guarded([&] { return connection_.run(statement, params); });
}

std::int64_t SqliteTransaction::run(const DynamicSql& sql, const Params& params) {
  return guarded([&] { return connection_.run(sql, params); });
}

std::int64_t SqliteTransaction::run_batch(const Statement& statement, std::span<const Params> rows) {
  return guarded([&] { return connection_.run_batch(statement, rows); });
}

void SqliteTransaction::each_together(std::span<const Executions> all) {
  guarded([&] { connection_.each_together(all); });
}

void SqliteTransaction::run_script(std::string_view sql) {
  guarded([&] { connection_.exec(std::string(sql).c_str()); });
}

}  // namespace rapport::store::sqlite
