#include "customer/events/order_import.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "base/test_data.h"
#include "customer/events/order_sql.h"
#include "customer/events/orders.h"
#include "customer/people/people.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::events;
using store::testing::for_each_engine;
using store::testing::TestDatabase;

namespace {

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text) {
    static int number = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("order_import_" + std::to_string(::getpid()) + "_" + std::to_string(++number) + ".csv");
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

ImportId queue(TestDatabase& db, const std::string& path, const std::string& preset) {
  ImportOptions options;
  options.preset = preset;
  return db->write(
      [&](store::Transaction& tx) { return create_import(tx, "orders.csv", path, options, {}).id; });
}

Import import_file(TestDatabase& db, const std::string& path,
                   const std::string& preset = "uci-online-retail") {
  return run_import(*db, queue(db, path, preset), {});
}

std::int64_t lines_in(const Import& i) {
  std::int64_t sum = 0;
  for (const auto& [key, n] : i.counts)
    if (!key.starts_with("made.")) sum += n;
  return sum;
}

std::vector<std::int64_t> numbers(TestDatabase& db, const std::string& sql) {
  std::vector<std::int64_t> out;
  db->read([&](store::Reader& r) {
    r.each(store::DynamicSql{sql}, {}, [&](const store::Row& row) {
      for (int c = 0; c < row.columns(); ++c) out.push_back(row.is_null(c) ? -1 : row.integer(c));
    });
  });
  return out;
}

const char* const all_sums =
    "select (select count(*) from orders), (select count(*) from order_lines), "
    "(select cast(coalesce(sum(total), 0) as bigint) from orders), "
    "(select cast(coalesce(sum(refunded), 0) as bigint) from orders), "
    "(select cast(coalesce(sum(amount), 0) as bigint) from order_adjustments where kind <> 'refund'), "
    "(select count(*) from contacts), (select count(*) from events where type = 'purchase'), "
    "(select count(*) from order_claims)";

// Customers whose kept sums differ from what their orders say.
const char* const wrong_stats =
    "select count(*) from (select contact_id, sum(case when status in ('paid', 'partially_refunded') then 1 "
    "else 0 end) as n, "
    "sum(net) as value, sum(refunded) as refunded, "
    "min(case when status in ('paid', 'partially_refunded') then ordered_at end) as first, "
    "max(case when status in ('paid', 'partially_refunded') then ordered_at end) as last from orders "
    "group by contact_id) o left join contact_order_stats s on s.contact_id = o.contact_id "
    "where exists (select 1 from contacts c where c.contact_id = o.contact_id) and (s.contact_id is null or "
    "s.orders_count <> o.n or s.orders_value <> o.value or s.refunded_value <> o.refunded or "
    "coalesce(s.first_order_at, 0) <> coalesce(o.first, 0) or coalesce(s.last_order_at, 0) <> "
    "coalesce(o.last, 0))";

const std::string header =
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

const std::string sample =
    header +
    "536365,85123A,HANGING HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n"
    "536365,71053,METAL LANTERN,6,2010-12-01 08:26:00,3.39,17850.0,United Kingdom\n"
    "536365,POST,POSTAGE,1,2010-12-01 08:26:00,18.00,17850.0,United Kingdom\n"
    "536366,22633,HAND WARMER,6,2010-12-02 08:28:00,1.85,17850.0,United Kingdom\n"
    "536367,84879,BIRD ORNAMENT,32,2010-12-02 08:34:00,1.69,13047.0,EIRE\n"
    "C536379,D,Discount,-1,2010-12-03 09:41:00,27.50,14527.0,United Kingdom\n"
    "C536383,22633,HAND WARMER,-2,2010-12-03 09:49:00,1.85,17850.0,United Kingdom\n"
    "C536384,35004C,SET OF 3 DUCKS,-1,2010-12-03 09:50:00,4.65,17850.0,United Kingdom\n"
    "C536385,85123A,HANGING HEART,-1,2010-12-03 09:50:00,2.55,,United Kingdom\n"
    "536414,22139,,56,2010-12-01 11:52:00,0.0,,United Kingdom\n"
    "536544,21773,ROSE SOAP,1,2010-12-01 14:32:00,2.51,,United Kingdom\n"
    "536589,21777,,-10,2010-12-01 16:50:00,0.0,,United Kingdom\n"
    "536365,22752,NESTING BOXES,2,2010-12-01 08:26:00,7.65,17850.0,United Kingdom\n"
    "A563185,B,Adjust bad debt,1,2011-08-12 14:50:00,11062.06,,United Kingdom\n"
    "536600,21777,SOAP,ten,2010-12-01 16:50:00,1.0,13047.0,United Kingdom\n"
    "536601,21777,SOAP,1,yesterday,1.0,13047.0,United Kingdom\n"
    "536602,21777,GIFT,1,2010-12-04 16:50:00,0.0,13047.0,United Kingdom\n";

// 300 orders of 3 lines for 40 customers, some taken back, the lines of the first order spread to the end.
std::string long_file() {
  std::string text = header;
  const auto row = [&](const std::string& number, int sku, int quantity, int day, int customer) {
    text += number + ",S" + std::to_string(sku) + ",Thing," + std::to_string(quantity) + ",2011-0" +
            std::to_string(1 + day % 9) + "-15 10:00:00,1.25," + std::to_string(12000 + customer) +
            ",France\n";
  };
  for (int i = 0; i < 300; ++i) {
    for (int l = 0; l < 3; ++l) row(std::to_string(540000 + i), (i + l) % 17, 2 + l, i / 34, i % 40);
    if (i % 10 == 9) row("C" + std::to_string(540000 + i), i % 17, -1, i / 34, i % 40);
  }
  row("540000", 99, 1, 0, 0);
  return text;
}

}  // namespace

