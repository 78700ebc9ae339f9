#include "platform/store/migrations.h"

#include <xxhash.h>

#include "base/error.h"

namespace rapport::store {

namespace {

// On PostgreSQL one process migrates at a time and the others wait here; the number is arbitrary and ours.
constexpr Statement lock_postgres{"migrations.lock", Reach::local, "select 1",
                                  "select pg_advisory_xact_lock(7203114509)"};
constexpr Statement make_table{"migrations.make_table", Reach::local, R"sql(
create table if not exists schema_migrations (
  number bigint not null primary key, name text not null, checksum text not null, applied_at bigint not null))sql"};
constexpr Statement has_table{"migrations.has_table", Reach::local,
                              "select count(*) from sqlite_master where name = 'schema_migrations'",
                              "select count(*) from pg_class where oid = to_regclass('schema_migrations')"};
constexpr Statement newest{"migrations.newest", Reach::local, "select max(number) from schema_migrations"};
[[maybe_unused]] constexpr Statement checksum_of{
    "migrations.checksum", Reach::local, "select checksum from schema_migrations where number = :number"};
constexpr Statement insert{"migrations.insert", Reach::local, R"sql(
insert into schema_migrations (number, name, checksum, applied_at)
values (:number, :name, :checksum, :applied_at))sql"};

std::string checksum(std::string_view text) {
  std::uint64_t hash = XXH3_64bits(text.data(), text.size());
  std::string out(16, '0');
  for (auto it = out.rbegin(); it != out.rend(); ++it, hash >>= 4) *it = "0123456789abcdef"[hash & 15];
  return out;
}

std::string_view next_line(std::string_view& text) {
  const auto end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

void check_same_text(Reader& reader, const Migration& migration) {
#ifdef NDEBUG
  const auto applied = reader.value<std::string>(checksum_of, {{"number", std::int64_t{migration.number}}});
  if (applied && *applied != checksum(migration.text))
    fail(ErrorCode::conflict,
         "Migration " + std::to_string(migration.number) + " (" + std::string(migration.name) +
             ") was applied to this database in another form. This program does not fit it: "
             "start the version that made the database.");
#else
  static_cast<void>(reader);
  static_cast<void>(migration);
#endif
}

int current_version(Reader& reader) {
  if (reader.value<std::int64_t>(has_table).value_or(0) == 0) return 0;
  return static_cast<int>(reader.value<std::int64_t>(newest).value_or(0));
}

// Applies the next migration after those already there; gives the version reached.
int apply_next(Transaction& tx, int up_to) {
  const int version = current_version(tx);
  for (const Migration& migration : embedded_migrations()) {
    if (migration.number <= version) check_same_text(tx, migration);
    if (migration.number <= version || migration.number > up_to) continue;
    tx.run_script(part_for(tx.engine(), migration.text));
    tx.run(insert, {{"number", std::int64_t{migration.number}},
                    {"name", migration.name},
                    {"checksum", checksum(migration.text)},
                    {"applied_at", tx.now()}});
    return migration.number;
  }
  return version;
}

}  // namespace

std::string part_for(Engine engine, std::string_view text) {
  std::string out;
  bool ours = true;
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    if (line.starts_with("-- only sqlite"))
      ours = engine == Engine::sqlite;
    else if (line.starts_with("-- only postgres"))
      ours = engine == Engine::postgres;
    else if (line.starts_with("-- both"))
      ours = true;
    else if (ours)
      out.append(line).push_back('\n');
  }
  return out;
}

int schema_version(Database& database) {
  return database.read([](Reader& reader) { return current_version(reader); });
}

MigrationReport migrate(Database& database, int up_to) {
  const int known = embedded_migrations().empty() ? 0 : embedded_migrations().back().number;
  const int goal = up_to > 0 ? up_to : known;
  MigrationReport report;
  report.from = report.to = database.write([](Transaction& tx) {
    tx.run(lock_postgres, {});
    tx.run(make_table, {});
    return current_version(tx);
  });
  if (report.from > known)
    fail(ErrorCode::conflict, "The database has schema version " + std::to_string(report.from) +
                                  ", this program knows versions up to " + std::to_string(known) +
                                  ". Start a version of Rapport with schema " + std::to_string(report.from) +
                                  " or newer.");
  while (true) {
    const int before = report.to;
    report.to = database.write([&](Transaction& tx) {
      tx.run(lock_postgres, {});
      return apply_next(tx, goal);
    });
    if (report.to == before || report.to >= goal) return report;
  }
}

}  // namespace rapport::store
