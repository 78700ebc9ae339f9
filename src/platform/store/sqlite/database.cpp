#include "platform/store/sqlite/database.h"

#include <condition_variable>

#include "base/error.h"
#include "platform/store/sqlite/writer.h"

namespace rapport::store::sqlite {

namespace {

constexpr auto wait_for_reader = std::chrono::seconds(10);
constexpr auto wait_for_truncation = Duration(100);

std::string path_of(std::string_view url) {
  url.remove_prefix(std::string_view("sqlite:").size());
  if (url.starts_with("//")) url.remove_prefix(2);  // sqlite:///var/lib/…
  if (url.empty() || url.starts_with(":memory:"))
    fail(ErrorCode::invalid, "The database address sqlite: needs the path of a file.");
  return std::string(url);
}

class ReaderPool {
 public:
  ReaderPool(std::string path, int size) : path_(std::move(path)), left_(std::max(size, 1)) {}

  // Connections are opened when first needed.
  std::unique_ptr<Connection> take() {
    std::unique_lock lock(mutex_);
    if (!returned_.wait_for(lock, wait_for_reader, [&] { return !free_.empty() || left_ > 0; }))
      fail(ErrorCode::unavailable, "Too many requests read from the database at once. Try again in a moment.");
    if (!free_.empty()) {
      auto connection = std::move(free_.back());
      free_.pop_back();
      return connection;
    }
    --left_;
    lock.unlock();
    try {
      return std::make_unique<Connection>(path_, Mode::read);
    } catch (...) {
      give_back(nullptr);
      throw;
    }
  }
  void give_back(std::unique_ptr<Connection> connection) {
    {
      const std::lock_guard lock(mutex_);
      if (connection) free_.push_back(std::move(connection));
      else ++left_;
    }
    returned_.notify_one();
  }

 private:
  std::string path_;
  std::mutex mutex_;  // protects free_ and left_
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> free_;
  int left_;
};

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(const Options& options, const Clock& clock, IdSource& ids)
      : path_(path_of(options.url)),
        read_limit_(options.read_limit),
        clock_(clock),
        writer_(path_, clock, ids),
        readers_(path_, options.readers) {}

  Engine engine() const override { return Engine::sqlite; }
  void submit(Unit unit, Done done) override { writer_.submit(std::move(unit), std::move(done)); }
  void read_with(const std::function<void(Reader&)>& function) override;
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
  std::string path_;
  Duration read_limit_;
  const Clock& clock_;
  Writer writer_;
  ReaderPool readers_;
};

void SqliteDatabase::read_with(const std::function<void(Reader&)>& function) {
  struct Loan {
    explicit Loan(ReaderPool& p) : pool(p), connection(p.take()) {}
    ~Loan() {
      connection->guard_transactions(false);
      connection->set_deadline({});
      connection->reset_leaked_statements();
      try {
        if (connection->in_transaction()) connection->exec("commit");
        pool.give_back(std::move(connection));
      } catch (...) {
        pool.give_back(nullptr);  // a new one is opened in its place
      }
    }
    ReaderPool& pool;
    std::unique_ptr<Connection> connection;
  };
  const Loan loan(readers_);
  loan.connection->exec("begin");
  loan.connection->guard_transactions(true);
  loan.connection->set_deadline(std::chrono::steady_clock::now() + read_limit_);
  SqliteReader reader(*loan.connection, clock_.now());
  function(reader);
}

}  // namespace

std::unique_ptr<Database> open_database(const Options& options, const Clock& clock, IdSource& ids) {
  return std::make_unique<SqliteDatabase>(options, clock, ids);
}

}  // namespace rapport::store::sqlite
