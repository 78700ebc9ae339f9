// The durable store: one thin interface over SQLite and PostgreSQL.
//
// A read takes a Reader (one consistent snapshot), a write a Transaction: the signature says what a function
// does. A unit of work is a function of a Transaction; it commits whole or not at all, it has no outside
// effect (those are outbox rows), it stays under 20 ms, and it may run twice (PostgreSQL serialization, a
// failed group commit), so it keeps no state of an earlier run. Its answer goes out after the commit.
//
// Statements are portable text with `:name` parameters; `postgres` holds a second text only where the engines
// differ. Modules list theirs, and a test prepares every one on both engines.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "platform/store/value.h"

namespace rapport::store {

enum class Engine { sqlite, postgres };

// Which shards a statement touches on a cluster; checked by the plan test.
enum class Reach : std::uint8_t {
  local,        // tables of the coordinator: settings, users, jobs, outbox, …
  one_contact,  // repeats contact_id = :… for every distributed table
  by_key,       // identities, message_claims
  everywhere,   // over all contacts
};

struct Statement {
  std::string_view name;  // "contacts.insert"; unique
  Reach reach = Reach::local;
  std::string_view sql;
  std::string_view postgres = {};  // when the portable text does not do
};

// Text made by the rules compiler, the only code that builds SQL.
struct DynamicSql {
  std::string sql;
};

// Which column fills which field of a struct; kept by the prepared statement, so that names are compared
// once.
struct RowLayout {
  const TypeInfo* type = nullptr;
  std::vector<std::int16_t> columns;     // by field; -1 when absent
  std::vector<std::int16_t> currencies;  // by field; of Money
};

// The current row of a result; valid inside the callback only. Columns by position or by name. A null in a
// member that is not optional leaves the member's default.
class Row {
 public:
  virtual ~Row() = default;
  virtual int columns() const = 0;
  virtual std::string_view name(int column) const = 0;
  virtual bool is_null(int column) const = 0;
  virtual bool boolean(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual double number(int column) const = 0;
  virtual std::string_view text(int column) const = 0;  // text and json
  virtual Uuid uuid(int column) const = 0;
  virtual std::string_view bytes(int column) const = 0;

  int find(std::string_view column) const;  // -1 when absent
  // T: bool, integers, double, std::string, Instant, Date, Uuid, Id, Currency, Json, enums, optional of
  // these.
  template <class T>
  T get(int column) const {
    T out{};
    read_value(column, type_info<T>(), &out);
    return out;
  }
  template <class T>
  T get(std::string_view column) const {
    return get<T>(index(column));
  }
  // Fills a described struct from the columns of the same names (Money from `x` and `x_currency`, or
  // `currency` where the row has one for all); a column without a member and a member without a column are
  // left alone.
  template <class T>
  T as() const {
    T out{};
    read_object(type_info<T>(), &out);
    return out;
  }
  void read_value(int column, const TypeInfo& type, void* out) const;
  void read_object(const TypeInfo& type, void* out) const;

 private:
  int index(std::string_view column) const;  // throws Error(internal) when absent
  void fill_layout(const TypeInfo& type, RowLayout& layout) const;
  virtual RowLayout* layout() const { return nullptr; }
};

// What a commit may wake: runners listen to these instead of asking the database all the time. A hint within
// one process only; every runner also looks by itself now and then.
enum class Topic : std::uint8_t { facts, jobs, outbox, settings };

class Announcer {
 public:
  using Listener = std::function<void()>;
  // Listening ends with the last copy of the token. The listener runs on a writer's thread: it must be quick.
  using Token = std::shared_ptr<const Listener>;
  [[nodiscard]] Token listen(Topic topic, Listener listener);
  void announce(Topic topic);

 private:
  std::mutex mutex_;  // protects listeners_
  std::vector<std::pair<Topic, std::weak_ptr<const Listener>>> listeners_;
};

using EachRow = std::function<void(const Row&)>;

class Reader {
 public:
  virtual ~Reader() = default;
  virtual Engine engine() const = 0;
  virtual Instant now()
      const = 0;  // the workspace clock when the snapshot or unit began; one value throughout

  virtual void each(const Statement& statement, const Params& params, const EachRow& row) = 0;
  virtual void each(const DynamicSql& sql, const Params& params, const EachRow& row) = 0;

  template <class T, class S>
  std::vector<T> list(const S& statement, const Params& params = {}) {
    std::vector<T> out;
    each(statement, params, [&](const Row& row) { out.push_back(row.as<T>()); });
    return out;
  }
  template <class T, class S>
  std::optional<T> find(const S& statement, const Params& params = {}) {
    std::optional<T> out;
    each(statement, params, [&](const Row& row) {
      if (!out) out = row.as<T>();
    });
    return out;
  }
  // The first column of the first row.
  template <class T, class S>
  std::optional<T> value(const S& statement, const Params& params = {}) {
    std::optional<T> out;
    each(statement, params, [&](const Row& row) {
      if (!out && !row.is_null(0)) out = row.get<T>(0);
    });
    return out;
  }

