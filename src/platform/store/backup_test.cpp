#include "platform/store/backup.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::store;
using store::testing::engines;
using store::testing::TestDatabase;

namespace {

constexpr Statement add_fact{"test.add_fact", Reach::one_contact, R"sql(
insert into events (contact_id, id, type, occurred_at, received_at, arrival, channel, source, actor_kind, actor_id,
  payload)
values (:contact_id, :id, 'visit', :at, :at, 'live', :channel, '', 'system', :id, :payload))sql"};
constexpr Statement add_setting{"test.add_setting", Reach::local, R"sql(
insert into settings (key, value, version, updated_at) values (:key, :value, 1, 0))sql"};
constexpr Statement add_cursor{"test.add_cursor", Reach::local, R"sql(
insert into cursors (name, position, updated_at, error) values ('reader', :position, 0, ''))sql"};
constexpr Statement tenth{"test.tenth", Reach::everywhere,
                          "select '0:' || seq from events where channel = '10'",
                          "select xid || ':' || seq from events where channel = '10'"};
constexpr Statement position{"test.position", Reach::local, "select position from cursors"};
constexpr Statement unseen{"test.unseen", Reach::everywhere, "select count(*) from events where seq > :seq",
                           "select count(*) from events where (xid, seq) > (cast(:xid as xid8), :seq)"};

void fill(TestDatabase& db) {
  for (int i = 1; i <= 25; ++i)
    db->write([&](Transaction& tx) {
      tx.run(add_fact, {{"contact_id", tx.new_uuid()},
                        {"id", tx.new_uuid()},
                        {"at", Instant{i}},
                        {"channel", std::to_string(i)},
                        {"payload", Json::parse(R"({"z": 1.5, "a": ["ü\n", null]})")}});
    });
  db->write([&](Transaction& tx) {
    tx.run(add_setting, {{"key", "a"}, {"value", Json::parse(R"({"b": 1, "a": 2})")}});
    tx.run(add_setting, {{"key", "quote \" and \\"}, {"value", Json::parse("7")}});
    tx.run(add_cursor, {{"position", tx.value<std::string>(tenth).value()}});
  });
}

std::string summary_text(const std::vector<TableSummary>& tables) {
  std::string out;
  for (const TableSummary& t : tables)
    if (t.table != "installation") out += t.table + " " + std::to_string(t.rows) + " " + t.checksum + "\n";
  return out;
}

std::int64_t facts_after_cursor(TestDatabase& db) {
  return db->read([](Reader& r) {
    const std::string at = r.value<std::string>(position).value();
    const auto colon = at.find(':');
    return *r.value<std::int64_t>(
        unseen, {{"xid", at.substr(0, colon)}, {"seq", std::int64_t{std::stoll(at.substr(colon + 1))}}});
  });
}

std::string temporary_file(TestDatabase& db) {
  return (std::filesystem::temp_directory_path() / ("rapport_" + render(db.ids().next()) + ".backup"))
      .string();
}

}  // namespace

TEST_CASE("a backup of either engine restores into either engine, row by row") {
  for (const Engine from : engines())
    for (const Engine to : engines()) {
      TestDatabase source(from);
      fill(source);
      const std::string path = temporary_file(source);
      const auto written = write_backup(*source, path, "key1");
      CHECK(written.header.key_fingerprint == "key1");
      CHECK(summary_text(verify_backup(path).tables) == summary_text(written.tables));
      TestDatabase copy(to, {.schema = -1});
      restore_backup(*copy, path, copy.ids());
      CHECK(summary_text(summarize(*copy)) == summary_text(summarize(*source)));
      CHECK(facts_after_cursor(copy) == 15);
      CHECK_THROWS_AS(restore_backup(*copy, path, copy.ids()), Error);  // not empty any more
      std::filesystem::remove(path);
    }
}

TEST_CASE("a damaged backup is refused and restores nothing") {
  TestDatabase source(Engine::sqlite);
  fill(source);
  const std::string path = temporary_file(source);
  write_backup(*source, path, "");
  const auto size = std::filesystem::file_size(path);
  std::filesystem::resize_file(path, size - 20);
  CHECK_THROWS_AS(verify_backup(path), Error);
  TestDatabase copy(Engine::sqlite, {.schema = -1});
  CHECK_THROWS_AS(restore_backup(*copy, path, copy.ids()), Error);
  std::ofstream(path) << "hello";
  CHECK_THROWS_AS(read_backup_header(path), Error);
  std::filesystem::remove(path);
}
