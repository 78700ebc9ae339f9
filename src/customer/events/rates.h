// Rates of currencies to the reporting currency, by day. A day without a rate takes the one of the latest day
// before it; a currency without any has none. Bitcoin's rate serves satoshi and millisatoshi where these have
// no rate.
#pragma once

#include <map>

#include "base/describe.h"
#include "base/rate.h"
#include "base/time.h"
#include "platform/http/endpoint.h"
#include "platform/jobs/jobs.h"

namespace rapport::events {

struct RateDraft {
  Currency currency;
  Date day;
  std::string rate;  // exact decimal
  std::string source;
};
template <class = void>
constexpr auto describe(Type<RateDraft>) {
  using R = RateDraft;
  return fields(field<&R::currency>(),
                field<&R::day>().text("From this day on, until the next day with a rate"),
                field<&R::rate>().not_empty().max_length(40).text(
                    "Units of the reporting currency for one unit, as a decimal: 0.9231"),
                field<&R::source>().not_empty().max_length(200).text("Where the rate was read: ECB"));
}

struct CurrencyRate {
  Currency reporting, currency;
  Date day;
  std::string rate, source;
  Instant created_at;
};
template <class = void>
constexpr auto describe(Type<CurrencyRate>) {
  using R = CurrencyRate;
  return fields(field<&R::reporting>(), field<&R::currency>(), field<&R::day>(), field<&R::rate>(),
                field<&R::source>(), field<&R::created_at>());
}

struct RateQuery {
  std::optional<Currency> currency;
  std::optional<std::string> cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<RateQuery>) {
  using Q = RateQuery;
  return fields(field<&Q::currency>(), field<&Q::cursor>().max_length(40),
                field<&Q::limit>().or_default().at_least(1).at_most(200));
}

// Adds the rate of a day, or replaces it. Error(invalid) names the field.
CurrencyRate set_rate(store::Transaction& tx, const RateDraft& draft);
// All lines of a CSV file (currency, day, rate, source), or none: Error(invalid) names each line and field.
std::int64_t import_rates(store::Transaction& tx, std::string_view csv, const std::string& source);
bool remove_rate(store::Transaction& tx, Currency currency, Date day);
http::Page<CurrencyRate> list_rates(store::Reader& reader, const RateQuery& query);  // newest day first

// Looks rates up, each currency and day once.
class Rates {
 public:
  struct OfDay {
    Rate rate;
    Date day;  // the rate's own
  };
  Rates(store::Reader& reader, Currency reporting) : reader_(reader), reporting_(reporting) {}

  Currency reporting() const { return reporting_; }
  // By the calendar day in the workspace's zone.
  std::optional<OfDay> find(Currency currency, Instant booked);

 private:
  std::optional<OfDay> read(Currency currency, Date day);

  store::Reader& reader_;
  Currency reporting_;
  std::shared_ptr<const TimeZone> zone_;  // read when first needed
  std::map<std::pair<Currency, Date>, std::optional<OfDay>> known_;
};

}  // namespace rapport::events

namespace rapport {
RAPPORT_DESCRIBED(events::RateDraft)
RAPPORT_DESCRIBED(events::CurrencyRate)
RAPPORT_DESCRIBED(events::RateQuery)
}  // namespace rapport
