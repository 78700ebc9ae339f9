// Contacts at size: import from CSV against a bare loop that inserts the same rows into the same tables with
// the same indexes, then lists, filters and searches while others write. RAPPORT_BENCH_CONTACTS says how many
// (a million).
#include <algorithm>
#include <atomic>
#include <fstream>
#include <thread>

#include "bare_copy.h"
#include "customer/people/contact_list.h"
#include "customer/people/imports/contact_imports.h"
#include "customer/segments/find_contacts.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::people;
using SteadyClock = std::chrono::steady_clock;

namespace {

double seconds_since(SteadyClock::time_point begin) {
  return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

std::int64_t resident_megabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::atoll(line.c_str() + 6) / 1024;
  return 0;
}

// Lines of an invented customer file, made as they are read.
class CustomerFile : public ByteSource {
 public:
  explicit CustomerFile(std::int64_t count) : count_(count) {
    text_ = "external_id,email,first_name,last_name,country,city,source,keyword_intent,consent_status,tags\n";
  }
  std::size_t read(std::span<char> out) override {
    while (text_.size() < out.size() && at_ < count_) append();
    const std::size_t n = std::min(out.size(), text_.size());
    std::copy_n(text_.data(), n, out.data());
    text_.erase(0, n);
    return n;
  }

 private:
  template <std::size_t N>
  std::string_view pick(const char* const (&list)[N]) {
    return list[random_.next() % N];
  }

  void append() {
    static const char* const firsts[] = {"Zoé", "Minh",  "Jean", "Anna", "Thị Hạnh",
                                         "Luc", "Marie", "Bao",  "Eve",  "Noé"};
    static const char* const lasts[] = {"Martin", "Nguyễn", "Dubois", "Trần", "Petit",
                                        "Lê",     "Moreau", "Phạm",   "Roux", "Vidal"};
    static const char* const countries[] = {"FR", "FR", "FR", "FR", "VN", "VN", "BE", "CH", "DE", "ES"};
    static const char* const cities[] = {"Paris",   "Lyon",      "Lille",  "Hà Nội",
                                         "Đà Nẵng", "Bruxelles", "Genève", "Köln"};
    const std::string n = std::to_string(at_++);
    text_ += "C" + n + ",person" + n + "@example.org,";
    text_ += std::string(pick(firsts)) + "," + std::string(pick(lasts)) +
             std::to_string(random_.next() % 5000) + "," + std::string(pick(countries)) + "," +
             std::string(pick(cities)) + ",opt_in,filtration,";
    text_ += random_.next() % 2 ? "b2c_optin_confirmed," : ",";
    text_ += random_.next() % 5 == 0 ? "vip\n" : "\n";
  }

  const std::int64_t count_;
  std::int64_t at_ = 0;
  std::string text_;
  SeededRandom random_{11};
};

constexpr std::int64_t contacts_a_commit = 400;  // as the import at its largest

bench::Cost bare_loop(const std::string& filled, const std::string& fresh, std::int64_t contacts) {
  bench::BareCopy copy(
      filled, fresh,
      {{"identities"},
       {"contacts"},
       {"contact_tags"},
       {"contact_search"},
       {"contact_fts",
        "select search_no, replace(folded, ' ', ' ' || char(2, 2)) from contact_search order by 1",
        "insert into contact_fts (rowid, body) values (?, ?)"},
       {"consents"},
       {"events"},
       {"contact_changes"},
       {"import_lines"}});
  return copy.run((contacts + contacts_a_commit - 1) / contacts_a_commit);
}

// -- reading while others write --------------------------------------------------------------------------

void measure(store::Database& db, const char* what, const ContactQuery& query, const Caller& caller,
             const ContactFinder& find) {
  std::vector<double> took;
  double cpu = -bench::cpu_clock(CLOCK_THREAD_CPUTIME_ID);
  std::size_t rows = 0;
  for (int i = 0; i < 300; ++i) {
    const auto begin = SteadyClock::now();
    rows = db.read([&](store::Reader& r) { return list_contacts(r, query, caller, find).items.size(); });
    took.push_back(seconds_since(begin) * 1000);
  }
  cpu += bench::cpu_clock(CLOCK_THREAD_CPUTIME_ID);
  std::sort(took.begin(), took.end());
  std::printf("list: %s, p99 | %.1f ms (median %.1f, processor %.1f, %zu rows) | < 50 ms\n", what,
              took[took.size() * 99 / 100], took[took.size() / 2],
              cpu * 1000 / static_cast<double>(took.size()), rows);
  std::fflush(stdout);
}

}  // namespace

