// Contacts are linked to the company whose domain their e-mail address has: as they come or when their
// address changes, unless somebody chose a company or took it away by hand; and all of those that are there,
// by a job that says first how many. Addresses of providers (gmail.com, orange.fr, vnn.vn) say nothing about
// a company.
#pragma once

#include "customer/people/company.h"
#include "platform/facts/facts.h"
#include "platform/jobs/handler.h"
#include "platform/settings/settings.h"

namespace rapport::people {

struct CompanyLinks {
  bool by_domain = true;
};
template <class = void>
constexpr auto describe(Type<CompanyLinks>) {
  return fields(field<&CompanyLinks::by_domain>().or_default().text(
      "New contacts are linked to the company whose domain their e-mail address has"));
}
constexpr std::string_view section_name(Type<CompanyLinks>) { return "company_links"; }

// The company of a domain, the oldest when several have it; nullopt for a provider's.
std::optional<Company> find_company_by_domain(store::Reader& reader, std::string_view domain);

// What the form offers for an address: the company that is there, or the domain that none has yet.
struct CompanySuggestion {
  std::optional<std::string> domain;
  std::optional<CompanyId> company_id;
  std::optional<std::string> company;
};
template <class = void>
constexpr auto describe(Type<CompanySuggestion>) {
  using S = CompanySuggestion;
  return fields(field<&S::domain>().text("Absent for a provider's address"), field<&S::company_id>(),
                field<&S::company>());
}
CompanySuggestion suggest_company(store::Reader& reader, std::string_view email);

class CompanyLinker : public facts::Subscriber {
 public:
  std::string_view name() const override { return "people.company_links"; }
  int page_size() const override { return 50; }
  void handle(store::Transaction& tx, const std::vector<facts::Fact>& facts) override;
};

// Payload {"dry_run": true}: counts only. Result: {"matching", "linked"}.
struct LinkRun {
  bool dry_run = true;
};
template <class = void>
constexpr auto describe(Type<LinkRun>) {
  return fields(field<&LinkRun::dry_run>().text("Only count how many would be linked"));
}
struct LinkResult {
  std::int64_t matching = 0, linked = 0;
};
template <class = void>
constexpr auto describe(Type<LinkResult>) {
  return fields(field<&LinkResult::matching>(), field<&LinkResult::linked>());
}
class LinkCompanies : public jobs::Handler {
 public:
  std::string_view kind() const override { return "link_companies"; }
  Json run(jobs::Context& context) override;
};

void register_company_links(http::Registry& registry);
std::span<const store::Statement> company_link_statements();

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::CompanyLinks)
RAPPORT_DESCRIBED(people::CompanySuggestion)
RAPPORT_DESCRIBED(people::LinkRun)
RAPPORT_DESCRIBED(people::LinkResult)
}  // namespace rapport