TEST_CASE("every line of a file has one outcome, and the amounts add up to the file's") {
  for_each_engine([](TestDatabase& db) {
    const TemporaryFile file(sample);
    const Import done = import_file(db, file.path());
    CHECK(done.status == ImportStatus::completed);
    CHECK(done.lines_total == 17);
    CHECK(lines_in(done) == 17);
    CHECK(done.counts.at("ordered.product") == 5);
    CHECK(done.counts.at("ordered.service") == 1);
    CHECK(done.counts.at("ordered.free_item") == 1);
    CHECK(done.counts.at("ordered.product_without_customer") == 1);
    CHECK(done.counts.at("refunded.matched") == 1);
    CHECK(done.counts.at("unmatched_refund.no_matching_order") == 1);
    CHECK(done.counts.at("unmatched_refund.no_customer") == 1);
    CHECK(done.counts.at("adjusted.discount") == 1);
    CHECK(done.counts.at("adjusted.cost") == 1);
    CHECK(done.counts.at("adjusted.stock_note") == 1);
    CHECK(done.counts.at("adjusted.stock_correction") == 1);
    CHECK(done.counts.at("rejected.bad_quantity") == 1);
    CHECK(done.counts.at("rejected.bad_date") == 1);
    CHECK(done.counts.at("made.orders") == 5);
    // orders, lines, total, refunded, other credits, contacts, purchases, claims
    const std::int64_t total = 1530 + 2034 + 1800 + 1110 + 5408 + 251 + 1530;
    CHECK(numbers(db, all_sums) ==
          std::vector<std::int64_t>{5, 8, total, 370, 2750 + 465 + 255 - 1106206, 3, 5, 12});
    CHECK(numbers(db, wrong_stats) == std::vector<std::int64_t>{0});
    const auto contact =
        db->read([&](store::Reader& r) { return people::find_by_identity(r, "external_id", "13047"); });
    REQUIRE(contact);
    const auto person =
        db->read([&](store::Reader& r) { return people::get(r, *contact, people::system_caller()); });
    CHECK(person.country == "IE");
    CHECK_FALSE(person.first_name);
    CHECK(render(person.collected_at) == "2010-12-02T08:34:00.000Z");
    const auto rejects =
        db->read([&](store::Reader& r) { return imports::lines_after(r, done, {}, 0, 100); });
    REQUIRE(rejects.size() == 2);
    CHECK(rejects[0].line == 16);
    CHECK(rejects[0].raw == "536600,21777,SOAP,ten,2010-12-01 16:50:00,1.0,13047.0,United Kingdom");
  });
}

TEST_CASE("a file that is imported again adds nothing and says so") {
  for_each_engine([](TestDatabase& db) {
    const TemporaryFile file(sample);
    import_file(db, file.path());
    const auto before = numbers(db, all_sums);
    const Import again = import_file(db, file.path());
    CHECK(again.counts.at("duplicate.order_exists") == 15);
    CHECK(lines_in(again) == 17);
    CHECK(numbers(db, all_sums) == before);
  });
}

TEST_CASE("an import that is cut off anywhere goes on without a double or a gap") {
  for_each_engine([](TestDatabase& db) {
    const TemporaryFile file(long_file());
    struct Cut {};
    const ImportId id = queue(db, file.path(), "uci-online-retail");
    ImportHooks hooks;
    hooks.chunk_lines = hooks.alone_lines = 50;
    int runs = 0;
    for (; runs < 100; ++runs) {
      int chunks = 0;
      hooks.progress = [&](const Import&) {
        if (++chunks == 3) throw Cut{};
      };
      try {
        if (run_import(*db, id, hooks).status == ImportStatus::completed) break;
      } catch (const Cut&) {
        db.reopen();
        db.clock().advance(minutes(2));  // the dead holder's time runs out
        CHECK(queue(db, file.path(), "uci-online-retail") == id);
      }
    }
    CHECK(runs >= 3);
    const auto sums = numbers(db, all_sums);
    const auto stored = db->read([&](store::Reader& r) { return get_import(r, id); });
    CHECK(lines_in(stored) == 931);
    CHECK(stored.lines_total == 931);
    CHECK(numbers(db, wrong_stats) == std::vector<std::int64_t>{0});
    TestDatabase whole(db.engine());
    import_file(whole, file.path());
    CHECK(sums == numbers(whole, all_sums));
    CHECK(sums[0] == 300);
    CHECK(sums[1] == 901);
  });
}

