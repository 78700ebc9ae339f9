#include "customer/ingest/groups.h"

#include "customer/ingest/apply_traits.h"
#include "customer/people/company_links.h"

namespace rapport::ingest {

namespace {

namespace bj = boost::json;
using people::CompanyId;
using store::Reach;
using store::Statement;

constexpr Statement find_group{"ingest.find_group", Reach::by_key,
                               "select company_id from company_groups where group_id = :group_id"};
constexpr Statement put_group{"ingest.put_group", Reach::by_key, R"sql(
insert into company_groups (group_id, company_id) values (:group_id, :company_id)
on conflict (group_id) do update set company_id = excluded.company_id)sql"};
constexpr Statement groups_sql[] = {find_group, put_group};

std::string trait_text(const bj::object& traits, std::string_view name) {
  const auto* value = traits.if_contains(name);
  if (!value) return {};
  if (value->is_string()) return std::string(value->get_string());
  return value->is_int64() ? bj::serialize(*value) : std::string();
}

std::string domain_of(std::string site) {
  if (const auto scheme = site.find("://"); scheme != std::string::npos) site.erase(0, scheme + 3);
  site = site.substr(0, site.find_first_of("/?#:"));
  return site.starts_with("www.") ? site.substr(4) : site;
}

bj::object changes_of(const Message& m) {
  bj::object out;
  static const bj::object none;
  const auto* given = m.object("traits");
  const auto& traits = given ? *given : none;
  const std::pair<const char*, const char*> names[] = {
      {"name", "name"}, {"industry", "industry"}, {"employees", "size"}, {"description", "notes"}};
  for (const auto& [trait, field] : names)
    if (auto text = trait_text(traits, trait); !text.empty()) out[field] = text;
  if (auto site = trait_text(traits, "website"); !site.empty()) out["domain"] = domain_of(site);
  if (const auto* address = traits.if_contains("address"); address && address->is_object())
    for (const char* name : {"city", "country"})
      if (auto text = trait_text(address->get_object(), name); !text.empty()) out[name] = text;
  return out;
}

// Writes what can be written; what a field refuses is left out and noted.
template <class F>
auto leniently(bj::object& changes, std::vector<Issue>& issues, F&& write)
    -> std::optional<decltype(write())> {
  for (int attempt = 0; attempt < 4; ++attempt) {
    try {
      return write();
    } catch (const Error& error) {
      if (error.code() != ErrorCode::invalid && error.code() != ErrorCode::conflict) throw;
      bool removed = false;
      for (const Issue& issue : error.issues()) {
        if (issue.path == "name" || changes.erase(issue.path) == 0) continue;
        removed = true;
        issues.push_back({"traits." + issue.path, issue.code, issue.message + "; it was left out"});
      }
      if (!removed) return std::nullopt;
    }
  }
  return std::nullopt;
}

std::optional<people::Company> find_company(store::Transaction& tx, const std::string& group,
                                            const bj::object& changes) {
  if (const auto id = tx.value<CompanyId>(find_group, {{"group_id", group}})) {
    try {
      return people::get_company(tx, *id);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::not_found) throw;  // deleted since: the group begins anew
    }
  }
  const auto* domain = changes.if_contains("domain");
  if (!domain) return std::nullopt;
  return people::find_company_by_domain(tx, std::string_view(domain->get_string()));
}

}  // namespace

void follow_group(store::Transaction& tx, const Message& m, ContactId contact, const people::Caller& caller,
                  std::vector<Issue>& issues) {
  bj::object changes = changes_of(m);
  auto company = find_company(tx, m.group_id, changes);
  if (company) {
    if (auto changed = leniently(
            changes, issues, [&] { return people::patch_company(tx, company->id, Json(changes), caller); }))
      company = std::move(changed);
  } else {
    if (!changes.contains("name")) changes["name"] = m.group_id;
    company = leniently(changes, issues, [&] {
      people::CompanyDraft draft;
      json::patch(draft, Json(changes));
      return people::create_company(tx, draft, caller);
    });
  }
  if (!company) return;
  tx.run(put_group, {{"group_id", m.group_id}, {"company_id", company->id}});
  change_contact(tx, contact, bj::object{{"company_id", render(company->id)}}, caller, issues);
}

std::span<const Statement> group_statements() { return groups_sql; }

}  // namespace rapport::ingest
