#include "platform/store/sqlite/database.h"

#include "base/error.h"
#include "platform/store/pool.h"
#include "platform/store/sqlite/writer.h"

namespace rapport::store::sqlite {

namespace {

constexpr const char* begin_read = "begin";
constexpr const char* end_read = "commit";
constexpr auto wait_for_truncation = Duration(100);

std::string path_of(std::string_view url) {
  url.remove_prefix(std::string_view("sqlite:").size());
  if (url.starts_with("//")) url.remove_prefix(2);  // sqlite:///var/lib/…
  if (url.empty() || url.starts_with(":memory:"))
    fail(ErrorCode::invalid, "The database address sqlite: needs the path of a file.");
  return std::string(url);
}

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(const Options& options, const Clock& clock, IdSource& ids)
      : path_(path_of(options.url)),
        read_limit_(options.read_limit),
        clock_(clock),
        writer_(path_, clock, ids, announcer_),
        readers_(options.readers, [this] { return std::make_unique<Connection>(path_, Mode::read); }) {}

  Engine engine() const override { return Engine::sqlite; }
  void submit(Unit unit, Done done, Turn turn) override {
    writer_.submit(std::move(unit), std::move(done), turn);
  }
  void read_with(const std::function<void(Reader&)>& function) override {
    read_until(function, std::chrono::steady_clock::now() + read_limit_);
  }
  void read_without_limit(const std::function<void(Reader&)>& function) override { read_until(function, {}); }
  void prepare(const Statement& statement) override {
    writer_.between_groups([&](Connection& connection) { connection.prepare(statement); });
  }
  bool truncate_log() override {
    Connection connection(path_, Mode::write);
    connection.wait_for_locks(wait_for_truncation);
    return connection.checkpoint(true);
  }
  Health health() const override { return writer_.health(); }

 private:
  void read_until(const std::function<void(Reader&)>& function, SteadyTime deadline);

  std::string path_;
  Duration read_limit_;
  const Clock& clock_;
  Writer writer_;
  Pool<Connection> readers_;
};

void SqliteDatabase::read_until(const std::function<void(Reader&)>& function, SteadyTime deadline) {
  auto connection = readers_.borrow();
  struct Snapshot {
    explicit Snapshot(Pool<Connection>::Loan& l) : loan(l) {
      loan->control(begin_read);
      loan->guard_transactions(true);
    }
    ~Snapshot() {
      loan->guard_transactions(false);
      loan->set_deadline({});
      loan->reset_leaked_statements();
      try {
        if (loan->in_transaction()) loan->control(end_read);
      } catch (...) {
        loan.drop();
      }
    }
    Pool<Connection>::Loan& loan;
  };
  const Snapshot snapshot(connection);
  connection->set_deadline(deadline);
  SqliteReader reader(*connection, clock_.now());
  function(reader);
}

}  // namespace

std::unique_ptr<Database> open_database(const Options& options, const Clock& clock, IdSource& ids) {
  return std::make_unique<SqliteDatabase>(options, clock, ids);
}

}  // namespace rapport::store::sqlite
