// The endpoints of contacts, prospects, companies and search.
#pragma once

#include "customer/people/company.h"
#include "customer/people/contact_list.h"
#include "platform/http/endpoint.h"

namespace rapport::people {

Caller caller_of(const http::Call& call);

struct Hit;
// Orders by number, for the palette: events stands above people.
using OrderSearch =
    std::function<std::vector<Hit>(store::Reader& reader, const http::Call& call, const std::string& typed)>;

void register_routes(http::Registry& registry, OrderSearch find_orders = {}, const ContactFinder& find = {});
void register_contact_routes(http::Registry& registry, const ContactFinder& find);
void register_prospect_routes(http::Registry& registry, const ContactFinder& find);
void register_company_routes(http::Registry& registry);

// -- one entry of a timeline -------------------------------------------------------------------------------
struct TimelineQuery {
  std::optional<std::string> types, kind, channel, search, before, cursor;
  Json filter;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<TimelineQuery>) {
  using Q = TimelineQuery;
  return fields(
      field<&Q::types>().max_length(1'000).text("Types of facts, divided by commas; all when absent"),
      field<&Q::kind>().max_length(200).text(
          "orders, subscriptions, messages, activities, website, record, divided by commas; all when absent"),
      field<&Q::channel>().max_length(400).text("Channels, divided by commas; all when absent"),
      field<&Q::search>().max_length(200).text(
          "Words that the facts say, each of them, without case and accents"),
      field<&Q::filter>().or_default().text(
          "A condition over each fact, as rules write it: {\"all\": [{\"field\": \"event\", \"op\": "
          "\"equal\", \"value\": \"purchase\"}, …]}. Fields: GET /api/rules, under `facts`"),
      field<&Q::before>().max_length(200).text("next_cursor of the page before"),
      field<&Q::cursor>().max_length(200).text("The same"),
      field<&Q::limit>().or_default().at_least(1).at_most(200));
}

// What a fact is about, as screens group them.
enum class FactKind { orders, subscriptions, messages, activities, website, record };

struct TimelineEntry {
  Uuid id;
  std::string type, title;
  FactKind kind = FactKind::record;
  Instant occurred_at, received_at;
  facts::Arrival arrival = facts::Arrival::live;
  std::string channel, source;
  std::optional<Uuid> reference_id;
  ActorKind actor_kind = ActorKind::system;
  std::optional<Uuid> actor_id;
  std::optional<std::string> actor_name;
  std::optional<ContactId> contact_id;
  std::optional<std::string> contact_name;
  std::optional<Instant> edited_at;
  Json payload;
};
template <class = void>
constexpr auto describe(Type<TimelineEntry>) {
  using E = TimelineEntry;
  return fields(field<&E::id>(), field<&E::type>(), field<&E::title>().text("The type in words"),
                field<&E::kind>(), field<&E::occurred_at>(), field<&E::received_at>(), field<&E::arrival>(),
                field<&E::channel>(), field<&E::source>(), field<&E::reference_id>(), field<&E::actor_kind>(),
                field<&E::actor_id>(), field<&E::actor_name>(), field<&E::contact_id>(),
                field<&E::contact_name>().text("On the timeline of a company: whose it is"),
                field<&E::edited_at>().text("Of a note, call or meeting that was changed"),
                field<&E::payload>());
}
using TimelinePage = http::Page<TimelineEntry>;
using ConsentPage = http::Page<privacy::ConsentEntry>;

TimelinePage contact_timeline(store::Reader& reader, ContactId id, const TimelineQuery& query,
                              const Caller& caller);

// What happened to the people of a company (its 1,000 newest that the caller sees).
TimelinePage company_timeline(store::Reader& reader, CompanyId id, const TimelineQuery& query,
                              const Caller& caller);

// -- the palette -------------------------------------------------------------------------------------------
struct SearchQuery {
  std::string q;
};
template <class = void>
constexpr auto describe(Type<SearchQuery>) {
  return fields(field<&SearchQuery::q>().max_length(200).text("What was typed"));
}
struct Hit {
  Uuid id;
  std::string name;
  std::optional<std::string> email;
  std::optional<std::string> customer;  // of an order
};
template <class = void>
constexpr auto describe(Type<Hit>) {
  return fields(field<&Hit::id>(), field<&Hit::name>().is_personal(), field<&Hit::email>().is_personal(),
                field<&Hit::customer>().is_personal().text("Of an order"));
}
struct SearchResult {
  std::vector<Hit> contacts, companies, orders;
};
template <class = void>
constexpr auto describe(Type<SearchResult>) {
  using R = SearchResult;
  return fields(field<&R::contacts>(), field<&R::companies>(), field<&R::orders>());
}

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::TimelineQuery)
RAPPORT_DESCRIBED(people::TimelineEntry)
RAPPORT_DESCRIBED(people::SearchQuery)
RAPPORT_DESCRIBED(people::Hit)
RAPPORT_DESCRIBED(people::SearchResult)
RAPPORT_DESCRIBED(people::ContactPage)
RAPPORT_DESCRIBED(people::CompanyPage)
RAPPORT_DESCRIBED(people::TimelinePage)
RAPPORT_DESCRIBED(people::ConsentPage)
}  // namespace rapport
