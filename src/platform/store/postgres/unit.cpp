#include "platform/store/postgres/unit.h"

namespace rapport::store::postgres {

namespace {

// Only a statement of transaction control begins with these words; the text of units is checked as on SQLite.
void refuse_transaction_control(std::string_view sql) {
  const auto start = sql.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return;
  std::string word;
  for (const char c : sql.substr(start, 10)) {
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) break;
    word.push_back(static_cast<char>(c | 0x20));
  }
  for (const char* refused :
       {"begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "prepare"})
    if (word == refused) fail(ErrorCode::internal, "A unit of work cannot run " + word + ".");
}

}  // namespace

template <class F>
auto PostgresTransaction::guarded(F&& call) {
  rethrow_failure();
  try {
    return call();
  } catch (...) {
    failure_ = std::current_exception();
    throw;
  }
}

void PostgresTransaction::each(const Statement& statement, const Params& params, const EachRow& row) {
  guarded([&] { connection_.each(statement, params, row); });
}

void PostgresTransaction::each(const DynamicSql& sql, const Params& params, const EachRow& row) {
  guarded([&] {
    refuse_transaction_control(sql.sql);
    connection_.each(sql, params, row);
  });
}

std::int64_t PostgresTransaction::run(const Statement& statement, const Params& params) {
  return guarded([&] { return connection_.run(statement, params); });
}

std::int64_t PostgresTransaction::run(const DynamicSql& sql, const Params& params) {
  return guarded([&] {
    refuse_transaction_control(sql.sql);
    return connection_.run(sql, params);
  });
}

std::int64_t PostgresTransaction::run_batch(const Statement& statement, std::span<const Params> rows) {
  return guarded([&] { return connection_.run_batch(statement, rows); });
}

void PostgresTransaction::each_together(std::span<const Executions> all) {
  guarded([&] { connection_.each_together(all); });
}

void PostgresTransaction::run_script(std::string_view sql) {
  guarded([&] { connection_.run_script(sql); });
}

template <class S>
void PostgresReader::read(const S& statement, const Params& params, const EachRow& row) {
  constexpr const char* begin = "begin";
  const bool first = !std::exchange(began_, true);
  if (first) loan_->defer(begin);
  bool delivered = false;
  const EachRow watched = [&](const Row& r) {
    delivered = true;
    if (row) row(r);
  };
  const EachRow& reading = first ? watched : row;
  try {
    loan_->each(statement, params, reading);
  } catch (...) {
    if (!first || delivered || !loan_->lost()) throw;
    loan_.replace();
    loan_->defer(begin);
    loan_->each(statement, params, reading);
  }
}

void PostgresReader::each(const Statement& statement, const Params& params, const EachRow& row) {
  read(statement, params, row);
}

void PostgresReader::each(const DynamicSql& sql, const Params& params, const EachRow& row) {
  read(sql, params, row);
}

void PostgresReader::finish() {
  if (!began_ || !loan_) return;
  if (loan_->has_deferred()) {  // the statement never went out
    loan_->clear_deferred();
    return;
  }
  if (loan_->lost())
    loan_.drop();
  else
    loan_->send_and_forget("rollback");
}

}  // namespace rapport::store::postgres
