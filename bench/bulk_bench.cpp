// One change to 200,000 contacts at once, and the way back: a tag, then a field; on SQLite, then on
// PostgreSQL against it. RAPPORT_BENCH_CONTACTS says how many contacts.
#include <map>

#include "bare_copy.h"
#include "customer/people/changes/bulk.h"
#include "customer/people/changes/undo.h"
#include "customer/people/duplicates/population.h"
#include "platform/jobs/runner.h"
#include "platform/store/testing.h"
#include "postgres_cost.h"

using namespace rapport;
using namespace rapport::people;
using store::testing::TestDatabase;

namespace {

constexpr std::size_t contacts_a_commit = 400;

void fill(store::Database& db, const std::vector<Contact>& people) {
  for (std::size_t at = 0; at < people.size(); at += contacts_a_commit) {
    std::vector<ContactDraft> drafts;
    for (std::size_t i = at; i < std::min(people.size(), at + contacts_a_commit); ++i) {
      ContactDraft d;
      d.external_id = "C" + std::to_string(i);
      d.email = people[i].email;
      d.first_name = people[i].first_name;
      d.last_name = people[i].last_name;
      d.country = people[i].country;
      d.city = people[i].city;
      if (i % 5 == 0) d.tags = {"vip"};
      drafts.push_back(std::move(d));
    }
    db.write([&](store::Transaction& tx) {
      create_many(tx, drafts, Intake::load(tx), Policy::skip, system_caller());
    });
  }
}

void print(store::Engine engine, const std::string& what, std::int64_t count, const bench::Cost& cost,
           const char* target) {
  static std::map<std::string, bench::Cost> of_sqlite;
  const bool postgres = engine == store::Engine::postgres;
  std::printf("%s%s %lld contacts | %.1f s, processor %.1f s | %s\n", postgres ? "PostgreSQL, " : "",
              what.c_str(), static_cast<long long>(count), cost.seconds, cost.cpu, target);
  if (!postgres)
    of_sqlite[what] = cost;
  else
    std::printf("PostgreSQL, %s, against SQLite | %.2f x, processor time %.2f x | <= 2 x\n", what.c_str(),
                cost.seconds / of_sqlite[what].seconds, cost.cpu / of_sqlite[what].cpu);
  std::fflush(stdout);
}

// With the processor time of the database's own processes.
class Watch {
 public:
  explicit Watch(store::Database& db) : db_(db) {}
  bench::Cost read() const {
    bench::Cost cost = watch_.read();
    cost.cpu += bench::postgres_cpu(db_) - server_;
    return cost;
  }

 private:
  store::Database& db_;
  double server_ = bench::postgres_cpu(db_);
  bench::Stopwatch watch_;
};

void run(store::Engine engine, const std::vector<Contact>& people) {
  TestDatabase db(engine);
  fill(*db, people);
  BulkChange bulk;
  UndoChanges undo;
  jobs::Runner runner(*db, "bench");
  runner.add(bulk);
  runner.add(undo);
  Caller caller = system_caller();
  caller.principal.permissions = std::make_shared<const std::set<std::string, std::less<>>>(
      std::set<std::string, std::less<>>{"changes.all"});
  const auto change = [&](const std::string& what, BulkRequest request, const char* target) {
    request.query = ContactQuery{};
    const Watch watch(*db);
    const ChangeSet set = start_bulk(*db, request, caller);
    runner.run_due();
    print(engine, what, set.counts.total, watch.read(), target);
    const Watch back(*db);
    db->write([&](store::Transaction& tx) { undo_change_set(tx, set.id, caller); });
    runner.run_due();
    print(engine, what + ", undone for", set.counts.total, back.read(), "");
  };
  change("bulk: a tag for", {.action = BulkAction::add_tags, .tags = {"campaign"}}, "< 5 s for 200,000");
  change("bulk: a field set for",
         {.action = BulkAction::set_field, .field = "job_title", .value = Json::trusted("\"Baker\"")}, "");
}

}  // namespace

// PostgreSQL takes part when RAPPORT_TEST_POSTGRES names a cluster.
int main() {
  const char* wanted = std::getenv("RAPPORT_BENCH_CONTACTS");
  const std::size_t count = wanted ? static_cast<std::size_t>(std::atoll(wanted)) : 200'000;
  const auto people = duplicates::testing::invent_contacts(count, count / 50, 11);
  for (const auto engine : store::testing::engines()) run(engine, people);
  return 0;
}
