// Lists of contacts: filters, search, order, pages, counts, and the values that filters offer.
#pragma once

#include "customer/people/people.h"
#include "platform/http/endpoint.h"
#include "platform/rules/found.h"

namespace rapport::people {

// Texts that may be repeated are given once, divided by commas: status=new,contacted.
struct ContactQuery {
  std::optional<std::string> search, status, stage, consent_status, country, city, owner_id, tag, source,
      company_id;
  std::optional<Instant> created_from, created_to, last_contacted_from, last_contacted_to;
  Json filter;
  std::optional<std::string> sort, cursor, count;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<ContactQuery>) {
  using Q = ContactQuery;
  return fields(
      field<&Q::search>().max_length(200).text(
          "Words in name, e-mail, phone or company, without case and accents"),
      field<&Q::status>().max_length(200).text("One or more, divided by commas"),
      field<&Q::stage>().max_length(200), field<&Q::consent_status>().max_length(300),
      field<&Q::country>().max_length(400), field<&Q::city>().max_length(1'000),
      field<&Q::owner_id>().max_length(1'000).text("A user's id, or none"),
      field<&Q::tag>().max_length(1'000).text("Contacts with one of these tags"),
      field<&Q::source>().max_length(1'000), field<&Q::company_id>().max_length(1'000),
      field<&Q::created_from>(), field<&Q::created_to>().text("Exclusive"), field<&Q::last_contacted_from>(),
      field<&Q::last_contacted_to>().text("Exclusive"),
      field<&Q::filter>().or_default().text(
          "A condition: {\"all\": [{\"field\": \"country\", \"op\": \"in\", \"value\": [\"FR\"]}]}; "
          "GET /api/fields lists the fields and their operators"),
      field<&Q::sort>().max_length(120).text(
          "newest, oldest, name, -name, last_contacted, value, orders_value, or a sortable field with its "
          "way: created_at.asc, estimated_value.desc"),
      field<&Q::cursor>().max_length(2'000).text("next_cursor of the page before"),
      field<&Q::count>().max_length(10).text("exact: count all, of a search too; else up to 10,000"),
      field<&Q::limit>().or_default().at_least(1).at_most(200));
}

using ContactPage = http::Page<Contact>;

// Who meets a resolved condition, from memory; null where it cannot be told at once. What the one who asks
// has written is in it; what others wrote follows within moments.
using ContactFinder = std::function<std::shared_ptr<const rules::Found>(
    store::Reader&, const rules::Condition&, const http::Principal&)>;

// The query as the rule language runs it, within the caller's records. Error(invalid) names the place.
rules::ListQuery contact_list_query(store::Reader& reader, const ContactQuery& query, const Caller& caller);

// Error(invalid) names an unknown value, order or cursor. The total stands on the first page.
ContactPage list_contacts(store::Reader& reader, const ContactQuery& query, const Caller& caller,
                          const ContactFinder& find = {});
http::Total count_contacts(store::Reader& reader, const ContactQuery& query, const Caller& caller,
                           const ContactFinder& find = {});
// Every contact that the query matches, all hits of a search among them, within the caller's records; order,
// page and count do not matter.
void each_contact_id(store::Reader& reader, const ContactQuery& query, const Caller& caller,
                     const std::function<void(ContactId)>& found);

struct FacetValue {
  std::string value;
  std::int64_t count = 0;
};
template <class = void>
constexpr auto describe(Type<FacetValue>) {
  return fields(field<&FacetValue::value>(), field<&FacetValue::count>());
}
// The commonest values (at most 100 of each), the commonest first.
struct Facets {
  std::vector<FacetValue> statuses, consent_statuses, countries, cities, sources, tags;
};
template <class = void>
constexpr auto describe(Type<Facets>) {
  using F = Facets;
  return fields(field<&F::statuses>(), field<&F::consent_statuses>(), field<&F::countries>(),
                field<&F::cities>(), field<&F::sources>(), field<&F::tags>());
}
Facets list_facets(store::Reader& reader, const Caller& caller, const ContactFinder& find = {});

// Counts of contacts for the prospects' page.
struct ContactStats {
  std::int64_t total = 0, new_30_days = 0, compliant = 0;
  std::vector<FacetValue> by_status, by_consent_status, by_source, by_keyword_intent;
};
template <class = void>
constexpr auto describe(Type<ContactStats>) {
  using S = ContactStats;
  return fields(field<&S::total>(), field<&S::new_30_days>(),
                field<&S::compliant>().text("With a lawful ground on file"), field<&S::by_status>(),
                field<&S::by_consent_status>(), field<&S::by_source>(), field<&S::by_keyword_intent>());
}
// Of the contacts that the filters of the query leave.
ContactStats contact_stats(store::Reader& reader, const ContactQuery& query, const Caller& caller,
                           const ContactFinder& find = {});

struct ValueQuery {
  std::string field;
  Json filter;
  std::int32_t limit = 100;
};
template <class = void>
constexpr auto describe(Type<ValueQuery>) {
  using Q = ValueQuery;
  return fields(field<&Q::field>().not_empty().max_length(100).text("A text, choice or tags"),
                field<&Q::filter>().or_default().text("Of the contacts that meet it; all when absent"),
                field<&Q::limit>().or_default().at_least(1).at_most(500));
}
struct Values {
  std::vector<FacetValue> items;
};
template <class = void>
constexpr auto describe(Type<Values>) {
  return fields(field<&Values::items>());
}
// The commonest values of a field with their frequency, for builders of conditions.
Values list_values(store::Reader& reader, const ValueQuery& query, const Caller& caller,
                   const ContactFinder& find = {});

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::ContactQuery)
RAPPORT_DESCRIBED(people::FacetValue)
RAPPORT_DESCRIBED(people::Facets)
RAPPORT_DESCRIBED(people::ContactStats)
RAPPORT_DESCRIBED(people::ValueQuery)
RAPPORT_DESCRIBED(people::Values)
}  // namespace rapport
