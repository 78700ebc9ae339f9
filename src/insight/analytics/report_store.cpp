#include "insight/analytics/report_store.h"

namespace rapport::analytics {

namespace {

using store::Reach;
using store::Statement;

constexpr Statement find{"insight_reports.find", Reach::local,
                         "select report from insight_reports where name = :name"};
constexpr Statement put{
    "insight_reports.put", Reach::local,
    "insert into insight_reports (name, computed_at, took_ms, report) values (:name, :now, :took_ms, "
    ":report) on conflict (name) do update set computed_at = excluded.computed_at, took_ms = "
    "excluded.took_ms, report = excluded.report"};
constexpr Statement all_of_these[] = {find, put};

}  // namespace

void put_report(store::Transaction& tx, std::string_view name, double took_ms, const Json& report) {
  tx.run(put, {{"name", name}, {"now", tx.now()}, {"took_ms", took_ms}, {"report", report}});
}

std::optional<Json> find_report(store::Reader& reader, std::string_view name) {
  return reader.value<Json>(find, {{"name", name}});
}

std::span<const store::Statement> report_statements() { return all_of_these; }

}  // namespace rapport::analytics
