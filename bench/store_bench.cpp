// The store against the bare engine: the same rows into the same table with the same indexes, in the same
// run. PostgreSQL takes part when RAPPORT_TEST_POSTGRES names a cluster.
#include <libpq-fe.h>
#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>

#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::store;
using store::testing::TestDatabase;

namespace {

constexpr int single_rows = 60'000;
constexpr int batch_rows = 200'000;
constexpr int in_flight = 64;

struct Contact {
  Uuid id;
  std::string email, first_name, last_name, country, city, status;
  std::int64_t value = 0;
  Instant created_at;
  Json extra;
};
template <class = void>
constexpr auto describe(Type<Contact>) {
  return fields(field<&Contact::id>(), field<&Contact::email>(), field<&Contact::first_name>(),
                field<&Contact::last_name>(), field<&Contact::country>(), field<&Contact::city>(),
                field<&Contact::status>(), field<&Contact::value>(), field<&Contact::created_at>(),
                field<&Contact::extra>());
}

constexpr const char* make_table =
    "create table people (id uuid not null primary key, email text not null, first_name text not null,"
    " last_name text not null, country text not null, city text not null, status text not null,"
    " value bigint not null, created_at bigint not null, extra jsonb not null);"
    "create index people_newest on people (created_at, id);"
    "create index people_country on people (country, created_at, id);";
constexpr const char* drop_table = "drop table if exists people;";
constexpr Statement insert{
    "bench.insert", Reach::one_contact,
    "insert into people (id, email, first_name, last_name, country, city, status, value,"
    " created_at, extra) values (:id, :email, :first_name, :last_name, :country, :city,"
    " :status, :value, :created_at, :extra)"};
constexpr const char* insert_numbered =
    "insert into people (id, email, first_name, last_name, country, city, status, value, created_at, extra)"
    " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

Contact contact(IdSource& ids, int i) {
  Contact c;
  c.id = ids.next();
  c.email = "person" + std::to_string(i) + "@example.org";
  c.first_name = "First" + std::to_string(i % 1000);
  c.last_name = "Last" + std::to_string(i % 5000);
  c.country = i % 3 == 0 ? "FR" : "VN";
  c.city = "City" + std::to_string(i % 100);
  c.status = "new";
  c.value = i;
  c.created_at = Instant{1'700'000'000'000 + i};
  c.extra = Json::trusted(R"({"source":"bench"})");
  return c;
}

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void print_ratio(const char* measure, double ours, double bare, const char* target) {
  std::printf("%s | %.0f %% (%.0f of %.0f rows/s) | %s\n", measure, 100 * ours / bare, ours, bare, target);
  std::fflush(stdout);
}

void fresh_table(TestDatabase& db) {
  db->write([](Transaction& tx) {
    tx.run_script(drop_table);
    tx.run_script(make_table);
  });
}

// `in_flight` units at any time, as so many HTTP clients keep: each answer starts the next.
double units_per_second(TestDatabase& db, int rows) {
  std::atomic<int> next{0}, done{0}, failed{0};
  std::mutex mutex;
  std::condition_variable finished;
  std::function<void()> start = [&] {
    const int i = next++;
    if (i >= rows) return;
    db->submit([&db, i](Transaction& tx) { tx.run(insert, Params::of(contact(db.ids(), i))); },
               [&](std::exception_ptr e) {
                 if (e) ++failed;
                 start();
                 if (++done < rows) return;
                 const std::lock_guard lock(mutex);
                 finished.notify_one();
               });
  };
  const double took = seconds_of([&] {
    for (int i = 0; i < in_flight; ++i) start();
    std::unique_lock lock(mutex);
    finished.wait(lock, [&] { return done >= rows; });
  });
  if (failed > 0) std::printf("%d units failed\n", failed.load());
  return rows / took;
}

double batches_per_second(TestDatabase& db, int rows) {
  constexpr int at_once = 500;
  const double took = seconds_of([&] {
    for (int from = 0; from < rows; from += at_once) {
      db->write([&](Transaction& tx) {
        std::vector<Contact> people;
        people.reserve(at_once);
        for (int i = from; i < from + at_once; ++i) people.push_back(contact(db.ids(), i));
        std::vector<Params> params;
        params.reserve(at_once);
        for (const Contact& c : people) params.push_back(Params::of(c));
        tx.run_batch(insert, params);
      });
    }
  });
  return rows / took;
}

// -- the bare engines --------------------------------------------------------------------------------------

double bare_sqlite(TestDatabase& db, int rows, int rows_a_commit) {
  sqlite3* raw = nullptr;
  sqlite3_open(db.url().substr(7).c_str(), &raw);
  for (const char* sql :
       {"pragma synchronous = full", "pragma secure_delete = on", "pragma cache_size = -65536"})
    sqlite3_exec(raw, sql, nullptr, nullptr, nullptr);
  sqlite3_stmt* s = nullptr;
  sqlite3_prepare_v2(raw, insert_numbered, -1, &s, nullptr);
  const double took = seconds_of([&] {
    for (int i = 0; i < rows; ++i) {
      if (i % rows_a_commit == 0) sqlite3_exec(raw, "begin immediate", nullptr, nullptr, nullptr);
      const Contact c = contact(db.ids(), i);
      sqlite3_bind_blob(s, 1, c.id.bytes.data(), 16, SQLITE_STATIC);
      int n = 2;
      for (const std::string* t : {&c.email, &c.first_name, &c.last_name, &c.country, &c.city, &c.status})
        sqlite3_bind_text(s, n++, t->data(), static_cast<int>(t->size()), SQLITE_STATIC);
      sqlite3_bind_int64(s, 8, c.value);
      sqlite3_bind_int64(s, 9, c.created_at.ms);
      sqlite3_bind_text(s, 10, c.extra.text().data(), static_cast<int>(c.extra.text().size()), SQLITE_STATIC);
      if (sqlite3_step(s) != SQLITE_DONE) std::printf("%s\n", sqlite3_errmsg(raw));
      sqlite3_reset(s);
      if (i % rows_a_commit == rows_a_commit - 1) sqlite3_exec(raw, "commit", nullptr, nullptr, nullptr);
    }
  });
  sqlite3_finalize(s);
  sqlite3_close(raw);
  return rows / took;
}

struct BareRow {
  explicit BareRow(Contact c)
      : contact(std::move(c)),
        id(render(contact.id)),
        value(std::to_string(contact.value)),
        created(std::to_string(contact.created_at.ms)) {
    values = {id.c_str(),
              contact.email.c_str(),
              contact.first_name.c_str(),
              contact.last_name.c_str(),
              contact.country.c_str(),
              contact.city.c_str(),
              contact.status.c_str(),
              value.c_str(),
              created.c_str(),
              contact.extra.text().c_str()};
  }
  Contact contact;
  std::string id, value, created;
  std::array<const char*, 10> values;
};

PGconn* bare_connection(TestDatabase& db) {
  PGconn* c = PQconnectdb(db.url().c_str());
  PQclear(PQprepare(c, "i", insert_numbered, 10, nullptr));
  return c;
}

double bare_postgres(TestDatabase& db, int rows) {
  std::atomic<int> next{0};
  std::vector<PGconn*> connections;
  for (int i = 0; i < in_flight; ++i) connections.push_back(bare_connection(db));
  const double took = seconds_of([&] {
    std::vector<std::thread> clients;
    for (PGconn* c : connections)
      clients.emplace_back([&, c] {
        for (int i = next++; i < rows; i = next++) {
          const BareRow row(contact(db.ids(), i));
          PGresult* r = PQexecPrepared(c, "i", 10, row.values.data(), nullptr, nullptr, 0);
          if (PQresultStatus(r) != PGRES_COMMAND_OK) std::printf("%s\n", PQerrorMessage(c));
          PQclear(r);
        }
      });
    for (auto& client : clients) client.join();
  });
  for (PGconn* c : connections) PQfinish(c);
  return rows / took;
}

double bare_postgres_pipeline(TestDatabase& db, int rows) {
  constexpr int at_once = 500;
  PGconn* c = bare_connection(db);
  PQenterPipelineMode(c);
  const double took = seconds_of([&] {
    for (int from = 0; from < rows; from += at_once) {
      PQsendQueryParams(c, "begin", 0, nullptr, nullptr, nullptr, nullptr, 0);
      for (int i = from; i < from + at_once; ++i) {
        const BareRow row(contact(db.ids(), i));
        PQsendQueryPrepared(c, "i", 10, row.values.data(), nullptr, nullptr, 0);
      }
      PQsendQueryParams(c, "commit", 0, nullptr, nullptr, nullptr, nullptr, 0);
      PQpipelineSync(c);
      for (bool synced = false; !synced;) {
        PGresult* r = PQgetResult(c);
        synced = PQresultStatus(r) == PGRES_PIPELINE_SYNC;
        PQclear(r);
      }
    }
  });
  PQfinish(c);
  return rows / took;
}

}  // namespace

