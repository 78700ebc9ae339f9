#include "customer/people/imports/cell_values.h"

#include <doctest/doctest.h>

#include "customer/people/fields/catalogue.h"
#include "customer/people/imports/header_words.h"

using namespace rapport;
using namespace rapport::people;

namespace {

std::string date(std::string_view cell, DateOrder order = DateOrder::day_first) {
  const auto written = parse_written_date(cell, order);
  if (!written) return "none";
  std::string out = render(written->date);
  if (written->has_time) out += " " + std::to_string(written->hour) + ":" + std::to_string(written->minute);
  return out;
}

std::string amount(std::string_view cell, const char* currency = "EUR") {
  const auto money = parse_amount(cell, *parse_currency(currency));
  return money ? render(*money) : "none";
}

}  // namespace

TEST_CASE("dates are read as people write them") {
  CHECK(date("20/11/2026") == "2026-11-20");
  CHECK(date("3/4/26") == "2026-04-03");
  CHECK(date("3/4/26", DateOrder::month_first) == "2026-03-04");
  CHECK(date("20.11.1998 14:05") == "1998-11-20 14:5");
  CHECK(date("11-20-2026 2:05 PM", DateOrder::month_first) == "2026-11-20 14:5");
  CHECK(date("2026-11-20") == "2026-11-20");
  CHECK(date("2026/11/20 08:30:15") == "2026-11-20 8:30");
  CHECK(date("26/11/20", DateOrder::year_first) == "2026-11-20");
  CHECK(date("20 novembre 2026") == "2026-11-20");
  CHECK(date("Nov 20, 2026") == "2026-11-20");
  CHECK(date("Friday, 20 November 2026") == "2026-11-20");
  CHECK(date("1er août 2026") == "none");
  CHECK(date("31/02/2026") == "none");
  CHECK(date("13/13/2026") == "none");
  CHECK(date("06 12 34 56 78") == "none");
  CHECK(date("1.2.3.4") == "none");
  CHECK(date("soon") == "none");
  CHECK(order_of("13/04/2026") == OrderHint::day_first);
  CHECK(order_of("04/13/2026") == OrderHint::month_first);
  CHECK(order_of("03/04/2026") == OrderHint::either);
  CHECK(order_of("2026-03-04") == OrderHint::none);
}

TEST_CASE("amounts are read with signs, grouping and either decimal mark") {
  CHECK(amount("1 234,56 €") == "1234.56 EUR");
  CHECK(amount("1\xC2\xA0"
               "234,56") == "1234.56 EUR");
  CHECK(amount("$12.50") == "12.50 USD");
  CHECK(amount("1,234.56 USD") == "1234.56 USD");
  CHECK(amount("1.234,5") == "1234.50 EUR");
  CHECK(amount("1.234") == "1234.00 EUR");
  CHECK(amount("1.250.000 ₫") == "1250000 VND");
  CHECK(amount("12.5") == "12.50 EUR");
  CHECK(amount("-3") == "-3.00 EUR");
  CHECK(amount("a lot") == "none");
  CHECK(amount("") == "none");
}

TEST_CASE("yes and no and countries are read in three languages") {
  CHECK(parse_yes_no("Oui") == true);
  CHECK(parse_yes_no("không") == false);
  CHECK_FALSE(parse_yes_no("maybe"));
  CHECK(parse_country("fr") == "FR");
  CHECK(parse_country("Viêt Nam") == "VN");
  CHECK(parse_country("Allemagne") == "DE");
  CHECK(parse_country("Hoa Kỳ") == "US");
  CHECK(parse_country("United Kingdom") == "GB");
  CHECK(parse_country("Czech Republic") == "CZ");
  CHECK(parse_country("EIRE") == "IE");
  CHECK_FALSE(parse_country("Atlantis"));
}

TEST_CASE("the field of a header is known in English, French and Vietnamese") {
  const FieldCatalogue none({});
  const auto field_of_header = [&](std::string_view header) { return people::field_of_header(header, none); };
  CHECK(field_of_header("Prénom") == "first_name");
  CHECK(field_of_header(" E-mail  address ") == "email");
  CHECK(field_of_header("TÉLÉPHONE") == "phone");
  CHECK(field_of_header("Số điện thoại") == "phone");
  CHECK(field_of_header("Nom complet") == "full_name");
  CHECK(field_of_header("Date d’inscription") == "collected_at");
  CHECK(field_of_header("keyword_intent") == "keyword_intent");
  CHECK(field_of_header("favourite colour").empty());
  CHECK(field_of_header("consent") == "consent_status");
}
