#include "customer/people/exports/row_cells.h"

#include <boost/json.hpp>

#include "base/csv.h"
#include "base/text.h"
#include "customer/privacy/retention.h"

namespace rapport::people {

std::size_t RowCells::add(std::string_view asked) {
  std::string_view name = asked;
  const Field* field = type_info<Contact>().find(name);
  Column column;
  column.name = name;
  if (!field || name == "custom" || name == "alerts" || name == "unsubscribe_token" || name == "version") {
    if (name.starts_with("custom.")) name.remove_prefix(7);
    const CustomField* own = context_.fields->find(FieldObject::contact, name);
    if (!own)
      fail_field("columns", "unknown_field",
                 "names " + std::string(asked) + ", which is no field of contacts");
    column.kind = Kind::custom;
    column.custom = custom_.place_of(*own);
    columns_.push_back(std::move(column));
    return columns_.size() - 1;
  }
  const TypeInfo& outer = field->type();
  switch ((outer.kind == rapport::Kind::optional ? outer.element() : outer).kind) {
    case rapport::Kind::int32:
    case rapport::Kind::int64:
      column.kind = Kind::integer;
      break;
    case rapport::Kind::boolean:
      column.kind = Kind::boolean;
      break;
    case rapport::Kind::instant:
      column.kind = Kind::instant;
      break;
    case rapport::Kind::uuid:
      column.kind = Kind::uuid;
      break;
    case rapport::Kind::money:
      column.kind = Kind::money;
      break;
    case rapport::Kind::list:
      column.kind = Kind::list;
      break;
    default:  // also enumerations: rows hold their names
      column.kind = name == "name" ? Kind::name : Kind::text;
  }
  if (name == "gdpr_compliant") column.kind = Kind::compliant;
  columns_.push_back(std::move(column));
  return columns_.size() - 1;
}

// A page may hold rows of two shapes, with and without the value that it is sorted by.
void RowCells::find_columns() {
  width_ = row_->columns();
  custom_at_ = row_->find("custom");
  consent_at_ = row_->find("consent_status");
  claimed_at_ = row_->find("consent_claimed");
  until_at_ = row_->find("data_retention_until");
  for (Column& c : columns_) {
    if (c.kind == Kind::custom || c.kind == Kind::name || c.kind == Kind::compliant) continue;
    c.at = row_->find(c.name);
    if (c.kind == Kind::money) c.currency_at = row_->find(c.name + "_currency");
  }
}

void RowCells::look_at(const store::Row& row) {
  row_ = &row;
  if (row.columns() != width_) find_columns();
  if (!custom_.is_empty()) custom_.read(row.text(custom_at_));
}

std::string RowCells::money(const Column& c) const {
  Currency currency = context_.currency;
  if (!row_->is_null(c.currency_at)) currency = parse_currency(row_->text(c.currency_at)).value_or(currency);
  return render(Money{row_->integer(c.at), currency});
}

std::string RowCells::list(std::string_view json) const {
  unsigned char room[2'048];
  boost::json::monotonic_resource memory(room);
  const auto value = boost::json::parse(json, &memory);
  std::vector<std::string_view> items;
  for (const auto& item : value.as_array()) items.emplace_back(item.as_string());
  return csv::render_list(items);
}

std::string_view RowCells::cell(std::size_t column) {
  const Column& c = columns_[column];
  if (c.at >= 0 && row_->is_null(c.at)) return {};
  switch (c.kind) {
    case Kind::text:
      return row_->text(c.at);
    case Kind::custom:
      return custom_.value(c.custom);
    case Kind::boolean:
      return row_->boolean(c.at) ? "true" : "false";
    case Kind::integer:
      text_ = std::to_string(row_->integer(c.at));
      break;
    case Kind::instant:
      text_ = render(Instant{row_->integer(c.at)});
      break;
    case Kind::uuid:
      text_ = render(row_->uuid(c.at));
      break;
    case Kind::money:
      text_ = money(c);
      break;
    case Kind::list: {
      const auto json = row_->text(c.at);
      if (json == "[]") return {};
      text_ = list(json);
      break;
    }
    case Kind::name:
      text_ = display_name(row_->as<Contact>());
      break;
    case Kind::compliant: {
      const privacy::ConsentSummary consent{row_->get<privacy::ConsentStatus>(consent_at_),
                                            row_->boolean(claimed_at_)};
      const Instant until{row_->integer(until_at_)};
      return privacy::gdpr_compliant(consent, until, context_.now) ? "true" : "false";
    }
  }
  return text_;
}

}  // namespace rapport::people
