#include "platform/store/sqlite/connection.h"

#include <sqlite3.h>

#include <mutex>

#include "base/error.h"
#include "base/text.h"
#include "platform/store/sqlite/errors.h"
#include "platform/store/sqlite/statement_row.h"

namespace rapport::store::sqlite {

namespace {

constexpr std::size_t max_dynamic_statements = 128;
constexpr int steps_between_deadline_checks = 10'000;

std::vector<std::string> parameter_names(sqlite3_stmt* statement) {
  std::vector<std::string> names;
  const int count = sqlite3_bind_parameter_count(statement);
  for (int i = 1; i <= count; ++i) {
    const char* name = sqlite3_bind_parameter_name(statement, i);
    if (name == nullptr || name[0] != ':') fail(ErrorCode::internal, "A parameter is not written as :name.");
    names.emplace_back(name + 1);
  }
  return names;
}

int bind_value(sqlite3_stmt* statement, int index, const Value& value) {
  return std::visit(
      [&](const auto& v) -> int {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          return sqlite3_bind_null(statement, index);
        else if constexpr (std::is_same_v<T, bool>)
          return sqlite3_bind_int(statement, index, v ? 1 : 0);
        else if constexpr (std::is_same_v<T, std::int64_t>)
          return sqlite3_bind_int64(statement, index, v);
        else if constexpr (std::is_same_v<T, double>)
          return sqlite3_bind_double(statement, index, v);
        else if constexpr (std::is_same_v<T, Uuid>)
          return sqlite3_bind_blob(statement, index, v.bytes.data(), 16, SQLITE_STATIC);
        else {
          // An empty view may point nowhere, which SQLite would take for NULL.
          const char* data = v.data() == nullptr ? "" : v.data();
          if (value.type == ColumnType::bytes)
            return sqlite3_bind_blob64(statement, index, data, v.size(), SQLITE_STATIC);
          return sqlite3_bind_text64(statement, index, data, v.size(), SQLITE_STATIC, SQLITE_UTF8);
        }
      },
      value.data);
}

// text::fold for conditions that search within a text.
void fold_text(sqlite3_context* context, int, sqlite3_value** arguments) noexcept {
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  try {
    const auto* data = reinterpret_cast<const char*>(sqlite3_value_text(arguments[0]));
    const auto size = static_cast<std::size_t>(sqlite3_value_bytes(arguments[0]));
    const std::string folded = text::fold({data == nullptr ? "" : data, size});
    sqlite3_result_text64(context, folded.data(), folded.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } catch (const std::exception&) {
    sqlite3_result_error_nomem(context);
  }
}

// The day of an instant (milliseconds) in a zone, as days since 1970-01-01: local_day(ms, 'Europe/Paris').
void local_day(sqlite3_context* context, int, sqlite3_value** arguments) noexcept {
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  try {
    thread_local std::shared_ptr<const TimeZone> zone = TimeZone::utc();  // of the last row: always the same
    const auto* data = reinterpret_cast<const char*>(sqlite3_value_text(arguments[1]));
    const std::string_view name = data == nullptr ? "" : data;
    if (zone->name() != name) {
      auto found = TimeZone::find(name);
      zone = found ? found : TimeZone::utc();
    }
    const Date date = zone->local(Instant{sqlite3_value_int64(arguments[0])}).date;
    sqlite3_result_int64(context, days_since_epoch(date));
  } catch (const std::exception&) {
    sqlite3_result_error_nomem(context);
  }
}

}  // namespace

void FinalizeStatement::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

struct Connection::Lease {
  explicit Lease(Prepared& p) : prepared(p) { prepared.busy = true; }
  ~Lease() {
    // Bindings stay: they are static views, and every later use binds all of them anew.
    sqlite3_reset(prepared.handle.get());
    prepared.busy = false;
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  Prepared& prepared;
};

namespace {
// Before the first use of the library. Its figures of memory, which nobody asks for, take a lock of the whole
// process at each allocation: readers and the writer would wait for each other all the time.
void configure_library() {
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}
}  // namespace

Connection::Connection(const std::string& path, Mode mode) {
  configure_library();
  const int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == Mode::write ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &db_, flags, nullptr);
  if (code != SQLITE_OK) {
    const std::string message = sqlite3_errmsg(db_);
    sqlite3_close(db_);
    fail(ErrorCode::unavailable, "The database file " + path + " cannot be opened: " + message + ".");
  }
  try {
    configure(mode);
  } catch (...) {
    sqlite3_close(db_);
    throw;
  }
}

Connection::~Connection() {
  statements_.clear();
  dynamic_.clear();
  control_.clear();
  sqlite3_close(db_);
}

void Connection::configure(Mode mode) {
  sqlite3_extended_result_codes(db_, 0);
  sqlite3_busy_timeout(db_, 5'000);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  if (mode == Mode::write) {
    exec("pragma journal_mode = wal");
    exec("pragma synchronous = full");
    exec("pragma secure_delete = on");  // FAST and off leave copies of erased people in the file
    exec("pragma foreign_keys = on");
    exec("pragma wal_autocheckpoint = 0");  // the writer does it after the answers went out
    exec("pragma journal_size_limit = 67108864");
    // Its own cache and no map: the pages of a map that an import touches would count as memory of ours.
    exec("pragma cache_size = -65536");
    exec("pragma mmap_size = 0");
    sqlite3_wal_hook(
        db_,
        [](void* self, sqlite3*, const char*, int pages) {
          static_cast<Connection*>(self)->wal_pages_ = pages;
          return SQLITE_OK;
        },
        this);
  } else {
    exec("pragma query_only = on");
    exec("pragma cache_size = -16384");
    exec("pragma mmap_size = 268435456");
  }
  sqlite3_create_function_v2(db_, "fold_text", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr, fold_text,
                             nullptr, nullptr, nullptr);
  sqlite3_create_function_v2(db_, "local_day", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr, local_day,
                             nullptr, nullptr, nullptr);
  exec("pragma trusted_schema = off");
  exec("pragma temp_store = memory");
  sqlite3_set_authorizer(db_, &Connection::authorize, this);
  sqlite3_progress_handler(
      db_, steps_between_deadline_checks,
      [](void* self) {
        const SteadyTime deadline = static_cast<Connection*>(self)->deadline_;
        return deadline != SteadyTime{} && std::chrono::steady_clock::now() > deadline ? 1 : 0;
      },
      this);
}

int Connection::authorize(void* self, int action, const char*, const char*, const char*, const char*) {
  if (!static_cast<Connection*>(self)->guarded_) return SQLITE_OK;
  switch (action) {
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
      return SQLITE_DENY;
    default:
      return SQLITE_OK;
  }
}

void Connection::fail_with(int code, std::string_view what) const { fail_with_code(db_, code, what); }

std::int64_t Connection::changes() const { return sqlite3_total_changes64(db_) + scripts_; }

void Connection::exec(const char* sql) {
  ++scripts_;
  const int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail_with(code, std::string_view(sql).substr(0, 60));
}

void Connection::control(const char* sql) {
  auto& slot = control_[sql];
  if (!slot) slot = compile(sql, sql);
  const Lease lease(*slot);
  const int code = sqlite3_step(slot->handle.get());
  if (code != SQLITE_DONE) fail_with(code, sql);
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }

std::unique_ptr<Prepared> Connection::compile(std::string_view name, std::string_view sql) {
  auto prepared = std::make_unique<Prepared>();
  sqlite3_stmt* handle = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, &rest);
  prepared->handle.reset(handle);
  if (code != SQLITE_OK) fail_with(code, name);
  const std::string_view tail = sql.substr(static_cast<std::size_t>(rest - sql.data()));
  if (handle == nullptr || tail.find_first_not_of(" \t\r\n;") != std::string_view::npos)
    fail(ErrorCode::internal, "The statement " + std::string(name) + " is not exactly one statement.");
  prepared->name = name;
  prepared->plan = BindPlan(parameter_names(handle));
  return prepared;
}

Prepared& Connection::cached(const Statement& statement) {
  auto& slot = statements_[&statement];
  if (!slot || slot->sql.data() != statement.sql.data() || slot->sql.size() != statement.sql.size()) {
    slot = compile(statement.name, statement.sql);
    slot->sql = statement.sql;
  }
  return *slot;
}

Prepared& Connection::cached(const DynamicSql& sql) {
  if (const auto it = dynamic_.find(sql.sql); it != dynamic_.end()) return *it->second;
  if (dynamic_.size() >= max_dynamic_statements)
    std::erase_if(dynamic_, [](const auto& entry) { return !entry.second->busy; });
  return *dynamic_.emplace(sql.sql, compile("dynamic", sql.sql)).first->second;
}

void Connection::prepare(const Statement& statement) { compile(statement.name, statement.sql); }

void Connection::bind(Prepared& prepared, const Params& params) {
  const std::vector<int>& places = prepared.plan.match(params, prepared.name);
  const std::span<const Param> given = params.all();
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Value& value = given[static_cast<std::size_t>(places[i])].value;
    const int code = bind_value(prepared.handle.get(), static_cast<int>(i) + 1, value);
    if (code != SQLITE_OK) fail_with(code, prepared.name);
  }
}

