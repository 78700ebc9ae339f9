// Reports that a job counts and pages show: the newest of each name.
#pragma once

#include "base/json.h"
#include "platform/store/store.h"

namespace rapport::analytics {

void put_report(store::Transaction& tx, std::string_view name, double took_ms, const Json& report);
std::optional<Json> find_report(store::Reader& reader, std::string_view name);

// Absent as well when an older version of the program wrote it in another form.
template <class Report>
std::optional<Report> find_report_of(store::Reader& reader, std::string_view name) {
  const auto found = find_report(reader, name);
  if (!found) return std::nullopt;
  try {
    return json::read<Report>(found->text(), json::Mode::stored);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::span<const store::Statement> report_statements();

}  // namespace rapport::analytics
