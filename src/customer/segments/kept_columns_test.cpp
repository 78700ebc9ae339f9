#include "customer/segments/kept_columns.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "customer/segments/answers.h"
#include "customer/segments/live_fixture.h"
#include "platform/settings/workspace.h"

using namespace rapport;
using namespace rapport::segments;
using namespace rapport::segments::testing;
using store::testing::for_each_engine;

namespace {

struct KeptFile {
  KeptFile() : path(std::filesystem::temp_directory_path() / ("kept-" + std::to_string(::getpid()))) {}
  ~KeptFile() { std::filesystem::remove(path); }
  LiveOptions options() const { return {.file = path.string()}; }
  std::filesystem::path path;
};

bool fits(TestDatabase& db, const KeptFile& file) {
  return db->read([&](store::Reader& reader) {
    const auto workspace = settings::get<settings::Workspace>(reader);
    return take_up_columns(reader, file.path.string(), workspace.currency, workspace.timezone).has_value();
  });
}

}  // namespace

TEST_CASE("a restart goes on with the kept columns and finds what happened since") {
  for_each_engine([](TestDatabase& db) {
    KeptFile file;
    const auto anne = add(db, draft("anne@example.com")).id, bob = add(db, draft("bob@example.com")).id;
    fact(db, anne, "login");
    const auto twice = make(db, "Twice", "DID login AT LEAST 2 TIMES").id;
    const auto red = make(db, "Red", "DID \"Product Viewed\" WHERE colour = red").id;
    const auto belgian = make(db, "Belgian", "country = BE").id;
    {
      Live live(*db);
      live.configure(file.options());
      live.run_once();
      live.keep();
    }
    REQUIRE(fits(db, file));
    fact(db, anne, "login");
    fact(db, bob, "login");
    fact(db, bob, "Product Viewed", Duration(0), facts::Arrival::live,
         R"({"properties": {"colour": "red"}})");
    change(db, anne, R"({"country": "BE"})");
    const auto carol = add(db, draft("carol@example.com")).id;
    fact(db, carol, "login");
    // A rule of which the file knows nothing.
    const auto blue = make(db, "Not red", "DID \"Product Viewed\" WHERE colour != red").id;
    Live again(*db);
    again.configure(file.options());
    again.run_once();
    CHECK(members(db, again, twice) == std::vector{anne});
    CHECK(members(db, again, red) == std::vector{bob});
    CHECK(members(db, again, belgian) == std::vector{anne});
    CHECK(members(db, again, blue).empty());
    fact(db, carol, "login");
    again.run_once();
    CHECK(members(db, again, twice) == sorted({anne, carol}));
  });
}

TEST_CASE("a history that nobody asks for at the start is right when it is asked for later") {
  for_each_engine([](TestDatabase& db) {
    KeptFile file;
    const auto anne = add(db, draft("anne@example.com")).id, bob = add(db, draft("bob@example.com")).id,
               carol = add(db, draft("carol@example.com")).id;
    const auto view = [&](ContactId contact, const std::string& colour) {
      const std::string payload = R"({"properties": {"colour": ")" + colour + "\"}}";
      fact(db, contact, "Product Viewed", Duration(0), facts::Arrival::live, payload.c_str());
    };
    const auto seen = [&](Live& live, const std::string& colour) {
      const auto rule = Json(boost::json::value("DID \"Product Viewed\" WHERE colour = " + colour));
      const auto found = db->read([&](store::Reader& reader) {
        return preview(reader, live, {.rule = rule, .as_of = {}}, people::system_caller());
      });
      CHECK(found.engine == "columns");
      std::vector<ContactId> out;
      for (const auto& person : found.sample) out.push_back(ContactId{person.id});
      return sorted(out);
    };
    view(anne, "red");
    view(bob, "red");
    {
      Live live(*db);
      live.configure(file.options());
      live.run_once();
      CHECK(seen(live, "red") == sorted({anne, bob}));
      live.keep();
    }
    view(carol, "red");
    db->write(
        [&](store::Transaction& tx) { people::remove(tx, bob, std::nullopt, people::system_caller()); });
    const auto dora = add(db, draft("dora@example.com")).id;
    {
      Live again(*db);
      again.configure(file.options());
      again.run_once();
      view(dora, "red");
      again.run_once();
      CHECK(seen(again, "red") == sorted({anne, carol, dora}));
      view(anne, "blue");
      again.run_once();
      CHECK(seen(again, "blue") == std::vector{anne});
      again.keep();
    }
    view(carol, "blue");
    Live third(*db);
    third.configure(file.options());
    third.run_once();
    third.keep();  // asked for by nobody until now
    CHECK(seen(third, "blue") == sorted({anne, carol}));
    Live fourth(*db);
    fourth.configure(file.options());
    fourth.run_once();
    CHECK(seen(fourth, "red") == sorted({anne, carol, dora}));
    CHECK(seen(fourth, "blue") == sorted({anne, carol}));
  });
}

