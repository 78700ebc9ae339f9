#include "platform/store/statistics.h"

#include "base/log.h"

namespace rapport::store {

namespace {

// Some pages more are no growth: plans for small tables are quick, whatever they are.
constexpr const char* grown_tables = R"sql(
select relname from pg_class
where relkind = 'r' and relnamespace = cast(current_schema() as regnamespace)
  and pg_relation_size(oid) / 8192 > 100 + relpages * 1.2
order by relname)sql";

}  // namespace

void refresh_statistics(Database& database) {
  if (database.engine() == Engine::sqlite) return;
  try {
    std::vector<std::string> tables;
    database.read([&](Reader& reader) {
      reader.each(DynamicSql{grown_tables}, {}, [&](const Row& row) { tables.emplace_back(row.text(0)); });
    });
    for (const auto& table : tables)
      database.write([&](Transaction& tx) { tx.run(DynamicSql{"analyze " + table}, {}); });
  } catch (const std::exception& error) {
    log::warning("The database was not told of tables that have grown; its own service will see to it.",
                 {{"reason", error.what()}});
  }
}

}  // namespace rapport::store
