#include "platform/store/postgres/database.h"

#include "platform/store/postgres/writers.h"

namespace rapport::store::postgres {

namespace {

class PostgresDatabase final : public Database {
 public:
  PostgresDatabase(const Options& options, const Clock& clock, IdSource& ids)
      : address_(parse_address(options.url)),
        clock_(clock),
        first_connection_(std::make_unique<Connection>(address_, Role::write, options.read_limit)),
        writers_(address_, options.writers, clock, ids, announcer_),
        readers_(options.readers, [this, limit = options.read_limit] {
          return std::make_unique<Connection>(address_, Role::read, limit);
        }) {
    first_connection_.reset();  // the address is right, the server answers, the schema is there
  }

  Engine engine() const override { return Engine::postgres; }
  void submit(Unit unit, Done done, Turn turn) override {
    writers_.submit(std::move(unit), std::move(done), turn);
  }
  void read_with(const std::function<void(Reader&)>& function) override;
  void prepare(const Statement& statement) override { readers_.borrow()->prepare(statement); }
  bool truncate_log() override { return true; }
  Health health() const override { return writers_.health(); }

 private:
  Address address_;
  const Clock& clock_;
  std::unique_ptr<Connection> first_connection_;
  Writers writers_;
  Pool<Connection> readers_;
};

void PostgresDatabase::read_with(const std::function<void(Reader&)>& function) {
  auto connection = readers_.borrow();
  PostgresReader reader(connection, clock_.now());
  struct Finish {
    ~Finish() {
      try {
        reader.finish();
      } catch (...) {
        connection.drop();
      }
    }
    PostgresReader& reader;
    Pool<Connection>::Loan& connection;
  };
  const Finish finish{reader, connection};
  function(reader);
}

}  // namespace

std::unique_ptr<Database> open_database(const Options& options, const Clock& clock, IdSource& ids) {
  return std::make_unique<PostgresDatabase>(options, clock, ids);
}

}  // namespace rapport::store::postgres
