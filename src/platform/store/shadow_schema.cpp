#include "platform/store/shadow_schema.h"

#include <regex>

namespace rapport::store::testing {

namespace {

constexpr int partitions = 4;

// The statements of a migration; what stands in quotes, dollar quotes and comments ends none.
std::vector<std::string> split_statements(const std::string& script) {
  static const std::regex piece(R"('(?:[^']|'')*'|--[^\n]*|\$(\w*)\$[\s\S]*?\$\1\$|;|[\s\S])");
  std::vector<std::string> out(1);
  for (std::sregex_iterator it(script.begin(), script.end(), piece), end; it != end; ++it) {
    const std::string text = it->str();
    if (text == ";")
      out.emplace_back();
    else if (!text.starts_with("--"))
      out.back() += text;
  }
  std::erase_if(out,
                [](const std::string& s) { return s.find_first_not_of(" \t\r\n") == std::string::npos; });
  return out;
}

// How a table is stored is a matter of its shards, to which a cluster passes it on.
std::string of_partitions(const std::smatch& set) {
  std::string out;
  for (int i = 0; i < partitions; ++i)
    out += "alter table " + set[1].str() + "_part" + std::to_string(i) + " set " + set[2].str() + ";";
  return out;
}

std::string partitioned(const std::string& create, const std::string& table) {
  std::string out = create + " partition by hash (contact_id)";
  for (int i = 0; i < partitions; ++i) {
    const std::string n = std::to_string(i);
    out += "; create table " + table + "_part" + n + " partition of " + table + " for values with (modulus " +
           std::to_string(partitions) + ", remainder " + n + ")";
  }
  return out;
}

}  // namespace

Partition parse_partition(const std::string& relation) {
  const auto mark = relation.rfind("_part");
  if (mark == std::string::npos) return {relation, -1};
  return {relation.substr(0, mark), std::atoi(relation.c_str() + mark + 5)};
}

Complaints make_shadow_schema(postgres::RawConnection& raw) {
  Complaints out;
  raw.run("drop schema if exists shadow cascade; create schema shadow; set search_path = shadow, public");
  static const std::regex create(R"(^\s*create table (?:if not exists )?(\w+))", std::regex::icase);
  static const std::regex store(R"(^\s*alter table (\w+) set (\([^)]*\))\s*$)", std::regex::icase);
  const auto planned = planned_tables();
  for (const Migration& migration : embedded_migrations()) {
    for (const std::string& statement : split_statements(part_for(Engine::postgres, migration.text))) {
      std::smatch match;
      const auto is_of = [&](const std::regex& kind, Home wanted) {
        if (!std::regex_search(statement, match, kind)) return false;
        const auto home = planned.find(match[1].str());
        return home != planned.end() && home->second == wanted;
      };
      try {
        if (is_of(store, Home::distributed))
          raw.run(of_partitions(match));
        else if (is_of(create, Home::distributed))
          raw.run(partitioned(statement, match[1].str()));
        else
          raw.run(statement);
      } catch (const Error& e) {
        out.push_back("On a cluster migration " + std::to_string(migration.number) +
                      " would fail: " + e.message() + " in: " + statement.substr(0, 200));
      }
    }
  }
  return out;
}

}  // namespace rapport::store::testing
