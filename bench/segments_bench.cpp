// The segment engine at size: invented contacts, facts and orders, six rules, what they take and how many
// they find. bench/segments_bench.sh runs it beside DuckDB and PostgreSQL on the same rows. Usage:
// bench_segments FOLDER CONTACTS: leaves contacts.csv, events.csv, orders.csv, rules.sql and answers.txt
// ("rule count sum milliseconds" a line, of one thread) in the folder.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <thread>

#include "customer/segments/columns/columns.h"
#include "customer/segments/columns/memory.h"
#include "customer/segments/columns/plan.h"
#include "customer/segments/columns/snapshot.h"

using namespace rapport;
using namespace rapport::segments::columns;
using rules::Measure;
using rules::Op;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr std::int64_t now = 1'764'230'400'123, day = 86'400'000;
const char* const countries[] = {"FR", "FR", "FR", "FR", "VN", "VN", "BE", "CH", "DE", "ES", "IT", "US"};
const char* const plans[] = {"free", "free", "free", "free", "free", "free", "free", "pro", "pro", "team"};
const char* const types[] = {"page_view",      "campaign_opened", "campaign_clicked", "login",
                             "form_submitted", "demo_request",    "cart_updated",     "reply",
                             "store_visit",    "search"};
constexpr unsigned type_shares[] = {500, 700, 780, 900, 930, 940, 970, 975, 980, 1000};

double milliseconds_since(SteadyClock::time_point begin) {
  return std::chrono::duration<double, std::milli>(SteadyClock::now() - begin).count();
}

struct Event {
  std::int64_t at;
  unsigned type;
};
struct Order {
  std::int64_t at, net;
};
struct Contact {
  std::int64_t created, last_login;  // last_login 0: never
  bool pubkey, node;
  const char *country, *plan;  // plan: may be null
  int score;
  std::vector<Event> events;
  std::vector<Order> orders;
};

