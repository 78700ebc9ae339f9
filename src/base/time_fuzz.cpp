#include "base/fuzz.h"
#include "base/ids.h"
#include "base/money.h"
#include "base/time.h"

using namespace rapport;

// What is read prints as something that reads back as the same.
RAPPORT_FUZZ_TARGET(time, "2026-11-20T19:13:00.123Z", "2026-11-20T19:13:00+07:00", "2026-02-29",
                    "2016-12-31T23:59:60Z", "0001-01-01", "9999-12-31T23:59:59.999-00:01") {
  if (const auto at = parse_instant(input)) fuzz::require(parse_instant(render(*at)) == at);
  if (const auto date = parse_date(input))
    fuzz::require(parse_date(render(*date)) == date && date_from_days(days_since_epoch(*date)) == *date);
}

RAPPORT_FUZZ_TARGET(money, "12.50", "-92233720368547758.08", "0.001") {
  for (const char* code : {"EUR", "VND", "TND", "BTC"}) {
    const Currency currency = *parse_currency(code);
    const auto money = parse_money(input, currency);
    if (!money) continue;
    const std::string text = render(*money);
    fuzz::require(parse_money(text.substr(0, text.find(' ')), currency) == money);
  }
}

RAPPORT_FUZZ_TARGET(uuid, "0189d0a8-43df-7000-8000-0000000000ab", "0189D0A8-43DF-7000-8000-0000000000AB") {
  if (const auto id = parse_uuid(input)) fuzz::require(parse_uuid(render(*id)) == id);
}
