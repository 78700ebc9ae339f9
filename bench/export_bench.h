// Contacts with thirty fields of the workspace's own: how fast they are exported, against reading the same
// rows of the same query from the database and doing nothing with them.
#pragma once

#include <cstdio>

#include "bare_copy.h"
#include "customer/people/contact_list.h"
#include "customer/people/exports/export_file.h"
#include "customer/people/exports/write_records.h"
#include "customer/people/fields/fields.h"

namespace rapport::bench {

inline void add_own_fields(store::Database& db, const people::Caller& caller) {
  using people::FieldType;
  static constexpr FieldType types[] = {FieldType::text,    FieldType::number, FieldType::date,
                                        FieldType::boolean, FieldType::url,    FieldType::money};
  std::string custom;
  db.write([&](store::Transaction& tx) {
    for (int i = 0; i < 30; ++i) {
      const auto type = types[i % 6];
      const std::string name = "own_" + std::to_string(i);
      create_field(tx, {.name = name, .type = type, .filterable = false}, caller);
      static const char* const values[] = {"\"Some text of a customer\"",
                                           "1234.5",
                                           "\"2026-02-28\"",
                                           "true",
                                           "\"https://example.com/a/page\"",
                                           "{\"amount\":125000,\"currency\":\"EUR\"}"};
      custom += (custom.empty() ? "{\"" : ",\"") + name + "\":" + values[i % 6];
    }
  });
  custom += "}";
  while (db.write([&](store::Transaction& tx) {
    return tx.run(
        store::DynamicSql{"update contacts set custom = :custom where contact_id in (select contact_id from "
                          "contacts where custom = '{}' limit 20000)"},
        {{"custom", Json::trusted(custom)}});
  }) > 0) {
  }
}

// Every column of every row is looked at, as text.
inline std::int64_t read_rows(store::Reader& reader, const people::Caller& caller, std::size_t& octets) {
  people::ContactQuery asked;
  auto query = people::contact_list_query(reader, asked, caller);
  query.limit = 2'000;
  std::int64_t rows = 0;
  do {
    query.after = rules::list_page(reader, query, [&](const store::Row& row) {
      ++rows;
      for (int i = 0; i < row.columns(); ++i)
        if (!row.is_null(i)) octets += row.text(i).size();
    });
  } while (query.after);
  return rows;
}

inline void measure_export(store::Database& db, const people::Caller& caller, people::ExportFormat format) {
  const auto path = std::filesystem::temp_directory_path() / ("export_bench_" + std::to_string(::getpid()));
  double best_read = 1e9, best_export = 1e9;
  std::int64_t rows = 0;
  std::int64_t bytes = 0;
  for (int round = 0; round < 2; ++round) {
    std::size_t octets = 0;
    const Stopwatch reading;
    db.read_without_limit([&](store::Reader& r) { rows = read_rows(r, caller, octets); });
    best_read = std::min(best_read, reading.read().cpu);
    const Stopwatch exporting;
    people::ExportFile file(path);
    db.read_without_limit([&](store::Reader& r) {
      write_records(r, {.format = format}, caller,
                    {.write = [&](std::string_view text) { file.write(text); }});
    });
    file.finish();
    const auto cost = exporting.read();
    best_export = std::min(best_export, cost.cpu);
    bytes = file.bytes();
    if (round == 1)
      std::printf("contacts exported as %s | %.0f/s, %lld MB |\n", std::string(enum_name(format)).c_str(),
                  static_cast<double>(rows) / cost.seconds, static_cast<long long>(bytes / 1'000'000));
  }
  std::printf(
      "export as %s against reading the same rows, by processor time | %.0f %% (%.2f s, %.2f s) | >= 50 %%\n",
      std::string(enum_name(format)).c_str(), 100 * best_read / best_export, best_read, best_export);
  std::fflush(stdout);
}

}  // namespace rapport::bench
