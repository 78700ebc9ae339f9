#include "customer/people/fields/field_rules.h"

#include "customer/people/fields/catalogue.h"

namespace rapport::people {

std::optional<rules::Field> rule_field_of(const CustomField& f) {
  if (!f.filterable || f.type == FieldType::long_text || !f.preparing.empty()) return std::nullopt;
  const bool is_contact = f.object == FieldObject::contact;
  const std::string table = is_contact ? "contact_values v" : "company_values v";
  const std::string key = is_contact ? "v.contact_id" : "v.company_id";
  const std::string record = is_contact ? "c.contact_id" : "k.company_id";
  const std::string mine = "v.field_no = " + std::to_string(f.field_no);
  rules::Field out;
  out.name = f.name;
  out.relation = table + " where " + key + " = " + record + " and " + mine;
  out.relation_table =
      "(select * from " + table.substr(0, table.size() - 2) + " where " + mine.substr(2) + ") v";
  out.relation_key = key;
  out.indexed = true;
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
