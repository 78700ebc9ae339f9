// For tests: a fresh, migrated database of either engine that is gone afterwards.
//
//   TEST_CASE("a contact is found by its e-mail") {
//     store::testing::for_each_engine([](store::testing::TestDatabase& db) {
//       db->write([&](store::Transaction& tx) { … });
//     });
//   }
//
// PostgreSQL takes part when RAPPORT_TEST_POSTGRES holds the URL of a cluster whose user may create
// databases; without it that half says so in one line and is left out.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "platform/store/migrations.h"
#include "platform/store/store.h"

namespace rapport::store::testing {

struct TestOptions {
  int schema = 0;  // migrate up to this number; 0: the newest, -1: not at all
  int readers = 4;
  int writers = 4;
  Duration read_limit = seconds(30);
};

class TestDatabase {
 public:
  explicit TestDatabase(Engine engine, const TestOptions& options = {});
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  Database& operator*() { return *database_; }
  Database* operator->() { return database_.get(); }
  Engine engine() const { return engine_; }
  const std::string& url() const { return url_; }
  TestClock& clock() { return clock_; }
  Random& random() { return random_; }
  IdSource& ids() { return ids_; }
  // Closes and opens it again, as a restart of the program does.
  void reopen();

 private:
  Engine engine_;
  TestOptions options_;
  TestClock clock_;
  SystemRandom random_;
  IdSource ids_;
  std::string name_, url_;
  std::unique_ptr<Database> database_;
};

// SQLite, and PostgreSQL when it is named.
std::vector<Engine> engines();
// Calls the function with a fresh database of each engine.
void for_each_engine(const std::function<void(TestDatabase&)>& test, const TestOptions& options = {});

// Prepares each of a module's statements; Error(internal) names the first that does not fit the schema.
void prepare_all(Database& database, std::span<const Statement> statements);

}  // namespace rapport::store::testing