TEST_CASE("a damaged file ends the import with the reason and keeps what came before") {
  for_each_engine([](TestDatabase& db) {
    const TemporaryFile no_column("Order,Price\n1,2\n");
    const Import refused = import_file(db, no_column.path(), "");
    CHECK(refused.status == ImportStatus::failed);
    REQUIRE(refused.message);
    CHECK(refused.message->find("quantity") != std::string::npos);
    const Import gone = import_file(db, "/nowhere/orders.csv", "");
    CHECK(gone.status == ImportStatus::failed);
  });
}

TEST_CASE("columns are found by their usual names, customers by e-mail") {
  for_each_engine([](TestDatabase& db) {
    const TemporaryFile file(
        "Order Number;Date;Email;First name;SKU;Product;Qty;Unit price;Currency\n"
        "W-1;2026-01-05T10:00:00+01:00;Ada@Example.com;Ada;F-1;Filter;2;12.50;EUR\n"
        "W-1;2026-01-05T10:00:00+01:00;Ada@Example.com;Ada;F-2;Hose;1;3;EUR\n"
        "W-2;2026-01-06;ada@example.com;Ada;F-1;Filter;1;12.50;EUR\n");
    const Import done = import_file(db, file.path(), "");
    CHECK(done.counts.at("ordered.product") == 3);
    CHECK(done.counts.at("made.contacts") == 1);
    const auto contact =
        db->read([&](store::Reader& r) { return people::find_by_identity(r, "email", "ada@example.com"); });
    REQUIRE(contact);
    const auto person =
        db->read([&](store::Reader& r) { return people::get(r, *contact, people::system_caller()); });
    CHECK(person.orders_count == 2);
    CHECK(person.orders_value.minor == 4050);
  });
}

TEST_CASE("old orders are moved so that the newest lies on a day, each as far from it as it was") {
  for_each_engine([](TestDatabase& db) {
    const TemporaryFile file(
        "Order Number;Date;Email;Product;Qty;Unit price\n"
        "W-1;2011-12-09 12:50;ada@example.com;Filter;2;12.50\n"
        "W-2;2011-11-29 08:00;ada@example.com;Filter;1;12.50\n"
        "W-3;no day;ada@example.com;Filter;1;12.50\n");
    ImportOptions options;
    options.ending = parse_date("2999-01-01");
    CHECK_THROWS_AS(
        db->write([&](store::Transaction& tx) { create_import(tx, "orders.csv", file.path(), options, {}); }),
        Error);
    options.ending = parse_date("2026-11-20");
    const auto id = db->write(
        [&](store::Transaction& tx) { return create_import(tx, "orders.csv", file.path(), options, {}).id; });
    CHECK(run_import(*db, id, {}).counts.at("rejected.bad_date") == 1);
    const auto times = numbers(db, "select ordered_at from orders order by ordered_at");
    REQUIRE(times.size() == 2);
    CHECK(render(Instant{times[1]}) == "2026-11-20T11:50:00.000Z");
    CHECK(render(Instant{times[0]}) == "2026-11-10T07:00:00.000Z");
  });
}

TEST_CASE("decimals are read exactly and anything else is refused") {
  CHECK(parse_micros("12.5") == 12'500'000);
  CHECK(parse_micros("-0.001") == -1'000);
  CHECK(parse_micros("3") == 3'000'000);
  for (const char* bad : {"", "-", ".", "1e5", "1,5", "0x1", "nan", "1.2.3", "99999999999999999999"})
    CHECK_FALSE(parse_micros(bad));
}

TEST_CASE("the real shop's 541,909 lines are all accounted for") {
  const auto path = find_shared_data("online_retail.csv.gz");
  if (!path) return;
  TestDatabase db(store::Engine::sqlite);
  const Import done = import_file(db, path->string());
  CHECK(done.status == ImportStatus::completed);
  CHECK(done.lines_total == 541'909);
  CHECK(lines_in(done) == 541'909);
  CHECK(done.counts.count("rejected.bad_date") == 0);
  CHECK(done.counts.at("made.contacts") == 4'372);
  CHECK(numbers(db, wrong_stats) == std::vector<std::int64_t>{0});
  // Quantity × price over all lines is 9,747,747.934; four lines of a tenth of a penny are rounded to
  // nothing.
  const auto sums = numbers(db, all_sums);
  CHECK(sums[2] - sums[3] - sums[4] == 974'774'793);
}
