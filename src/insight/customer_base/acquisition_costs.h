// The spend of each month by channel or source, as people enter or import it.
#pragma once

#include "base/json.h"
#include "insight/customer_base/keeper.h"

namespace rapport::customer_base {

struct AcquisitionSpend {
  AcquisitionKey key;
  Money amount;
  Instant changed_at{};
};

struct AcquisitionDraft {
  AcquisitionKind kind = AcquisitionKind::channel;
  std::string name, month;
  Money amount;
};
template <class = void>
constexpr auto describe(Type<AcquisitionDraft>) {
  using D = AcquisitionDraft;
  return fields(field<&D::kind>().or_default().text("Whether `name` is a channel or a source of contacts"),
                field<&D::name>().not_empty().max_length(200).text("As contacts have it: paid.google"),
                field<&D::month>().not_empty().max_length(10).text("As 2026-03"),
                field<&D::amount>().text("What was spent in that month"));
}

struct AcquisitionRef {
  AcquisitionKind kind = AcquisitionKind::channel;
  std::string name, month;
};
template <class = void>
constexpr auto describe(Type<AcquisitionRef>) {
  using R = AcquisitionRef;
  return fields(field<&R::kind>().or_default(), field<&R::name>().not_empty().max_length(200),
                field<&R::month>().not_empty().max_length(10));
}

struct AcquisitionQuery {
  std::optional<std::string> from, to;
};
template <class = void>
constexpr auto describe(Type<AcquisitionQuery>) {
  using Q = AcquisitionQuery;
  return fields(
      field<&Q::from>().max_length(10).text("First month, as 2026-01; else 11 months before the last"),
      field<&Q::to>().max_length(10).text("Last month; else the present one"));
}

struct AcquisitionLine {
  AcquisitionKind kind = AcquisitionKind::channel;
  std::string name, month;
  std::optional<Money> amount;  // none: customers came, and no spend is on file
  std::optional<Money> worth;   // in the reporting currency
  std::int64_t customers = 0;
  std::optional<Money> per_customer;
  std::optional<Instant> changed_at;
};
template <class = void>
constexpr auto describe(Type<AcquisitionLine>) {
  using L = AcquisitionLine;
  return fields(
      field<&L::kind>(), field<&L::name>(), field<&L::month>(),
      field<&L::amount>().text("Absent where customers came and no spend is on file"),
      field<&L::worth>().text("In the reporting currency; absent without a rate: it counts nowhere"),
      field<&L::customers>().text("Whose first order was in that month"), field<&L::per_customer>(),
      field<&L::changed_at>());
}

struct AcquisitionCosts {
  std::vector<AcquisitionLine> items;
  std::string from, to;
  Currency currency;
  std::vector<std::string> channels, sources;
  bool counted = false;
};
template <class = void>
constexpr auto describe(Type<AcquisitionCosts>) {
  using A = AcquisitionCosts;
  return fields(field<&A::items>().text("By month, the latest first"), field<&A::from>(), field<&A::to>(),
                field<&A::currency>().text("The reporting currency"),
                field<&A::channels>().text("Channels that are known"),
                field<&A::sources>().text("Sources that customers came from"),
                field<&A::counted>().text("False while customers are not read yet after a start"));
}

std::string month_of(std::int64_t day);  // of days since 1970-01-01: "2026-03"
// Within the months, both included; all where they are empty. The latest first.
std::vector<AcquisitionSpend> list_spend(store::Reader& reader, const std::string& from,
                                         const std::string& to);
// In the reporting currency, by the rate of the month's last day; nullopt without one.
std::optional<std::int64_t> worth_of(store::Reader& reader, const AcquisitionSpend& spend,
                                     const Frame& frame);
std::int64_t acquisition_version(store::Reader& reader);  // another after every change

// Adds or replaces; gives what was there. Error(invalid) names the field.
std::optional<AcquisitionSpend> put_spend(store::Transaction& tx, const AcquisitionDraft& draft,
                                          const Actor& actor);
AcquisitionSpend remove_spend(store::Transaction& tx, const AcquisitionRef& ref, const Actor& actor);
// All lines of a CSV file (month, channel or source, amount, currency), or none: Error(invalid) names each
// line and field.
std::int64_t import_spend(store::Transaction& tx, std::string_view csv, const Actor& actor);
AcquisitionCosts acquisition_costs(store::Reader& reader, const Keeper& keeper,
                                   const AcquisitionQuery& query);

std::span<const store::Statement> acquisition_statements();

}  // namespace rapport::customer_base

namespace rapport {
RAPPORT_DESCRIBED(customer_base::AcquisitionDraft)
RAPPORT_DESCRIBED(customer_base::AcquisitionRef)
RAPPORT_DESCRIBED(customer_base::AcquisitionQuery)
RAPPORT_DESCRIBED(customer_base::AcquisitionCosts)
}  // namespace rapport
