#include "platform/store/schema_check.h"

#include <regex>
#include <set>

#include "base/error.h"
#include "platform/store/postgres/raw.h"

namespace rapport::store::testing {

std::string render(const Complaints& complaints) {
  std::string out;
  for (const std::string& c : complaints) out.append(c).push_back('\n');
  return out;
}

std::map<std::string, Home> planned_tables() {
  std::map<std::string, Home> out;
  static const std::regex line(R"(-- plan (\w+) (\w+))");
  for (const Migration& migration : embedded_migrations()) {
    const std::string text(migration.text);
    for (std::sregex_iterator it(text.begin(), text.end(), line), end; it != end; ++it)
      if (const auto home = parse_enum<Home>((*it)[2].str())) out[(*it)[1].str()] = *home;
  }
  return out;
}

Complaints check_plan_lines() {
  Complaints out;
  const auto planned = planned_tables();
  static const std::regex create(R"(\bcreate (?:virtual )?table (?:if not exists )?(\w+))",
                                 std::regex::icase);
  for (const Migration& migration : embedded_migrations()) {
    const std::string text = part_for(Engine::postgres, migration.text);
    for (std::sregex_iterator it(text.begin(), text.end(), create), end; it != end; ++it)
      if (!planned.contains((*it)[1].str()))
        out.push_back("The table " + (*it)[1].str() + " of migration " + std::to_string(migration.number) +
                      " has no line `-- plan " + (*it)[1].str() + " distributed|by_key|reference|local`.");
  }
  return out;
}

namespace {

struct Rule {
  std::regex pattern;
  const char* complaint;
};

const std::vector<Rule>& rules() {
  const auto rx = [](const char* text) { return std::regex(text, std::regex::icase | std::regex::optimize); };
  static const std::vector<Rule> list = {
      {rx(R"(\b(now|random|randomblob|clock_timestamp|statement_timestamp|gen_random_uuid|nextval|setval)\s*\()"),
       "calls a volatile function: times and ids are parameters"},
      {rx(R"(\b(current_timestamp|current_date|current_time|localtimestamp)\b)"),
       "reads the clock of the database"},
      {rx(R"(\b(ctid|rowid|oid|_rowid_)\b)"), "uses the place of a row"},
      {rx(R"(\bgrouping\s*\()"), "uses grouping()"},
      {rx(R"(\bas\s+uuid\s*\))"), "casts to uuid, which SQLite does not have"},
      {rx(R"(::)"), "casts with ::, write cast(x as y)"},
      {rx(R"(\b(insert|update)\s+or\s+(rollback|abort|replace|fail|ignore)\b)"),
       "uses a conflict clause of SQLite"},
      {rx(R"(\breplace\s+into\b)"), "uses REPLACE INTO"},
      {rx(R"(\bvalues\s*\([^;]*\(\s*select\b)"), "has a subquery in VALUES"},
      {rx(R"(\bdo\s+update\s+set\b[^;]*\(\s*select\b)"), "has a subquery in DO UPDATE SET"},
      {rx(R"(\b(pg_advisory_\w+|pg_try_advisory_\w+|listen|notify)\b)"), "does what breaks behind a pooler"},
  };
  return list;
}

// Quoted text and comments say nothing about the statement.
std::string without_quotes(std::string_view sql) {
  static const std::regex opaque(R"('(?:[^']|'')*'|--[^\n]*|/\*[\s\S]*?\*/)");
  return std::regex_replace(std::string(sql), opaque, "''");
}

void check_text(const Statement& statement, std::string_view text, const std::set<std::string>& allowed,
                Complaints& out) {
  const std::string plain = without_quotes(text);
  for (const Rule& rule : rules()) {
    if (allowed.contains(rule.complaint) || !std::regex_search(plain, rule.pattern)) continue;
    out.push_back("The statement " + std::string(statement.name) + " " + rule.complaint + ".");
  }
  static const std::regex moves(R"(\bupdate\s+(\w+)[^;]*\bset\b[^;]*?\bcontact_id\s*=\s*:[^;]*?\bwhere\b)",
                                std::regex::icase);
  std::smatch match;
  static const auto planned = planned_tables();
  if (!std::regex_search(plain, match, moves)) return;
  const auto home = planned.find(match[1].str());
  if (home != planned.end() && home->second == Home::distributed)
    out.push_back("The statement " + std::string(statement.name) +
                  " changes contact_id: copy and delete instead.");
}

}  // namespace

Complaints check_tokens(std::span<const Statement> statements) {
  Complaints out;
  // A text for one engine alone may use what that engine has.
  const std::set<std::string> of_postgres = {"casts to uuid, which SQLite does not have",
                                             "casts with ::, write cast(x as y)"};
  const std::set<std::string> of_sqlite = {"uses the place of a row", "has a subquery in VALUES"};
  for (const Statement& statement : statements) {
    const bool two_texts = !statement.postgres.empty();
    check_text(statement, statement.sql, two_texts ? of_sqlite : std::set<std::string>{}, out);
    if (two_texts) check_text(statement, statement.postgres, of_postgres, out);
  }
  return out;
}

Complaints check_everything(std::span<const Statement> statements) {
  Complaints out = check_plan_lines();
  const auto add = [&](Complaints more) { out.insert(out.end(), more.begin(), more.end()); };
  add(check_tokens(statements));
  std::set<std::string_view> names;
  for (const Statement& statement : statements)
    if (!names.insert(statement.name).second)
      out.push_back("Two statements are called " + std::string(statement.name) + ".");
  for (const Engine engine : engines()) {
    TestDatabase database(engine);
    for (const Statement& statement : statements) {
      try {
        database->prepare(statement);
      } catch (const Error& e) {
        out.push_back((engine == Engine::sqlite ? "SQLite: " : "PostgreSQL: ") + e.message());
      }
    }
    if (engine == Engine::sqlite) continue;
    add(check_catalogue(database));
    add(check_reach(database, statements));
  }
  return out;
}

std::string describe_schema(TestDatabase& database) {
  std::string out;
  if (database.engine() == Engine::sqlite) {
    const DynamicSql everything{
        "select type || ' ' || name || ': ' || coalesce(sql, '') from sqlite_master where name not like "
        "'sqlite_%' "
        "order by type, name"};
    database->read([&](Reader& r) {
      r.each(everything, {}, [&](const Row& row) { out.append(row.text(0)).push_back('\n'); });
    });
    return out;
  }
  postgres::RawConnection raw(database.url());
  for (const char* query :
       {"select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || "
        "coalesce(column_default, '') from information_schema.columns where table_schema = 'public' "
        "order by table_name, column_name",
        "select indexdef from pg_indexes where schemaname = 'public' order by indexname",
        "select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint "
        "where connamespace = 'public'::regnamespace order by 1",
        "select sequencename from pg_sequences where schemaname = 'public' order by 1"})
    for (const auto& row : raw.run(query)) out.append(row.at(0)).push_back('\n');
  return out;
}

}  // namespace rapport::store::testing
