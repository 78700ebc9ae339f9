#include "customer/people/fields/fields.h"

#include <algorithm>
#include <boost/json.hpp>

#include "customer/people/company.h"
#include "customer/people/fields/check_field.h"
#include "customer/people/fields/field_sql.h"
#include "platform/access/audit.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::FieldUsage)
}

namespace rapport::people {

namespace {

void note(store::Transaction& tx, const Caller& caller, std::string action, const CustomField& field,
          std::string summary, std::vector<json::Change> changes = {}) {
  if (!caller.audited) return;
  const access::AuditActor actor{caller.principal.actor(), caller.principal.name, caller.ip,
                                 caller.user_agent, caller.request_id};
  access::audit(tx, actor,
                {.action = std::move(action),
                 .object_type = "field",
                 .object_id = std::string(enum_name(field.object)) + "." + field.name,
                 .summary = std::move(summary),
                 .changes = std::move(changes)});
}

// First in every change: on PostgreSQL the next writer of fields waits here until this one is done.
void begin_change(store::Transaction& tx) { field_catalogue_changed(tx); }

std::int64_t next_number(store::Transaction& tx) {
  tx.run(sql::catalogue_count, {});
  return tx.value<std::int64_t>(sql::catalogue_counter).value_or(0);
}

CustomField find_stored(const FieldCatalogue& all, FieldObject object, std::string_view name) {
  const CustomField* f = all.find_any(object, name);
  if (!f) fail(ErrorCode::not_found, "There is no such field.");
  return *f;
}

void save(store::Transaction& tx, CustomField& field) {
  field.updated_at = tx.now();
  ++field.version;
  tx.run(sql::update_field, store::Params::of(field));
  field_catalogue_changed(tx);
}

FieldDraft draft_of(const CustomField& f) {
  return {f.object,   f.name,     f.type,   f.label,      f.help,       f.options, f.validation,
          f.default_, f.required, f.unique, f.filterable, f.searchable, f.personal};
}

void apply(const FieldDraft& d, CustomField& f) {
  f.type = d.type;
  f.label = d.label;
  f.help = d.help;
  f.options = d.options;
  f.validation = d.validation;
  f.default_ = d.default_;
  f.required = d.required;
  f.unique = d.unique;
  f.filterable = d.filterable.value_or(true) && d.type != FieldType::long_text;
  f.searchable = d.searchable.value_or(false);
  f.personal = d.personal.value_or(is_text_kind(d.type));
  if (f.label.in("en").empty()) f.label.en = readable_name(f.name);
  for (auto& option : f.options)
    if (option.label.in("en").empty()) option.label.en = readable_name(option.value);
}

}  // namespace

bool is_standard_name(FieldObject object, std::string_view name) {
  static constexpr std::string_view words[] = {"custom", "search", "sort",    "cursor", "limit",
                                               "count",  "filter", "columns", "tag",    "all",
                                               "any",    "none",   "field",   "op",     "value"};
  if (std::ranges::find(words, name) != std::end(words)) return true;
  if (object == FieldObject::company)
    return type_info<Company>().find(name) || type_info<CompanyDraft>().find(name);
  return type_info<Contact>().find(name) || type_info<ContactDraft>().find(name);
}

CustomField create_field(store::Transaction& tx, const FieldDraft& draft, const Caller& caller) {
  begin_change(tx);
  const auto all = field_catalogue(tx);
  CustomField f;
  f.object = draft.object;
  f.name = draft.name;
  apply(draft, f);
  check_new_name(*all, f);
  check_definition(f);
  f.field_no = next_number(tx);
  f.created_at = f.updated_at = tx.now();
  const auto living = all->of(f.object);
  f.position = living.empty() ? 1 : living.back()->position + 1;
  tx.run(sql::insert_field, store::Params::of(f));
  field_catalogue_changed(tx);
  note(tx, caller, "field.created", f, "Added the field " + f.label.in("en"));
  return f;
}

CustomField get_field(store::Reader& reader, FieldObject object, std::string_view name) {
  return find_stored(*field_catalogue(reader), object, name);
}

CustomField patch_field(store::Transaction& tx, FieldObject object, std::string_view name,
                        const Json& changes, const Caller& caller) {
  begin_change(tx);
  const CustomField before = find_stored(*field_catalogue(tx), object, name);
  if (before.archived_at)
    fail(ErrorCode::conflict, "This field is archived; bring it back before you change it.");
  FieldDraft draft = draft_of(before);
  json::patch(draft, changes);
  CustomField after = before;
  apply(draft, after);
  if (draft.object != before.object) fail_field("object", "fixed", "cannot be changed");
  if (draft.name != before.name) fail_field("name", "fixed", "cannot be changed; change the label instead");
  check_type_change(before, after);
  keep_used_options(tx, before, after);
  check_definition(after);
  auto differences = json::diff(draft_of(before), draft_of(after));
  if (differences.empty()) return before;
  begin_preparing(tx, before, after);
  save(tx, after);
  note(tx, caller, "field.updated", after, "Changed the field " + after.label.in("en"),
       std::move(differences));
  return after;
}

void archive_field(store::Transaction& tx, FieldObject object, std::string_view name, const Caller& caller) {
  begin_change(tx);
  CustomField f = find_stored(*field_catalogue(tx), object, name);
  if (f.archived_at) return;
  f.archived_at = tx.now();
  save(tx, f);
  note(tx, caller, "field.archived", f, "Removed the field " + f.label.in("en"));
}

CustomField restore_field(store::Transaction& tx, FieldObject object, std::string_view name,
                          const Caller& caller) {
  begin_change(tx);
  const auto all = field_catalogue(tx);
  CustomField f = find_stored(*all, object, name);
  if (!f.archived_at) return f;
  if (all->of(object).size() >= most_fields) fail_too_many();
  f.archived_at.reset();
  // Meanwhile records were written without it: what filters read and what is claimed is made whole again.
  CustomField before = f;
  before.unique = before.filterable = false;
  begin_preparing(tx, before, f);
  save(tx, f);
  note(tx, caller, "field.restored", f, "Brought the field " + f.label.in("en") + " back");
  return f;
}

void order_fields(store::Transaction& tx, FieldObject object, const std::vector<std::string>& names,
                  const Caller& caller) {
  begin_change(tx);
  const auto all = field_catalogue(tx);
  std::vector<const CustomField*> order;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const CustomField* f = all->find(object, names[i]);
    if (!f) fail_field("names[" + std::to_string(i) + "]", "unknown", "is no field");
    if (std::ranges::find(order, f) == order.end()) order.push_back(f);
  }
  for (const CustomField* f : all->of(object))
    if (std::ranges::find(order, f) == order.end()) order.push_back(f);
  bool moved = false;
  for (std::size_t i = 0; i < order.size(); ++i) {
    CustomField f = *order[i];
    if (f.position == static_cast<std::int64_t>(i) + 1) continue;
    f.position = static_cast<std::int64_t>(i) + 1;
    save(tx, f);
    moved = true;
  }
  if (moved) note(tx, caller, "field.ordered", *order.front(), "Changed the order of the fields");
}

