// Companies: where contacts work. A contact keeps the company's name beside its id, so that lists and search
// read one table; renaming a company renames it on its contacts.
#pragma once

#include "customer/people/people.h"
#include "platform/http/endpoint.h"

namespace rapport::people {

struct CompanyDraft {
  std::string name;
  std::optional<std::string> domain, size, industry;
  std::optional<Money> budget;
  std::optional<std::string> country, city, notes;
  Json custom;
};
template <class = void>
constexpr auto describe(Type<CompanyDraft>) {
  using C = CompanyDraft;
  return fields(
      field<&C::name>().not_empty().max_length(200), field<&C::domain>().format(Format::domain),
      field<&C::size>().max_length(60).text("Number of employees: 1-10, 11-50, …"),
      field<&C::industry>().max_length(200), field<&C::budget>(),
      field<&C::country>().format(Format::country), field<&C::city>().max_length(200),
      field<&C::notes>().max_length(10'000),
      field<&C::custom>().or_default().text(
          "Values of the workspace's own fields by name (GET /api/fields?object=company), which may "
          "also stand beside the other members"));
}

struct Company {
  CompanyId id;
  std::string name;
  std::optional<std::string> domain, size, industry;
  std::optional<Money> budget;
  std::optional<std::string> country, city, notes;
  std::int64_t contacts_count = 0;
  Instant created_at, updated_at;
  std::int64_t version = 1;
  Json custom = Json::trusted("{}");
};
template <class = void>
constexpr auto describe(Type<Company>) {
  using C = Company;
  return fields(field<&C::id>(), field<&C::name>(), field<&C::domain>(), field<&C::size>(),
                field<&C::industry>(), field<&C::budget>(), field<&C::country>(), field<&C::city>(),
                field<&C::notes>(), field<&C::contacts_count>(), field<&C::created_at>(),
                field<&C::updated_at>(), field<&C::version>(),
                field<&C::custom>().text("Values of the workspace's own fields by name"));
}

struct CompanyQuery {
  std::optional<std::string> search, country, industry, sort, cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<CompanyQuery>) {
  using Q = CompanyQuery;
  return fields(field<&Q::search>().max_length(200).text("Part of the name, without case and accents"),
                field<&Q::country>().max_length(200), field<&Q::industry>().max_length(500),
                field<&Q::sort>().max_length(30).text("newest, oldest, name or -name"),
                field<&Q::cursor>().max_length(2'000),
                field<&Q::limit>().or_default().at_least(1).at_most(200));
}

using CompanyPage = http::Page<Company>;

Company create_company(store::Transaction& tx, const CompanyDraft& draft, const Caller& caller);
Company get_company(store::Reader& reader, CompanyId id);  // Error(not_found)
Company patch_company(store::Transaction& tx, CompanyId id, const Json& changes, const Caller& caller);
// Its contacts stay and lose the company's id, not the name.
void remove_company(store::Transaction& tx, CompanyId id, const Caller& caller);
CompanyPage list_companies(store::Reader& reader, const CompanyQuery& query);
// Of its people only those that the caller sees are counted.
void count_seen(store::Reader& reader, Company& company, const Caller& caller);

std::span<const store::Statement> company_statements();

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::CompanyDraft)
RAPPORT_DESCRIBED(people::Company)
RAPPORT_DESCRIBED(people::CompanyQuery)
}  // namespace rapport
