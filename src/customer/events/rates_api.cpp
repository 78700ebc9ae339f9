#include <fstream>
#include <sstream>

#include "customer/events/events_api.h"
#include "customer/events/order_stats.h"
#include "customer/events/restate_orders.h"
#include "platform/access/audit.h"
#include "platform/settings/workspace.h"

namespace rapport::events {

// How amounts in other currencies stand.
struct CurrencyState {
  Currency reporting;
  std::vector<Unconverted> unconverted;
  std::optional<Restatement> restatement;
};
template <class = void>
constexpr auto describe(Type<CurrencyState>) {
  using S = CurrencyState;
  return fields(field<&S::reporting>().text("Reporting currency: sums are in it"),
                field<&S::unconverted>().text("Orders that no sum holds, for want of a rate"),
                field<&S::restatement>().text("The latest run that converted all orders again"));
}

struct RateUpload {
  std::string source;
};
template <class = void>
constexpr auto describe(Type<RateUpload>) {
  return fields(field<&RateUpload::source>().or_default().max_length(200).text("Of lines that name none"));
}
struct RatesImported {
  std::int64_t rates = 0;
};
template <class = void>
constexpr auto describe(Type<RatesImported>) {
  return fields(field<&RatesImported::rates>());
}

namespace {

using http::Call;
using http::Method;

void note(store::Transaction& tx, const Call& call, std::string action, std::string summary) {
  access::audit(tx, call,
                {.action = std::move(action),
                 .object_type = "currency_rates",
                 .object_id = "currency_rates",
                 .summary = std::move(summary)});
}

std::string name_of(Currency currency, Date day) {
  return std::string(currency.code()) + " of " + render(day);
}

CurrencyRate add(const RateDraft& draft, Call& call, store::Transaction& tx) {
  CurrencyRate rate = set_rate(tx, draft);
  note(tx, call, "currency_rate.set",
       "Set the rate of " + name_of(rate.currency, rate.day) + " to " + rate.rate + " (" + rate.source + ")");
  request_restatement(tx);
  return rate;
}

http::Nothing remove(Call& call, store::Transaction& tx) {
  const auto currency = parse_currency(call.path_text("currency"));
  const auto day = parse_date(call.path_text("day"));
  if (!currency || !day || !remove_rate(tx, *currency, *day))
    fail(ErrorCode::not_found, "There is no such rate.");
  note(tx, call, "currency_rate.deleted", "Deleted the rate of " + name_of(*currency, *day));
  request_restatement(tx);
  return {};
}

RatesImported import_file(const RateUpload& in, Call& call, store::Transaction& tx) {
  if (call.body_file.empty()) fail(ErrorCode::invalid, "The request has no body; send the file as the body.");
  std::ostringstream text;
  text << std::ifstream(call.body_file, std::ios::binary).rdbuf();
  const std::int64_t count = import_rates(tx, text.str(), in.source);
  note(tx, call, "currency_rate.imported", "Imported " + std::to_string(count) + " rates of currencies");
  if (count > 0) request_restatement(tx);
  return {count};
}

}  // namespace

void follow_workspace(store::Transaction& tx, const settings::Workspace& before,
                      const settings::Workspace& after) {
  if (before.currency != after.currency || before.timezone != after.timezone) request_restatement(tx);
}

void register_rate_routes(http::Registry& registry) {
  const std::string base = "/api/currency-rates";
  registry.read<RateQuery, http::Page<CurrencyRate>>(
      {.path = base,
       .summary = "List the rates of currencies, the newest day first",
       .description = "Rates to the present reporting currency.",
       .permission = "settings.read"},
      [](const RateQuery& in, Call&, store::Reader& reader) { return list_rates(reader, in); });
  registry.write<RateDraft, CurrencyRate>(
      {.method = Method::post,
       .path = base,
       .summary = "Add the rate of a currency on a day, or replace it",
       .description =
           "It holds until the next day that has one. Orders since then are converted again in the "
           "background. The rate of BTC serves SAT and MSAT, too.",
       .permission = "settings.write",
       .success = 201},
      add);
  registry.write<http::Nothing, http::Nothing>(
      {.method = Method::delete_,
       .path = base + "/{currency}/{day}",
       .summary = "Delete the rate of a currency on a day",
       .permission = "settings.write",
       .success = 204},
      [](const http::Nothing&, Call& call, store::Transaction& tx) { return remove(call, tx); });
  registry.write<RateUpload, RatesImported>(
      {.method = Method::post,
       .path = base + "/import",
       .summary = "Import rates from a CSV file",
       .description =
           "The first line names the columns: currency, day, rate, source. All lines are taken, or none.",
       .permission = "settings.write",
       .body = http::Body::file,
       .max_body = std::size_t{2} << 20},
      import_file);
  registry.read<http::Nothing, CurrencyState>(
      {.path = base + "/state",
       .summary = "Which orders could not be converted, and how far a conversion is",
       .permission = "settings.read"},
      [](const http::Nothing&, Call&, store::Reader& reader) {
        return CurrencyState{reporting_currency(reader), list_unconverted(reader), find_restatement(reader)};
      });
}

}  // namespace rapport::events

namespace rapport {
RAPPORT_DESCRIBE_HERE(events::CurrencyState)
RAPPORT_DESCRIBE_HERE(events::RateUpload)
}  // namespace rapport
