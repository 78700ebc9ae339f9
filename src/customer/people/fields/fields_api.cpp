#include "customer/people/fields/fields_api.h"

#include <algorithm>
#include <set>

#include "customer/people/company.h"
#include "customer/people/contact_fields.h"
#include "customer/people/contact_list.h"
#include "customer/people/people_api.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::FieldQuery)
RAPPORT_DESCRIBE_HERE(people::OptionShown)
RAPPORT_DESCRIBE_HERE(people::FieldShown)
RAPPORT_DESCRIBE_HERE(people::FieldPage)
RAPPORT_DESCRIBE_HERE(people::FieldOrder)
RAPPORT_DESCRIBE_HERE(people::ArchivedField)
}  // namespace rapport

namespace rapport::people {

using http::Call;
using http::Method;
using http::Nothing;
using store::Reader;
using store::Transaction;

namespace {

FieldObject object_of(const Call& call) {
  const auto object = parse_enum<FieldObject>(call.path_text("object"));
  if (!object) fail(ErrorCode::not_found, "There are fields of contact and company only.");
  return *object;
}

const TypeInfo& innermost(const TypeInfo& type) {
  const TypeInfo* t = &type;
  while (t->kind == Kind::optional) t = &t->element();
  return *t;
}

std::string kind_of(const Field& field) {
  const TypeInfo& type = innermost(field.type());
  if (field.name == "tags") return "tags";
  if (field.name == "notes") return "long_text";
  if (field.form == Format::email || field.name == "email") return "email";
  if (field.form == Format::phone || field.name == "phone") return "phone";
  if (field.form == Format::url || field.name == "source_url") return "url";
  switch (type.kind) {
    case Kind::boolean:
      return "boolean";
    case Kind::int32:
    case Kind::int64:
    case Kind::number:
      return "number";
    case Kind::instant:
      return "instant";
    case Kind::date:
      return "date";
    case Kind::money:
      return "money";
    case Kind::uuid:
      return "reference";
    case Kind::enumeration:
      return "choice";
    default:
      return "text";
  }
}

const std::string& in_language(const rules::Labels& labels, std::string_view language) {
  const std::string& own = labels.in(language);
  return own.empty() ? labels.en : own;
}

// What conditions may do with it.
void add_rule(const rules::Field* rule, FieldShown& out) {
  if (!rule) return;
  for (const auto op : rules::operators(rule->kind)) out.operators.emplace_back(enum_name(op));
  out.sortable = rule->sortable;
  if (!rule->group.empty()) out.group = rule->group;
  if (!rule->reference.empty()) out.reference = rule->reference;
  out.currency = rule->currency;
}

FieldShown standard_field(const Field& field, const rules::Field* rule, std::string_view language) {
  FieldShown out;
  out.name = field.name;
  out.kind = rule ? std::string(enum_name(rule->kind)) : kind_of(field);
  add_rule(rule, out);
  if (rule) out.label = in_language(rule->labels, language);
  if (rule && !rule->options.empty()) {
    for (const auto& option : rule->options)
      out.options.push_back({option.value,
                             in_language(option.labels, language),
                             {option.labels.en, option.labels.fr, option.labels.vi},
                             false});
    return out;
  }
  const TypeInfo& type = innermost(field.type());
  if (type.kind == Kind::enumeration)
    for (const auto& name : type.names) out.options.push_back({name, name, {}, false});
  return out;
}

FieldShown own_field(const CustomField& f, const rules::Field* rule, std::string_view language) {
  FieldShown out;
  out.name = f.name;
  out.kind = f.type == FieldType::datetime ? "instant" : std::string(enum_name(f.type));
  out.label = f.label.in(language);
  out.standard = false;
  add_rule(rule, out);
  for (const auto& option : f.options)
    out.options.push_back({option.value, option.label.in(language), option.label, option.archived});
  out.custom = f;
  return out;
}

// What rules know beside the members of a record.
void add_computed(Reader& reader, std::string_view language, std::vector<FieldShown>& out) {
  std::set<std::string> known;
  for (const FieldShown& field : out) known.insert(field.name);
  for (const rules::Field& rule : contact_fields(reader)->all()) {
    if (known.contains(rule.name) || rule.custom) continue;
    FieldShown field;
    field.name = rule.name;
    field.kind = enum_name(rule.kind);
    field.label = in_language(rule.labels, language);
    add_rule(&rule, field);
    for (const auto& option : rule.options)
      field.options.push_back({option.value,
                               in_language(option.labels, language),
                               {option.labels.en, option.labels.fr, option.labels.vi},
                               false});
    out.push_back(std::move(field));
  }
}

FieldPage list_all(const FieldQuery& in, Call& call, Reader& reader) {
  FieldPage page;
  if (!in.archived) {
    page.items = list_fields(reader, in.object, call.language);
    if (in.computed && in.object == FieldObject::contact) add_computed(reader, call.language, page.items);
    return page;
  }
  for (const auto& f : field_catalogue(reader)->all())
    if (f.archived_at && f.object == in.object) page.items.push_back(own_field(f, nullptr, call.language));
  return page;
}

CustomField create_one(const FieldDraft& in, Call& call, Transaction& tx) {
  CustomField field = create_field(tx, in, caller_of(call));
  call.created("/api/fields/" + std::string(enum_name(field.object)) + "/" + field.name);
  call.set_version(field.version);
  return field;
}

CustomField change(const http::Patch<FieldDraft>& in, Call& call, Transaction& tx) {
  const CustomField stored = get_field(tx, object_of(call), call.path_text("name"));
  call.require_version(stored.version, stored);
  CustomField field = patch_field(tx, stored.object, stored.name, in.changes, caller_of(call));
  call.set_version(field.version);
  return field;
}

ArchivedField archive(const Nothing&, Call& call, Transaction& tx) {
  const CustomField stored = get_field(tx, object_of(call), call.path_text("name"));
  call.require_version(stored.version, stored);
  archive_field(tx, stored.object, stored.name, caller_of(call));
  ArchivedField out{get_field(tx, stored.object, stored.name), field_usage(tx, stored, 1'000'000), {}};
  out.until = *out.field.archived_at + archive_lasts;
  return out;
}

FieldPage order(const FieldOrder& in, Call& call, Transaction& tx) {
  order_fields(tx, in.object, in.names, caller_of(call));
  FieldPage page;
  page.items = list_fields(tx, in.object, call.language);
  return page;
}

}  // namespace

std::vector<FieldShown> list_fields(Reader& reader, FieldObject object, std::string_view language) {
  const auto own = field_catalogue(reader);
  std::vector<FieldShown> out;
  const bool is_contact = object == FieldObject::contact;
  const auto registry = contact_fields(reader);
  for (const Field& field : (is_contact ? type_info<Contact>() : type_info<Company>()).fields) {
    if (field.name == "custom" || field.name == "alerts" || field.name == "unsubscribe_token") continue;
    out.push_back(standard_field(field, is_contact ? registry->find(field.name) : nullptr, language));
  }
  for (const CustomField* f : own->of(object)) {
    const auto& own_rules = own->rule_fields(object);
    const auto rule = std::ranges::find(own_rules, f->name, &rules::Field::name);
    out.push_back(own_field(*f, rule == own_rules.end() ? nullptr : &*rule, language));
  }
  return out;
}

void register_field_routes(http::Registry& registry) {
  registry.permission("fields.read", "See the fields of contacts and companies",
                      {"administrator", "manager", "marketer", "sales", "read_only", "privacy_officer"});
  registry.permission("fields.write", "Add, change and remove fields of contacts and companies",
                      {"administrator", "manager"});
  registry.read<FieldQuery, FieldPage>(
      {.path = "/api/fields",
       .summary = "List fields",
       .description = "The standard fields, then the workspace's own in their order.",
       .permission = "fields.read"},
      list_all);
  registry.write<FieldDraft, CustomField>(
      {.method = Method::post,
       .path = "/api/fields",
       .summary = "Add a field",
       .description =
           "`{\"object\": \"contact\", \"name\": \"pubkey\", \"type\": \"text\"}` is enough. No record "
           "is touched.",
       .permission = "fields.write",
       .success = 201},
      create_one);
  registry.write<FieldOrder, FieldPage>({.method = Method::put,
                                         .path = "/api/fields/order",
                                         .summary = "Put the fields into another order",
                                         .permission = "fields.write"},
                                        order);
  const std::string one = "/api/fields/{object}/{name}";
  registry.read<Nothing, CustomField>(
      {.path = one, .summary = "Read a field of the workspace's own", .permission = "fields.read"},
      [](const Nothing&, Call& call, Reader& reader) {
        CustomField field = get_field(reader, object_of(call), call.path_text("name"));
        call.set_version(field.version);
        return field;
      });
  registry.write<http::Patch<FieldDraft>, CustomField>(
      {.method = Method::patch,
       .path = one,
       .summary = "Change a field",
       .description =
           "Labels, choices, bounds and flags; the name stays. A type changes only where no value is "
           "lost. What older values need for it (`preparing`) is a job.",
       .permission = "fields.write"},
      change);
  registry.write<Nothing, ArchivedField>(
      {.method = Method::delete_,
       .path = one,
       .summary = "Remove a field",
       .description = "Its values stay for 30 days, in which the field can be brought back.",
       .permission = "fields.write"},
      archive);
  registry.write<Nothing, CustomField>({.method = Method::post,
                                        .path = one + "/restore",
                                        .summary = "Bring a removed field back",
                                        .permission = "fields.write"},
                                       [](const Nothing&, Call& call, Transaction& tx) {
                                         return restore_field(tx, object_of(call), call.path_text("name"),
                                                              caller_of(call));
                                       });
  registry.read<Nothing, FieldUsage>(
      {.path = one + "/usage",
       .summary = "How many records hold a value",
       .description = "Counts all records: for callers who see all.",
       .permission = "fields.read"},
      [](const Nothing&, Call& call, Reader& reader) {
        if (call.principal.scope != http::Scope::all)
          fail(ErrorCode::forbidden, "The values of all records are counted for those who see all records.");
        return field_usage(reader, get_field(reader, object_of(call), call.path_text("name")), 1'000'000);
      });
}

}  // namespace rapport::people
