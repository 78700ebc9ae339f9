// A base with thirty fields of one's own, twelve of them filled: writing it against a bare loop of the same
// rows, the pages and exact counts of filters over these fields while others write, a tag for 200,000
// contacts and the way back. RAPPORT_BENCH_CONTACTS says how many contacts (a million).
#include <algorithm>
#include <atomic>
#include <thread>

#include "bare_copy.h"
#include "customer/people/changes/bulk.h"
#include "customer/people/changes/undo.h"
#include "customer/people/contact_list.h"
#include "customer/people/fields/fields.h"
#include "platform/jobs/runner.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::people;
using store::testing::TestDatabase;

namespace {

constexpr int own_fields = 30, filled = 12;
constexpr std::int64_t contacts_a_commit = 400;

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

ContactDraft contact_of(std::int64_t number, SeededRandom& random) {
  static const char* const cities[] = {"Paris", "Lyon", "Lille", "Hà Nội", "Đà Nẵng", "Genève", "Köln"};
  ContactDraft d;
  d.external_id = "C" + std::to_string(number);
  d.email = "person" + std::to_string(number) + "@example.org";
  d.first_name = "Ada";
  d.last_name = "Martin" + std::to_string(random.next() % 50'000);
  d.country = random.next() % 3 ? "FR" : "VN";
  d.city = cities[random.next() % 7];
  std::string custom = "{";
  const int from = static_cast<int>(random.next() % own_fields);
  for (int i = 0; i < filled; ++i) {
    const int field = (from + i) % own_fields;
    custom += (i ? ", \"f" : "\"f") + std::to_string(field) + "\": " + value_of(field, random.next());
  }
  d.custom = Json::parse(custom + "}");
  return d;
}

bench::Cost fill(store::Database& db, std::int64_t count) {
  SeededRandom random{3};
  bench::Cost cost;
  for (std::int64_t at = 0; at < count; at += contacts_a_commit) {
    std::vector<ContactDraft> drafts;
    for (std::int64_t i = at; i < std::min(count, at + contacts_a_commit); ++i)
      drafts.push_back(contact_of(i, random));
    const bench::Stopwatch watch;
    db.write([&](store::Transaction& tx) {
      create_many(tx, drafts, Intake::load(tx), Policy::skip, system_caller());
    });
    cost.seconds += watch.read().seconds;
    cost.cpu += watch.read().cpu;
  }
  return cost;
}

void measure(store::Database& db, const char* what, std::string_view filter, const char* sort,
             const char* target) {
  ContactQuery query;
  if (!filter.empty()) query.filter = Json::parse(filter);
  query.sort = sort;
  std::vector<double> took;
  std::size_t rows = 0;
  double cpu = -bench::cpu_clock(CLOCK_THREAD_CPUTIME_ID);
  for (int i = 0; i < 200; ++i) {
    const bench::Stopwatch watch;
    rows = db.read([&](store::Reader& r) { return list_contacts(r, query, system_caller()).items.size(); });
    took.push_back(watch.read().seconds * 1000);
  }
  cpu += bench::cpu_clock(CLOCK_THREAD_CPUTIME_ID);
  std::sort(took.begin(), took.end());
  query.count = "exact";
  query.limit = 1;
  const bench::Stopwatch watch;
  http::Total total;
  db.read_without_limit([&](store::Reader& r) { total = count_contacts(r, query, system_caller()); });
  std::printf("view: %s, p99 | %.1f ms (median %.1f, processor %.1f, %zu rows) | < %s ms\n", what,
              took[took.size() * 99 / 100], took[took.size() / 2],
              cpu * 1000 / static_cast<double>(took.size()), rows, target);
  std::printf("view: %s, exact count | %lld in %.0f ms | < 300 ms\n", what,
              static_cast<long long>(total.value), watch.read().seconds * 1000);
  std::fflush(stdout);
}

void change_many(store::Database& db) {
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
  std::printf("bulk: tag for %lld contacts | %.1f s (which ones: %.1f s) | 5 s for 200,000\n",
              static_cast<long long>(set.counts.total), watch.read().seconds, fixed);
  const bench::Stopwatch back;
  db.write([&](store::Transaction& tx) { undo_change_set(tx, set.id, caller); });
  runner.run_due();
  std::printf("bulk: undone | %.1f s |\n", back.read().seconds);
}

}  // namespace

int main() {
  const char* wanted = std::getenv("RAPPORT_BENCH_CONTACTS");
  const std::int64_t count = wanted ? std::atoll(wanted) : 1'000'000;
  TestDatabase db(store::Engine::sqlite), fresh(store::Engine::sqlite);
  define_fields(*db);
  const bench::Cost ours = fill(*db, count);
  std::printf("contacts with own fields written | %.0f/s, processor %.1f s |\n",
              static_cast<double>(count) / ours.seconds, ours.cpu);
  {
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
    const auto bare = copy.run((count + contacts_a_commit - 1) / contacts_a_commit);
    std::printf("the same rows by a bare loop | %.0f/s, processor %.1f s |\n",
                static_cast<double>(count) / bare.seconds, bare.cpu);
    std::printf("writing against the bare loop | %.0f %%, by processor time %.0f %% | >= 50 %%\n",
                100 * bare.seconds / ours.seconds, 100 * bare.cpu / ours.cpu);
  }
  {
    const bench::Stopwatch watch;
    db->write([&](store::Transaction& tx) {
      create_field(tx, json::read<FieldDraft>(R"({"name": "late", "type": "number", "default": 5})"),
                   system_caller());
    });
    std::printf("a field added | %.0f ms | < 1000 ms\n", watch.read().seconds * 1000);
  }
  std::fflush(stdout);
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    SeededRandom random{9};
    for (std::int64_t i = 0; !stop; ++i) {
      const auto d = contact_of(10'000'000 + i, random);
      db->submit([&, d](store::Transaction& tx) { create(tx, d, system_caller()); },
                 [](std::exception_ptr) {});
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  });
  measure(*db, "a number, selective", R"({"field": "f0", "op": "equal", "value": 777})", "newest", "50");
  measure(*db, "a text, by name", R"({"field": "f1", "op": "equal", "value": "word 77"})", "name", "50");
  measure(*db, "a range of dates and a city",
          R"({"all": [{"field": "f3", "op": "greater_equal", "value": "2025-01-01"},
          {"field": "city", "op": "equal", "value": "Lyon"}]})",
          "newest", "50");
  measure(*db, "one of four choices, by name", R"({"field": "f4", "op": "equal", "value": "b"})", "name",
          "150");
  measure(*db, "either of two fields, by value",
          R"({"any": [{"field": "f2", "op": "equal", "value": true},
          {"field": "f5", "op": "less", "value": 50000}]})",
          "f0.desc", "150");
  measure(*db, "without a value", R"({"field": "f6", "op": "is_null"})", "newest", "150");
  measure(*db, "part of a text, by name", R"({"field": "f1", "op": "contains", "value": "77"})", "name",
          "150");
  stop = true;
  writer.join();
  change_many(*db);
  return 0;
}
