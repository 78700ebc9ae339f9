#include "platform/http/gather.h"

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <thread>

#include "base/error.h"
#include "platform/store/testing.h"

namespace rapport::http {

namespace {

struct Line {
  std::string text;
  std::size_t messages = 1;
};

struct Noted {
  std::string text;
};
template <class = void>
constexpr auto describe(Type<Noted>) {
  return fields(field<&Noted::text>());
}

// Writes lines and says which ones it was asked for together; "bad" cannot be written.
struct Book {
  store::testing::TestDatabase& db;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::vector<std::string>> units;
  std::map<std::string, std::string> answers;  // by line: the body, or the error

  std::shared_ptr<const Registry::Taking> taking() {
    return Registry::taking<Line, Noted>(
        [](const Line& line) { return line.messages; },
        [this](std::span<const Line* const> lines, store::Transaction& tx) {
          std::vector<std::string> unit;
          std::vector<Noted> out;
          for (const Line* line : lines) {
            tx.run(store::DynamicSql{"insert into book (line) values (:line)"}, {{"line", line->text}});
            unit.push_back(line->text);
            if (line->text.starts_with("bad"))
              throw Error(ErrorCode::invalid, "This line cannot be written.");
            if (line->text.starts_with("far")) throw Error(ErrorCode::unavailable, "The database is gone.");
            out.push_back({line->text});
          }
          const std::scoped_lock lock(mutex);
          units.push_back(unit);
          return out;
        });
  }
  void add(Gather& gather, const std::string& text, std::size_t messages = 1) {
    gather.add(std::make_shared<const Line>(Line{text, messages}),
               [this, text](const std::exception_ptr& error, const std::string& body) {
                 std::string said = body;
                 try {
                   if (error) std::rethrow_exception(error);
                 } catch (const Error& e) {
                   said = e.message();
                 }
                 const std::scoped_lock lock(mutex);
                 answers[text] = said;
                 changed.notify_all();
               });
  }
  void wait_for(std::size_t count) {
    std::unique_lock lock(mutex);
    REQUIRE(changed.wait_for(lock, std::chrono::seconds(20), [&] { return answers.size() >= count; }));
  }
  std::vector<std::string> written() {
    return db->read([](store::Reader& r) {
      std::vector<std::string> out;
      r.each(store::DynamicSql{"select line from book order by line"}, {},
             [&](const store::Row& row) { out.emplace_back(row.text(0)); });
      return out;
    });
  }
};

// Holds every writer of the database until it is let go.
class Hold {
 public:
  explicit Hold(store::Database& db) {
    for (int i = 0; i < store::Options{}.writers; ++i)
      db.submit(
          [this](store::Transaction&) {
            std::unique_lock lock(mutex_);
            wake_.wait_for(lock, std::chrono::seconds(20), [this] { return gone_; });
          },
          [this](const std::exception_ptr&) {
            const std::scoped_lock lock(mutex_);
            ++ended_;
            wake_.notify_all();
          });
  }
  ~Hold() {
    let_go();
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return ended_ == store::Options{}.writers; });
  }
  void let_go() {
    const std::scoped_lock lock(mutex_);
    gone_ = true;
    wake_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool gone_ = false;
  int ended_ = 0;
};

void with_book(const std::function<void(Book&, Gather&)>& test) {
  store::testing::for_each_engine([&](store::testing::TestDatabase& db) {
    db->write([](store::Transaction& tx) { tx.run_script("create table book (line text not null)"); });
    Book book{db, {}, {}, {}, {}};
    Gather gather(*db, book.taking());
    test(book, gather);
  });
}

}  // namespace

TEST_CASE("requests that come while others are written are one unit, each with its answer") {
  with_book([](Book& book, Gather& gather) {
    Hold hold(*book.db);
    for (int i = 0; i < 100; ++i) book.add(gather, "line " + std::to_string(i));
    hold.let_go();
    book.wait_for(100);
    for (const auto& [line, said] : book.answers) CHECK(said == "{\"text\":\"" + line + "\"}");
    CHECK(book.written().size() == 100);
    CHECK(book.units.size() < 30);  // four alone, the others together
    for (const auto& unit : book.units) CHECK(unit.size() <= Gather::together);
  });
}

TEST_CASE("a request that cannot be written fails alone, and nothing is written twice") {
  with_book([](Book& book, Gather& gather) {
    Hold hold(*book.db);
    for (int i = 0; i < 30; ++i) book.add(gather, (i == 17 ? "bad " : "line ") + std::to_string(i));
    hold.let_go();
    book.wait_for(30);
    for (const auto& [line, said] : book.answers)
      CHECK(said == (line == "bad 17" ? "This line cannot be written." : "{\"text\":\"" + line + "\"}"));
    const auto written = book.written();
    CHECK(written.size() == 29);
    CHECK(std::ranges::adjacent_find(written) == written.end());
  });
}

TEST_CASE("what may have been written is not tried again") {
  with_book([](Book& book, Gather& gather) {
    Hold hold(*book.db);
    for (int i = 0; i < Gather::units_at_once; ++i) book.add(gather, "first " + std::to_string(i));
    book.add(gather, "line");
    book.add(gather, "far away");
    hold.let_go();
    book.wait_for(Gather::units_at_once + 2);
    CHECK(book.answers["line"] == "The database is gone.");
    CHECK(book.answers["far away"] == "The database is gone.");
    CHECK(book.written().size() == Gather::units_at_once);
  });
}

TEST_CASE("many messages are a unit of their own, and few wait for nobody") {
  with_book([](Book& book, Gather& gather) {
    book.add(gather, "alone");
    book.wait_for(1);
    Hold hold(*book.db);
    for (int i = 0; i < 8; ++i) book.add(gather, "long " + std::to_string(i), Gather::together / 2);
    for (int i = 0; i < 20; ++i) book.add(gather, "short " + std::to_string(i), 60);
    hold.let_go();
    book.wait_for(29);
    for (const auto& unit : book.units) CHECK(unit.size() <= (unit.front().starts_with("short") ? 2 : 1));
  });
}

}  // namespace rapport::http
