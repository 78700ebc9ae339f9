#include "insight/analytics/report_store.h"

namespace rapport::analytics {

namespace {

using store::Reach;
using store::Statement;

constexpr Statement find{"insight_reports.find", Reach::local,
                         "select report from insight_reports where name = :name"};
constexpr Statement put_row{
    "insight_reports.put_row", Reach::local,
    "insert into insight_reports (name, computed_at, took_ms, report) values (:name, :now, :took_ms, "
    ":report) on conflict (name) do update set computed_at = excluded.computed_at, took_ms = "
    "excluded.took_ms, report = excluded.report"};
constexpr Statement report_store_sql[] = {find, put_row};

}  // namespace

void put_report(store::Transaction& tx, std::string_view name, double took_ms, const Json& report) {
  tx.run(put_row, {{"name", name}, {"now", tx.now()}, {"took_ms", took_ms}, {"report", report}});
}

std::optional<Json> find_report(store::Reader& reader, std::string_view name) {
  return reader.value<Json>(find, {{"name", name}});
}

std::span<const store::Statement> report_statements() { return report_store_sql; }

}  // namespace rapport::analytics
