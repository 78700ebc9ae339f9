// What somebody wants in a file of contacts.
#pragma once

#include "customer/people/contact_list.h"
#include "customer/people/imports/import_options.h"

namespace rapport::people {

enum class ExportFormat {
  csv,        // what an import reads back
  mailchimp,  // the columns of a Mailchimp audience; only people with an e-mail who have not said no
  jsonl,      // a line each, as in GET /api/contacts
};

struct ExportRequest {
  std::optional<std::vector<Uuid>> ids;
  std::optional<ContactQuery> query;
  ExportFormat format = ExportFormat::csv;
  std::optional<std::vector<std::string>> columns;
  bool bom = false;
  Delimiter delimiter = Delimiter::comma;
};
template <class = void>
constexpr auto describe(Type<ExportRequest>) {
  using E = ExportRequest;
  return fields(
      field<&E::ids>().max_items(10'000).text("These contacts, or"),
      field<&E::query>().text("what the list shows with these filters, this search and in this order; "
                              "everybody when neither is given"),
      field<&E::format>().or_default(),
      field<&E::columns>().max_items(600).text(
          "Of CSV: fields of contacts, also of the workspace's own; all when absent"),
      field<&E::bom>().or_default().text("Begin with a byte order mark, which Excel needs to see UTF-8"),
      field<&E::delimiter>().or_default().text("Of CSV"));
}

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::ExportRequest)
}
