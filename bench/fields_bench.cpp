// A base with thirty fields of one's own, twelve of them filled: writing it against a bare loop of the same
// rows, the pages and exact counts of filters over these fields while others write, a tag for 200,000
// contacts and the way back, exports, the search for duplicates. On SQLite, then on PostgreSQL against it.
// RAPPORT_BENCH_CONTACTS says how many contacts (a million).
#include <algorithm>
#include <atomic>
#include <map>
#include <thread>

#include "bare_copy.h"
#include "customer/people/changes/bulk.h"
#include "customer/people/changes/undo.h"
#include "customer/people/contact_list.h"
#include "customer/people/duplicates/population.h"
#include "customer/people/duplicates/watch.h"
#include "customer/people/fields/fields.h"
#include "customer/segments/find_contacts.h"
#include "export_bench.h"
#include "platform/jobs/runner.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::people;
using store::testing::TestDatabase;

namespace {

constexpr int own_fields = 30, filled = 12;
constexpr std::size_t contacts_a_commit = 400;

void define_fields(store::Database& db) {
  static const char* const types[] = {"number", "text", "boolean", "date", "choice"};
  for (int i = 0; i < own_fields; ++i) {
    const std::string type = types[i % 5];
    std::string draft = R"({"name": "f)" + std::to_string(i) + R"(", "type": ")" + type + '"';
    if (type == "choice")
      draft += R"(, "options": [{"value": "a"}, {"value": "b"}, {"value": "c"}, {"value": "d"}])";
    db.write([&](store::Transaction& tx) {
      create_field(tx, json::read<FieldDraft>(std::string_view(draft + "}")), system_caller());
    });
  }
}

