#include "customer/people/company.h"

#include <algorithm>

#include "base/text.h"
#include "customer/people/company_merge.h"
#include "customer/people/fields/custom_values.h"
#include "customer/people/record_scope.h"
#include "platform/access/audit.h"
#include "platform/rules/list.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::CompanyDraft)
RAPPORT_DESCRIBE_HERE(people::Company)
RAPPORT_DESCRIBE_HERE(people::CompanyQuery)
}  // namespace rapport

namespace rapport::people {

namespace {

using store::Reach;
using store::Statement;

#define COMPANY_COLUMNS                                                                                \
  "k.company_id as id, k.name, k.domain, k.size, k.industry, k.budget, k.budget_currency, k.country, " \
  "k.city, "                                                                                           \
  "k.notes, k.created_at, k.updated_at, k.version, k.custom, (select count(*) from contacts c where "  \
  "c.company_id = k.company_id and c.deleted_at is null) as contacts_count"

constexpr Statement insert_company{
    "people.insert_company", Reach::by_key,
    "insert into companies (company_id, name, name_key, domain, size, industry, "
    "budget, budget_currency, country, "
    "city, notes, created_at, updated_at, version, custom) values (:id, :name, :name_key, "
    ":domain, :size, :industry, :budget, "
    ":budget_currency, :country, :city, :notes, :created_at, :updated_at, :version, :custom)"};
constexpr Statement find_company_row{"people.find_company", Reach::everywhere,
                                     "select " COMPANY_COLUMNS
                                     " from companies k where k.company_id = :id and k.deleted_at is null"};
constexpr Statement update{
    "people.update_company", Reach::by_key,
    "update companies set name = :name, name_key = :name_key, domain = :domain, size = :size, industry = "
    ":industry, "
    "budget = :budget, budget_currency = :budget_currency, country = :country, city = :city, notes = :notes, "
    "updated_at = :updated_at, version = :version, custom = :custom where company_id = :id and version = "
    ":expected and "
    "deleted_at is "
    "null"};
constexpr Statement remove_one{"people.delete_company", Reach::by_key,
                               "update companies set deleted_at = :now, updated_at = :now, version = version "
                               "+ 1 where company_id = :id and "
                               "deleted_at is null"};
constexpr Statement contacts_of{
    "people.contacts_of_company", Reach::everywhere,
    "select contact_id from contacts where company_id = :id and deleted_at is null"};

constexpr Statement count_people_of{
    "people.count_people_of_owner", Reach::everywhere,
    "select count(*) from contacts where company_id = :id and deleted_at is null and owner_id = :owner"};

constexpr Statement people_of{
    "people.people_of_company", Reach::everywhere,
    "select contact_id as id, first_name, last_name, email, phone, external_id, owner_id from contacts where "
    "company_id "
    "= :id and deleted_at is null order by created_at desc, contact_id desc limit 1000"};

std::string name_key(const std::string& name) { return text::truncate(text::fold(name), 200); }

void note(store::Transaction& tx, const Caller& caller, std::string action, const Company& company,
          std::string summary, std::vector<json::Change> changes = {}) {
  const access::AuditActor actor{caller.principal.actor(), caller.principal.name, caller.ip,
                                 caller.user_agent, caller.request_id};
  access::audit(tx, actor,
                {.action = std::move(action),
                 .object_type = "company",
                 .object_id = render(company.id),
                 .summary = std::move(summary),
                 .changes = std::move(changes)});
}

void apply(const CompanyDraft& draft, Company& c) {
  c.name = draft.name;
  c.domain = draft.domain;
  c.size = draft.size;
  c.industry = draft.industry;
  c.budget = draft.budget;
  c.country = draft.country;
  c.city = draft.city;
  c.notes = draft.notes;
  for (auto* text : {&c.domain, &c.size, &c.industry, &c.country, &c.city, &c.notes})
    if (*text && (*text)->empty()) text->reset();
}

CompanyDraft draft_of(const Company& c) {
  return {c.name, c.domain, c.size, c.industry, c.budget, c.country, c.city, c.notes, {}};
}

// What the contacts of a company keep of it.
void tell_contacts(store::Transaction& tx, CompanyId id, const Json& changes) {
  std::vector<ContactId> contacts;
  tx.each(contacts_of, {{"id", id}},
          [&](const store::Row& row) { contacts.push_back(row.get<ContactId>(0)); });
  Caller caller = system_caller();
  for (const ContactId contact : contacts) patch(tx, contact, changes, std::nullopt, caller);
}

std::shared_ptr<const rules::ListSource> source() {
  using store::ColumnType;
  static const auto fields = [] {
    rules::Fields f;
    f.add({.name = "name", .type = ColumnType::text, .column = "k.name_key", .folded = "k.name_key"});
    f.add({.name = "country", .type = ColumnType::text, .column = "k.country"});
    f.add({.name = "industry", .type = ColumnType::text, .column = "k.industry"});
    return std::make_shared<const rules::Fields>(std::move(f));
  }();
  static const auto all =
      std::make_shared<const rules::ListSource>(rules::ListSource{.table = "companies k",
                                                                  .key = "k.company_id",
                                                                  .where = "k.deleted_at is null",
                                                                  .columns = COMPANY_COLUMNS,
                                                                  .joins = "",
                                                                  .scan = "",
                                                                  .fields = fields,
                                                                  .text = nullptr});
  return all;
}

const rules::Order& order_of(const std::optional<std::string>& sort) {
  static const std::vector<rules::Order> orders = {
      {.name = "newest", .column = "k.created_at"},
      {.name = "oldest", .column = "k.created_at", .descending = false},
      {.name = "name", .column = "k.name_key", .type = store::ColumnType::text, .descending = false},
      {.name = "-name", .column = "k.name_key", .type = store::ColumnType::text}};
  if (!sort || sort->empty()) return orders.front();
  for (const auto& order : orders)
    if (order.name == *sort) return order;
  fail_field("sort", "unknown_value", "must be one of newest, oldest, name, -name");
}

}  // namespace

Company create_company(store::Transaction& tx, const CompanyDraft& draft, const Caller& caller) {
  Company c;
  apply(draft, c);
  const auto workspace = settings::get<settings::Workspace>(tx);
  const auto fields = field_catalogue(tx);
  std::vector<Issue> issues;
  c.custom = new_custom(
      tx, *fields, FieldObject::company, draft.custom,
      {c.country.value_or(workspace.country), workspace.currency, false, scope_owners(tx, caller.principal)},
      issues);
  if (!issues.empty()) json::fail_with(std::move(issues));
  c.id = tx.new_id<CompanyId>();
  c.created_at = c.updated_at = tx.now();
  const std::string key = name_key(c.name);
  auto row = store::Params::of(c);
  row.set("name_key", key);
  tx.run(insert_company, row);
  replace_value_rows(tx, FieldObject::company, {c.id.uuid, c.created_at}, {}, c.custom);
  note(tx, caller, "company.created", c, "Created the company " + c.name);
  return c;
}

Company get_company(store::Reader& reader, CompanyId id) {
  if (auto company = reader.find<Company>(find_company_row, {{"id", id}})) {
    show_custom(*field_catalogue(reader), FieldObject::company, company->custom);
    return std::move(*company);
  }
  if (const auto became = company_merged_into(reader, id)) return get_company(reader, *became);
  fail(ErrorCode::not_found, "There is no such company.");
}

Company patch_company(store::Transaction& tx, CompanyId id, const Json& changes, const Caller& caller) {
  const auto found = tx.find<Company>(find_company_row, {{"id", id}});
  if (!found) fail(ErrorCode::not_found, "There is no such company.");
  const Company& before = *found;
  CompanyDraft draft = draft_of(before);
  const auto named = json::patch(draft, changes);
  Company after = before;
  apply(draft, after);
  const auto workspace = settings::get<settings::Workspace>(tx);
  const auto fields = field_catalogue(tx);
  std::vector<Issue> issues;
  const CustomPatch own{std::ranges::find(named, "custom") != named.end(), before.custom, draft.custom};
  after.custom = patched_custom(tx, *fields, FieldObject::company, own,
                                {after.country.value_or(workspace.country), workspace.currency, false,
                                 scope_owners(tx, caller.principal)},
                                issues);
  if (!issues.empty()) json::fail_with(std::move(issues));
  auto differences = json::diff(draft_of(before), draft_of(after));
  for (auto& change :
       custom_changes(*fields, FieldObject::company, before.custom, after.custom, Masking::personal))
    differences.push_back(std::move(change));
  if (differences.empty()) return get_company(tx, id);
  after.updated_at = tx.now();
  after.version = before.version + 1;
  const std::string key = name_key(after.name);
  auto row = store::Params::of(after);
  row.set("name_key", key).set("expected", before.version);
  if (tx.run(update, row) == 0)
    fail(ErrorCode::stale, "Somebody else changed this company since it was read.");
  replace_value_rows(tx, FieldObject::company, {id.uuid, after.created_at}, before.custom, after.custom);
  if (after.name != before.name)
    tell_contacts(tx, id, json::to_json(std::map<std::string, std::string>{{"company_id", render(id)}}));
  note(tx, caller, "company.updated", after, "Changed the company " + after.name, std::move(differences));
  return get_company(tx, id);
}

void remove_company(store::Transaction& tx, CompanyId id, const Caller& caller) {
  const Company company = get_company(tx, id);
  tx.run(remove_one, {{"id", id}, {"now", tx.now()}});
  tell_contacts(tx, id,
                json::to_json(std::map<std::string, std::optional<std::string>>{{"company_id", std::nullopt},
                                                                                {"company", company.name}}));
  note(tx, caller, "company.deleted", company, "Deleted the company " + company.name);
}

std::vector<CompanyPerson> people_of_company(store::Reader& reader, CompanyId id, const Caller& caller) {
  std::vector<CompanyPerson> out;
  for (const auto& contact : reader.list<Contact>(people_of, {{"id", id}}))
    if (in_scope(reader, caller.principal, contact.owner_id))
      out.push_back({contact.id, display_name(contact)});
  return out;
}

void count_seen(store::Reader& reader, Company& company, const Caller& caller) {
  const auto owners = scope_owners(reader, caller.principal);
  if (!owners) return;
  company.contacts_count = 0;
  for (const Uuid& owner : *owners)
    company.contacts_count +=
        reader.value<std::int64_t>(count_people_of, {{"id", company.id}, {"owner", owner}}).value_or(0);
}

CompanyPage list_companies(store::Reader& reader, const CompanyQuery& query) {
  std::vector<rules::Condition> tests;
  if (query.search && !query.search->empty())
    tests.push_back(rules::test("name", rules::Op::contains, {*query.search}));
  if (query.country && !query.country->empty())
    tests.push_back(rules::test("country", rules::Op::equal, {*query.country}));
  if (query.industry && !query.industry->empty())
    tests.push_back(rules::test("industry", rules::Op::equal, {*query.industry}));
  rules::ListQuery compiled;
  compiled.source = source();
  compiled.where = rules::all(std::move(tests));
  compiled.order = std::make_shared<const rules::Order>(order_of(query.sort));
  compiled.limit = query.limit;
  if (query.cursor && !query.cursor->empty())
    compiled.after = rules::parse_cursor(*compiled.order, *query.cursor);
  CompanyPage page;
  const auto fields = field_catalogue(reader);
  const auto next = rules::list_page(reader, compiled, [&](const store::Row& row) {
    page.items.push_back(row.as<Company>());
    show_custom(*fields, FieldObject::company, page.items.back().custom);
  });
  if (next) page.next_cursor = rules::render_cursor(*compiled.order, *next);
  if (compiled.after) return page;
  const auto count = rules::count_records(reader, compiled);
  page.total = http::Total{count.value, count.exact};
  return page;
}

std::span<const store::Statement> company_statements() {
  static constexpr Statement all[] = {insert_company, find_company_row, update,         remove_one,
                                      contacts_of,    people_of,        count_people_of};
  return all;
}

}  // namespace rapport::people