int main() {
  for (const Engine engine : store::testing::engines()) {
    TestDatabase db(engine, {.schema = -1, .writers = 16});
    const auto measured = [&](const std::function<double()>& run) {
      fresh_table(db);
      return run();
    };
    if (engine == Engine::sqlite) {
      const double bare64 = measured([&] { return bare_sqlite(db, single_rows, 64); });
      const double ours = measured([&] { return units_per_second(db, single_rows); });
      print_ratio("SQLite: 64 units in flight against a bare loop, 64 rows a commit", ours, bare64,
                  ">= 60 %");
      const double bare500 = measured([&] { return bare_sqlite(db, batch_rows, 500); });
      const double batch = measured([&] { return batches_per_second(db, batch_rows); });
      print_ratio("SQLite: batches of 500 against a bare loop, 500 rows a commit", batch, bare500, ">= 60 %");
    } else {
      const double bare = measured([&] { return bare_postgres(db, single_rows); });
      const double ours = measured([&] { return units_per_second(db, single_rows); });
      print_ratio("PostgreSQL: 64 units in flight against 64 plain INSERTs", ours, bare, ">= 60 %");
      const double bare500 = measured([&] { return bare_postgres_pipeline(db, batch_rows); });
      const double batch = measured([&] { return batches_per_second(db, batch_rows); });
      print_ratio("PostgreSQL: batches of 500 against a bare pipeline", batch, bare500, ">= 60 %");
    }
  }
}
