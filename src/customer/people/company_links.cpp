#include "customer/people/company_links.h"

#include "base/text.h"
#include "customer/people/duplicates/names.h"
#include "customer/people/people_api.h"
#include "platform/access/access.h"
#include "platform/access/audit.h"
#include "platform/settings/settings_api.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::CompanyLinks)
RAPPORT_DESCRIBE_HERE(people::CompanySuggestion)
RAPPORT_DESCRIBE_HERE(people::LinkRun)
RAPPORT_DESCRIBE_HERE(people::LinkResult)
}  // namespace rapport

namespace rapport::people {

namespace {

using store::Reach;
using store::Statement;

constexpr Statement find_by_domain{"people.find_company_by_domain", Reach::by_key,
                                   "select company_id from companies where domain = :domain and deleted_at "
                                   "is null order by created_at, company_id "
                                   "limit 1"};
constexpr Statement list_domains{
    "people.list_company_domains", Reach::by_key,
    "select domain, company_id from companies where domain is not null and deleted_at "
    "is null order by created_at desc, company_id desc"};
constexpr Statement list_unlinked{
    "people.list_unlinked", Reach::everywhere,
    "select contact_id, email_key from contacts where contact_id > :after and deleted_at is null and "
    "company_id is null "
    "and company is null and email_key is not null order by contact_id limit :limit"};

std::string domain_of(std::string_view email) {
  const auto at = email.rfind('@');
  if (at == std::string_view::npos) return {};
  return text::lower(email.substr(at + 1));
}

void link(store::Transaction& tx, ContactId contact, CompanyId company) {
  patch(tx, contact, json::to_json(std::map<std::string, std::string>{{"company_id", render(company)}}),
        std::nullopt, system_caller());
}

void link_if_known(store::Transaction& tx, ContactId id) {
  const auto contact = find(tx, id, system_caller());
  if (!contact || contact->company_id || contact->company || !contact->email) return;
  if (const auto company = find_company_by_domain(tx, domain_of(*contact->email)))
    link(tx, contact->id, company->id);
}

struct LinkState {
  bool running = false;
  std::optional<LinkResult> counted, linked;
  std::optional<Instant> finished_at;
};
template <class = void>
constexpr auto describe(Type<LinkState>) {
  using S = LinkState;
  return fields(field<&S::running>(), field<&S::counted>().text("Of the last run that only counted"),
                field<&S::linked>().text("Of the last run that linked"), field<&S::finished_at>());
}

LinkState link_state(store::Reader& reader) {
  LinkState out;
  for (const auto& job : jobs::list_jobs(reader, {.states = {}, .kind = "link_companies", .limit = 10})) {
    if (job.state == jobs::State::queued || job.state == jobs::State::running) out.running = true;
    if (job.state != jobs::State::completed) continue;
    if (!out.finished_at) out.finished_at = job.finished_at;
    const bool dry = json::read<LinkRun>(job.payload.text(), json::Mode::stored).dry_run;
    auto& place = dry ? out.counted : out.linked;
    if (!place) place = json::read<LinkResult>(job.result.text(), json::Mode::stored);
  }
  return out;
}

struct SuggestionQuery {
  std::string email;
};
template <class = void>
constexpr auto describe(Type<SuggestionQuery>) {
  return fields(field<&SuggestionQuery::email>().max_length(254));
}

}  // namespace

std::optional<Company> find_company_by_domain(store::Reader& reader, std::string_view domain) {
  if (domain.empty() || duplicates::is_free_mail(domain)) return std::nullopt;
  const auto id = reader.value<CompanyId>(find_by_domain, {{"domain", domain}});
  if (!id) return std::nullopt;
  return get_company(reader, *id);
}

CompanySuggestion suggest_company(store::Reader& reader, std::string_view email) {
  CompanySuggestion out;
  const auto valid = text::email(email);
  if (!valid) return out;
  const std::string domain = domain_of(*valid);
  if (duplicates::is_free_mail(domain)) return out;
  out.domain = domain;
  if (const auto company = find_company_by_domain(reader, domain)) {
    out.company_id = company->id;
    out.company = company->name;
  }
  return out;
}

void CompanyLinker::handle(store::Transaction& tx, const std::vector<facts::Fact>& facts) {
  std::set<ContactId> wanted;
  for (const auto& fact : facts) {
    const bool created = fact.type == "contact_created";
    // A company that somebody took away stays away, until the address is another.
    const bool address = fact.type == "contact_updated" &&
                         fact.payload.text().find("\"field\":\"email\"") != std::string::npos;
    const bool spaced = fact.type == "contact_updated" &&
                        fact.payload.text().find("\"field\": \"email\"") != std::string::npos;
    if (created || address || spaced) wanted.insert(ContactId{fact.contact_id});
  }
  if (wanted.empty() || !settings::get<CompanyLinks>(tx).by_domain) return;
  for (const auto id : wanted) link_if_known(tx, id);
}

Json LinkCompanies::run(jobs::Context& context) {
  const auto wanted = json::read<LinkRun>(context.job().payload.text(), json::Mode::stored);
  auto& database = context.database();
  std::unordered_map<std::string, CompanyId> companies;
  database.read([&](store::Reader& reader) {
    reader.each(list_domains, {}, [&](const store::Row& row) {
      std::string domain(row.text(0));
      if (!duplicates::is_free_mail(domain)) companies[std::move(domain)] = row.get<CompanyId>(1);
    });
  });
  LinkResult result;
  constexpr std::int64_t page = 2'000;
  ContactId after;
  for (std::int64_t read = page; read == page && !companies.empty();) {
    context.stop_if_asked();
    read = 0;
    std::vector<std::pair<ContactId, CompanyId>> matching;
    database.read([&](store::Reader& reader) {
      reader.each(list_unlinked, {{"after", after}, {"limit", page}}, [&](const store::Row& row) {
        after = row.get<ContactId>(0);
        ++read;
        const auto company = companies.find(domain_of(row.text(1)));
        if (company != companies.end()) matching.emplace_back(after, company->second);
      });
    });
    result.matching += std::ssize(matching);
    if (!wanted.dry_run) {
      constexpr std::size_t portion = 20;
      for (std::size_t from = 0; from < matching.size(); from += portion) {
        context.stop_if_asked();
        context.write([&](store::Transaction& tx) {
          for (std::size_t i = from; i < std::min(from + portion, matching.size()); ++i) {
            const auto contact = find(tx, matching[i].first, system_caller());
            if (contact && !contact->company_id && !contact->company)
              link(tx, matching[i].first, matching[i].second);
          }
        });
        result.linked += static_cast<std::int64_t>(std::min(portion, matching.size() - from));
      }
    }
    context.progress(json::to_json(result));
  }
  return json::to_json(result);
}

namespace {
void need_all(const http::Call& call) {
  if (call.principal.scope != http::Scope::all)
    fail(ErrorCode::forbidden, "Contacts are linked by somebody who sees all of them.");
}
}  // namespace

void register_company_links(http::Registry& registry) {
  registry.read<SuggestionQuery, CompanySuggestion>(
      {.path = "/api/companies/suggestion",
       .summary = "The company that an e-mail address belongs to",
       .permission = "companies.read"},
      [](const SuggestionQuery& in, http::Call&, store::Reader& reader) {
        return suggest_company(reader, in.email);
      });
  registry.read<http::Nothing, LinkState>({.path = "/api/companies/links",
                                           .summary = "How far linking contacts to companies is",
                                           .permission = "companies.read"},
                                          [](const http::Nothing&, http::Call& call, store::Reader& reader) {
                                            need_all(call);
                                            return link_state(reader);
                                          });
  registry.write<LinkRun, LinkState>(
      {.method = http::Method::post,
       .path = "/api/companies/links",
       .summary = "Link contacts to companies by the domain of their e-mail address",
       .description = "In the background; with `dry_run` it only counts.",
       .permission = "companies.write",
       .success = 202},
      [](const LinkRun& in, http::Call& call, store::Transaction& tx) {
        need_all(call);
        jobs::enqueue(tx, {.kind = "link_companies",
                           .payload = json::to_json(in),
                           .unique_key = "all",
                           .created_by = call.principal.id});
        return link_state(tx);
      });
  settings::register_section<CompanyLinks>(registry, {.path = "/api/settings/company_links",
                                                      .title = "company links",
                                                      .read = "companies.read",
                                                      .write = "settings.write",
                                                      .changed = access::audit_settings});
}

std::span<const Statement> company_link_statements() {
  static constexpr Statement all[] = {find_by_domain, list_domains, list_unlinked};
  return all;
}

}  // namespace rapport::people