FieldUsage field_usage(store::Reader& reader, const CustomField& f, std::int64_t at_most) {
  const bool is_contact = f.object == FieldObject::contact;
  const bool by_value = f.filterable && f.preparing.empty();
  const auto& count = by_value ? (is_contact ? sql::count_contact_values : sql::count_company_values)
                               : (is_contact ? sql::count_contact_members : sql::count_company_members);
  FieldUsage out;
  store::Params params{{"limit", at_most + 1}};
  if (by_value)
    params.set("field_no", f.field_no);
  else
    params.set("name", f.name);
  out.records = reader.value<std::int64_t>(count, params).value_or(0);
  out.exact = out.records <= at_most;
  out.records = std::min(out.records, at_most);
  return out;
}

std::span<const store::Statement> field_statements() {
  static constexpr store::Statement all[] = {sql::contact_exists,
                                             sql::contact_owner,
                                             sql::company_exists,
                                             sql::catalogue_token,
                                             sql::catalogue_changed,
                                             sql::catalogue_count,
                                             sql::catalogue_counter,
                                             sql::list_fields,
                                             sql::insert_field,
                                             sql::update_field,
                                             sql::delete_field,
                                             sql::count_contact_values,
                                             sql::count_company_values,
                                             sql::count_contact_members,
                                             sql::count_company_members,
                                             sql::option_of_contacts,
                                             sql::option_of_companies,
                                             sql::contacts_with_member,
                                             sql::companies_with_member,
                                             sql::set_contact_custom,
                                             sql::set_company_custom,
                                             sql::insert_contact_value,
                                             sql::insert_company_value,
                                             sql::delete_contact_values,
                                             sql::delete_contact_values_of,
                                             sql::delete_company_values_of};
  return all;
}

}  // namespace rapport::people