void Connection::check_deadline() const {
  if (deadline_ != SteadyTime{} && std::chrono::steady_clock::now() > deadline_)
    fail(ErrorCode::unavailable, "The request read from the database for too long and was stopped.");
}

void Connection::step_rows(Prepared& prepared, const Params& params, const EachRow& row) {
  check_deadline();
  const Lease lease(prepared);
  bind(prepared, params);
  sqlite3_stmt* handle = prepared.handle.get();
  const StatementRow current(handle, prepared.layout);
  int code = sqlite3_step(handle);
  // A changed schema prepares the statement anew, and `select *` may then have other columns.
  if (code == SQLITE_ROW && prepared.layout.type != nullptr &&
      sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_REPREPARE, 1) > 0)
    prepared.layout.type = nullptr;
  for (; code == SQLITE_ROW; code = sqlite3_step(handle))
    if (row) row(current);
  if (code != SQLITE_DONE) fail_with(code, prepared.name);
}

std::int64_t Connection::step_all(Prepared& prepared, const Params& params) {
  const Lease lease(prepared);
  bind(prepared, params);
  sqlite3_stmt* handle = prepared.handle.get();
  int code = sqlite3_step(handle);
  while (code == SQLITE_ROW) code = sqlite3_step(handle);
  if (code != SQLITE_DONE) fail_with(code, prepared.name);
  return sqlite3_stmt_readonly(handle) != 0 ? 0 : sqlite3_changes64(db_);
}

