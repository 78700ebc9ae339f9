// The parts of schema_check.h that ask PostgreSQL: its catalogue, and the plans of statements against their
// Reach.
#include <boost/json.hpp>
#include <regex>
#include <set>

#include "base/error.h"
#include "platform/store/postgres/tokens.h"
#include "platform/store/schema_check.h"
#include "platform/store/shadow_schema.h"

namespace rapport::store::testing {

namespace {

Home home_of(const std::map<std::string, Home>& planned, const std::string& table) {
  const auto it = planned.find(table);
  return it == planned.end() ? Home::local : it->second;
}

std::string example_of(const std::string& type) {
  if (type == "uuid") return "'01234567-89ab-7def-8123-456789abcdef'";
  if (type == "boolean") return "true";
  if (type == "jsonb") return "'{}'";
  if (type == "bytea") return "'\\x00'";
  if (type == "text") return "'1'";
  return "1";
}

void collect_relations(const boost::json::value& plan, std::set<std::string>& out) {
  if (const auto* array = plan.if_array()) {
    for (const auto& item : *array) collect_relations(item, out);
  } else if (const auto* object = plan.if_object()) {
    // The target of an INSERT is the whole table: rows find their partition by themselves.
    const auto* operation = object->if_contains("Operation");
    const bool inserts = operation != nullptr && operation->as_string() == "Insert";
    if (const auto* name = object->if_contains("Relation Name"); name != nullptr && !inserts)
      out.insert(std::string(name->as_string()));
    for (const auto& [key, value] : *object) collect_relations(value, out);
  }
}

std::set<std::string> relations_of(postgres::RawConnection& raw, const Statement& statement) {
  const auto numbered =
      postgres::number_parameters(statement.postgres.empty() ? statement.sql : statement.postgres);
  raw.run("prepare reach as " + numbered.text);
  const auto types =
      raw.run("select unnest(parameter_types)::text from pg_prepared_statements where name = 'reach'");
  std::string call = "explain (format json) execute reach";
  for (std::size_t i = 0; i < types.size(); ++i) call += (i == 0 ? "(" : ", ") + example_of(types[i].at(0));
  if (!types.empty()) call += ")";
  const auto plan = raw.run(call);
  std::set<std::string> out;
  collect_relations(boost::json::parse(plan.at(0).at(0)), out);
  return out;
}

// Every word of the text that is a table: the target of an INSERT shows in no scan.
std::set<std::string> tables_named(const Statement& statement, const std::map<std::string, Home>& planned) {
  const std::string text(statement.postgres.empty() ? statement.sql : statement.postgres);
  static const std::regex after(R"(\b(?:from|join|into|update)\s+(\w+))", std::regex::icase);
  std::set<std::string> out;
  for (std::sregex_iterator it(text.begin(), text.end(), after), end; it != end; ++it)
    if (planned.contains((*it)[1].str())) out.insert((*it)[1].str());
  return out;
}

void check_one(postgres::RawConnection& raw, const Statement& statement,
               const std::map<std::string, Home>& planned, Complaints& out) {
  const auto complain = [&](const std::string& what) {
    out.push_back("The statement " + std::string(statement.name) + " says " +
                  std::string(enum_name(statement.reach)) + ", but " + what + ".");
  };
  for (const std::string& table : tables_named(statement, planned)) {
    const Home home = home_of(planned, table);
    const bool sharded = home == Home::distributed || home == Home::by_key;
    if (statement.reach == Reach::local && sharded) complain("uses the sharded table " + table);
    if (statement.reach == Reach::by_key && home == Home::distributed)
      complain("uses the distributed table " + table);
  }
  if (statement.reach != Reach::one_contact) return;
  std::map<std::string, std::set<int>> touched;
  for (const std::string& relation : relations_of(raw, statement)) {
    const Partition partition = parse_partition(relation);
    // An UPDATE names its whole table above the partitions that it changes.
    if (partition.number >= 0 && home_of(planned, partition.table) == Home::distributed)
      touched[partition.table].insert(partition.number);
  }
  for (const auto& [table, numbers] : touched)
    if (numbers.size() > 1)
      complain("its plan reads " + table + " of all contacts: repeat contact_id = :… for it");
}

}  // namespace

Complaints check_catalogue(TestDatabase& database) {
  postgres::RawConnection raw(database.url());
  Complaints out = make_shadow_schema(raw);
  const auto planned = planned_tables();
  for (const auto& row :
       raw.run("select t.relname, a.attname, i.indisprimary, c.relname, exists (select 1 from "
               "pg_attribute x where x.attrelid = t.oid and x.attname = 'contact_id' and "
               "x.attnum = any (i.indkey)) from pg_index i join pg_class c on c.oid = i.indexrelid "
               "join pg_class t on t.oid = i.indrelid join pg_attribute a on a.attrelid = t.oid and "
               "a.attnum = i.indkey[0] where i.indisunique and t.relnamespace = "
               "'public'::regnamespace")) {
    if (home_of(planned, row[0]) != Home::distributed) continue;
    if (row[2] == "t" && row[1] != "contact_id")
      out.push_back("The primary key of " + row[0] + " does not begin with contact_id.");
    if (row[4] != "t") out.push_back("The unique index " + row[3] + " leaves contact_id out.");
  }
  for (const auto& row :
       raw.run("select conrelid::regclass::text, confrelid::regclass::text from pg_constraint where "
               "contype = 'f' and connamespace = 'public'::regnamespace")) {
    const std::string from = row[0].substr(row[0].find('.') + 1), to = row[1].substr(row[1].find('.') + 1);
    if (home_of(planned, from) != home_of(planned, to) && home_of(planned, to) != Home::reference)
      out.push_back("The foreign key from " + from + " to " + to + " leads to another kind of table.");
  }
  for (const auto& row : raw.run("select tgname from pg_trigger where not tgisinternal"))
    out.push_back("There is a trigger: " + row[0] + ".");
  return out;
}

Complaints check_reach(TestDatabase& database, std::span<const Statement> statements) {
  postgres::RawConnection raw(database.url());
  make_shadow_schema(raw);
  raw.run("set plan_cache_mode = force_custom_plan");
  const auto planned = planned_tables();
  Complaints out;
  for (const Statement& statement : statements) {
    try {
      raw.run("deallocate all");
      check_one(raw, statement, planned, out);
    } catch (const Error& e) {
      out.push_back("On a cluster " + std::string(statement.name) + " would fail: " + e.message());
    }
  }
  return out;
}

}  // namespace rapport::store::testing
