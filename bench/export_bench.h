// Contacts with thirty fields of the workspace's own: how fast they are exported, against reading the same
// rows of the same query from the database and doing nothing with them.
#pragma once

#include <cstdio>

#include "bare_copy.h"
#include "customer/people/contact_list.h"
#include "customer/people/exports/export_file.h"
#include "customer/people/exports/write_records.h"

namespace rapport::bench {

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

struct ExportCost {
  std::int64_t rows = 0, bytes = 0;
  double seconds = 0, cpu = 0, read_cpu = 0;
};

// The better of two rounds, turn about.
inline ExportCost measure_export(store::Database& db, const people::Caller& caller,
                                 people::ExportFormat format) {
  const auto path = std::filesystem::temp_directory_path() / ("export_bench_" + std::to_string(::getpid()));
  ExportCost best{.seconds = 1e9, .cpu = 1e9, .read_cpu = 1e9};
  for (int round = 0; round < 2; ++round) {
    std::size_t octets = 0;
    const Stopwatch reading;
    db.read_without_limit([&](store::Reader& r) { best.rows = read_rows(r, caller, octets); });
    best.read_cpu = std::min(best.read_cpu, reading.read().cpu);
    const Stopwatch exporting;
    people::ExportFile file(path);
    db.read_without_limit([&](store::Reader& r) {
      write_records(r, {.format = format}, caller,
                    {.write = [&](std::string_view text) { file.write(text); }});
    });
    file.finish();
    const auto cost = exporting.read();
    best.seconds = std::min(best.seconds, cost.seconds);
    best.cpu = std::min(best.cpu, cost.cpu);
    best.bytes = file.bytes();
  }
  return best;
}

}  // namespace rapport::bench