int main() {
  const char* wanted = std::getenv("RAPPORT_BENCH_CONTACTS");
  const std::int64_t count = wanted ? std::atoll(wanted) : 1'000'000;
  store::testing::TestDatabase db(store::Engine::sqlite), fresh(store::Engine::sqlite);
  const auto path = [](store::testing::TestDatabase& d) { return d.url().substr(d.url().find(':') + 1); };
  const auto csv =
      std::filesystem::temp_directory_path() / ("people_bench_" + std::to_string(::getpid()) + ".csv");
  {
    CustomerFile file(count);
    std::ofstream out(csv, std::ios::binary);
    std::vector<char> piece(1 << 20);
    while (const auto n = file.read(piece)) out.write(piece.data(), static_cast<std::streamsize>(n));
  }
  std::int64_t most = 0;
  const std::atomic<bool> never = false;
  const auto watch = [&](std::int64_t) { most = std::max(most, resident_megabytes()); };
  const auto made = create_contact_import(*db, csv.string(), "bench.csv", system_caller().principal);
  work_on(*db, made.import_.id, never);  // looks through the whole file
  db->write([&](store::Transaction& tx) { begin_dry_run(tx, made.import_.id); });
  const bench::Stopwatch dry;
  work_on(*db, made.import_.id, never, watch);
  std::printf("contacts checked by a dry run | %.0f/s, %lld MB |\n",
              static_cast<double>(count) / dry.read().seconds, static_cast<long long>(most));
  most = 0;
  db->write([&](store::Transaction& tx) { begin_run(tx, made.import_.id, system_caller().principal); });
  const bench::Stopwatch run;
  work_on(*db, made.import_.id, never, watch);
  const bench::Cost ours = run.read();
  const auto done = db->read([&](store::Reader& r) { return imports::get_import(r, made.import_.id); });
  const auto created = static_cast<double>(done.counts.at("created"));
  std::filesystem::remove(csv);
  std::printf("contacts imported from CSV | %.0f in %.1f s, %.0f/s, processor %.1f s |\n", created,
              ours.seconds, created / ours.seconds, ours.cpu);
  const bench::Cost bare = bare_loop(path(db), path(fresh), count);
  std::printf("the same rows by a bare loop | %.1f s, %.0f/s, processor %.1f s |\n", bare.seconds,
              created / bare.seconds, bare.cpu);
  std::printf("contact import against the bare loop | %.0f %%, by processor time %.0f %% | >= 60 %%\n",
              100 * bare.seconds / ours.seconds, 100 * bare.cpu / ours.cpu);
  std::printf("memory of the contact import | %lld MB | < 200 MB\n", static_cast<long long>(most));
  std::fflush(stdout);

  // The columns of live segments answer filters, as in the server.
  segments::Live live(*db);
  const bench::Stopwatch filling;
  live.run_once();
  std::printf("columns read from the database | %.1f s |\n", filling.read().seconds);
  live.start({});
  segments::FindContacts find_contacts(live);
  const ContactFinder find = [&](store::Reader& r, const rules::Condition& c, const http::Principal& asker) {
    return find_contacts(r, c, asker);
  };
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    const Caller caller = system_caller();
    for (int i = 0; !stop; ++i) {
      ContactDraft d;
      d.email = "late" + std::to_string(i) + "@example.com";
      d.last_name = "Late";
      db->submit([&, d](store::Transaction& tx) { create(tx, d, caller); }, [](std::exception_ptr) {});
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  });
  const Caller caller = system_caller();
  measure(*db, "newest", {}, caller, find);
  measure(*db, "one country, newest", {.country = "FR"}, caller, find);
  measure(*db, "country and status, by name", {.status = "new", .country = "FR", .sort = "name"}, caller,
          find);
  measure(*db, "tag, newest", {.tag = "vip"}, caller, find);
  measure(*db, "city and consent, by name",
          {.consent_status = "b2c_optin_confirmed", .city = "Lyon", .sort = "name"}, caller, find);
  measure(*db, "rare city, by name", {.city = "Nowhere", .sort = "name"}, caller, find);
  measure(*db, "by value, none set", {.sort = "value"}, caller, find);
  measure(*db, "search three letters", {.search = "ngu"}, caller, find);
  measure(*db, "search two letters", {.search = "zo"}, caller, find);
  measure(*db, "search first and last name", {.search = "hanh nguyen12"}, caller, find);
  measure(*db, "search an e-mail", {.search = "person77123@"}, caller, find);
  measure(*db, "search, then filter and sort", {.search = "martin", .country = "VN", .sort = "name"}, caller,
          find);
  stop = true;
  writer.join();
  live.stop();
  const auto begin = SteadyClock::now();
  db->read([&](store::Reader& r) { list_facets(r, caller); });
  std::printf("facets over all contacts | %.0f ms | kept for 5 s\n", seconds_since(begin) * 1000);
  return 0;
}
