#include "customer/people/people_api.h"

#include "customer/people/activities.h"
#include "customer/people/company_links.h"
#include "customer/people/company_merge.h"
#include "customer/people/fields/fields_api.h"
#include "customer/people/views.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::TimelineQuery)
RAPPORT_DESCRIBE_HERE(people::TimelineEntry)
RAPPORT_DESCRIBE_HERE(people::SearchQuery)
RAPPORT_DESCRIBE_HERE(people::Hit)
RAPPORT_DESCRIBE_HERE(people::SearchResult)
RAPPORT_DESCRIBE_HERE(people::ContactPage)
RAPPORT_DESCRIBE_HERE(people::CompanyPage)
RAPPORT_DESCRIBE_HERE(people::TimelinePage)
RAPPORT_DESCRIBE_HERE(people::ConsentPage)
}  // namespace rapport

namespace rapport::people {

using http::Call;
using http::Method;
using http::Nothing;
using store::Reader;
using store::Transaction;

Caller caller_of(const Call& call) {
  Caller caller;
  caller.principal = call.principal;
  caller.source = call.principal.kind == http::Principal::Kind::user ? "web" : "api";
  caller.ip = call.remote_address;
  caller.user_agent = call.user_agent;
  caller.request_id = call.request_id;
  return caller;
}

namespace {

SearchResult search_all(const SearchQuery& in, Call& call, Reader& reader, const OrderSearch& find_orders) {
  SearchResult out;
  if (in.q.empty()) return out;
  if (call.principal.can("contacts.read")) {
    ContactQuery query;
    query.search = in.q;
    query.limit = 8;
    for (const auto& c : list_contacts(reader, query, caller_of(call)).items)
      out.contacts.push_back({c.id.uuid, c.name, c.email, {}});
  }
  if (call.principal.can("companies.read")) {
    CompanyQuery query;
    query.search = in.q;
    query.sort = "name";
    query.limit = 5;
    for (const auto& c : list_companies(reader, query).items)
      out.companies.push_back({c.id.uuid, c.name, c.domain, {}});
  }
  if (find_orders && call.principal.can("orders.read")) out.orders = find_orders(reader, call, in.q);
  return out;
}

}  // namespace

void register_routes(http::Registry& registry, OrderSearch find_orders, const ContactFinder& find) {
  const std::vector<std::string> readers = {"administrator", "manager",   "marketer",
                                            "sales",         "read_only", "privacy_officer"};
  const std::vector<std::string> writers = {"administrator", "manager", "marketer", "sales"};
  registry.permission("contacts.read", "See contacts, prospects and their timelines", readers);
  registry.permission("contacts.write", "Create and change contacts and prospects", writers);
  registry.permission("contacts.delete", "Delete contacts and prospects",
                      {"administrator", "manager", "privacy_officer"});
  registry.permission("contacts.export", "Export contacts and prospects",
                      {"administrator", "manager", "marketer", "privacy_officer"});
  registry.permission("companies.read", "See companies", readers);
  registry.permission("companies.write", "Create, change and delete companies", writers);
  registry.permission("consents.write", "Record consent and unsubscribe people",
                      {"administrator", "manager", "marketer", "sales", "privacy_officer"});
  registry.permission("consent.attest", "State consent without proof in one's own name", {});
  register_contact_routes(registry, find);
  register_activity_routes(registry);
  register_prospect_routes(registry, find);
  register_company_routes(registry);
  register_field_routes(registry);
  register_view_routes(registry);
  register_company_links(registry);
  register_company_merges(registry);
  registry.read<SearchQuery, SearchResult>(
      {.path = "/api/search",
       .summary = "Search contacts and companies by name, orders by number",
       .permission = "*",
       .tag = "search"},
      [find_orders = std::move(find_orders)](const SearchQuery& in, Call& call, Reader& reader) {
        return search_all(in, call, reader, find_orders);
      });
}

void register_company_routes(http::Registry& registry) {
  registry.read<CompanyQuery, CompanyPage>(
      {.path = "/api/companies", .summary = "List companies", .permission = "companies.read"},
      [](const CompanyQuery& in, Call& call, Reader& reader) {
        CompanyPage page = list_companies(reader, in);
        for (auto& company : page.items) count_seen(reader, company, caller_of(call));
        return page;
      });
  registry.write<CompanyDraft, Company>({.method = Method::post,
                                         .path = "/api/companies",
                                         .summary = "Create a company",
                                         .permission = "companies.write",
                                         .success = 201},
                                        [](const CompanyDraft& in, Call& call, Transaction& tx) {
                                          Company company = create_company(tx, in, caller_of(call));
                                          call.created("/api/companies/" + render(company.id));
                                          call.set_version(company.version);
                                          return company;
                                        });
  registry.read<Nothing, Company>(
      {.path = "/api/companies/{id}", .summary = "Read a company", .permission = "companies.read"},
      [](const Nothing&, Call& call, Reader& reader) {
        Company company = get_company(reader, call.id<CompanyId>());
        count_seen(reader, company, caller_of(call));
        call.set_version(company.version);
        return company;
      });
  registry.read<TimelineQuery, TimelinePage>(
      {.path = "/api/companies/{id}/timeline",
       .summary = "What happened to the people of a company, newest first",
       .description = "Of its 1,000 newest contacts that you see.",
       .permission = "companies.read"},
      [](const TimelineQuery& in, Call& call, Reader& reader) {
        return company_timeline(reader, call.id<CompanyId>(), in, caller_of(call));
      });
  registry.read<TimelineQuery, TimelinePage>(
      {.method = Method::post,
       .path = "/api/companies/{id}/timeline/query",
       .summary = "What happened to the people of a company, by a long filter",
       .description =
           "The same as `GET /api/companies/{id}/timeline`, with its parameters as members of the body.",
       .permission = "companies.read"},
      [](const TimelineQuery& in, Call& call, Reader& reader) {
        return company_timeline(reader, call.id<CompanyId>(), in, caller_of(call));
      });
  registry.write<http::Patch<CompanyDraft>, Company>(
      {.method = Method::patch,
       .path = "/api/companies/{id}",
       .summary = "Change a company",
       .permission = "companies.write"},
      [](const http::Patch<CompanyDraft>& in, Call& call, Transaction& tx) {
        Company stored = get_company(tx, call.id<CompanyId>());
        count_seen(tx, stored, caller_of(call));
        call.require_version(stored.version, stored);
        Company company = patch_company(tx, stored.id, in.changes, caller_of(call));
        count_seen(tx, company, caller_of(call));
        call.set_version(company.version);
        return company;
      });
  registry.write<Nothing, Nothing>({.method = Method::delete_,
                                    .path = "/api/companies/{id}",
                                    .summary = "Delete a company",
                                    .permission = "companies.write",
                                    .success = 204},
                                   [](const Nothing&, Call& call, Transaction& tx) {
                                     Company stored = get_company(tx, call.id<CompanyId>());
                                     count_seen(tx, stored, caller_of(call));
                                     call.require_version(stored.version, stored);
                                     remove_company(tx, stored.id, caller_of(call));
                                     return Nothing{};
                                   });
}

}  // namespace rapport::people
