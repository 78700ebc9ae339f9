// Contacts at size: import from CSV against a bare loop that inserts the same rows into the same tables with
// the same indexes, then lists, filters and searches while others write. RAPPORT_BENCH_CONTACTS says how many
// (a million).
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "customer/people/contact_list.h"
#include "customer/people/import_contacts.h"
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

// -- the bare loop -----------------------------------------------------------------------------------------

struct Copy {
  std::string select, insert;
  sqlite3_stmt *from = nullptr, *to = nullptr;
  std::vector<std::vector<sqlite3_value*>> rows;
};

void check(int code, sqlite3* db) {
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
  std::fprintf(stderr, "sqlite: %s\n", sqlite3_errmsg(db));
  std::exit(1);
}

Copy copy_of(const std::string& table) {
  const std::string select =
      table == "contact_fts"
          ? "select search_no, replace(folded, ' ', ' ' || char(2, 2)) from contact_search order by 1"
          : "select * from " + table + " order by rowid";
  return {select,
          table == "contact_fts" ? "insert into contact_fts (rowid, body) values (?, ?)"
                                 : "insert into " + table + " values (",
          nullptr,
          nullptr,
          {}};
}

void load(Copy& copy, int rows) {
  for (int i = 0; i < rows && sqlite3_step(copy.from) == SQLITE_ROW; ++i) {
    auto& row = copy.rows.emplace_back();
    for (int c = 0; c < sqlite3_column_count(copy.from); ++c)
      row.push_back(sqlite3_value_dup(sqlite3_column_value(copy.from, c)));
  }
}

void insert(Copy& copy, sqlite3* db) {
  for (auto& row : copy.rows) {
    for (std::size_t c = 0; c < row.size(); ++c) sqlite3_bind_value(copy.to, static_cast<int>(c + 1), row[c]);
    check(sqlite3_step(copy.to), db);
    sqlite3_reset(copy.to);
    for (auto* value : row) sqlite3_value_free(value);
  }
  copy.rows.clear();
}

// The rows of the filled file into a fresh one, 400 contacts a durable transaction; contacts a second.
double bare_rate(const std::string& filled, const std::string& fresh, std::int64_t contacts) {
  sqlite3 *in = nullptr, *out = nullptr;
  check(sqlite3_open(filled.c_str(), &in), in);
  check(sqlite3_open(fresh.c_str(), &out), out);
  for (const char* pragma : {"pragma journal_mode = wal", "pragma synchronous = full",
                             "pragma secure_delete = on", "pragma cache_size = -65536"})
    sqlite3_exec(out, pragma, nullptr, nullptr, nullptr);
  std::vector<std::pair<Copy, double>> copies;  // with rows for each contact
  for (const char* table :
       {"identities", "contacts", "contact_tags", "contact_search", "contact_fts", "consents", "events"}) {
    Copy copy = copy_of(table);
    check(sqlite3_prepare_v2(in, copy.select.c_str(), -1, &copy.from, nullptr), in);
    const int columns = sqlite3_column_count(copy.from);
    if (copy.insert.ends_with("(")) {
      for (int i = 0; i < columns; ++i) copy.insert += i ? ", ?" : "?";
      copy.insert += ")";
    }
    check(sqlite3_prepare_v2(out, copy.insert.c_str(), -1, &copy.to, nullptr), out);
    sqlite3_stmt* count = nullptr;
    const std::string counted = std::string("select count(*) from ") +
                                (std::string_view(table) == "contact_fts" ? "contact_search" : table);
    check(sqlite3_prepare_v2(in, counted.c_str(), -1, &count, nullptr), in);
    sqlite3_step(count);
    copies.emplace_back(copy,
                        static_cast<double>(sqlite3_column_int64(count, 0)) / static_cast<double>(contacts));
    sqlite3_finalize(count);
  }
  double spent = 0;
  std::vector<double> taken(copies.size());
  for (std::int64_t done = 0; done < contacts; done += 400) {
    for (std::size_t i = 0; i < copies.size(); ++i) {
      const double until = static_cast<double>(done + 400) * copies[i].second;
      load(copies[i].first, static_cast<int>(until - taken[i]));
      taken[i] += static_cast<int>(until - taken[i]);
    }
    const auto begin = SteadyClock::now();
    sqlite3_exec(out, "begin immediate", nullptr, nullptr, nullptr);
    for (auto& [copy, ratio] : copies) insert(copy, out);
    check(sqlite3_exec(out, "commit", nullptr, nullptr, nullptr), out);
    spent += seconds_since(begin);
  }
  for (auto& [copy, ratio] : copies) sqlite3_finalize(copy.from), sqlite3_finalize(copy.to);
  sqlite3_close(in);
  sqlite3_close(out);
  return static_cast<double>(contacts) / spent;
}