TEST_CASE("what a contact did is counted once, however it was read") {
  for_each_engine([](TestDatabase& db) {
    KeptFile file;
    Live live(*db);
    live.configure(file.options());
    live.run_once();
    const auto thrice = make(db, "Thrice", "DID login AT LEAST 3 TIMES").id;
    // Read whole when it is met, while its later facts are still on their way through the feed.
    const auto anne = add(db, draft("anne@example.com")).id;
    for (int i = 0; i < 2; ++i) fact(db, anne, "login");
    for (int i = 0; i < 1'100; ++i) fact(db, anne, "page_view");
    fact(db, anne, "support_call");
    live.wake();
    live.run_once();
    CHECK(members(db, live, thrice).empty());
    const auto called = make(db, "Called twice", "DID support_call AT LEAST 2 TIMES").id;
    live.wake();
    live.run_once();
    CHECK(members(db, live, called).empty());
    live.keep();
    Live again(*db);
    again.configure(file.options());
    again.run_once();
    CHECK(members(db, again, called).empty());
    db.clock().advance(seconds(60));
    fact(db, anne, "support_call");
    again.run_once();
    CHECK(members(db, again, called) == std::vector{anne});
  });
}

TEST_CASE("kept columns that do not fit are not used") {
  for_each_engine([](TestDatabase& db) {
    KeptFile file;
    const auto anne = add(db, draft("anne@example.com")).id;
    fact(db, anne, "login");
    Live live(*db);
    live.configure(file.options());
    live.run_once();
    fact(db, anne, "login");
    live.run_once();
    live.keep();
    REQUIRE(fits(db, file));
    SUBCASE("of another database") {
      TestDatabase other(db.engine());
      CHECK_FALSE(fits(other, file));
    }
    SUBCASE("damaged") {
      std::fstream bytes(file.path, std::ios::in | std::ios::out | std::ios::binary);
      bytes.seekp(200);
      bytes.put('x');
      bytes.close();
      CHECK_FALSE(fits(db, file));
      Live again(*db);
      again.configure(file.options());
      const auto twice = make(db, "Twice", "DID login AT LEAST 2 TIMES").id;
      again.run_once();
      CHECK(members(db, again, twice) == std::vector{anne});
    }
    SUBCASE("of another currency") {
      db->write([](store::Transaction& tx) {
        auto workspace = settings::get<settings::Workspace>(tx);
        workspace.currency = *parse_currency("USD");
        settings::put(tx, workspace, {});
      });
      CHECK_FALSE(fits(db, file));
    }
    SUBCASE("of another time zone") {
      db->write([](store::Transaction& tx) {
        auto workspace = settings::get<settings::Workspace>(tx);
        workspace.timezone = "Asia/Ho_Chi_Minh";
        settings::put(tx, workspace, {});
      });
      CHECK_FALSE(fits(db, file));
    }
  });
}

TEST_CASE("another currency or time zone of the workspace is followed while it runs") {
  for_each_engine([](TestDatabase& db) {
    const std::int64_t midnight = db.clock().now().ms / 86'400'000 * 86'400'000;
    db.clock().set(Instant{midnight} + seconds(3'600 * 34));
    const auto anne = add(db, draft("anne@example.com")).id;
    // The evening before in Paris is this morning in Vietnam.
    fact(db, anne, "login", seconds(3'600 * 16));
    Live live(*db);
    const auto today = make(db, "Today", "last_login = today").id;
    live.run_once();
    CHECK(members(db, live, today).empty());
    db->write([](store::Transaction& tx) {
      auto workspace = settings::get<settings::Workspace>(tx);
      workspace.timezone = "Asia/Ho_Chi_Minh";
      settings::put(tx, workspace, {});
    });
    live.run_once();
    CHECK(members(db, live, today) == std::vector{anne});
  });
}

TEST_CASE("another process takes over where the leader stopped, and tells nothing twice") {
  for_each_engine([](TestDatabase& db) {
    if (db.engine() != store::Engine::postgres) return;
    const auto anne = add(db, draft("anne@example.com")).id, bob = add(db, draft("bob@example.com")).id;
    bool first_leads = true;
    Live first(*db), second(*db);
    first.configure({.leads = [&] { return first_leads; }});
    second.configure({.leads = [&] { return !first_leads; }});
    const auto logged = make(db, "Logged in", "DID login").id;
    first.run_once();
    second.run_once();
    fact(db, anne, "login");
    first.run_once();
    second.run_once();
    CHECK(told(db, anne) == std::vector<std::string>{"segment_entered"});
    // The leader is gone with a fact that it never saw.
    fact(db, bob, "login");
    first_leads = false;
    second.run_once();
    CHECK(members(db, second, logged) == sorted({anne, bob}));
    CHECK(told(db, anne).size() == 1);
    CHECK(told(db, bob) == std::vector<std::string>{"segment_entered"});
    // It comes back as a reader, then leads again: what the other wrote stands.
    first.run_once();
    first_leads = true;
    first.run_once();
    CHECK(told(db, anne).size() == 1);
    CHECK(told(db, bob).size() == 1);
    CHECK(members(db, first, logged) == sorted({anne, bob}));
  });
}