void Connection::each(const Statement& statement, const Params& params, const EachRow& row) {
  Prepared& prepared = cached(statement);
  if (!prepared.busy) return step_rows(prepared, params, row);
  const auto copy = compile(statement.name, statement.sql);
  step_rows(*copy, params, row);
}

void Connection::each(const DynamicSql& sql, const Params& params, const EachRow& row) {
  Prepared& prepared = cached(sql);
  if (!prepared.busy) return step_rows(prepared, params, row);
  const auto copy = compile("dynamic", sql.sql);
  step_rows(*copy, params, row);
}

std::int64_t Connection::run(const Statement& statement, const Params& params) {
  return step_all(cached(statement), params);
}

std::int64_t Connection::run(const DynamicSql& sql, const Params& params) {
  return step_all(cached(sql), params);
}

std::int64_t Connection::run_batch(const Statement& statement, std::span<const Params> rows) {
  Prepared& prepared = cached(statement);
  std::int64_t changed = 0;
  for (const Params& params : rows) changed += step_all(prepared, params);
  return changed;
}

void Connection::each_together(std::span<const Executions> all) {
  for (const Executions& some : all)
    for (const Params& params : some.rows) each(*some.statement, params, some.row);
}

void Connection::wait_for_locks(Duration limit) {
  sqlite3_busy_timeout(db_, static_cast<int>(limit.count()));
}

std::string Connection::reset_leaked_statements() {
  std::string leaked;
  for (sqlite3_stmt* s = sqlite3_next_stmt(db_, nullptr); s != nullptr; s = sqlite3_next_stmt(db_, s)) {
    // One without a text is the search index's own, which it closes itself when the transaction ends.
    if (sqlite3_stmt_busy(s) == 0 || sqlite3_sql(s) == nullptr) continue;
    leaked = sqlite3_sql(s);
    sqlite3_reset(s);
  }
  return leaked;
}

bool Connection::checkpoint(bool truncate) {
  const int mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  int left = 0, moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(db_, nullptr, mode, &left, &moved);
  wal_pages_ = 0;
  return code == SQLITE_OK;
}

}  // namespace rapport::store::sqlite