std::string value_of(int field, std::uint64_t n) {
  switch (field % 5) {
    case 0:
      return std::to_string(n % 2'000);
    case 1:
      return "\"word " + std::to_string(n % 20'000) + '"';
    case 2:
      return n % 2 ? "true" : "false";
    case 3:
      return "\"20" + std::to_string(10 + n % 16) + "-0" + std::to_string(1 + n % 9) + "-1" +
             std::to_string(n % 10) + '"';
    default:
      return std::string("\"") + "abcd"[n % 4] + '"';
  }
}

ContactDraft contact_of(const Contact& person, std::int64_t number, SeededRandom& random) {
  ContactDraft d;
  d.external_id = "C" + std::to_string(number);
  d.email = person.email;
  d.first_name = person.first_name;
  d.last_name = person.last_name;
  d.company = person.company;
  d.country = person.country;
  d.city = person.city;
  std::string custom = "{";
  const int from = static_cast<int>(random.next() % own_fields);
  for (int i = 0; i < filled; ++i) {
    const int field = (from + i) % own_fields;
    custom += (i ? ", \"f" : "\"f") + std::to_string(field) + "\": " + value_of(field, random.next());
  }
  d.custom = Json::parse(custom + "}");
  return d;
}

// What was measured on SQLite, by name, and how PostgreSQL compares to it.
class Table {
 public:
  explicit Table(store::Engine engine) : postgres_(engine == store::Engine::postgres) {}

  void line(const std::string& what, const std::string& value, const std::string& target) const {
    std::printf("%s%s | %s | %s\n", postgres_ ? "PostgreSQL, " : "", what.c_str(), value.c_str(),
                target.c_str());
    std::fflush(stdout);
  }
  // `amount`: what is better when it is less.
  void compare(const std::string& what, double amount) const {
    if (!postgres_) {
      of_sqlite()[what] = amount;
    } else if (const double other = of_sqlite()[what]; other > 0) {
      char text[40];
      std::snprintf(text, sizeof text, "%.2f x", amount / other);
      line(what + ", against SQLite", text, "<= 2 x");
    }
  }

 private:
  static std::map<std::string, double>& of_sqlite() {
    static std::map<std::string, double> values;
    return values;
  }
  bool postgres_;
};

std::string words(const char* format, auto... values) {
  char text[200];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

// Another than who writes meanwhile.
Caller reader_of_lists() {
  Caller caller = system_caller();
  caller.principal.kind = http::Principal::Kind::user;
  caller.principal.id.bytes.fill(1);
  return caller;
}

bench::Cost fill(store::Database& db, const std::vector<Contact>& people) {
  SeededRandom random{3};
  bench::Cost cost;
  for (std::size_t at = 0; at < people.size(); at += contacts_a_commit) {
    std::vector<ContactDraft> drafts;
    for (std::size_t i = at; i < std::min(people.size(), at + contacts_a_commit); ++i)
      drafts.push_back(contact_of(people[i], static_cast<std::int64_t>(i), random));
    const bench::Stopwatch watch;
    db.write([&](store::Transaction& tx) {
      create_many(tx, drafts, Intake::load(tx), Policy::skip, system_caller());
    });
    cost.seconds += watch.read().seconds;
    cost.cpu += watch.read().cpu;
  }
  return cost;
}

void measure(const Table& table, store::Database& db, const std::string& what, std::string_view filter,
             const char* sort, const char* target, const ContactFinder& find) {
  ContactQuery query;
  if (!filter.empty()) query.filter = Json::parse(filter);
  query.sort = sort;
  const Caller caller = reader_of_lists();
  std::vector<double> took;
  std::size_t rows = 0;
  double cpu = -bench::cpu_clock(CLOCK_THREAD_CPUTIME_ID);
  for (int i = 0; i < 200; ++i) {
    const bench::Stopwatch watch;
    rows = db.read([&](store::Reader& r) { return list_contacts(r, query, caller, find).items.size(); });
    took.push_back(watch.read().seconds * 1000);
  }
  cpu += bench::cpu_clock(CLOCK_THREAD_CPUTIME_ID);
  std::sort(took.begin(), took.end());
  query.count = "exact";
  query.limit = 1;
  const bench::Stopwatch watch;
  http::Total total;
  db.read_without_limit([&](store::Reader& r) { total = count_contacts(r, query, caller, find); });
  const double counted = watch.read().seconds;
  const double p99 = took[took.size() * 99 / 100];
  table.line("view: " + what + ", p99",
             words("%.1f ms (median %.1f, processor %.1f, %zu rows)", p99, took[took.size() / 2],
                   cpu * 1000 / static_cast<double>(took.size()), rows),
             words("< %s ms", target));
  table.compare("view: " + what, took[took.size() / 2]);
  table.line("view: " + what + ", exact count",
             words("%lld in %.0f ms", static_cast<long long>(total.value), counted * 1000), "< 300 ms");
}

void change_many(const Table& table, store::Database& db) {
  BulkChange bulk;
  UndoChanges undo;
  jobs::Runner runner(db, "bench");
  runner.add(bulk);
  runner.add(undo);
  Caller caller = system_caller();
  caller.principal.permissions = std::make_shared<const std::set<std::string, std::less<>>>(
      std::set<std::string, std::less<>>{"changes.all"});
  BulkRequest request;
  request.query = ContactQuery{};
  request.query->filter = Json::parse(R"({"field": "country", "op": "equal", "value": "VN"})");
  request.action = BulkAction::add_tags;
  request.tags = {"campaign"};
  const bench::Stopwatch watch;
  const ChangeSet set = start_bulk(db, request, caller);
  const double fixed = watch.read().seconds;
  runner.run_due();
  const double tagged = watch.read().seconds;
  table.line(words("bulk: tag for %lld contacts", static_cast<long long>(set.counts.total)),
             words("%.1f s (which ones: %.1f s)", tagged, fixed), "5 s for 200,000");
  table.compare("bulk: tag", tagged);
  const bench::Stopwatch back;
  db.write([&](store::Transaction& tx) { undo_change_set(tx, set.id, caller); });
  runner.run_due();
  const double undone = back.read().seconds;
  table.line("bulk: undone", words("%.1f s", undone), "");
  table.compare("bulk: undone", undone);
}

void export_all(const Table& table, store::Database& db) {
  for (const auto format : {ExportFormat::csv, ExportFormat::jsonl}) {
    const auto got = bench::measure_export(db, system_caller(), format);
    const std::string name(enum_name(format));
    table.line("export as " + name,
               words("%.0f/s, %lld MB", static_cast<double>(got.rows) / got.seconds,
                     static_cast<long long>(got.bytes / 1'000'000)),
               "");
    table.line("export as " + name + " against reading the same rows, by processor time",
               words("%.0f %% (%.2f s, %.2f s)", 100 * got.read_cpu / got.cpu, got.read_cpu, got.cpu),
               ">= 50 %");
    table.compare("export as " + name, got.seconds);
  }
}

void find_duplicates(const Table& table, store::Database& db) {
  duplicates::FindDuplicates handler;
  jobs::Runner runner(db, "bench");
  runner.add(handler);
  db.write([](store::Transaction& tx) { duplicates::start_search(tx, std::nullopt); });
  const bench::Stopwatch watch;
  runner.run_due();
  const auto took = watch.read();
  const auto found = db.read([](store::Reader& r) {
    return duplicates::list_pairs(r, {}, system_caller()).total.value_or(http::Total{}).value;
  });
  table.line(
      "duplicates of all",
      words("%.1f s, processor %.1f s, %lld pairs", took.seconds, took.cpu, static_cast<long long>(found)),
      "< 60 s");
  table.compare("duplicates of all", took.seconds);
}

void against_bare_loop(TestDatabase& db, std::size_t contacts, const bench::Cost& ours) {
  TestDatabase fresh(store::Engine::sqlite);
  const auto path = [](TestDatabase& d) { return d.url().substr(d.url().find(':') + 1); };
  bench::BareCopy copy(
      path(db), path(fresh),
      {{"identities"},
       {"contacts"},
       {"contact_values", "select * from contact_values order by contact_id"},
       {"contact_search"},
       {"contact_fts",
        "select search_no, replace(folded, ' ', ' ' || char(2, 2)) from contact_search order by 1",
        "insert into contact_fts (rowid, body) values (?, ?)"},
       {"events"}});
  const auto bare =
      copy.run(static_cast<std::int64_t>((contacts + contacts_a_commit - 1) / contacts_a_commit));
  std::printf("the same rows by a bare loop | %.0f/s, processor %.1f s |\n",
              static_cast<double>(contacts) / bare.seconds, bare.cpu);
  std::printf("writing against the bare loop | %.0f %%, by processor time %.0f %% | >= 50 %%\n",
              100 * bare.seconds / ours.seconds, 100 * bare.cpu / ours.cpu);
}

void views(const Table& table, store::Database& db, const std::vector<Contact>& people) {
  // The columns of live segments answer filters, as in the server.
  segments::Live live(db);
  live.run_once();
  live.start({});
  segments::FindContacts find_contacts(live);
  const ContactFinder find = [&](store::Reader& r, const rules::Condition& c, const http::Principal& asker) {
    return find_contacts(r, c, asker);
  };
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    SeededRandom random{9};
    for (std::int64_t i = 0; !stop; ++i) {
      auto d = contact_of(people[static_cast<std::size_t>(i) % people.size()], 10'000'000 + i, random);
      d.email = "late" + std::to_string(i) + "@example.com";
      db.submit([&, d](store::Transaction& tx) { create(tx, d, system_caller()); },
                [](std::exception_ptr) {});
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  });
  const auto view = [&](const char* what, const char* filter, const char* sort, const char* target) {
    measure(table, db, what, filter, sort, target, find);
  };
  view("newest", "", "newest", "50");
  view("a number, selective", R"({"field": "f0", "op": "equal", "value": 777})", "newest", "50");
  view("a text, by name", R"({"field": "f1", "op": "equal", "value": "word 77"})", "name", "50");
  view("a range of dates and a city",
       R"({"all": [{"field": "f3", "op": "greater_equal", "value": "2025-01-01"},
          {"field": "city", "op": "equal", "value": "Lyon"}]})",
       "newest", "50");
  view("one of four choices, by name", R"({"field": "f4", "op": "equal", "value": "b"})", "name", "150");
  view("either of two fields, by value",
       R"({"any": [{"field": "f2", "op": "equal", "value": true},
          {"field": "f5", "op": "less", "value": 50000}]})",
       "f0.desc", "150");
  view("without a value", R"({"field": "f6", "op": "is_null"})", "newest", "150");
  view("part of a text, by name", R"({"field": "f1", "op": "contains", "value": "77"})", "name", "150");
  view("a rare part of a text", R"({"field": "f1", "op": "contains", "value": "rd 19999"})", "newest", "150");
  view("two ranges that few meet, by name",
       R"({"all": [{"field": "f0", "op": "less", "value": 200},
          {"field": "f5", "op": "less", "value": 200}]})",
       "name", "150");
  stop = true;
  writer.join();
  live.stop();
}

