#include <fstream>
#include <sstream>

#include "base/csv.h"
#include "insight/customer_base/acquisition_costs.h"
#include "insight/customer_base/customer_base_api.h"
#include "platform/access/audit.h"

namespace rapport::customer_base {

struct SpendImported {
  std::int64_t lines = 0;
};
template <class = void>
constexpr auto describe(Type<SpendImported>) {
  return fields(field<&SpendImported::lines>());
}

namespace {

using http::Call;
using http::Method;
using http::Nothing;
using store::Reader;
using store::Transaction;

constexpr const char* base = "/api/acquisition-costs";

void note(Transaction& tx, const Call& call, std::string action, std::string summary) {
  access::audit(tx, call,
                {.action = std::move(action),
                 .object_type = "acquisition_costs",
                 .object_id = "acquisition_costs",
                 .summary = std::move(summary)});
}

std::string name_of(AcquisitionKind kind, const std::string& name, const std::string& month) {
  return "the " + std::string(enum_name(kind)) + " " + name + " in " + month;
}

AcquisitionDraft put(const AcquisitionDraft& in, Call& call, Transaction& tx) {
  const auto before = put_spend(tx, in, call.principal.actor());
  note(tx, call, "acquisition_cost.set",
       "Set the cost of " + name_of(in.kind, in.name, in.month) + " to " + render(in.amount) +
           (before ? "; it was " + render(before->amount) : std::string()));
  return in;
}

Nothing remove(const AcquisitionRef& in, Call& call, Transaction& tx) {
  const auto before = remove_spend(tx, in, call.principal.actor());
  note(tx, call, "acquisition_cost.deleted",
       "Deleted the cost of " + name_of(in.kind, in.name, in.month) + ", " + render(before.amount));
  return {};
}

SpendImported import_file(const Nothing&, Call& call, Transaction& tx) {
  if (call.body_file.empty()) fail(ErrorCode::invalid, "The request has no body; send the file as the body.");
  std::ostringstream text;
  text << std::ifstream(call.body_file, std::ios::binary).rdbuf();
  const std::int64_t lines = import_spend(tx, text.str(), call.principal.actor());
  note(tx, call, "acquisition_cost.imported", "Imported " + std::to_string(lines) + " acquisition costs");
  return {lines};
}

// The columns of the import.
http::Download export_file(Reader& reader) {
  std::string text;
  csv::Writer csv(text);
  csv.byte_order_mark();
  for (const char* name : {"month", "channel", "source", "amount", "currency"}) csv.field(name);
  csv.end_record();
  for (const AcquisitionSpend& spend : list_spend(reader, {}, {})) {
    const bool channel = spend.key.kind == AcquisitionKind::channel;
    const std::string money = render(spend.amount);
    csv.field(spend.key.month);
    csv.field(channel ? spend.key.name : "");
    csv.field(channel ? "" : spend.key.name);
    csv.field(money.substr(0, money.find(' ')));
    csv.field(spend.amount.currency.code());
    csv.end_record();
  }
  return {"text/csv; charset=utf-8", "acquisition-costs.csv",
          [text = std::move(text)](const std::function<void(std::string_view)>& write) { write(text); }};
}

}  // namespace

void register_acquisition(http::Registry& registry, Keeper& keeper) {
  registry.read<AcquisitionQuery, AcquisitionCosts>(
      {.path = base,
       .summary = "Read what winning customers cost, by month and channel or source",
       .description = "With the customers whose first order was in the month, and what one of them cost.",
       .permission = "settings.read"},
      [&keeper](const AcquisitionQuery& in, Call&, Reader& reader) {
        return acquisition_costs(reader, keeper, in);
      });
  registry.write<AcquisitionDraft, AcquisitionDraft>(
      {.method = Method::put,
       .path = base,
       .summary = "Set the spend of a month on a channel or a source, or replace it",
       .permission = "settings.write"},
      put);
  registry.write<AcquisitionRef, Nothing>({.method = Method::delete_,
                                           .path = base,
                                           .summary = "Delete the spend of a month on a channel or a source",
                                           .permission = "settings.write",
                                           .success = 204},
                                          remove);
  registry.write<Nothing, SpendImported>(
      {.method = Method::post,
       .path = std::string(base) + "/import",
       .summary = "Import the spend of months from a CSV file",
       .description =
           "The first line names the columns: month, channel or source, amount, currency (else the "
           "reporting currency). All lines are taken, or none.",
       .permission = "settings.write",
       .body = http::Body::file,
       .max_body = std::size_t{2} << 20},
      import_file);
  registry.read<Nothing, http::Download>(
      {.path = std::string(base) + "/export",
       .summary = "Export the spend of all months as CSV",
       .permission = "settings.read"},
      [](const Nothing&, Call&, Reader& reader) { return export_file(reader); });
}

}  // namespace rapport::customer_base
