// What server_bench.sh measures the durable POST of a contact against: the rows that those requests wrote,
// inserted by a bare loop into a fresh database with the same schema.
//   bench_server sqlite FILE CONTACTS_A_COMMIT    prints contacts a second and processor µs for each
//   bench_server postgres URL CONNECTIONS         plain INSERTs, a transaction for each contact
#include <libpq-fe.h>

#include <atomic>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <thread>

#include "bare_copy.h"
#include "platform/store/testing.h"

using namespace rapport;
using store::testing::TestDatabase;

namespace {

constexpr std::int64_t most_contacts = 40'000;  // the first so many: they cost as much as the rest

// The tables that a POST writes to, and what they know the contact by. `events` without what the table gives.
struct Written {
  const char *table, *contact, *columns;
};
constexpr const char* fact_columns =
    "contact_id, id, type, occurred_at, received_at, arrival, channel, source, reference_id, actor_kind,"
    " actor_id, cause, payload";
constexpr Written written[] = {
    {"identities", "contact_id", "*"},
    {"contacts", "contact_id", "*"},
    {"contact_search", "contact_id", "*"},
    {"consents", "contact_id", "*"},
    {"events", "contact_id", fact_columns},
    {"audit_log", "cast(object_id as uuid)", "*"},
    {"change_sets", "(select contact_id from contact_changes where change_set_id = id)", "*"},
    {"contact_changes", "contact_id", "*"}};

void print(double contacts, const bench::Cost& cost) {
  std::printf("%.0f %.0f\n", contacts / cost.seconds, cost.cpu / contacts * 1e6);
}

// -- SQLite ------------------------------------------------------------------------------------------------

void bare_sqlite(const std::string& filled, std::int64_t contacts_a_commit) {
  TestDatabase fresh(store::Engine::sqlite);
  const auto first = " order by rowid limit " + std::to_string(most_contacts);
  std::vector<bench::BareTable> tables;
  for (const auto& w : written) {
    const std::string table = w.table, columns = w.columns;
    // Of a fact and an entry of the log there is one for each contact.
    const std::string made = table == "events"      ? " where type = 'contact_created'"
                             : table == "audit_log" ? " where action = 'contact.created'"
                                                    : "";
    bench::BareTable t{table, "select " + columns + " from " + table + made + first};
    if (columns != "*")
      t.insert = "insert into events (" + columns + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    tables.push_back(t);
  }
  tables.push_back({"contact_fts",
                    "select search_no, replace(folded, ' ', ' ' || char(2, 2)) from contact_search" + first,
                    "insert into contact_fts (rowid, body) values (?, ?)"});
  bench::BareCopy copy(filled, fresh.url().substr(fresh.url().find(':') + 1), tables);
  const std::int64_t contacts = copy.rows_of(1);
  print(static_cast<double>(contacts), copy.run((contacts + contacts_a_commit - 1) / contacts_a_commit));
}

// -- PostgreSQL --------------------------------------------------------------------------------------------

using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;
using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

Connection connect(const std::string& url) {
  Connection c(PQconnectdb(url.c_str()), &PQfinish);
  if (PQstatus(c.get()) == CONNECTION_OK) return c;
  std::fprintf(stderr, "%s", PQerrorMessage(c.get()));
  std::exit(1);
}

Result checked(PGconn* c, PGresult* result) {
  const auto status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    std::fprintf(stderr, "%s", PQerrorMessage(c));
    std::exit(1);
  }
  return Result(result, &PQclear);
}

struct BareRow {
  int table;
  const PGresult* result;
  int row;
};

class BarePostgres {
 public:
  explicit BarePostgres(const std::string& filled) {
    const auto c = connect(filled);
    for (int t = 0; t < static_cast<int>(std::size(written)); ++t) load(c.get(), t);
  }

  bench::Cost run(const std::string& fresh, int connections) {
    std::vector<Connection> open;
    for (int i = 0; i < connections; ++i) {
      open.push_back(connect(fresh));
      for (int t = 0; t < static_cast<int>(inserts_.size()); ++t)
        checked(open.back().get(), PQprepare(open.back().get(), std::to_string(t).c_str(),
                                             inserts_[static_cast<std::size_t>(t)].c_str(), 0, nullptr));
    }
    std::vector<const std::vector<BareRow>*> work;
    for (const auto& [contact, rows] : contacts_) work.push_back(&rows);
    std::atomic<std::size_t> next = 0;
    const bench::Stopwatch watch;
    std::vector<std::thread> threads;
    for (const auto& c : open)
      threads.emplace_back([&, c = c.get()] {
        for (auto i = next++; i < work.size(); i = next++) insert(c, *work[i]);
      });
    for (auto& thread : threads) thread.join();
    return watch.read();
  }
  std::size_t contacts() const { return contacts_.size(); }

 private:
  void load(PGconn* c, int t) {
    const Written& w = written[t];
    const std::string made = std::strcmp(w.table, "audit_log") == 0 ? " where action = 'contact.created'"
                             : std::strcmp(w.table, "events") == 0  ? " where type = 'contact_created'"
                                                                    : "";
    Result rows = checked(c, PQexec(c, (std::string("select ") + w.contact + ", " + w.columns + " from " +
                                        w.table + made + " order by 1 limit " + std::to_string(most_contacts))
                                           .c_str()));
    std::string names, marks;
    for (int i = 1; i < PQnfields(rows.get()); ++i) {
      names += (i > 1 ? ", " : "") + std::string(PQfname(rows.get(), i));
      marks += (i > 1 ? ", $" : "$") + std::to_string(i);
    }
    inserts_.push_back("insert into " + std::string(w.table) + " (" + names + ") values (" + marks + ")");
    for (int r = 0; r < PQntuples(rows.get()); ++r)
      contacts_[PQgetvalue(rows.get(), r, 0)].push_back({t, rows.get(), r});
    results_.push_back(std::move(rows));
  }

  static void insert(PGconn* c, const std::vector<BareRow>& rows) {
    checked(c, PQexec(c, "begin"));
    for (const auto& row : rows) {
      std::vector<const char*> values;
      for (int i = 1; i < PQnfields(row.result); ++i)
        values.push_back(PQgetisnull(row.result, row.row, i) ? nullptr : PQgetvalue(row.result, row.row, i));
      checked(c, PQexecPrepared(c, std::to_string(row.table).c_str(), static_cast<int>(values.size()),
                                values.data(), nullptr, nullptr, 0));
    }
    checked(c, PQexec(c, "commit"));
  }

  std::vector<Result> results_;
  std::vector<std::string> inserts_;
  std::map<std::string, std::vector<BareRow>> contacts_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const std::string engine = argv[1], from = argv[2];
  if (engine == "sqlite") {
    bare_sqlite(from, std::atoll(argv[3]));
  } else {
    TestDatabase fresh(store::Engine::postgres);
    BarePostgres bare(from);
    const auto contacts = static_cast<double>(bare.contacts());
    print(contacts, bare.run(fresh.url(), std::atoi(argv[3])));
  }
}