void run(store::Engine engine, const std::vector<Contact>& people) {
  const Table table(engine);
  TestDatabase db(engine);
  define_fields(*db);
  const bench::Cost ours = fill(*db, people);
  table.line("contacts with own fields written",
             words("%.0f/s, processor %.1f s", static_cast<double>(people.size()) / ours.seconds, ours.cpu),
             "");
  table.compare("contacts with own fields written", ours.seconds);
  if (engine == store::Engine::sqlite)
    against_bare_loop(db, people.size(), ours);
  else  // as its own service does within a minute
    db->write([](store::Transaction& tx) { tx.run(store::DynamicSql{"analyze"}, {}); });
  {
    const bench::Stopwatch watch;
    db->write([&](store::Transaction& tx) {
      create_field(tx, json::read<FieldDraft>(R"({"name": "late", "type": "number", "default": 5})"),
                   system_caller());
    });
    table.line("a field added", words("%.0f ms", watch.read().seconds * 1000), "< 1000 ms");
  }
  views(table, *db, people);
  change_many(table, *db);
  export_all(table, *db);
  find_duplicates(table, *db);
}

}  // namespace

// PostgreSQL takes part when RAPPORT_TEST_POSTGRES names a cluster; alone, without the comparison, when
// RAPPORT_BENCH_ENGINE is postgres.
int main() {
  const char* engine_wanted = std::getenv("RAPPORT_BENCH_ENGINE");
  const bool alone = engine_wanted && std::string_view(engine_wanted) == "postgres";
  const char* wanted = std::getenv("RAPPORT_BENCH_CONTACTS");
  const std::size_t count = wanted ? static_cast<std::size_t>(std::atoll(wanted)) : 1'000'000;
  const auto people = duplicates::testing::invent_contacts(count, count / 50, 11);
  for (const auto engine : store::testing::engines())
    if (!alone || engine == store::Engine::postgres) run(engine, people);
  return 0;
}
