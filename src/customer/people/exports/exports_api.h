// The endpoints of exports of contacts.
#pragma once

#include "customer/people/exports/contact_exports.h"

namespace rapport::people {

void register_export_routes(http::Registry& registry, store::Database& database,
                            std::filesystem::path folder);

struct ExportListQuery {
  std::optional<std::string> cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<ExportListQuery>) {
  using Q = ExportListQuery;
  return fields(field<&Q::cursor>().max_length(100).text("`next_cursor` of the page before"),
                field<&Q::limit>().or_default().at_least(1).at_most(200));
}
using ExportPage = http::Page<ContactExport>;

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::ExportListQuery)
RAPPORT_DESCRIBED(people::ExportPage)
}  // namespace rapport
