#include "customer/people/fields/field_rules.h"

#include "customer/people/fields/catalogue.h"

namespace rapport::people {

namespace {

rules::FieldKind kind_of(FieldType type) {
  using rules::FieldKind;
  switch (type) {
    case FieldType::text:
      return FieldKind::text;
    case FieldType::long_text:
      return FieldKind::long_text;
    case FieldType::number:
      return FieldKind::number;
    case FieldType::money:
      return FieldKind::money;
    case FieldType::boolean:
      return FieldKind::boolean;
    case FieldType::date:
      return FieldKind::date;
    case FieldType::datetime:
      return FieldKind::instant;
    case FieldType::choice:
      return FieldKind::choice;
    case FieldType::multi_choice:
      return FieldKind::multi_choice;
    case FieldType::url:
      return FieldKind::url;
    case FieldType::email:
      return FieldKind::email;
    case FieldType::phone:
      return FieldKind::phone;
    case FieldType::reference:
      return FieldKind::reference;
  }
  return FieldKind::text;
}

rules::Labels labels_of(const LocalText& text) {
  return {text.en.value_or(""), text.fr.value_or(""), text.vi.value_or("")};
}

}  // namespace

std::optional<rules::Field> rule_field_of(const CustomField& f) {
  if (!f.filterable || f.type == FieldType::long_text || !f.preparing.empty()) return std::nullopt;
  const bool is_contact = f.object == FieldObject::contact;
  const std::string table = is_contact ? "contact_values v" : "company_values v";
  const std::string key = is_contact ? "v.contact_id" : "v.company_id";
  const std::string record = is_contact ? "c.contact_id" : "k.company_id";
  rules::Field out;
  out.name = f.name;
  out.kind = kind_of(f.type);
  out.relation_where = "v.field_no = " + std::to_string(f.field_no);
  out.relation = table + " where " + key + " = " + record + " and " + out.relation_where;
  out.relation_table = table;
  out.relation_key = key;
  out.indexed = true;
  out.goes_along = is_contact;
  out.sortable = !f.is_multiple();
  out.labels = labels_of(f.label);
  out.group = "custom";
  out.custom = true;
  for (const auto& option : f.options) out.options.push_back({option.value, labels_of(option.label)});
  out.currency = f.validation.currency;
  if (f.type == FieldType::reference)
    out.reference = std::string(enum_name(f.validation.reference.value_or(FieldObject::contact)));
  if (is_number_kind(f.type)) {
    out.type = store::ColumnType::number;
    out.column = "v.number_value";
  } else {
    out.type = store::ColumnType::text;
    out.column = "v.text_value";
    if (is_text_kind(f.type)) out.folded = "v.text_value";
    out.normalise = [](std::string_view text) { return text_value_key(text); };
  }
  return out;
}

}  // namespace rapport::people