// -- reading while others write
// ------------------------------------------------------------------------------

void measure(store::Database& db, const char* what, const ContactQuery& query, const Caller& caller) {
  std::vector<double> took;
  std::size_t rows = 0;
  for (int i = 0; i < 300; ++i) {
    const auto begin = SteadyClock::now();
    rows = db.read([&](store::Reader& r) { return list_contacts(r, query, caller).items.size(); });
    took.push_back(seconds_since(begin) * 1000);
  }
  std::sort(took.begin(), took.end());
  std::printf("%s, p99 | %.1f ms (median %.1f, %zu rows) | 50 ms\n", what, took[took.size() * 99 / 100],
              took[took.size() / 2], rows);
  std::fflush(stdout);
}

}  // namespace

int main() {
  const char* wanted = std::getenv("RAPPORT_BENCH_CONTACTS");
  const std::int64_t count = wanted ? std::atoll(wanted) : 1'000'000;
  store::testing::TestDatabase db(store::Engine::sqlite), fresh(store::Engine::sqlite);
  const auto path = [](store::testing::TestDatabase& d) { return d.url().substr(d.url().find(':') + 1); };
  CustomerFile file(count);
  ContactImport options;
  options.caller = system_caller();
  options.filename = "bench.csv";
  std::int64_t most = 0;
  options.on_chunk = [&](store::Transaction&, std::uint64_t, std::uint64_t, const ImportCounts&) {
    most = std::max(most, resident_megabytes());
  };
  auto begin = SteadyClock::now();
  const auto report = import_contacts(*db, file, options);
  const double rate = static_cast<double>(report.counts.created) / seconds_since(begin);
  std::printf("contacts imported from CSV | %.0f/s, %lld created, %lld MB | 200 MB\n", rate,
              static_cast<long long>(report.counts.created), static_cast<long long>(most));
  const double bare = bare_rate(path(db), path(fresh), count);
  std::printf("import against the bare loop (%.0f/s) | %.2f | 0.60\n", bare, rate / bare);
  std::fflush(stdout);

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
  measure(*db, "newest", {}, caller);
  measure(*db, "one country, newest", {.country = "FR"}, caller);
  measure(*db, "country and status, by name", {.status = "new", .country = "FR", .sort = "name"}, caller);
  measure(*db, "tag, newest", {.tag = "vip"}, caller);
  measure(*db, "city and consent, by name",
          {.consent_status = "b2c_optin_confirmed", .city = "Lyon", .sort = "name"}, caller);
  measure(*db, "rare city, by name", {.city = "Nowhere", .sort = "name"}, caller);
  measure(*db, "by value, none set", {.sort = "value"}, caller);
  measure(*db, "search three letters", {.search = "ngu"}, caller);
  measure(*db, "search two letters", {.search = "zo"}, caller);
  measure(*db, "search first and last name", {.search = "hanh nguyen12"}, caller);
  measure(*db, "search an e-mail", {.search = "person77123@"}, caller);
  measure(*db, "search, then filter and sort", {.search = "martin", .country = "VN", .sort = "name"}, caller);
  stop = true;
  writer.join();
  begin = SteadyClock::now();
  db->read([&](store::Reader& r) { list_facets(r, caller); });
  std::printf("facets over all contacts | %.0f ms | kept for 5 s\n", seconds_since(begin) * 1000);
  return 0;
}