// The same contact for the same number, whatever the size.
class Generator {
 public:
  explicit Generator(std::uint64_t contacts) : contacts_(contacts) {}
  Contact make(std::uint64_t i) {
    state_ = i * 0x9E37'79B9'7F4A'7C15u + 1;
    Contact c{};
    // Contacts are numbered as they came, over three years.
    c.created = now - 1'095 * day +
                static_cast<std::int64_t>(1'095.0 * static_cast<double>(day) * static_cast<double>(i) /
                                          static_cast<double>(contacts_));
    c.pubkey = below(10) < 3;
    c.node = below(10) == 0;
    c.country = countries[below(std::size(countries))];
    c.plan = below(20) == 0 ? nullptr : plans[below(std::size(plans))];
    c.score = static_cast<int>(below(101));
    c.last_login = below(5) == 0 ? 0 : moment(c.created);
    // Most do little, some very much: ten facts and three orders in the mean.
    for (std::uint64_t n = skewed(10); n > 0; --n) c.events.push_back({moment(c.created), type()});
    if (below(10) < 4)
      for (std::uint64_t n = skewed(7.5); n > 0; --n)
        c.orders.push_back({moment(c.created), 500 + static_cast<std::int64_t>(below(40'000))});
    return c;
  }

 private:
  std::uint64_t next() {
    std::uint64_t x = (state_ += 0x9E37'79B9'7F4A'7C15u);
    x = (x ^ (x >> 30)) * 0xBF58'476D'1CE4'E5B9u;
    x = (x ^ (x >> 27)) * 0x94D0'49BB'1331'11EBu;
    return x ^ (x >> 31);
  }
  std::uint64_t below(std::uint64_t n) { return next() % n; }
  double share() { return static_cast<double>(next() >> 11) / 9007199254740992.0; }
  std::uint64_t skewed(double mean) {
    return std::min<std::uint64_t>(static_cast<std::uint64_t>(mean * 0.37 / std::pow(1 - share(), 0.65)),
                                   5'000);
  }
  std::int64_t moment(std::int64_t from) {  // the nearer to now, the more
    const double s = share();
    return now - static_cast<std::int64_t>(static_cast<double>(now - from) * s * s);
  }
  unsigned type() {
    const auto n = static_cast<unsigned>(below(1'000));
    unsigned out = 0;
    while (type_shares[out] <= n) ++out;
    return out;
  }
  std::uint64_t contacts_, state_ = 0;
};

struct Rule {
  std::string name;
  rules::Condition condition;
  std::string sql;  // of contacts c
};

std::string ms(std::int64_t at) { return std::to_string(at); }

rules::Condition orders_history(Measure measure, const char* field, std::vector<rules::Condition> where,
                                Op op, std::int64_t value) {
  return rules::history("orders", {}, measure, field, std::move(where), op, {value});
}

std::vector<Rule> six_rules() {
  using rules::all;
  using rules::test;
  const auto text = [](const char* s) { return rules::Literal(std::string(s)); };
  const std::int64_t week = now - 7 * day, month = now - 30 * day, fortnight = now - 14 * day;
  const auto paid = test("plan", Op::in, {text("pro"), text("team")});
  return {
      {"S1",
       all({test("created_at", Op::greater_equal, {week}), test("pubkey", Op::equal, {false}),
            rules::history("events", {"form_submitted", "demo_request"}, Measure::count, "", {},
                           Op::greater_equal, {std::int64_t{1}})}),
       "c.created_at >= " + ms(week) +
           " and not c.pubkey and exists (select 1 from events e where e.contact = c.id and e.type in "
           "('form_submitted', 'demo_request'))"},
      {"S2", all({test("pubkey", Op::equal, {true}), test("node", Op::equal, {true}), rules::none({paid})}),
       "c.pubkey and c.node and (c.plan is null or c.plan not in ('pro', 'team'))"},
      {"S3",
       all({test("pubkey", Op::equal, {true}), test("created_at", Op::less, {month}),
            orders_history(Measure::sum, "net", {}, Op::greater_equal, 100'000)}),
       "c.pubkey and c.created_at < " + ms(month) +
           " and (select coalesce(sum(o.net), 0) from orders o where o.contact = c.id) >= 100000"},
      {"S4",
       all({orders_history(Measure::last, "", {}, Op::greater_equal, now - 60 * day),
            orders_history(Measure::count, "", {}, Op::greater_equal, 8)}),
       "c.id in (select o.contact from orders o group by o.contact having max(o.at) >= " +
           ms(now - 60 * day) + " and count(*) >= 8)"},
      {"S5",
       all({test("country", Op::in, {text("FR"), text("BE")}),
            test("score", Op::greater_equal, {std::int64_t{50}}),
            rules::history("events", {"campaign_clicked"}, Measure::count, "",
                           {test("occurred_at", Op::between, {month + 1, now + 1})}, Op::greater_equal,
                           {std::int64_t{3}}),
            orders_history(Measure::count, "", {test("ordered_at", Op::between, {fortnight + 1, now + 1})},
                           Op::equal, 0)}),
       "c.country in ('FR', 'BE') and c.score >= 50 and c.id in (select e.contact from events e where e.type "
       "= "
       "'campaign_clicked' and e.at > " +
           ms(month) + " and e.at <= " + ms(now) +
           " group by e.contact having count(*) >= 3) and not exists (select 1 from orders o where o.contact "
           "= c.id "
           "and o.at > " +
           ms(fortnight) + " and o.at <= " + ms(now) + ")"},
      {"S6", all({test("last_login", Op::less, {fortnight}), paid}),
       "c.last_login < " + ms(fortnight) + " and c.plan in ('pro', 'team')"},
  };
}

class Lines {
 public:
  Lines(const std::string& folder, const char* name) : out_(folder + "/" + name) {}
  template <class... Parts>
  void put(const Parts&... parts) {
    bool first = true;
    ((out_ << (first ? "" : ",") << parts, first = false), ...);
    out_ << '\n';
  }

 private:
  std::ofstream out_;
};

Uuid id_of(std::uint64_t i) {
  Uuid out;
  for (unsigned k = 0; k < 8; ++k) out.bytes[15 - k] = static_cast<std::uint8_t>(i >> (8 * k));
  return out;
}

struct Ids {
  ColumnId created, login, pubkey, node, country, plan, score;
};

Ids add_columns(Columns& columns) {
  using rules::FieldKind;
  using store::ColumnType;
  const auto add = [&](const char* name, FieldKind kind, ColumnType type) {
    return columns.add_column({.name = name, .kind = kind, .type = type}).id;
  };
  return {add("created_at", FieldKind::instant, ColumnType::integer),
          add("last_login", FieldKind::instant, ColumnType::integer),
          add("pubkey", FieldKind::boolean, ColumnType::boolean),
          add("node", FieldKind::boolean, ColumnType::boolean),
          add("country", FieldKind::text, ColumnType::text),
          add("plan", FieldKind::choice, ColumnType::text),
          add("score", FieldKind::number, ColumnType::integer)};
}

void put(Batch& batch, const Ids& ids, std::uint64_t i, const Contact& c) {
  const Number number = batch.contact(id_of(i));
  batch.put_integer(number, ids.created, c.created);
  if (c.last_login != 0) batch.put_integer(number, ids.login, c.last_login);
  batch.put_boolean(number, ids.pubkey, c.pubkey);
  batch.put_boolean(number, ids.node, c.node);
  batch.put_text(number, ids.country, c.country);
  if (c.plan) batch.put_text(number, ids.plan, c.plan);
  batch.put_integer(number, ids.score, c.score);
  for (const Event& e : c.events) batch.add_event(number, Instant{e.at}, types[e.type]);
  for (const Order& o : c.orders) batch.add_order(number, Instant{o.at}, o.net);
}

struct Loading {
  double columns = 0;  // milliseconds, without the making of the rows
  std::uint64_t events = 0, orders = 0;
};

Loading fill(Columns& columns, std::uint64_t contacts, const std::string& folder) {
  Loading out;
  const Ids ids = add_columns(columns);
  Generator generator(contacts);
  Lines people(folder, "contacts.csv"), facts(folder, "events.csv"), sales(folder, "orders.csv");
  std::vector<Contact> made;
  for (std::uint64_t begin = 0; begin < contacts; begin += chunk_size) {
    made.clear();
    const std::uint64_t end = std::min<std::uint64_t>(contacts, begin + chunk_size);
    for (std::uint64_t i = begin; i < end; ++i) {
      made.push_back(generator.make(i));
      const Contact& c = made.back();
      people.put(i, c.created, c.last_login != 0 ? ms(c.last_login) : "", c.pubkey, c.node, c.country,
                 c.plan ? c.plan : "", c.score);
      for (const Event& e : c.events) facts.put(i, types[e.type], e.at);
      for (const Order& o : c.orders) sales.put(i, o.at, o.net);
      out.events += c.events.size();
      out.orders += c.orders.size();
    }
    const auto start = SteadyClock::now();
    Batch batch = columns.batch();
    for (std::uint64_t i = begin; i < end; ++i) put(batch, ids, i, made[i - begin]);
    columns.apply(std::move(batch));
    out.columns += milliseconds_since(start);
  }
  return out;
}

// The fastest of several rounds, in milliseconds: others use the machine, too.
template <class Work>
double timed(int rounds, Work&& work) {
  std::vector<double> out;
  for (int i = 0; i < rounds; ++i) {
    const auto begin = SteadyClock::now();
    work();
    out.push_back(milliseconds_since(begin));
  }
  return *std::min_element(out.begin(), out.end());
}

void print(const std::string& measure, const std::string& value, const std::string& target) {
  std::printf("%s | %s | %s\n", measure.c_str(), value.c_str(), target.c_str());
  std::fflush(stdout);
}

std::string shown(double value, const char* unit) {
  char out[64];
  std::snprintf(out, sizeof out, value < 10 ? "%.2f %s" : "%.0f %s", value, unit);
  return out;
}

// What one processor reads from memory, in bytes a millisecond.
double bandwidth() {
  const std::vector<std::uint64_t> data(64 << 20, 1);
  volatile std::uint64_t keep = 0;
  const double took = timed(5, [&] {
    std::uint64_t sum[8] = {};
    for (std::size_t i = 0; i < data.size(); i += 8)
      for (unsigned k = 0; k < 8; ++k) sum[k] += data[i + k];
    for (const std::uint64_t s : sum) keep = keep + s;
  });
  return static_cast<double>(data.size() * 8) / took;
}

void run_rules(const Columns& columns, const std::string& folder, const std::string& size) {
  const Pinned version = columns.current();
  std::ofstream answers(folder + "/answers.txt"), sql(folder + "/rules.sql");
  for (const Rule& rule : six_rules()) {
    Matches found;
    const double one = timed(9, [&] { found = evaluate(compile(rule.condition, *version), *version); });
    const Plan plan = compile(rule.condition, *version);
    const double two = timed(9, [&] { evaluate_all({&plan, 1}, *version, 2); });
    std::uint64_t sum = 0;
    found.for_each([&](Number n) { sum += n; });
    answers << rule.name << ' ' << found.count() << ' ' << sum << ' ' << one << '\n';
    sql << rule.name << '\t' << rule.sql << '\n';
    print("segment " + rule.name + ", " + size,
          shown(one, "ms") + ", two threads " + shown(two, "ms") + ", finds " + std::to_string(found.count()),
          "");
  }
}

void run_many(const Columns& columns, const std::string& size) {
  const Pinned version = columns.current();
  std::vector<Plan> plans_of_all;
  const std::vector<Rule> six = six_rules();
  for (int i = 0; i < 100; ++i) {
    const auto score = rules::test("score", Op::greater, {std::int64_t{i}});
    plans_of_all.push_back(
        compile(rules::all({six[static_cast<std::size_t>(i) % 6].condition, score}), *version));
  }
  std::vector<Matches> before, after;
  const double one = timed(3, [&] { before = evaluate_all(plans_of_all, *version, 1); });
  const double two = timed(3, [&] { after = evaluate_all(plans_of_all, *version, 2); });
  print("100 segments, " + size, shown(one, "ms") + ", two threads " + shown(two, "ms"), "");
  const double differences = timed(3, [&] {
    for (std::size_t i = 0; i < before.size(); ++i) {
      Matches changed = before[i];
      changed ^= after[i];
    }
  });
  print("entered and left of 100 segments, " + size, shown(differences, "ms"), "");
}

void run_live(Columns& columns, std::uint64_t contacts, const std::string& size) {
  std::vector<Plan> nine;
  for (int i = 0; i < 9; ++i)
    nine.push_back(compile(six_rules()[static_cast<std::size_t>(i) % 6].condition, *columns.current()));
  std::uint64_t who = 1, met = 0;
  double applied = 0, judged = 0, single = 0;
  constexpr int batches = 400, facts = 250;
  for (int n = 0; n < batches; ++n) {
    std::vector<Number> touched;
    auto begin = SteadyClock::now();
    Batch batch = columns.batch();
    for (int i = 0; i < facts; ++i) {
      who = (who * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u);
      touched.push_back(batch.contact(id_of((who >> 20) % contacts)));
      batch.add_event(touched.back(), Instant{now + n}, types[(who >> 40) % std::size(types)]);
    }
    const Pinned version = columns.apply(std::move(batch));
    applied += milliseconds_since(begin);
    begin = SteadyClock::now();
    for (const Number number : touched)
      for (const Plan& plan : nine) met += meets(plan, *version, number);
    judged += milliseconds_since(begin);
  }
  for (int n = 0; n < 1'000; ++n) {
    const auto begin = SteadyClock::now();
    Batch batch = columns.batch();
    batch.add_event(batch.contact(id_of(static_cast<std::uint64_t>(n) * 97 % contacts)), Instant{now},
                    "login");
    columns.apply(std::move(batch));
    single += milliseconds_since(begin);
  }
  constexpr double all = double{batches} * facts;
  print("a fact applied (batches of 250), " + size, shown(applied * 1'000 / all, "µs"), "");
  print("nine rules for its contact, " + size, shown(judged * 1'000 / all, "µs"), "about 1 µs");
  print("a batch of one fact, " + size, shown(single, "µs"), "");
  const Pinned version = columns.current();
  const Plan plan = compile(six_rules()[4].condition, *version);
  print("segment S5 with 100,000 facts fresh, " + size,
        shown(timed(5, [&] { evaluate(plan, *version); }), "ms"), "");
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    std::fprintf(stderr, "usage: bench_segments FOLDER CONTACTS\n");
    return 2;
  }
  const std::string folder = words[1];
  const std::uint64_t contacts = std::strtoull(words[2], nullptr, 10);
  const std::string size = std::to_string(contacts) + " contacts";
  Columns columns(*parse_currency("EUR"));
  const Loading loading = fill(columns, contacts, folder);
  print("columns filled, " + size,
        shown(loading.columns, "ms") + ", " + std::to_string(loading.events) + " facts, " +
            std::to_string(loading.orders) + " orders",
        "");
  print("memory of a contact, " + size, shown(bytes_per_contact(*columns.current()), "bytes"), "< 250 bytes");
  for (const MemoryLine& line : memory(*columns.current()))
    std::fprintf(stderr, "  %s %s: %.1f bytes a contact\n", line.part.c_str(), line.name.c_str(),
                 static_cast<double>(line.bytes) / static_cast<double>(contacts));
  print("reading from memory", shown(bandwidth() / 1e6, "GB/s"), "");
  run_rules(columns, folder, size);
  run_many(columns, size);
  const std::string file = folder + "/columns.snapshot";
  const double written = timed(1, [&] { save(*columns.current(), file, "0"); });
  const double read = timed(3, [&] { load(file); });
  print("snapshot, " + size, "written in " + shown(written, "ms") + ", loaded in " + shown(read, "ms"),
        "< 2 s for 5 M");
  run_live(columns, contacts, size);
}