  // What a unit or a snapshot asks again and again is read once: the value of this name, made by the first
  // who asks. A name stands for one type. Whoever writes what it was made of forgets it.
  template <class T, class Make>
  std::shared_ptr<const T> remember(std::string_view name, Make&& make) {
    auto at = remembered_.find(name);
    if (at == remembered_.end())
      at = remembered_.emplace(std::string(name), std::make_shared<const T>(make())).first;
    return std::static_pointer_cast<const T>(at->second);
  }
  void forget(std::string_view name) {
    if (const auto at = remembered_.find(name); at != remembered_.end()) remembered_.erase(at);
  }

 private:
  std::map<std::string, std::shared_ptr<const void>, std::less<>> remembered_;
};

class Transaction : public Reader {
 public:
  virtual std::int64_t run(const Statement& statement, const Params& params) = 0;  // rows changed
  virtual std::int64_t run(const DynamicSql& sql, const Params& params) = 0;
  // Many executions of one statement: a prepared loop on SQLite, pipeline mode on PostgreSQL. Rows changed in
  // all.
  virtual std::int64_t run_batch(const Statement& statement, std::span<const Params> rows) = 0;
  virtual Uuid new_uuid() = 0;
  template <class IdType>
  IdType new_id() {
    return IdType{new_uuid()};
  }
  // Runs after the commit is durable, on the writer's thread, quickly and without throwing: waking a worker.
  virtual void after_commit(std::function<void()> hook) = 0;
  // Tells the listeners of a topic after the commit; said once however often it is asked for.
  void announce(Topic topic);
  // Several statements without parameters, as migrations have them.
  virtual void run_script(std::string_view sql) = 0;

 protected:
  explicit Transaction(Announcer& announcer) : announcer_(announcer) {}

 private:
  Announcer& announcer_;
  std::uint32_t announced_ = 0;  // a bit for each topic
};

using Unit = std::function<void(Transaction&)>;
using Done = std::function<void(std::exception_ptr error)>;  // null: committed and durable

// Where a unit queues. `next` is for the few that many wait for, such as the members of segments: they pass
// what came before them, in their own order, and share the next commit.
enum class Turn : std::uint8_t { in_order, next };

struct Options {
  std::string url;  // "sqlite:/path/to/rapport.db", "postgres://…" (libpq's own form)
  int readers = 4;
  int writers = 16;  // PostgreSQL connections that run units; SQLite has one writer
  Duration read_limit = seconds(30);
};

// One workspace's database. Thread-safe.
class Database {
 public:
  static std::unique_ptr<Database> open(const Options& options, const Clock& clock, IdSource& ids);
  virtual ~Database() = default;
  virtual Engine engine() const = 0;

  // Queues a unit; `done` is called once, after the commit, on a writer's thread: it must be quick.
  virtual void submit(Unit unit, Done done, Turn turn) = 0;
  void submit(Unit unit, Done done) { submit(std::move(unit), std::move(done), Turn::in_order); }
  // Runs on the calling thread over a reader connection of the pool.
  virtual void read_with(const std::function<void(Reader&)>& function) = 0;
  // Without the limit of time: a backup. As long as it lasts the log of SQLite grows.
  virtual void read_without_limit(const std::function<void(Reader&)>& function) { read_with(function); }

  template <class F>
  auto read(F&& function) {
    using R = std::invoke_result_t<F, Reader&>;
    if constexpr (std::is_void_v<R>) {
      read_with([&](Reader& r) { function(r); });
    } else {
      std::optional<R> out;
      read_with([&](Reader& r) { out.emplace(function(r)); });
      return std::move(*out);
    }
  }
  // Submits and waits for the commit; rethrows. Not for HTTP threads.
  template <class F>
  auto write(F&& function, Turn turn = Turn::in_order) {
    using R = std::invoke_result_t<F, Transaction&>;
    if constexpr (std::is_void_v<R>) {
      write_and_wait([&](Transaction& t) { function(t); }, turn);
    } else {
      std::optional<R> out;
      write_and_wait([&](Transaction& t) { out.emplace(function(t)); }, turn);
      return std::move(*out);
    }
  }
  void write_and_wait(const Unit& unit, Turn turn);

  // Prepares without running: Error(internal) that names the statement and says what is wrong with it.
  virtual void prepare(const Statement& statement) = 0;
  // Moves the write-ahead log into the database file and empties it, as erasing people needs: false when a
  // reader stands in the way (try again). True at once on PostgreSQL.
  virtual bool truncate_log() = 0;

  Announcer& announcer() { return announcer_; }

  // Figures for /metrics and doctor.
  struct Health {
    bool writable = true;
    std::string problem;  // a sentence when not
    std::int64_t queued_units = 0;
    std::int64_t commits = 0;
    std::int64_t units = 0;
  };
  virtual Health health() const = 0;

 protected:
  Announcer announcer_;
};

}  // namespace rapport::store
